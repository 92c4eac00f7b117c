import PolygraphModel
import PolygraphQuantities

/// Writes charts in NCCA ASCII: the layout of one maker's exports, which every known reader takes.
///
/// A file that was read without warnings is written again byte for byte; a file with defects is written clean.
public enum NCCAWriter {
  /// What goes into the header beside the chart.
  public struct Heading: Hashable, Sendable {
    /// The file's name, which names maker, exam, series and chart.
    public var fileName: String
    /// The maker's own file or folder.
    public var sourceFile: String
    /// The instrument.
    public var instrument: String
    /// The recording software's version.
    public var software: String
    /// The series.
    public var series: String
    /// The header's number of questions; `nil` counts events that are neither announcements nor notes.
    public var questionCount: Int?
    /// The header lines of the file that was read: their order, unknown keys, and the spelling of what did not change.
    public var headerLines: [NCCAHeader.Entry] = []
    /// True to end lines in CR LF.
    public var usesCRLF = true
    /// True to end data rows in three blanks.
    public var hasTrailer = true
    var form = NCCAForm()

    /// Makes a heading in the form of the makers' exports.
    public init(
      fileName: String, sourceFile: String, instrument: String, software: String, series: String,
      questionCount: Int? = nil, headerLines: [NCCAHeader.Entry] = [], usesCRLF: Bool = true, hasTrailer: Bool = true
    ) {
      self.fileName = fileName
      self.sourceFile = sourceFile
      self.instrument = instrument
      self.software = software
      self.series = series
      self.questionCount = questionCount
      self.headerLines = headerLines
      self.usesCRLF = usesCRLF
      self.hasTrailer = hasTrailer
    }
  }

  /// A file as it was read, written again.
  ///
  /// *Errors*: as ``write(_:questions:heading:)``.
  public static func write(_ file: NCCAChartFile) throws(FormatError) -> Conversion {
    try write(file.chart, questions: file.questions, heading: Heading(file))
  }

  /// A chart from anywhere.
  ///
  /// *Definition*: required columns first, −9.9 where there is no sensor; values rounded to whole counts in 1 to
  /// 999999, and a channel that does not fit is shifted and scaled, which is reported (`value-scaled`); a slower
  /// channel has its values in the rows they lie on; statements are cut every 66 characters; characters outside ASCII
  /// become `_` (`non-ascii`); an answer that lies before the end of its question or at the next one is left out
  /// (`answer-omitted`); what cannot be told from a note (`question-short`) and tables that are long
  /// (`statements-omitted`, `head-long`) are reported.
  /// *Errors*: `label-long` for a label of more than eight characters; `too-large` beyond ``NCCALimits/rows``;
  /// `rate-mixed` for a channel whose rate has no whole ratio to the chart's.
  public static func write(
    _ chart: Chart, questions: [Question], heading: Heading
  ) throws(FormatError) -> Conversion {
    guard chart.sampleCount <= NCCALimits.rows else {
      throw FormatError(
        code: "too-large",
        message: "The chart has \(chart.sampleCount) samples; the format's limit here is \(NCCALimits.rows).")
    }
    var findings = NCCAFindings(file: heading.fileName)
    let rows = try NCCAWrittenEvents(chart, questions, heading.form, &findings)
    let columns = try NCCAWrittenColumns(chart, &findings)
    var text = NCCAText(usesCRLF: heading.usesCRLF)
    text.reserve(chart.sampleCount * (30 + 11 * columns.count) + 4096)
    let header = NCCAWrittenHeader(chart, heading, questionCount: rows.questionCount, columns.rates)
    for line in header.lines { text.line(NCCAText.ascii(line, &findings)) }
    text.line("")
    rows.writeStatements(&text, linesAbove: header.lines.count + 1, &findings)
    text.line("")
    rows.writeEvents(&text)
    text.line("")
    columns.write(&text, chart, marks: rows.column, heading)
    return Conversion(files: [WrittenFile(name: heading.fileName, bytes: text.bytes)], findings: findings.all)
  }
}

extension NCCAWriter.Heading {
  /// The heading of a file that was read.
  public init(_ file: NCCAChartFile) { self.init(file.layout, file.identity, file.chart) }

  /// The heading of a chart that was read, by its layout.
  public init(_ layout: NCCALayout, _ identity: ChartIdentity, _ chart: Chart) {
    let header = layout.header
    let questions = chart.questions.count
    let meanings = [questions, chart.events.count, chart.events.count + chart.annotations.count]
    let name = NCCAChartName(layout.fileName)
    self.init(
      fileName: name.map { Self.fileName($0, layout, identity) }
        ?? NCCAChartName(
          makerCharacter: identity.maker.flatMap { NCCAMaker(rawValue: $0) }?.character ?? "&", exam: identity.exam,
          series: String(identity.series.suffix(1)), chart: identity.chart
        ).text,
      sourceFile: header["Source file"] ?? "NA", instrument: header["Instrument"] ?? "Instrument Not Available",
      software: header["Software Version"] ?? "Software Version Not Available",
      series: header["Examination Number"] ?? identity.series,
      questionCount: header["Number of questions"].flatMap { Int($0) }.flatMap { meanings.contains($0) ? $0 : nil },
      headerLines: header.entries, hasTrailer: layout.hasTrailer || layout.kind == .viewer)
    form = layout.form
    if layout.kind == .viewer { form.hasEventTrailer = true }
  }

  /// The name of the file that was read, mended where its separators were replaced or it names another maker.
  private static func fileName(_ name: NCCAChartName, _ layout: NCCALayout, _ identity: ChartIdentity) -> String {
    var mended = name
    let named = NCCAMaker(character: name.makerCharacter)
    if let maker = identity.maker.flatMap({ NCCAMaker(rawValue: $0) }), let named, named != maker {
      mended.makerCharacter = maker.character
    }
    return name.isAltered || mended != name ? mended.text : layout.fileName
  }

  /// A heading made of an exam's words.
  public init(exam: Exam, series: String, chart: Int) {
    let maker = exam.instrument.maker.flatMap { NCCAMaker(rawValue: $0) } ?? .lafayette
    let name = NCCAChartName(
      makerCharacter: maker.character, exam: FileName.encoded(exam.name), series: String(series.suffix(1)), chart: chart
    )
    self.init(
      fileName: name.text, sourceFile: exam.name, instrument: exam.instrument.model ?? "\(maker.rawValue) Windows",
      software: exam.instrument.software ?? "NA", series: series)
  }

  /// Takes out what names people or places: the source file becomes the exam's code.
  public mutating func removePersonalData(examCode: String) {
    if var name = NCCAChartName(fileName) {
      name.exam = examCode
      fileName = name.text
    }
    sourceFile = examCode
    headerLines = []
    form = NCCAForm()
  }
}

/// Takes out of a chart and its questions what may name people: texts become labels, the date is erased.
public enum NCCAPersonalData {
  /// The chart without date and time, and without texts of notes.
  public static func removed(from chart: Chart) -> Chart {
    var chart = chart
    chart.date = nil
    chart.time = nil
    for index in chart.annotations.indices { chart.annotations[index].text = nil }
    return chart
  }

  /// The questions without texts.
  public static func removed(from questions: [Question]) -> [Question] {
    questions.map { question in
      var question = question
      question.text = nil
      return question
    }
  }
}

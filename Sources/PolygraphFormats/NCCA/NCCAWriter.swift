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
    /// Header lines of other keys, kept in order behind the known ones.
    public var otherEntries: [NCCAHeader.Entry] = []
    /// True to end lines in CR LF.
    public var usesCRLF = true
    /// True to end data rows in three blanks.
    public var hasTrailer = true

    /// Makes a heading in the form of the makers' exports.
    public init(
      fileName: String, sourceFile: String, instrument: String, software: String, series: String,
      questionCount: Int? = nil, otherEntries: [NCCAHeader.Entry] = [], usesCRLF: Bool = true, hasTrailer: Bool = true
    ) {
      self.fileName = fileName
      self.sourceFile = sourceFile
      self.instrument = instrument
      self.software = software
      self.series = series
      self.questionCount = questionCount
      self.otherEntries = otherEntries
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
  /// *Definition*: required columns first, −9.9 where there is no sensor; values rounded to whole counts in 1 to 999999,
  /// and a channel that does not fit is shifted and scaled, which is reported (`value-scaled`); a slower channel has its
  /// values in the rows they lie on; statements are cut every 66 characters; characters outside ASCII become `_`
  /// (`non-ascii`); an answer that lies before the end of its question or at the next one is left out (`answer-omitted`).
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
    let rows = try NCCAWrittenEvents(chart, questions, &findings)
    let columns = try NCCAWrittenColumns(chart, &findings)
    var text = NCCAText(usesCRLF: heading.usesCRLF)
    text.reserve(chart.sampleCount * (30 + 11 * columns.count) + 4096)
    writeHeader(chart, heading, rows, columns, &text, &findings)
    text.line("")
    let headerLines = 12 + heading.otherEntries.count + columns.count
    rows.writeStatements(&text, linesAbove: headerLines + 1, &findings)
    text.line("")
    rows.writeEvents(&text)
    text.line("")
    columns.write(&text, chart, marks: rows.column, hasTrailer: heading.hasTrailer)
    return Conversion(files: [WrittenFile(name: heading.fileName, bytes: text.bytes)], findings: findings.all)
  }

  private static func writeHeader(
    _ chart: Chart, _ heading: Heading, _ rows: NCCAWrittenEvents, _ columns: NCCAWrittenColumns,
    _ text: inout NCCAText, _ findings: inout NCCAFindings
  ) {
    func plain(_ value: String) -> String { NCCAText.ascii(value, &findings) }
    text.line("Name of this file: " + plain(heading.fileName))
    text.line("Source file: " + plain(heading.sourceFile))
    text.line("Instrument: " + plain(heading.instrument))
    text.line("Software Version: " + plain(heading.software))
    text.line("Chart Date: " + date(chart.date))
    text.line("Time: " + (chart.date == nil && chart.time == nil ? "19:00" : chart.time?.description ?? "00:00"))
    text.line("Examination Number: " + plain(heading.series))
    text.line("Chart Number: \(chart.number)")
    text.line("Number of questions: \(heading.questionCount ?? rows.questionCount)")
    text.line("Fastest Sample Rate (Hz): " + NCCAText.rate(chart.sampleRate))
    text.line("Number of samples: \(chart.sampleCount)")
    text.line("Number of channels: \(columns.count)")
    for (name, rate) in columns.rates { text.line("Sample Rate (Hz)- \(name): " + NCCAText.rate(rate)) }
    for entry in heading.otherEntries {
      text.line(plain(entry.value.isEmpty ? entry.key : "\(entry.key): \(entry.value)"))
    }
  }

  /// `05Feb26`; Unix zero in US Eastern time for an unknown date, as erased files have it.
  private static func date(_ date: CivilDate?) -> String {
    guard let date else { return "31Dec69" }
    let month = NCCAHeader.months[date.month - 1]
    let year = date.year % 100
    return (date.day < 10 ? "0" : "") + "\(date.day)" + month.prefix(1).uppercased() + month.dropFirst()
      + (year < 10 ? "0" : "") + "\(year)"
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
    let known = Set(NCCAHeader.knownKeys.map { $0.lowercased() })
    let name = NCCAChartName(layout.fileName)
    self.init(
      fileName: name.map { $0.isAltered ? $0.text : layout.fileName }
        ?? NCCAChartName(
          makerCharacter: identity.maker.flatMap { NCCAMaker(rawValue: $0) }?.character ?? "&", exam: identity.exam,
          series: String(identity.series.suffix(1)), chart: identity.chart
        ).text,
      sourceFile: header["Source file"] ?? "NA", instrument: header["Instrument"] ?? "Instrument Not Available",
      software: header["Software Version"] ?? "Software Version Not Available",
      series: header["Examination Number"] ?? identity.series,
      questionCount: header["Number of questions"].flatMap { Int($0) }.flatMap { meanings.contains($0) ? $0 : nil },
      otherEntries: header.entries.filter { !known.contains($0.key.lowercased()) },
      hasTrailer: layout.hasTrailer || layout.kind == .viewer)
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
    otherEntries = []
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

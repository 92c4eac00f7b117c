import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

/// A chart read from an NCCA ASCII file, with what is needed to write the same bytes again.
public struct NCCAChartFile: Sendable {
  /// Which chart of which exam it is.
  public var identity: ChartIdentity
  /// What recorded it.
  public var instrument: InstrumentIdentity
  /// The chart.
  public var chart: Chart
  /// The announcements and questions with their texts.
  public var questions: [Question]
  /// What was noticed.
  public var findings: [Finding]
  /// The file's header and form.
  public var layout: NCCALayout
}

/// The form of a chart file: what is neither samples nor events.
public struct NCCALayout: Hashable, Sendable, Codable {
  /// The file's name.
  public var fileName: String
  /// The layout.
  public var kind: NCCALayoutKind
  /// The header.
  public var header: NCCAHeader
  /// The columns' names in the file.
  public var columnNames: [String]
  /// True when lines end in CR LF.
  public var usesCRLF: Bool
  /// True when data rows end in three blanks.
  public var hasTrailer: Bool
  /// What tables and stamps have beside their values.
  public var form = NCCAForm()
}

/// Reads charts in NCCA ASCII.
///
/// *Source*: the format as worked out from real exports of four software versions and from code that reads and writes
/// it; its official text is not public.
public enum NCCAReader {
  /// The chart in a file's bytes.
  ///
  /// Everything that can be repaired is, and is reported once a code with count and first place; the rest is refused.
  /// *Shape*: one channel a column; places from 0 on the chart's clock.
  /// *Errors*: `binary`, `not-ncca`, `no-columns`, `no-samples`, `bad-sample`, `sample-order`, `column-drift`,
  /// `no-rate`, `event-reversed`, `event-outside`, `event-number`, `too-large`; in strict mode the first defect.
  /// *Complexity*: one pass over the bytes; no allocation a row.
  public static func read(
    _ buffer: UnsafeRawBufferPointer, fileName: String, options: ReadOptions = ReadOptions()
  ) throws(FormatError) -> NCCAChartFile {
    guard buffer.count <= options.largestFile else {
      throw FormatError(
        code: "too-large", message: "The file has \(buffer.count) bytes; the limit is \(options.largestFile).",
        place: Place(file: fileName))
    }
    var findings = NCCAFindings(file: fileName)
    let start = byteOrderMark(buffer, &findings)
    let sections = try NCCASections(buffer, from: start, file: fileName)
    reportBytes(buffer, sections, &findings)
    let header = NCCAHeader(buffer, sections.header, encoding: options.encoding, &findings)
    let columns = try NCCAColumns(
      buffer, sections.heading, kind: sections.kind, chosen: options.columnSensors, &findings)
    header.checkRates(columns.columns, &findings)
    let declaredRate = declaredRate(header, &findings)
    let text = withoutTrailingBytes(buffer, from: sections.rows.place)
    var lines = sections.rows.cut(to: text)
    var rows = NCCARows(
      text, columns, kind: sections.kind, rate: declaredRate, file: fileName,
      expectedRows: min(NCCALimits.rows, (text.count - lines.place) / max(columns.rowLength, 1) + 1))
    try rows.read(&lines, &findings)
    if text.count < buffer.count {
      findings.note(
        "stray-bytes", "Bytes without meaning behind the last line were passed over.", line: lines.number,
        count: buffer.count - text.count)
    }
    try checkRunCount(rows, fileName)
    let rate = try rate(declaredRate, rows.clock, header, fileName, &findings)
    checkCounts(header, rows, columns, &findings)
    let table = try NCCATables.events(
      buffer, sections.events ?? [], kind: sections.kind, rowCount: rows.sampleCount, &findings)
    let statements = NCCATables.statements(buffer, sections.statements ?? [], encoding: options.encoding)
    checkNumbers(table, sections.kind, &findings)
    let marks = NCCAMarks(table, rows.runs, &findings).marks
    let events = NCCAEvents(
      marks, statements: statements, table: table, tableLine: sections.eventHeading, sampleCount: rows.sampleCount,
      rate: rate, dictionary: options.dictionary, &findings)
    checkQuestionCount(header, events, &findings)
    let names = NCCAIdentity(header, fileName: fileName, &findings)
    var chart = Chart(
      number: names.identity.chart, sampleRate: rate, sampleCount: rows.sampleCount,
      channels: NCCAChannels.make(
        columns.columns, &rows.columns, line: sections.heading.number, rate: rate, header: header,
        maker: names.maker, &findings),
      events: events.events, annotations: events.annotations, isAborted: events.isAborted)
    (chart.date, chart.time) = header.date(&findings)
    chart.gaps = gaps(rows, chart, &findings)
    chart.source = ChartSource(
      file: fileName, format: NCCAFormat.identifier, sha256: SHA256Digest(of: buffer).hexadecimal)
    reportLineEnds(lines, &findings)
    if options.isStrict, let first = findings.all.first(where: { NCCACode.refusedInStrictMode.contains($0.code) }) {
      throw FormatError(code: first.code, message: first.message, place: first.place)
    }
    return NCCAChartFile(
      identity: names.identity, instrument: names.instrument, chart: chart, questions: events.questions,
      findings: findings.all,
      layout: NCCALayout(
        fileName: fileName, kind: sections.kind, header: header, columnNames: columns.columns.map(\.source),
        usesCRLF: lines.crlfCount >= lines.lfCount + lines.crCount, hasTrailer: rows.hasTrailer,
        form: NCCAForm(
          table, statements, stamps: rate == declaredRate ? rows.clock.offGrid : [],
          answeredWord: events.answeredWord)))
  }

  /// The fastest rate the header declares; where that line is missing or no rate, the fastest of the columns.
  private static func declaredRate(_ header: NCCAHeader, _ findings: inout NCCAFindings) -> SampleRate? {
    let key = "Fastest Sample Rate (Hz)"
    if let text = header[key] {
      if let rate = SampleRate(parsing: text) { return rate }
      findings.add(
        "header-unknown", "A header line's value is no rate; it was passed over.", line: header.line(of: key),
        field: key)
    }
    return header.rates.compactMap(\.rate).max()
  }

  /// The bytes without NUL and Ctrl-Z at their end, as old file systems leave them.
  private static func withoutTrailingBytes(
    _ buffer: UnsafeRawBufferPointer, from start: Int
  ) -> UnsafeRawBufferPointer {
    var end = buffer.count
    while end > start, buffer[end - 1] == 0 || buffer[end - 1] == 0x1A { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: buffer[..<end])
  }

  private static func byteOrderMark(_ buffer: UnsafeRawBufferPointer, _ findings: inout NCCAFindings) -> Int {
    guard buffer.count >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF else { return 0 }
    findings.note("stray-bytes", "A byte order mark was passed over.", line: 1)
    return 3
  }

  private static func reportBytes(
    _ buffer: UnsafeRawBufferPointer, _ sections: NCCASections, _ findings: inout NCCAFindings
  ) {
    for line in sections.header + (sections.statements ?? []) + [sections.heading] {
      let above = buffer[line.bytes].count { $0 > 126 }
      if above > 0 {
        findings.note("non-ascii", "Texts hold bytes above ASCII; they were decoded.", line: line.number, count: above)
      }
    }
    for line in sections.header + (sections.statements ?? []) + (sections.events ?? []) + [sections.heading] {
      let below = buffer[line.bytes].count { $0 < 32 && $0 != 0x09 }
      if below > 0 {
        findings.note(
          "stray-bytes", "The head of the file holds control characters.", line: line.number, count: below)
      }
    }
  }

  private static func reportLineEnds(_ lines: NCCALines, _ findings: inout NCCAFindings) {
    let others = lines.lfCount + lines.crCount
    guard others > 0 else { return }
    findings.note(
      "line-ends", "Lines end otherwise than in CR LF, as in files that scripts rewrote.", line: lines.firstOtherEnd,
      count: others)
  }

  private static func checkRunCount(_ rows: NCCARows, _ file: String) throws(FormatError) {
    let count = rows.runs.count { !$0.label.isEmpty }
    guard count <= NCCALimits.events else {
      throw FormatError(
        code: "too-large", message: "The data hold \(count) labels; the limit is \(NCCALimits.events).",
        place: Place(file: file, field: "Label"))
    }
  }

  /// The chart's rate: the declared one, unless the stamps show another.
  private static func rate(
    _ declared: SampleRate?, _ clock: NCCAClock, _ header: NCCAHeader, _ file: String,
    _ findings: inout NCCAFindings
  ) throws(FormatError) -> SampleRate {
    let measured = clock.rate
    guard let rate = declared ?? measured else {
      throw FormatError(
        code: "no-rate", message: "Neither the header nor the time stamps give a sample rate.",
        place: Place(
          file: file, line: header.line(of: "Fastest Sample Rate (Hz)"), field: "Fastest Sample Rate (Hz)"))
    }
    if declared == nil {
      findings.add(
        "rate-clock", "The header has no usable rate; that of the time stamps, \(rate) Hz, was taken.",
        line: header.line(of: "Fastest Sample Rate (Hz)"), field: "Fastest Sample Rate (Hz)")
      return rate
    }
    if let measured {
      let ratio = measured.hertz.value / rate.hertz.value
      if (ratio - 1).magnitude > 0.02 + clock.uncertainty {
        findings.add(
          "rate-clock", "The header declares \(rate) Hz and the time stamps show \(measured) Hz, which was taken.",
          line: header.line(of: "Fastest Sample Rate (Hz)"), field: "Fastest Sample Rate (Hz)")
        return measured
      }
    }
    let odd = clock.deviating + clock.unreadable
    if odd > 0 {
      let difference = (clock.largestDifference * 100).rounded() / 100
      let sample = [clock.firstDeviatingSample, clock.firstUnreadableSample].compactMap(\.self).min()
      findings.add(
        "clock", "Time stamps leave the sample numbers' grid, by up to \(difference) s, or are no times.",
        field: "Time", sample: sample.map { $0 - 1 }, count: odd)
    }
    return rate
  }

  private static func checkCounts(
    _ header: NCCAHeader, _ rows: NCCARows, _ columns: NCCAColumns, _ findings: inout NCCAFindings
  ) {
    if let text = header["Number of samples"], Int(text) != rows.rowCount {
      findings.add(
        "sample-count", "The header's number of samples is not the \(rows.rowCount) rows there are.",
        line: header.line(of: "Number of samples"), field: "Number of samples")
    }
    if let text = header["Number of channels"], Int(text) != columns.columns.count {
      findings.add(
        "channel-count", "The header's number of channels is not the \(columns.columns.count) columns there are.",
        line: header.line(of: "Number of channels"), field: "Number of channels")
    }
  }

  private static func checkNumbers(_ table: [NCCAEventRow], _ kind: NCCALayoutKind, _ findings: inout NCCAFindings) {
    let odd = table.enumerated().filter { Int($1.number) != $0 + 1 }
    guard kind == .standard, let first = odd.first else { return }
    findings.note(
      "event-numbers", "The events are not numbered 1, 2, 3 and so on.", line: first.element.line, count: odd.count)
  }

  /// The count has three meanings in the wild: questions, with announcements, or every row.
  private static func checkQuestionCount(
    _ header: NCCAHeader, _ events: NCCAEvents, _ findings: inout NCCAFindings
  ) {
    guard let text = header["Number of questions"] else { return }
    let questions = events.events.count { !$0.role.isAnnouncement }
    let meanings = [questions, events.events.count, events.events.count + events.annotations.count]
    guard Int(text).map({ !meanings.contains($0) }) ?? true else { return }
    findings.note(
      "question-count", "The header's number of questions fits none of its meanings; it was ignored.",
      line: header.line(of: "Number of questions"), field: "Number of questions")
  }

  private static func gaps(_ rows: NCCARows, _ chart: Chart, _ findings: inout NCCAFindings) -> [Gap] {
    var gaps = rows.gaps.map { Gap(start: $0.lowerBound, end: $0.upperBound, cause: "sample numbers jump") }
    let end = chart.events.last { $0.role == .endOfTest }?.onset ?? .max
    for channel in chart.channels where channel.sensor != .activity {
      for run in NCCADropouts.runs(in: channel) {
        func place(_ index: Int) -> Int { channel.firstSample + channel.sampleRate.index(index, on: chart.sampleRate) }
        let span = place(run.lowerBound)..<place(run.upperBound)
        // After XX the cuff is let down; that is no dropout.
        if channel.sensor == .cardio, span.lowerBound >= end { continue }
        findings.add(
          "dropout", "A sudden run of equal, very low values; it was kept and marked.", field: channel.name,
          sample: span.lowerBound)
        gaps.append(
          Gap(channels: [channel.name], start: span.lowerBound, end: span.upperBound, cause: "dropout, values kept"))
      }
    }
    return gaps
  }
}

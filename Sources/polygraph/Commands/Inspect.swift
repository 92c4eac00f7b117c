import ArgumentParser
import PolygraphKit

/// `polygraph inspect`: what is in an exam.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what is in an exam: charts, channels, rates, events, findings.",
    discussion: """
      Defects of the files are named by their codes, with how often and where first. Nothing is changed.

      With --all every exam in the folder and the folders inside it is shown, with --json as one document a line; what \
      belongs to no exam comes last (polygraph.folder/1).

      Examples:
        polygraph inspect exam-folder
        polygraph inspect 'exam-folder/D&-DEMO01-1.01A' --json
        polygraph inspect archive --exam DEMO01
        polygraph inspect archive --all
      """)

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "Show every exam in the folder and the folders inside it.")
  var all = false

  func run() throws {
    guard all else { return try show(try reading.read()) }
    let folder = try ExamReader.readAll(path: reading.path, options: reading.choice.options)
    if folder.exams.isEmpty {
      note(folder.findings.isEmpty ? "No chart file was found." : findingLines(folder.findings, ending: ""))
      throw ExitCode.failure
    }
    for (index, exam) in folder.exams.enumerated() {
      if index > 0, !output.json { try emit("\n") }
      try show(exam)
    }
    guard !folder.findings.isEmpty else { return }
    if output.json {
      try emit(jsonLine: FolderReport(findings: folder.findings))
    } else {
      try emit("\nOther files\n" + findingLines(folder.findings))
    }
  }

  private func show(_ read: ReadExam) throws {
    let inspection = Inspection(exam: read.exam, findings: read.findings)
    if output.json, all { return try emit(jsonLine: inspection) }
    try output.emit(inspection, text: inspection.text)
  }
}

/// What belongs to no exam of a folder: the document `polygraph.folder/1`.
private struct FolderReport: Encodable {
  let schema = "polygraph.folder/1"
  let findings: [Finding]
}

extension Inspection {
  /// The inspection as people read it.
  fileprivate var text: String {
    let made = [instrument.maker, instrument.model, instrument.software].compactMap(\.self)
    var text = "Exam \(exam)   format \(format)"
    if !made.isEmpty { text += "   instrument \(made.joined(separator: ", "))" }
    text += "\n"
    for series in series {
      for chart in series.charts { text += "\nSeries \(series.series), chart \(chart.chart)" + chart.text }
    }
    if !findings.isEmpty { text += "\nFindings\n" + findingLines(findings) }
    return text
  }
}

extension ChartInspection {
  fileprivate var text: String {
    let seconds = sampleRate.seconds(ofSample: samples).value
    var text = "   \(samples) samples at \(sampleRate) Hz (\(shown(seconds, digits: 1)) s)"
    if let date { text += "   \(date)" + (time.map { " " + $0 } ?? "") }
    if aborted { text += "   aborted" }
    if let source { text += "   \(source.file)" }
    text += "\n"
    var channelTable = TextTable([
      ("CHANNEL", .left), ("SENSOR", .left), ("RATE", .right), ("UNIT", .left), ("SAMPLES", .right),
      ("MISSING", .right),
    ])
    for channel in channels {
      channelTable.add([
        channel.name, channel.sensor.rawValue, "\(channel.sampleRate)", channel.unit.rawValue, "\(channel.samples)",
        "\(channel.missing)",
      ])
    }
    var eventTable = TextTable([
      ("EVENT", .left), ("KIND", .left), ("ONSET", .right), ("SECONDS", .right), ("OFFSET", .right),
      ("ANSWER", .right), ("WORD", .left), ("TEXT", .left),
    ])
    for event in events {
      eventTable.add([
        event.question, event.kind.rawValue, "\(event.onset)",
        shown(sampleRate.seconds(ofSample: event.onset).value, digits: 2), "\(event.offset)",
        event.answer.map(String.init) ?? "", event.word ?? "", event.text ?? "",
      ])
    }
    text += channelTable.text + (events.isEmpty ? "" : eventTable.text)
    if !annotations.isEmpty {
      let notes = annotations.map { "\($0.code) at \($0.sample)" + ($0.group.map { " (\($0.rawValue))" } ?? "") }
      text += "Annotations: \(notes.joined(separator: ", "))\n"
    }
    if !gaps.isEmpty {
      text += "Gaps: " + gaps.map { "\($0.start)..<\($0.end) \($0.cause)" }.joined(separator: ", ") + "\n"
    }
    return text
  }
}

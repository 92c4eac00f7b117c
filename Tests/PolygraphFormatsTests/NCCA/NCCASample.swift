import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics

/// Chart files for tests, made in code.
enum NCCASample {
  /// A clean file of a short Federal ZCT chart in one maker's standard layout, of generated counts.
  static func clean(
    rows: Int = 600, seed: UInt64 = 7, name: String = "D&-TEST01-1.01A", spacing: Int = 120, channels: Int = 5
  ) throws -> String {
    var generator = SeededGenerator(seed: seed)
    let names = ["UPneumo", "LPneumo", "EDA1", "Cardio1", "Move1", "PPG1", "FC"]
    let made = names.prefix(channels).map { name in
      Channel(
        name: name, sensor: .unknown, sampleRate: SampleRate(30),
        counts: SampleCounts((0..<rows).map { _ in Int32(20_000 + generator.below(5000)) }))
    }
    var chart = Chart(
      number: 1, date: CivilDate(year: 2026, month: 2, day: 5), time: ClockTime(hour: 9, minute: 30),
      sampleRate: SampleRate(30), sampleCount: rows, channels: made)
    var questions: [Question] = []
    func add(_ label: String, _ role: QuestionRole, _ text: String?, onset: Int, offset: Int, answer: Answer?) {
      chart.events.append(Event(label: label, role: role, onset: onset, offset: offset, answer: answer))
      questions.append(Question(label: label, role: role, text: text))
    }
    add("X", .startOfTest, "The test is about to begin.", onset: 10, offset: 40, answer: nil)
    let labels = ["C4", "R5", "C6", "R7"].prefix(max(0, (rows - 80) / spacing))
    for (index, label) in labels.enumerated() {
      let onset = 60 + index * spacing
      let text =
        "Generated question \(index + 1): did you move the sealed envelope in the training room, or see who did?"
      add(
        label, label.hasPrefix("R") ? .relevant : .comparison, text, onset: onset, offset: onset + 20,
        answer: Answer(sample: onset + 30, word: index % 2 == 0 ? "No" : "Yes"))
    }
    add("XX", .endOfTest, "The test is over.", onset: rows - 15, offset: rows - 5, answer: nil)
    chart.annotations = [Annotation(code: "MV", sample: 55)]
    let heading = NCCAWriter.Heading(
      fileName: name, sourceFile: "TEST01", instrument: "Lafayette Windows", software: "11.8.2", series: "1")
    let written = try NCCAWriter.write(chart, questions: questions, heading: heading)
    return String(decoding: written.files[0].bytes, as: UTF8.self)
  }

  /// Reads a file given as text.
  static func read(
    _ text: String, name: String = "D&-TEST01-1.01A", options: ReadOptions = ReadOptions()
  ) throws(FormatError) -> NCCAChartFile {
    try read(Array(text.utf8), name: name, options: options)
  }

  /// Reads a file given as bytes.
  static func read(
    _ bytes: [UInt8], name: String = "D&-TEST01-1.01A", options: ReadOptions = ReadOptions()
  ) throws(FormatError) -> NCCAChartFile {
    let result = bytes.withUnsafeBytes { buffer -> Result<NCCAChartFile, FormatError> in
      Result { () throws(FormatError) -> NCCAChartFile in
        try NCCAReader.read(buffer, fileName: name, options: options)
      }
    }
    return try result.get()
  }

  /// The text with its lines changed.
  static func edited(_ text: String, _ change: (inout [String]) -> Void) -> String {
    var lines = text.components(separatedBy: "\r\n")
    change(&lines)
    return lines.joined(separator: "\r\n")
  }
}

extension NCCAChartFile {
  /// The codes of the findings, sorted.
  var codes: [String] { findings.map(\.code).sorted() }
}

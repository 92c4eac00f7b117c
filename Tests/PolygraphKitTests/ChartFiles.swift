import Foundation
import PolygraphKit
import PolygraphSimulation
import TestSupport

/// The chart files of a simulated exam, as the makers' software would have written them.
struct ChartFiles {
  /// The file's name and text, one a chart.
  var files: [(name: String, text: String)] = []

  /// The charts of an exam in one maker's hand.
  init(_ exam: Exam, maker: NCCAMaker) throws {
    var exam = exam
    exam.instrument = InstrumentIdentity(maker: maker.rawValue)
    for series in exam.series {
      for chart in series.charts {
        var heading = NCCAWriter.Heading(exam: exam, series: series.name, chart: chart.number)
        if maker != .lafayette { heading.instrument = "Instrument Not Available" }
        let file = try NCCAWriter.write(chart, questions: series.questions, heading: heading).files[0]
        files.append((file.name, String(decoding: file.bytes, as: UTF8.self)))
      }
    }
  }

  /// Puts another label in place of each, right-aligned as the first was, in all tables of all files.
  mutating func relabel(_ change: (String) -> String) {
    for index in files.indices {
      files[index].text = files[index].text.components(separatedBy: "\r\n").map { Self.relabelled($0, change) }.joined(
        separator: "\r\n")
    }
  }

  /// Empties the statement table, which some makers do not fill.
  mutating func removeStatements() {
    for index in files.indices {
      var isInside = false
      files[index].text = files[index].text.components(separatedBy: "\r\n").filter { line in
        if line.hasPrefix("Event") { isInside = line.contains("Statement") }
        return !isInside || line.hasPrefix("Event") || line.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty
      }.joined(separator: "\r\n")
    }
  }

  /// The event tables' rows begin with a number of two digits, and the label is the second word; in a data row it
  /// stands in eight columns behind the time, filled with hyphens.
  private static func relabelled(_ line: String, _ change: (String) -> String) -> String {
    if line.count > 24, line.dropFirst(9).prefix(1) == ":" {
      let label = line.dropFirst(16).prefix(8).drop { $0 == "-" }
      guard !label.isEmpty else { return line }
      let changed = change(String(label))
      return line.prefix(16) + String(repeating: "-", count: max(0, 8 - changed.count)) + changed + line.dropFirst(24)
    }
    let words = line.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count >= 2, words[0].count == 2, Int(words[0]) != nil, line.first != " " else { return line }
    let end = words[1].endIndex
    let padded = line[words[0].endIndex..<end]
    let label = change(String(words[1]))
    let blanks = String(repeating: " ", count: max(1, padded.count - label.count))
    return line[..<words[0].endIndex] + blanks + label + line[end...]
  }

  /// The exam that reading the files gives.
  func read() throws -> ReadExam {
    let folder = try TemporaryFolder()
    for file in files { try Data(file.text.utf8).write(to: folder.url.appending(path: file.name)) }
    return try ExamReader.read(path: folder.url.path)
  }
}

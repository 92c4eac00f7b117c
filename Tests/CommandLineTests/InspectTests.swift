import Foundation
import TestSupport
import Testing

@Suite("polygraph inspect")
struct InspectTests {
  @Test("the JSON document has the promised shape, with samples from 0")
  func shape() throws {
    let outcome = try CommandRunner.run("inspect", CommandRunner.exam, "--json")
    outcome.expectSuccess()
    let document = try JSONDocument(outcome.output, schema: "polygraph.inspection/1")
    #expect(try document.text("format") == "ncca-ascii")
    #expect(try document.text("exam") == "SIM1")
    #expect(try document.list("findings").isEmpty)
    let series = try document.list("series")
    #expect(series.count == 1)
    #expect(try series[0].text("series") == "1")
    let charts = try series[0].list("charts")
    #expect(try charts.map { try $0.integer("chart") } == [1, 2, 3])
    for chart in charts {
      #expect(try chart.text("sampleRate") == "30")
      let samples = try chart.integer("samples")
      let channels = try chart.list("channels")
      #expect(
        try channels.map { try $0.text("sensor") } == [
          "thoracicRespiration", "abdominalRespiration", "electrodermal", "cardio", "activity", "vasomotor",
        ])
      for channel in channels {
        #expect(channel.keys.isSuperset(of: ["name", "sensor", "sampleRate", "unit", "samples", "missing"]))
        #expect(try channel.integer("samples") == samples)
        #expect(try channel.integer("missing") == 0)
      }
      let events = try chart.list("events")
      #expect(events.count == 12)
      let relevant = try #require(try events.first { try $0.text("question") == "R5" })
      #expect(relevant.keys.isSuperset(of: ["question", "kind", "onset", "offset", "answer", "word", "text"]))
      #expect(try relevant.text("kind") == "relevant")
      #expect(try relevant.text("word") == "No")
      #expect(try relevant.integer("onset") < relevant.integer("offset"))
      #expect(try relevant.integer("offset") < relevant.integer("answer"))
    }
    // The file counts samples from 1: what it marks in its row 205 is sample 204.
    let text = String(
      decoding: try Data(contentsOf: URL(filePath: CommandRunner.exam).appending(path: "D&-SIM1-1.01A")),
      as: UTF8.self)
    let row = try #require(
      text.split(separator: "\r\n").first { line in
        let fields = line.split(separator: " ")
        return fields.count > 8 && fields[2].trimmingCharacters(in: ["-"]) == "X"
      })
    let first = try #require(row.split(separator: " ").first.flatMap { Int($0) })
    #expect(try charts[0].list("events")[0].integer("onset") == first - 1)
  }

  @Test(
    "each defect of a file is named by its code, in text and in JSON", arguments: ["clock", "dropout", "row-short"])
  func defects(code: String) throws {
    let path = Repository.fixture("ncca/defects/D&-\(code)-1.01A").path
    let text = try CommandRunner.run("inspect", path)
    #expect(text.status == 0 && text.text.contains(": \(code): "), "\(text.text)")
    let document = try JSONDocument(
      try CommandRunner.run("inspect", path, "--json").output, schema: "polygraph.inspection/1")
    let finding = try #require(try document.list("findings").first { try $0.text("code") == code })
    #expect(finding.keys.isSuperset(of: ["code", "severity", "file", "count", "message"]))
    #expect(try finding.text("file") == "D&-\(code)-1.01A")
  }

  @Test("--all shows every exam of a folder, one document a line, and what was refused comes last")
  func all() throws {
    let outcome = try CommandRunner.run("inspect", Repository.fixture("ncca").path, "--all", "--json")
    outcome.expectSuccess()
    let lines = outcome.text.split(separator: "\n").map { Data($0.utf8) }
    #expect(lines.count > 50)
    for line in lines.dropLast() { _ = try JSONDocument(line, schema: "polygraph.inspection/1") }
    let last = try JSONDocument(try #require(lines.last), schema: "polygraph.folder/1")
    #expect(try last.list("findings").contains { try $0.text("code") == "binary" })
    let text = try CommandRunner.run("inspect", Repository.fixture("ncca").path, "--all")
    #expect(text.status == 0 && text.text.contains("\nOther files\n"))
  }

  @Test("text shows exam, channels and events in columns")
  func text() throws {
    let outcome = try CommandRunner.run("inspect", CommandRunner.exam)
    outcome.expectSuccess()
    #expect(outcome.text.hasPrefix("Exam SIM1   format ncca-ascii"))
    #expect(outcome.text.contains("\nCHANNEL  SENSOR"))
    #expect(outcome.text.contains("\nEVENT  KIND"))
    #expect(!outcome.text.split(separator: "\n").contains { $0.hasSuffix(" ") })
  }
}

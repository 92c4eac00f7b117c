import Foundation
import TestSupport
import Testing

@Suite("polygraph measure")
struct MeasureTests {
  @Test("the JSON document has the promised shape")
  func shape() throws {
    let outcome = try CommandRunner.run("measure", CommandRunner.exam, "--json")
    outcome.expectSuccess()
    let document = try JSONDocument(outcome.output, schema: "polygraph.measurements/1")
    #expect(
      document.keys == [
        "schema", "exam", "profile", "charts", "measurements", "findings", "indicators", "patterns",
      ])
    let profile = try document.member("profile")
    #expect(try profile.text("name") == "standard")
    #expect(try profile.text("sha256").count == 64)
    let charts = try document.list("charts")
    #expect(
      try charts.map { try #require($0["sequence"] as? [String]).joined(separator: " ") } == [
        "N1 SA2 E3 C4 R5 C6 R7 E8 C9 R10", "N1 SA2 E3 C6 R5 C9 R7 E8 C4 R10", "N1 SA2 E3 C9 R5 C4 R7 E8 C6 R10",
      ])
    let measurements = try document.list("measurements")
    #expect(measurements.count == 3 * 10 * 5)
    let keys: Set = [
      "series", "chart", "question", "occurrence", "kind", "sensor", "value", "unit", "onset", "peak", "state", "flags",
    ]
    let kinds: Set = ["relevant", "comparison", "neutral", "sacrificeRelevant", "symptomatic"]
    let units = ["vasomotor": "ln(pre/post)"]
    for row in measurements {
      #expect(row.keys.isSuperset(of: keys))
      #expect(kinds.contains(try row.text("kind")))
      // The label C4 does not tell which kind of comparison question it is.
      #expect(row["type"] == nil)
      #expect(try row.text("unit") == units[try row.text("sensor")] ?? "chart units")
      let state = try row.text("state")
      #expect(["measured", "noResponse", "artifact", "notMeasured"].contains(state))
      guard state == "measured" else { continue }
      let (onset, peak) = (try row.member("onset"), try row.member("peak"))
      #expect(try onset.integer("sample") < peak.integer("sample"))
      #expect(abs(try onset.number("seconds") - Double(try onset.integer("sample")) / 30) < 1e-9)
      _ = try row.number("value")
    }
  }

  @Test("text has a line a measurement; a profile of one's own changes name and digest, and is named")
  func profile() throws {
    let scratch = try TemporaryFolder()
    let file = scratch.url.appending(path: "my profile.json")
    let standard = try CommandRunner.run("profiles", "show", "--json").text
    try Data(standard.replacingOccurrences(of: "\"standard\"", with: "\"mine\"").utf8).write(to: file)
    let outcome = try CommandRunner.run("measure", CommandRunner.exam, "--profile", file.path)
    outcome.expectSuccess()
    #expect(outcome.text.contains("filter profile mine 1 ("))
    #expect(outcome.text.contains("Series 1, chart 3: N1 SA2 E3 C9 R5 C4 R7 E8 C6 R10"))
    #expect(outcome.text.split(separator: "\n").count { $0.contains(" electrodermal ") } == 30)
  }

  @Test("the CSV table has the field's columns, a line a question and sensor line, and is never written over a file")
  func table() throws {
    let outcome = try CommandRunner.run("measure", CommandRunner.exam, "--csv", "-")
    outcome.expectSuccess()
    let lines = outcome.text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(lines[0].prefix(4) == ["examName", "seriesName", "chartName", "Label"])
    #expect(lines.count == 1 + 3 * 10 * 6)
    #expect(lines.allSatisfy { $0.count == lines[0].count })
    let scratch = try TemporaryFolder()
    let file = scratch.url.appending(path: "table.csv").path
    let written = try CommandRunner.run(
      "measure", CommandRunner.exam, "--csv", file, "--json", "--profile", "reference")
    written.expectSuccess()
    #expect(try JSONDocument(written.output, schema: "polygraph.measurements/1").list("measurements").count == 150)
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains(",reference,2026-04,"))
    try CommandRunner.run("measure", CommandRunner.exam, "--csv", file).expectRefusal(1, ["the file exists"])
  }

  @Test("two profiles are compared: measurements and opinions")
  func comparison() throws {
    let outcome = try CommandRunner.run("measure", CommandRunner.exam, "--compare", "reference,standard", "--json")
    outcome.expectSuccess()
    let document = try JSONDocument(outcome.output, schema: "polygraph.measurementComparison/1")
    #expect(try document.list("profiles").map { try $0.text("name") } == ["reference", "standard"])
    #expect(try document.integer("compared") == 150)
    #expect(try !document.list("differences").isEmpty)
    let opinions = try document.list("opinions")
    #expect(try opinions.map { try $0.text("method") } == ["ess-m"])
    let text = try CommandRunner.run("measure", CommandRunner.exam, "--compare", "reference,standard")
    text.expectSuccess()
    #expect(text.text.contains("150 measurements: ") && text.text.contains("\ness-m: "))
    let same = try CommandRunner.run("measure", CommandRunner.exam, "--compare", "standard,standard").text
    #expect(same.contains("0 values differ, 0 states differ") && !same.contains("differs"))
  }
}

import Foundation
import TestSupport
import Testing

@Suite("polygraph profiles, methods, lint and explain")
struct ListingTests {
  @Test("profiles are listed, shown, and taken back as files")
  func profiles() throws {
    let list = try CommandRunner.run("profiles", "--json")
    list.expectSuccess()
    let profiles = try JSONDocument(list.output, schema: "polygraph.profiles/1").list("profiles")
    let standard = try #require(try profiles.first { try $0.text("name") == "standard" })
    let text = try CommandRunner.run("profiles", "show", "standard")
    text.expectSuccess()
    #expect(text.text.contains(try standard.text("sha256")))
    #expect(text.text.contains("\nwindows.evaluation  "))
    #expect(try CommandRunner.run("profiles").text.contains(try standard.text("sha256")))
  }

  @Test("profiles are compared parameter by parameter")
  func comparison() throws {
    let scratch = try TemporaryFolder()
    let shown = try CommandRunner.run("profiles", "show", "--json").text
    let file = scratch.url.appending(path: "mine.json")
    try Data(
      shown.replacingOccurrences(of: "\"name\" : \"standard\"", with: "\"name\" : \"mine\"")
        .replacingOccurrences(of: "\"evaluation\" : 15", with: "\"evaluation\" : 14").utf8
    ).write(to: file)
    let outcome = try CommandRunner.run("profiles", "compare", "standard", file.path, "--json")
    outcome.expectSuccess()
    let document = try JSONDocument(outcome.output, schema: "polygraph.profileComparison/1")
    let differences = try document.list("differences")
    #expect(try differences.map { try $0.text("parameter") } == ["name", "windows.evaluation"])
    #expect(try differences[1].text("first") == "15")
    #expect(try differences[1].text("second") == "14")
    let text = try CommandRunner.run("profiles", "compare", "standard", file.path)
    #expect(text.text.contains("windows.evaluation  15"))
    #expect(try CommandRunner.run("profiles", "compare", "standard", "standard").text == "The profiles are equal.\n")
  }

  @Test("methods are listed and shown with literature, data and parameters")
  func methods() throws {
    let outcome = try CommandRunner.run("methods", "--json")
    outcome.expectSuccess()
    let methods = try JSONDocument(outcome.output, schema: "polygraph.methods/1").list("methods")
    let names = try methods.map { try $0.text("name") }
    #expect(names.contains("ess-m"))
    for method in methods {
      #expect(
        method.keys.isSuperset(of: [
          "version", "title", "literature", "sensors", "formats", "minimumData", "parameters",
        ]))
      #expect((method["literature"] as? [String])?.isEmpty == false)
    }
    let shown = try CommandRunner.run("methods", "show", "ess-m", "--json")
    #expect(try JSONDocument(shown.output, schema: "polygraph.method/1").text("name") == "ess-m")
    let table = try CommandRunner.run("methods").text
    for name in names { #expect(table.contains("\n\(name) ")) }
    #expect(try CommandRunner.run("methods", "show", "ess-m").text.contains("literature:"))
  }

  @Test("lint finds nothing in a clean exam, and exits with 1 when it finds more than a note")
  func lint() throws {
    let clean = try CommandRunner.run("lint", CommandRunner.exam)
    clean.expectSuccess()
    #expect(clean.text == "SIM1: nothing found.\n")
    let spaced = try CommandRunner.run("lint", CommandRunner.exam, "--shortest-spacing", "24", "--json")
    #expect(spaced.status == 1 && spaced.errors.isEmpty)
    let document = try JSONDocument(spaced.output, schema: "polygraph.lint/1")
    #expect(try document.list("findings").contains { try $0.text("code") == "spacing-short" })
    #expect(try CommandRunner.run("lint", Repository.fixture("ncca/defects/D&-clock-1.01A").path).status == 1)
  }

  @Test("explain leads from a question's scores back to measurements, samples and files")
  func explain() throws {
    let outcome = try CommandRunner.run("explain", CommandRunner.exam, "--question", "R5", "--json")
    outcome.expectSuccess()
    let document = try JSONDocument(outcome.output, schema: "polygraph.explanation/1")
    let figures = try document.list("derivations").map { try $0.text("figure") }
    for chart in 1...3 { #expect(figures.contains("cell/1/\(chart)/R5/1/electrodermal")) }
    #expect(figures.contains("subtotal/R5") && !figures.contains { $0.contains("/R7/") })
    let measurements = try document.list("measurements")
    #expect(try measurements.contains { try $0.text("question") == "R5" && $0.text("state") == "measured" })
    let sources = try document.list("sources")
    #expect(try sources.map { try $0.text("file") } == ["D&-SIM1-1.01A", "D&-SIM1-1.02A", "D&-SIM1-1.03A"])
    let text = try CommandRunner.run(
      "explain", CommandRunner.exam, "--question", "R5", "--chart", "2", "--sensor", "electrodermal")
    text.expectSuccess()
    let printed = text.text.split(separator: "\n").filter { $0.hasPrefix("cell/") }
    #expect(printed.count == 1 && printed[0].hasPrefix("cell/1/2/R5/1/electrodermal = "))
    #expect(text.text.contains(", samples ") && text.text.contains("SHA-256"))
  }

  @Test("explain tells the derivation of hand scores, of one sheet or of all")
  func explainScores() throws {
    let folder = try TemporaryFolder()
    let sheet = #"""
      {"schema": "polygraph.scoresheet/1", "exam": "E1", "testFormat": "federal-zct", "sheets": [
        {"method": "ess-m", "subtotals": {"R5": -4, "R7": -3, "R10": -2}},
        {"method": "three-position", "scorer": {"person": "P1", "time": "2026-01-02T03:04:05Z", "blind": true},
         "scores": {"chart1": {"R5": {"eda": -1}, "R7": {"eda": 0}}, "chart2": {"R5": {"eda": -1}, "R7": {"eda": 0}},
                    "chart3": {"R5": {"eda": -1}, "R7": {"eda": 0}}}},
        {"rule": "GTR", "subtotals": {"R5": 3}}]}
      """#
    try Data(sheet.utf8).write(to: folder.url.appending(path: "sheet.json"))
    let one = try CommandRunner.run(
      "explain", "--scores", "sheet.json", "--method", "three-position", "--question", "R5", "--json", in: folder.url)
    one.expectSuccess()
    let document = try JSONDocument(one.output, schema: "polygraph.explanation/1")
    let figures = try document.list("derivations").map { try $0.text("figure") }
    #expect(figures.contains("cell/1/2/R5/1/electrodermal") && figures.contains("subtotal/R5"))
    #expect(!figures.contains { $0.contains("R7") } && figures.contains("opinion"))
    #expect(try document.member("scorer").text("person") == "P1")
    let all = try CommandRunner.run("explain", "--scores", "sheet.json", in: folder.url)
    #expect(all.text.contains("method ess-m") && all.text.contains("Scored by P1"))
    #expect(all.errors.contains("needs cutscores"), "the refused sheet is told beside")
    try CommandRunner.run("explain", "--scores", "sheet.json", "--method", "utah", in: folder.url)
      .expectRefusal(1, ["utah", "ess-m, three-position"])
    try CommandRunner.run("explain", "--scores", "sheet.json", "--question", "R99", in: folder.url)
      .expectRefusal(1, ["R99", "R5, R7, R10"])
  }

  @Test("explain refuses a question, a chart or an exam without scores, and says which there are")
  func explainNothing() throws {
    let exam = CommandRunner.exam
    try CommandRunner.run("explain", exam, "--question", "R99").expectRefusal(1, ["R99", "R5, R7, R10"])
    try CommandRunner.run("explain", exam, "--question", "R5", "--chart", "9")
      .expectRefusal(1, ["R5 in chart 9", "charts 1, 2, 3"])
    try CommandRunner.run("explain", exam + "/D&-SIM1-1.01A", "--question", "R5").expectRefusal(
      1, ["refused", "--force"])
  }
}

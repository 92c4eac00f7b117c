import Foundation
import TestSupport
import Testing

@Suite("polygraph methods evaluate, methods show --table, methods formats and score --scores")
struct EvaluateTests {
  /// Vectors of a list of a fixture, as a document of their own.
  private func vectors(_ file: String, _ list: String, in folder: URL) throws -> [[String: Any]] {
    let data = try Repository.fixtureData("scoring/vectors/\(file)")
    let root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    let vectors = try #require(root[list] as? [[String: Any]])
    try JSONSerialization.data(withJSONObject: vectors).write(to: folder.appending(path: "vectors.json"))
    return vectors
  }

  @Test("a list of vectors is answered by a list, one input by one document, each with its source")
  func evaluate() throws {
    let folder = try TemporaryFolder()
    let vectors = try vectors("essm_likelihood.json", "posteriors", in: folder.url)
    let outcome = try CommandRunner.run("methods", "evaluate", "ess-m", "vectors.json", "--json", in: folder.url)
    outcome.expectSuccess()
    let results = try JSONDocument(outcome.output, schema: "polygraph.evaluated/1").list("results")
    #expect(results.count == vectors.count)
    for (result, vector) in zip(results, vectors) {
      let expected = try #require((vector["expected"] as? [String: Any])?["posteriorOdds"] as? Double)
      #expect(abs(try result.member("figures").number("posteriorOdds") / expected - 1) < 1e-9)
      #expect(try result.text("id") == vector["id"] as? String)
    }
    try Data(#"{"alpha": 0.05, "comparisons": 3}"#.utf8).write(to: folder.url.appending(path: "one.json"))
    let one = try CommandRunner.run("methods", "evaluate", "multiplicity", "one.json", "--json", in: folder.url)
    let document = try JSONDocument(one.output, schema: "polygraph.evaluated/1")
    #expect(try document.member("figures").number("inverseSidakRounded4") == 0.1426)
    #expect(try document.text("evaluation") == "multiplicity" && !document.text("source").isEmpty)
    let text = try CommandRunner.run("methods", "evaluate", "multiplicity", "one.json", in: folder.url).text
    #expect(text.contains("  inverseSidakRounded4 = 0.1426"))
  }

  @Test("an unknown field, a wrong value and an unknown name are refused with place and expectation")
  func refusals() throws {
    let folder = try TemporaryFolder()
    try Data(#"{"score": 3, "chart": 5}"#.utf8).write(to: folder.url.appending(path: "wrong.json"))
    try CommandRunner.run("methods", "evaluate", "ess-m", "wrong.json", in: folder.url)
      .expectRefusal(1, ["at chart", "unknown field", "charts"])
    let usage = try CommandRunner.run("methods", "evaluate", "nothing", "wrong.json", in: folder.url)
    #expect(usage.status == 64 && usage.errors.contains("kruskal-wallis"))
    let table = try CommandRunner.run("methods", "show", "pss", "--table", "--sensors", "3")
    #expect(table.status == 64 && table.errors.contains("--sensors"))
    #expect(try CommandRunner.run("methods", "show", "pss", "--charts", "3").status == 64)
    #expect(try CommandRunner.run("methods", "show", "rank", "--table").status == 1)
  }

  @Test("tables are computed for what is asked, and say what they were made for")
  func tables() throws {
    let outcome = try CommandRunner.run("methods", "show", "ess-m", "--table", "--questions", "2", "--json")
    outcome.expectSuccess()
    let tables = try JSONDocument(outcome.output, schema: "polygraph.tables/1").list("tables")
    #expect(try tables[0].text("settings").hasPrefix("2 questions, 5 charts, 4 sensors"))
    #expect((tables[0]["rows"] as? [[Any]])?.count == 101 && tables[0]["isComputed"] as? Bool == true)
    #expect(try tables[1].text("name") == "cutscores" && tables[1]["isComputed"] as? Bool == false)
    for method in ["ess", "pcat", "pss", "cit", "oss-1", "oss-2", "oss-3", "pa"] {
      try CommandRunner.run("methods", "show", method, "--table").expectSuccess()
    }
    let formats = try CommandRunner.run("methods", "formats", "--json")
    #expect(try JSONDocument(formats.output, schema: "polygraph.formats/1").list("formats").count == 15)
  }

  @Test("a score sheet with two scorers gives two results, and its faults are told by place")
  func scoresheet() throws {
    let folder = try TemporaryFolder()
    let sheet = #"""
      {"schema": "polygraph.scoresheet/1", "exam": "E1", "testFormat": "federal-zct", "sheets": [
        {"method": "ess-m", "subtotals": {"R5": -4, "R7": -3, "R10": -2},
         "scorer": {"person": "P1", "time": "2026-01-02T03:04:05Z", "blind": true}},
        {"rule": "FZR", "subtotals": {"R5": 3, "R7": 2, "R10": 1}}]}
      """#
    try Data(sheet.utf8).write(to: folder.url.appending(path: "sheet.json"))
    let outcome = try CommandRunner.run("score", "--scores", "sheet.json", "--json", in: folder.url)
    outcome.expectSuccess()
    let results = try JSONDocument(outcome.output, schema: "polygraph.scores/1").list("results")
    #expect(try results.map { try $0.text("opinion") } == ["DI", "NDI"])
    #expect(try results[0].member("scorer").text("person") == "P1")
    let text = try CommandRunner.run(
      "score", "--scores", "sheet.json", "--words", "FAIL,PASS,OPEN", in: folder.url
    ).text
    #expect(text.contains("scored by P1") && text.contains("blind") && text.contains("opinion: FAIL"))
    let wrong = sheet.replacing(#""R7": 2"#, with: #""R7": "2""#)
    try Data(wrong.utf8).write(to: folder.url.appending(path: "wrong.json"))
    try CommandRunner.run("score", "--scores", "wrong.json", in: folder.url)
      .expectRefusal(1, ["at sheets[1].subtotals.R7", "a text", "a number"])
    #expect(try CommandRunner.run("score", "--scores", "sheet.json", "--method", "ess", in: folder.url).status == 64)
    #expect(try CommandRunner.run("score", "--scores", "sheet.json", "--words", "A,A,B", in: folder.url).status == 64)
  }
}

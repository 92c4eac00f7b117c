import Foundation
import TestSupport
import Testing

@Suite("polygraph score")
struct ScoreTests {
  private func document(_ arguments: String...) throws -> JSONDocument {
    let outcome = try CommandRunner.run(["score"] + arguments + ["--json"])
    outcome.expectSuccess()
    return try JSONDocument(outcome.output, schema: "polygraph.scores/1")
  }

  @Test("the JSON document has the promised shape")
  func shape() throws {
    let document = try document(CommandRunner.exam, "--method", "ess-m")
    #expect(document.keys == ["schema", "exam", "testFormat", "profile", "results"])
    #expect(try document.text("exam") == "SIM1")
    #expect(try document.text("testFormat") == "federal-zct")
    let results = try document.list("results")
    #expect(results.count == 1)
    let result = results[0]
    #expect(
      result.keys.isSuperset(of: [
        "method", "version", "parameters", "cells", "subtotals", "grandTotal", "statistics", "decisionRule", "opinion",
        "reason", "questionOpinions", "withinValidatedDesign", "status", "reasons",
      ]))
    #expect(try result.text("method") == "ess-m")
    #expect(try result.text("status") == "scored")
    #expect(result["withinValidatedDesign"] as? Bool == true)
    #expect(try result.text("opinion") == "DI")
    #expect(result.isNull("reason"))
    let cells = try result.list("cells")
    #expect(cells.count == 3 * 3 * 4)
    for cell in cells {
      #expect(
        cell.keys.isSuperset(of: ["series", "chart", "question", "sensor", "score", "logRatio", "comparison"]))
      #expect(["respiration", "electrodermal", "cardio", "vasomotor"].contains(try cell.text("sensor")))
      #expect(["R5", "R7", "R10"].contains(try cell.text("question")))
    }
    let subtotals = try result.list("subtotals")
    #expect(try subtotals.map { try $0.text("question") } == ["R5", "R7", "R10"])
    let sum = try subtotals.reduce(0) { $0 + (try $1.number("total")) }
    #expect(try result.number("grandTotal") == sum)
    let scores = cells.reduce(0) { $0 + ($1["score"] as? Double ?? 0) }
    #expect(scores == sum, "subtotals are sums of cells")
    let odds = try #require(try result.list("statistics").first { try $0.text("name") == "posteriorOdds" })
    #expect(try odds.number("prior") == 0.5)
    #expect(try odds.text("direction") == "deceptive")
    #expect((odds["interval"] as? [Any])?.count == 2)
    #expect(try result.list("questionOpinions").map { try $0.text("question") } == ["R5", "R7", "R10"])
  }

  @Test("a prior changes the odds and not the scores, and is named")
  func prior() throws {
    let half = try document(CommandRunner.exam).list("results")[0]
    let fifth = try document(CommandRunner.exam, "--prior", "0.2").list("results")[0]
    func odds(_ result: JSONDocument) throws -> JSONDocument {
      try #require(try result.list("statistics").first { try $0.text("name") == "posteriorOdds" })
    }
    #expect(try odds(fifth).number("prior") == 0.2)
    #expect(abs(try odds(half).number("value") / 4 / odds(fifth).number("value") - 1) < 1e-9)
    #expect(try half.number("grandTotal") == fifth.number("grandTotal"))
  }

  @Test("all methods give one result each, also when they are named twice")
  func all() throws {
    let all = try document(CommandRunner.exam, "--method", "all", "--method", "ess-m").list("results")
    let names = try all.map { try $0.text("method") }
    #expect(Set(names).count == names.count && names.contains("ess-m"))
    let twice = try document(CommandRunner.exam, "--method", "ess-m", "--method", "ess-m").list("results")
    #expect(twice.count == 1)
  }

  @Test("measurements that were made before give the same result, from a file and from a pipe")
  func measurements() throws {
    let outcome = try CommandRunner.shell(
      """
      "$polygraph" measure '\(CommandRunner.exam)' --json > table.json
      "$polygraph" score '\(CommandRunner.exam)' --json > direct.json
      "$polygraph" score --measurements table.json --json | cmp - direct.json
      "$polygraph" score --measurements <(cat table.json) --json | cmp - direct.json
      """, in: try Self.scratch())
    outcome.expectSuccess()
    #expect(outcome.output.isEmpty)
  }

  private static let folder = Result { try TemporaryFolder() }
  private static func scratch() throws -> URL { try folder.get().url }

  @Test("a method that does not fit the exam is refused with its reasons and exit code 1; --force labels it")
  func refused() throws {
    let chart = CommandRunner.exam + "/D&-SIM1-1.01A"
    let outcome = try CommandRunner.run("score", chart, "--json")
    #expect(outcome.status == 1 && outcome.errors.isEmpty)
    let result = try JSONDocument(outcome.output, schema: "polygraph.scores/1").list("results")[0]
    #expect(try result.text("status") == "refused")
    #expect((result["reasons"] as? [String])?.isEmpty == false)
    #expect(result.isNull("opinion"))
    let text = try CommandRunner.run("score", chart)
    #expect(text.status == 1 && text.text.contains("  refused: "))
    let forced = try CommandRunner.run("score", chart, "--force")
    forced.expectSuccess()
    #expect(forced.text.contains("  OUTSIDE THE VALIDATED DESIGN: "))
  }

  @Test("the sheet is a table a chart, and no line of it is a bare verdict")
  func text() throws {
    let outcome = try CommandRunner.run("score", CommandRunner.exam)
    outcome.expectSuccess()
    let lines = outcome.text.split(separator: "\n").map(String.init)
    #expect(lines.count { $0.hasPrefix("    RQ   resp  EDA  cardio  PPG") } == 3)
    #expect(lines.count { $0.hasPrefix("    R10  ") } == 3)
    #expect(lines.contains { $0.hasPrefix("  decision rule: ") })
    #expect(lines.contains { $0.hasPrefix("  posteriorOdds: ") && $0.contains("prior 0.50") })
    #expect(!lines.contains { $0.hasSuffix(" ") })
  }

  @Test("the chart's warnings go to standard error, and not at all with --quiet")
  func warnings() throws {
    let path = Repository.fixture("ncca/D&-DEMO01-1.01A").path
    let loud = try CommandRunner.run("score", path)
    #expect(loud.errors.contains("warning: D&-DEMO01-1.01A"))
    let quiet = try CommandRunner.run("score", path, "--quiet")
    #expect(quiet.errors.isEmpty && quiet.output == loud.output && quiet.status == loud.status)
  }
}

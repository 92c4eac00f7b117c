import Foundation
import PolygraphModel
@testable import PolygraphScoring
import Testing

@Suite("Where no cut exists nothing is decided, and the reason is told")
struct MissingCutsTests {
  private func result(_ json: String, prior: Double = 0.5, forced: Bool = false) throws -> ScoringResult {
    let document = #"{"schema": "polygraph.scoresheet/1", "testFormat": "federal-zct", \#(json)}"#
    let value = try JSONDecoder().decode(DocumentValue.self, from: Data(document.utf8))
    let options = ScoringOptions(prior: prior, isForced: forced)
    return try #require(try Scoresheet(value).score(options: options).results.first)
  }

  private static let ess = #"""
    "method": "ess", "scores": {"chart1": {"R5": {"eda": -2}, "R7": {"eda": 0}}, "chart2": {"R5": {"eda": -2},
    "R7": {"eda": 0}}, "chart3": {"R5": {"eda": -2}, "R7": {"eda": 0}}}
    """#

  @Test(
    "above the largest tabulated prior every hand method refuses; forced it withholds its opinion",
    arguments: [
      ess, #""method": "ess-m", "subtotals": {"R5": -9, "R7": 3}"#,
      #""method": "pcat", "subtotals": {"R1": -9, "R2": 3}"#,
    ])
  func priorTooHigh(sheet: String) throws {
    #expect(try result(sheet, prior: 0.9).status == .scored, "the last tabulated prior")
    let refused = try result(sheet, prior: 0.91)
    #expect(refused.status == .refused && refused.reasons.contains { $0.contains("prior 0.91") }, "\(refused.reasons)")
    let forced = try result(sheet, prior: 0.91, forced: true)
    #expect(forced.status == .scored && !forced.withinValidatedDesign)
    #expect(forced.opinion == .inconclusive && forced.reason == .data)
  }

  @Test("a rule without its cutscores is refused, with their names; fixed numbers need none")
  func noCuts() throws {
    let bare = try result(#""rule": "GTR", "subtotals": {"R5": -9, "R7": 3}"#)
    #expect(bare.status == .refused)
    #expect(bare.reasons.contains { $0.contains("grandTotalDeceptive, grandTotalTruthful") }, "\(bare.reasons)")
    let cells = try result(Self.ess.replacing(#""method": "ess""#, with: #""method": "seven-position", "rule": "GTR""#))
    #expect(cells.status == .refused && cells.reasons == bare.reasons)
    #expect(try result(#""rule": "FZR", "subtotals": {"R5": -9, "R7": 3}"#).opinion == .deceptionIndicated)
    #expect(DecisionRule.all.filter(\.neededCuts.isEmpty).map(\.identifier).contains("FZR"))
  }

  @Test("cuts and prior in use stand among the parameters")
  func parameters() throws {
    let own = try result(#""rule": "GTR", "cutscores": {"grandTotalDeceptive": -6}, "subtotals": {"R5": -9, "R7": 3}"#)
    #expect(own.parameters["grandTotalDeceptive"] == .number(-6))
    for sheet in [Self.ess, #""method": "ess-m", "subtotals": {"R5": -9, "R7": 3}"#] {
      let scored = try result(sheet, prior: 0.5)
      #expect(scored.parameters["prior"] == .number(0.5))
      #expect(scored.parameters["grandTotalDeceptive"] == .number(-3) && scored.parameters["alpha"] == .number(0.05))
    }
    let pair = try result(#""method": "pcat", "subtotals": {"R1": -9, "R2": 3}"#)
    #expect(pair.parameters["prior"] == .number(0.5) && pair.parameters["subtotalDeceptive"] != nil)
  }

  @Test("three-position cuts of the two-sensor test follow the number of questions, as the odds do")
  func exponent() {
    let two = PCAT.cuts(prior: 0.5, alpha: 0.05, threePositions: true, questions: 2)
    let one = PCAT.cuts(prior: 0.5, alpha: 0.05, threePositions: true, questions: 1)
    #expect(two[.subtotalDeceptive] == one[.subtotalDeceptive])
    #expect((two[.subtotalTruthful] ?? 0) < (one[.subtotalTruthful] ?? 0), "\(two) \(one)")
  }

  @Test("totals are taken up to a million; larger ones, whose sums would not be finite, are refused by place")
  func largeNumbers() throws {
    let cuts = #""rule": "GTR", "cutscores": {"grandTotalDeceptive": -6}"#
    #expect(try result("\(cuts), \"subtotals\": {\"R5\": -1000000, \"R7\": 0}").grandTotal == -1_000_000)
    for number in ["1000001", "1e308"] {
      let fault = #expect(throws: DocumentFault.self) {
        try result("\(cuts), \"subtotals\": {\"R5\": \(number), \"R7\": \(number)}")
      }
      #expect(fault?.place == "subtotals.R5")
    }
    var reader = try DocumentReader(.object(["a": .number(1e100), "b": .number(1.1e100)]), at: "")
    #expect(try reader.number("a") == DocumentReader.largestNumber)
    #expect(throws: DocumentFault.self) { try reader.number("b") }
  }
}

@Suite("Measurements that tell nothing give no opinion")
struct NothingMeasuredTests {
  @Test("every method refuses an exam without any measurement, also when it is forced")
  func nothing() {
    let table = TableBuilder(TableBuilder.zct, relevant: [:], comparison: [:]).table
    let sheet = ScoringMethods.score(table, methods: ScoringMethods.all, options: ScoringOptions(isForced: true))
    for result in sheet.results {
      #expect(result.status == .refused && !result.reasons.isEmpty, "\(result.method)")
      #expect(result.opinion == nil && result.grandTotal == nil, "\(result.method)")
    }
  }

  @Test("equal measurements everywhere lead no method to deception or truth")
  func equal() {
    let table = TableBuilder(TableBuilder.zct, relevant: TableBuilder.level, comparison: TableBuilder.level).table
    let words = [Opinion.deceptionIndicated, .noDeceptionIndicated]
    // PSS holds every ratio against septiles of exams with known outcome, in which a ratio of 1 is a truthful one.
    let methods = ScoringMethods.all.filter { $0.identifier != "pss" }
    for result in ScoringMethods.score(table, methods: methods).results {
      #expect(!words.contains { result.opinion == $0 }, "\(result.method): \(result.opinion?.rawValue ?? "")")
    }
  }
}

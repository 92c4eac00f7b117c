import Foundation
import PolygraphModel
@testable import PolygraphScoring
import Testing

@Suite("The score sheet as JSON")
struct ScoreDocumentTests {
  private func object(_ builder: TableBuilder, forced: Bool = false) throws -> [String: Any] {
    let sheet = ScoringMethods.score(
      builder.table, methods: [ESSM()], options: ScoringOptions(isForced: forced))
    let data = try JSONEncoder().encode(sheet)
    #expect(try JSONDecoder().decode(ScoreSheet.self, from: data) == sheet)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test("has the documented keys, with null where there is nothing")
  func shape() throws {
    var builder = TableBuilder(TableBuilder.zct, relevant: TableBuilder.strong, comparison: TableBuilder.level)
    builder.set("R5", .electrodermal, nil, chart: 1)
    let sheet = try object(builder)
    #expect(sheet["schema"] as? String == "polygraph.scores/1" && sheet["exam"] as? String == "TABLE")
    #expect(sheet["testFormat"] as? String == "federal-zct" && sheet["profile"] is NSNull)
    let result = try #require((sheet["results"] as? [[String: Any]])?.first)
    #expect(result["method"] as? String == "ess-m" && result["status"] as? String == "scored")
    #expect((result["parameters"] as? [String: Any])?["prior"] as? Double == 0.5)
    #expect(result["opinion"] as? String == "DI" && result["reason"] is NSNull)
    #expect(result["withinValidatedDesign"] as? Bool == true && (result["reasons"] as? [String])?.isEmpty == true)
    #expect(result["grandTotal"] as? Double == -43 && result["decisionRule"] as? String == "eTSR")
    let cells = try #require(result["cells"] as? [[String: Any]])
    let missing = try #require(
      cells.first { $0["question"] as? String == "R5" && $0["sensor"] as? String == "electrodermal" })
    #expect(missing["score"] is NSNull && missing["logRatio"] is NSNull)
    #expect(
      Set(cells.compactMap { $0["sensor"] as? String }) == ["respiration", "electrodermal", "cardio", "vasomotor"])
    let subtotal = try #require((result["subtotals"] as? [[String: Any]])?.first)
    #expect(subtotal["question"] as? String == "R5" && subtotal["total"] as? Double == -13)
    let statistics = try #require(result["statistics"] as? [[String: Any]])
    let odds = try #require(statistics.first { $0["name"] as? String == "posteriorOdds" })
    #expect(odds["direction"] as? String == "deceptive")
    let rates = statistics.filter { ($0["name"] as? String)?.hasPrefix("posteriorDeceptiveAtBaseRate/") == true }
    #expect(rates.compactMap { $0["prior"] as? Double } == [0.1, 0.5, 0.9])
    let interval = try #require(odds["interval"] as? [Any])
    #expect(interval.count == 2 && interval[0] is NSNumber && interval[1] is NSNull)
    let question = try #require((result["questionOpinions"] as? [[String: Any]])?.first)
    #expect(question["question"] as? String == "R5" && question["opinion"] as? String == "DI")
  }

  @Test("a refusal is a result with reasons, without numbers")
  func refusal() throws {
    let builder = TableBuilder(
      TableBuilder.zct, charts: 1, relevant: TableBuilder.strong, comparison: TableBuilder.level)
    let result = try #require((try object(builder)["results"] as? [[String: Any]])?.first)
    #expect(result["status"] as? String == "refused" && result["opinion"] is NSNull)
    #expect(result["grandTotal"] is NSNull && (result["cells"] as? [Any])?.isEmpty == true)
    #expect((result["reasons"] as? [String])?.isEmpty == false && result["withinValidatedDesign"] as? Bool == false)
  }
}

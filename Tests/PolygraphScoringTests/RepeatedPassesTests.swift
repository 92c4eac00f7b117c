import PolygraphModel
@testable import PolygraphScoring
import Testing

@Suite("Rank methods where one chart holds several passes")
struct RepeatedPassesTests {
  private let table = TableBuilder(
    TableBuilder.dlst, charts: 1, relevant: TableBuilder.strong, comparison: TableBuilder.level
  ).table
  private static let said = "questions stand several times in one chart"

  @Test("ROSS refuses and says why; forced it is outside the validated design")
  func ross() {
    let refused = ROSS().score(table, format: .dlst, options: ScoringOptions())
    #expect(refused.status == .refused && refused.reasons.contains { $0.hasPrefix(Self.said) }, "\(refused.reasons)")
    let forced = ROSS().score(table, format: .dlst, options: ScoringOptions(isForced: true))
    #expect(forced.status == .scored && !forced.withinValidatedDesign)
  }

  @Test(
    "the aids compare presentations within the chart and say so; a chart without repetition is not spoken of",
    arguments: ["rank", "rrm", "miritello", "ipsative-z"])
  func aids(name: String) throws {
    let method = try #require(ScoringMethods.named(name))
    let result = method.score(table, format: .dlst, options: ScoringOptions())
    #expect(result.status == .scored && result.reasons.contains { $0.hasPrefix(Self.said) })
    #expect(result.subtotals.map(\.question) == ["C1", "R1", "R2", "C2"])
    let plain = TableBuilder(TableBuilder.zct, relevant: TableBuilder.strong, comparison: TableBuilder.level).table
    #expect(method.score(plain, format: .federalZCT, options: ScoringOptions()).reasons.isEmpty)
  }

  @Test("an ipsative score is not pulled down by other passes of its own question")
  func ipsative() throws {
    // R1 reacts in every pass; all other questions alike, with a little spread.
    var builder = TableBuilder(
      TableBuilder.dlst, charts: 1, relevant: [.electrodermal: 100],
      comparison: [
        .electrodermal: 100
      ])
    for label in ["1R1", "2R1", "3R1"] { builder.set(label, .electrodermal, 300) }
    for label in ["1C1", "2R2"] { builder.set(label, .electrodermal, 110) }
    let result = IpsativeZ().score(builder.table, format: .dlst, options: ScoringOptions())
    let cells = result.cells.filter { $0.sensor == .electrodermal && $0.question.hasSuffix("R1") }
    #expect(cells.map(\.score) == [3, 3, 3], "held at the largest: nothing else comes near")
  }
}

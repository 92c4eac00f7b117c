import Foundation
import PolygraphModel
import PolygraphScoring
import TestSupport
import Testing

@Suite("ROSS, rank order, RRM, Miritello and ipsative z equal the published vectors")
struct RankFamilyTests {
  private func score(_ vector: [String: Any], _ method: some ScoringMethod, format: TestFormat?) -> VectorChecks {
    let table = VectorFile.table(vector.object("input"))
    let result = method.score(table, format: format, options: ScoringOptions(isForced: true))
    return VectorChecks(result: result, id: vector.text("id") ?? "")
  }

  @Test("ranks, totals, differences and decisions of every exam under ROSS")
  func ross() throws {
    let vectors = try VectorFile("ross.json").list("vectors")
    #expect(vectors.count == 7)
    var compared = 0
    for vector in vectors {
      let expected = vector.object("expected")
      var method = ROSS()
      let isMultiple = expected.text("decisionRule") == "SSR"
      if isMultiple {
        method.subtotalCut = try #require(expected.number("cut"))
      } else {
        method.cut = try #require(expected.number("cut"))
      }
      method.scalesByAllCharts = true
      let checks = score(vector, method, format: isMultiple ? .afmgqt1 : .federalZCT)
      compared += checks.scores(expected.object("rank"), within: 0)
      checks.close(checks.statistic("comparisonTotal"), expected.number("comparisonTotal"), 0.05, "comparison")
      checks.close(checks.statistic("relevantTotal"), expected.number("relevantTotal"), 0.05, "relevant")
      checks.close(checks.result.grandTotal ?? .nan, expected.number("difference"), 0.06, "difference")
      for (question, difference) in expected.object("questionDifferences") {
        let ours = checks.result.subtotals.first { $0.question == question }?.total ?? .nan
        checks.close(ours, difference as? Double, 0.011, question)
      }
      checks.opinions(expected)
      #expect(checks.result.decisionRule == expected.text("decisionRule"))
    }
    // By default only the ranked charts count in the scale; the vector's note gives the difference.
    let checks = score(try #require(vectors.last), ROSS(), format: .utah)
    checks.close(checks.result.grandTotal ?? .nan, 47, 0.06, "difference of ranked charts")
    print("ROSS: \(vectors.count) exams, \(compared) ranks")
    #expect(compared > 400)
  }

  @Test("rank order")
  func rankOrder() throws {
    for vector in try vectors("rankOrder") {
      let expected = vector.object("expected").object("rankOrder")
      let checks = score(vector, RankOrder(), format: nil)
      #expect(checks.scores(expected.object("rank"), within: 0) > 50)
      means(checks, expected.object("meanRank"), 0.006)
      mostReactive(checks, expected, "meanRank")
    }
  }

  @Test("relative response magnitude, with and without rounding")
  func magnitude() throws {
    for vector in try vectors("relativeResponseMagnitude") {
      let expected = vector.object("expected").object("relativeResponseMagnitude")
      for isRounding in [false, true] {
        var method = RelativeResponseMagnitude()
        method.sourceRounding = isRounding
        let checks = score(vector, method, format: nil)
        // Without rounding three channels' third decimals and 12 to 20 cells' second ones add up.
        #expect(checks.scores(expected.object("value"), within: isRounding ? 1e-9 : 0.003) > 50)
        means(checks, expected.object("mean"), isRounding ? 0.0011 : 0.006)
        for (question, sum) in expected.object("sum") {
          let tolerance = isRounding ? 1e-9 : 0.04
          checks.close(checks.statistic("sum/\(question)"), sum as? Double, tolerance, "sum of \(question)")
        }
        mostReactive(checks, expected, "mean")
      }
    }
  }

  @Test("Miritello ranks with the source's direction of respiration")
  func miritello() throws {
    for vector in try vectors("miritello") {
      let expected = vector.object("expected").object("miritello")
      var method = MiritelloRank()
      method.invertsRespiration = false
      method.sourceRounding = true
      let checks = score(vector, method, format: nil)
      means(checks, expected.object("meanRankProportion"), 1e-9)
      mostReactive(checks, expected, "meanRankProportion")
    }
  }

  @Test("ipsative z with the source's direction of respiration")
  func ipsative() throws {
    for vector in try vectors("ipsativeZ") {
      let expected = vector.object("expected").object("ipsativeZ")
      var method = IpsativeZ()
      method.invertsRespiration = false
      let checks = score(vector, method, format: .federalZCT)
      means(checks, expected.object("meanZ"), 0.006)
      mostReactive(checks, expected, "meanZ")
      checks.opinions(expected)
    }
  }

  @Test("without comparison questions ipsative z marks significant questions and gives no opinion on the test")
  func ipsativeWithoutComparison() {
    let sequence = ["1", "2", "3", "4K", "5", "6"]
    let amplitudes = [120.0, 100, 110, 400, 90, 105]
    let rows = zip(sequence, amplitudes).map { label, value in
      PolygraphModel.Measurement(
        series: "1", chart: 1, question: label, kind: QuestionLabel.parse(label)?.role ?? .other,
        sensor: .electrodermal, value: value, unit: .chartUnits, state: .measured)
    }
    let table = MeasurementTable(
      exam: "ACQT", profile: nil, charts: [ChartSequence(series: "1", chart: 1, sequence: sequence)],
      measurements: rows)
    let result = IpsativeZ().score(table, format: .acquaintance, options: ScoringOptions())
    #expect(result.status == .scored && result.opinion == nil)
    #expect(result.questionOpinions.filter { $0.opinion == .significantResponse }.map(\.question) == ["4K"])
    let cut = result.statistics.first { $0.name == "cut" }?.value ?? .nan
    #expect(abs(cut - 0.4316) < 1e-3)
    let rank = RankOrder().score(table, format: .acquaintance, options: ScoringOptions())
    #expect(rank.statistics.contains { $0.name == "mostReactive/4K" && $0.value == 1 })
    var short = table
    short.charts[0].sequence = ["1", "2", "3"]
    for method in [RankOrder(), RelativeResponseMagnitude(), MiritelloRank(), IpsativeZ()] as [any ScoringMethod] {
      #expect(method.score(short, format: .acquaintance, options: ScoringOptions()).status == .refused)
    }
  }

  private func vectors(_ key: String) throws -> [[String: Any]] {
    let vectors = try VectorFile("rank.json").list("vectors").filter {
      !$0.object("expected").object(key).isEmpty
    }
    #expect(vectors.count == 6)
    return vectors
  }

  private func means(_ checks: VectorChecks, _ expected: [String: Any], _ tolerance: Double) {
    #expect(!expected.isEmpty)
    for (question, mean) in expected {
      let ours = checks.result.subtotals.first { $0.question == question }?.total ?? .nan
      checks.close(ours, mean as? Double, tolerance, question)
    }
  }

  private func mostReactive(_ checks: VectorChecks, _ expected: [String: Any], _ key: String) {
    let name = checks.result.statistics.first { $0.name.hasPrefix("mostReactive/") }?.name.dropFirst(13) ?? ""
    #expect(name == expected.text("mostReactive") ?? "?", "\(checks.id) \(key)")
  }
}

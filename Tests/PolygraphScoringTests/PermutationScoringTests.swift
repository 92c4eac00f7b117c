import Foundation
import PolygraphModel
import PolygraphScoring
import PolygraphStatistics
import TestSupport
import Testing

@Suite("PSS and the bootstrap test equal the published vectors and tables")
struct PermutationScoringTests {
  private func score(_ vector: [String: Any], _ method: some ScoringMethod) -> VectorChecks {
    let table = VectorFile.table(vector.object("input"))
    let result = method.score(table, format: .federalZCT, options: ScoringOptions())
    return VectorChecks(result: result, id: vector.text("id") ?? "")
  }

  @Test("both sets of septile scores, totals, exact tails, odds and decisions of every exam")
  func permutation() throws {
    let vectors = try VectorFile("pss.json").list("vectors")
    #expect(vectors.count == 5)
    var compared = 0
    for vector in vectors {
      let expected = vector.object("expected")
      let checks = score(vector, PermutationScoring())
      compared += checks.scores(expected.object("guiltyScore"), within: 0)
      compared += innocent(checks, expected.object("innocentScore"))
      checks.close(checks.statistic("total/deceptive"), expected.number("guiltyTotal"), 0, "guilty total")
      checks.close(checks.statistic("total/truthful"), expected.number("innocentTotal"), 0, "innocent total")
      let exact = expected.object("exactPermutation")
      checks.close(checks.statistic("tail/deceptive"), exact.number("guiltyTail"), 1e-8, "guilty tail")
      checks.close(checks.statistic("tail/truthful"), exact.number("innocentTail"), 1e-8, "innocent tail")
      let odds = try #require(exact.number("posteriorOdds"))
      checks.close(checks.statistic("posteriorOdds"), odds, 1e-6 * max(odds, 1), "posterior odds")
      checks.opinions(expected)
    }
    print("PSS: \(vectors.count) exams, \(compared) scores")
    #expect(compared > 400)
  }

  private func innocent(_ checks: VectorChecks, _ expected: [String: Any]) -> Int {
    var compared = 0
    for (chart, questions) in expected {
      for (question, scores) in questions as? [String: [String: Double]] ?? [:] {
        for (name, score) in scores {
          let sensor = VectorFile.sensors[name] ?? .respiration
          let figure = "cell/1/\(Int(chart.prefix(2)) ?? 0)/\(question)/1/\(sensor.rawValue)"
          let steps = checks.result.derivations.first { $0.figure == figure }?.steps
          let ours = steps?.first { $0.name == "by bounds of truthful exams" }.flatMap { Double($0.value) }
          checks.close(ours ?? .nan, score, 0, "innocent \(figure)")
          compared += 1
        }
      }
    }
    return compared
  }

  @Test("the permutation distribution is exact for 6 to 9 pairs, and rounds to the printed table")
  func tables() throws {
    let exact = try NumberTable(fixture: "scoring/tables/pss_permutation.csv")
    let printed = try NumberTable(fixture: "scoring/tables/pss_permutation_published.csv")
    var cells = 0
    var same = 0
    var worst = 0.0
    for pairs in 6...9 {
      let reference = SeptileReference(singles: 2 * pairs, doubled: pairs)
      for (total, expected) in zip(exact["total_score"], exact["cdf_exact_\(pairs)_pairs"]) where !expected.isNaN {
        worst = max(worst, abs(reference.lowerTail(Int(total)) / expected - 1))
      }
      for (total, expected) in zip(printed["total_score"], printed["cdf_\(pairs)_pairs"]) where !expected.isNaN {
        cells += 1
        if abs((reference.lowerTail(Int(total)) * 100).rounded() / 100 - expected) < 1e-9 { same += 1 }
      }
    }
    let nine = SeptileReference(singles: 18, doubled: 9)
    for (total, expected) in zip(exact["total_score"], exact["tail_contcor_exact_9_pairs"]) {
      // The table's upper tails are differences from 1 and keep no digits beyond 1e-16.
      let difference = abs(nine.tail(Int(total)) - expected)
      worst = max(worst, difference <= 1e-15 ? 0 : difference / expected)
    }
    print("PSS tables: worst relative difference \(worst); printed cells \(same) of \(cells)")
    #expect(worst < 1e-10)
    #expect(cells == 304 && same == 300)
    let sum = (-108...108).reduce(0) { $0 + nine.probability($1) }
    #expect(abs(sum - 1) < 1e-12 && nine.probability(109) == 0 && nine.lowerTail(-109) == 0)
  }

  @Test("fewer scores change the reference, none refuses, and the option resolves only an inconclusive result")
  func missing() throws {
    let vector = try #require(try VectorFile("pss.json").list("vectors").first)
    var table = VectorFile.table(vector.object("input"))
    for index in table.measurements.indices where table.measurements[index].sensor == .electrodermal {
      table.measurements[index].value = 0
    }
    let result = PermutationScoring().score(table, format: .federalZCT, options: ScoringOptions())
    #expect(result.cells.count { $0.score == nil } == 9 && result.reasons.contains { $0.hasPrefix("9 scores") })
    let total = try #require(result.statistics.first { $0.name == "total/deceptive" }?.value)
    let tail = try #require(result.statistics.first { $0.name == "tail/deceptive" }?.value)
    #expect(tail == SeptileReference(singles: 18, doubled: 0).tail(Int(total)))
    var method = PermutationScoring()
    method.resolvesInconclusive = true
    #expect(score(vector, method).result.opinion == score(vector, PermutationScoring()).result.opinion)
    for index in table.measurements.indices { table.measurements[index].state = .artifact }
    #expect(PermutationScoring().score(table, format: .federalZCT, options: ScoringOptions()).status == .refused)
  }

  @Test("difference, null deviation, z and tail of every exam under the bootstrap test")
  func bootstrap() throws {
    for vector in try VectorFile("pss.json").list("vectors") {
      let expected = vector.object("expected").object("bootstrap")
      for isRounding in [false, true] {
        var method = Bootstrap()
        method.sourceRounding = isRounding
        let checks = score(vector, method)
        checks.close(
          checks.result.grandTotal ?? .nan, expected.number("differenceScore"), isRounding ? 1e-9 : 0.03, "difference")
        checks.close(checks.statistic("nullStandardDeviation"), expected.number("nullSD"), 0.02, "null SD")
        checks.close(checks.statistic("z"), expected.number("z"), 0.03, "z")
        checks.close(checks.statistic("upperTail"), expected.number("posteriorDeceptiveAnalytic"), 0.01, "tail")
      }
    }
  }

  @Test("the analytic null is the limit of resampling with replacement")
  func resampling() throws {
    let vector = try VectorFile("pss.json").list("vectors")[2]
    let checks = score(vector, Bootstrap())
    let scores = checks.result.cells.compactMap(\.score)
    var generator = SeededGenerator(seed: 3)
    let half = scores.count / 2
    let sums = (0..<6000).map { _ -> Double in
      (0..<half).reduce(0) { sum, _ in
        sum + scores[generator.below(scores.count)] - scores[generator.below(scores.count)]
      }
    }
    let mean = sums.reduce(0, +) / 6000
    let deviation = (sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 6000).squareRoot()
    #expect(abs(mean) < 0.4)
    #expect(abs(deviation / checks.statistic("nullStandardDeviation") - 1) < 0.03)
  }
}

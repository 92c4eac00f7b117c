import Foundation
import PolygraphModel
import PolygraphScoring
import TestSupport
import Testing

@Suite("Probability Analysis equals the published vectors")
struct ProbabilityAnalysisTests {
  @Test("z scores, class means, discriminant scores, densities, posteriors and decisions, with and without rounding")
  func exams() throws {
    let vectors = try VectorFile("pa.json").list("vectors")
    #expect(vectors.count == 7)
    var compared = 0
    for vector in vectors {
      let table = VectorFile.table(vector.object("input"))
      let expected = vector.object("expected")
      for isRounding in [false, true] {
        var method = ProbabilityAnalysis()
        method.sourceRounding = isRounding
        let result = method.score(table, format: .utah, options: ScoringOptions(isForced: true))
        let checks = VectorChecks(result: result, id: vector.text("id") ?? "")
        compared += checks.scores(expected.object("z"), within: 0.011)
        for (name, key) in [("meanComparison", "comparisonMeanZ"), ("meanRelevant", "relevantMeanZ")] {
          for (sensor, mean) in expected.object(key) {
            let sensor = VectorFile.sensors[sensor] ?? .respiration
            checks.close(checks.statistic("\(name)/\(sensor.rawValue)"), mean as? Double, 0.004, key)
          }
        }
        checks.close(result.grandTotal ?? .nan, expected.number("discriminantScore"), 0.02, "D")
        for key in ["densityTruthful", "densityDeceptive"] {
          checks.close(checks.statistic(key), expected.number(key), 0.003, key)
        }
        for key in ["posteriorTruthful", "posteriorDeceptive"] {
          checks.close(checks.statistic(key), expected.number(key), 0.006, key)
        }
        checks.opinions(expected)
        for (prior, posterior) in expected.object("posteriorTruthfulAtPriorGuilty") {
          let prior = try #require(Double(prior))
          let other = method.score(table, format: .utah, options: ScoringOptions(prior: prior, isForced: true))
          let checks = VectorChecks(result: other, id: checks.id)
          checks.close(checks.statistic("posteriorTruthful"), posterior as? Double, 0.006, "prior \(prior)")
        }
      }
    }
    print("Probability Analysis: \(vectors.count) exams twice, \(compared) z scores")
    #expect(compared > 500)
  }

  @Test("posteriors of both sides add up to one, fall as D grows, and equal Bayes' rule on the densities")
  func posterior() {
    var before = 1.0
    for step in -60...60 {
      let score = Double(step) / 10
      for prior in [0.1, 0.5, 0.8] {
        let ours = ProbabilityAnalysis.posteriorTruthful(score, priorDeceptive: prior)
        let (truthful, deceptive) = ProbabilityAnalysis.densities(score)
        let exact = (1 - prior) * truthful / ((1 - prior) * truthful + prior * deceptive)
        #expect(abs(ours - min(max(exact, 0.001), 0.999)) < 1e-12)
      }
      guard score > -3 else { continue }
      let now = ProbabilityAnalysis.posteriorTruthful(score, priorDeceptive: 0.5)
      #expect(now <= before)
      before = now
    }
  }

  @Test("outliers are dropped, a sensor without values refuses, a flat sensor counts nothing")
  func edges() throws {
    let vector = try #require(try VectorFile("pa.json").list("vectors").first)
    var table = VectorFile.table(vector.object("input"))
    let options = ScoringOptions()
    for index in table.measurements.indices where table.measurements[index].sensor == .cardio {
      table.measurements[index].value = 100
    }
    let flat = ProbabilityAnalysis().score(table, format: .federalZCT, options: options)
    #expect(flat.cells.filter { $0.sensor == .cardio }.allSatisfy { $0.score == 0 })
    let one = try #require(table.measurements.firstIndex { $0.sensor == .cardio })
    table.measurements[one].value = 1e6
    let outlier = ProbabilityAnalysis().score(table, format: .federalZCT, options: options)
    #expect(outlier.cells.count { $0.sensor == .cardio && $0.score == nil } == 1)
    for index in table.measurements.indices where table.measurements[index].sensor == .cardio {
      table.measurements[index].state = .artifact
    }
    let refused = ProbabilityAnalysis().score(table, format: .federalZCT, options: ScoringOptions(isForced: true))
    #expect(refused.status == .refused && refused.reasons.contains { $0.contains("no usable") })
  }
}

import Foundation
import PolygraphModel
import PolygraphScoring
import TestSupport
import Testing

@Suite("ESS-M equals the published vectors")
struct ESSMVectorTests {
  private func options(_ vector: [String: Any]) -> ScoringOptions {
    ScoringOptions(prior: vector.object("parameters").number("priorGuilty") ?? 0.5, isForced: true)
  }

  @Test("comparisons, log ratios, integers, totals, decisions and posteriors of every exam")
  func exams() throws {
    let vectors = try VectorFile("essm.json").list("vectors")
    #expect(vectors.count == 13)
    var compared = 0
    for vector in vectors {
      let id = vector.text("id") ?? ""
      let expected = vector.object("expected")
      let table = VectorFile.table(vector.object("input"), exam: id)
      let format = FormatRecognition(of: table).format
      let result = ESSM().score(table, format: format, options: options(vector))
      #expect(result.status == .scored, "\(id)")
      compared += checkCells(result, expected, id)
      for (question, total) in expected.object("subtotals") {
        #expect(result.subtotals.first { $0.question == question }?.total == total as? Double, "\(id) \(question)")
      }
      #expect(result.grandTotal == expected.number("grandTotal"), "\(id)")
      let opinions = expected.text("result")?.split(separator: "/").map(String.init) ?? []
      #expect(opinions.contains(result.opinion?.rawValue ?? ""), "\(id): \(result.opinion?.rawValue ?? "")")
      for (question, opinion) in expected.object("questionResults") {
        let ours = result.questionOpinions.first { $0.question == question }?.opinion?.rawValue ?? ""
        let words = (opinion as? String ?? "").split(separator: "/").map(String.init)
        #expect(words.contains(ours), "\(id) \(question): \(ours), expected \(words)")
      }
      try checkStatistics(result, expected, id)
    }
    print("ESS-M vectors: \(vectors.count) exams, \(compared) cells compared")
    #expect(compared > 500)
  }

  private func checkCells(_ result: ScoringResult, _ expected: [String: Any], _ id: String) -> Int {
    var compared = 0
    for (chartName, questions) in expected.object("integerScore") {
      let chart = Int(chartName.prefix(2)) ?? 0
      for (question, scores) in questions as? [String: [String: Any]] ?? [:] {
        for (name, score) in scores {
          let sensor = VectorFile.sensors[name] ?? .respiration
          guard sensor != .thoracicRespiration, sensor != .abdominalRespiration else { continue }
          let cell = result.cells.first { $0.chart == chart && $0.question == question && $0.sensor == sensor }
          #expect((cell?.score ?? 0) == (score as? Double ?? 0), "\(id) \(chartName) \(question) \(name)")
          compared += 1
          let ratio = expected.object("logRatio").object(chartName).object(question)[name] as? Double
          if let ratio, sensor != .respiration {
            #expect(abs((cell?.logRatio ?? .nan) - ratio) < 1e-6, "\(id) \(chartName) \(question) \(name)")
          }
          let comparison = expected.object("selectedComparison").object(chartName).object(question)[name] as? String
          if let comparison { #expect(cell?.comparison == comparison, "\(id) \(chartName) \(question) \(name)") }
        }
      }
    }
    return compared
  }

  private func checkStatistics(_ result: ScoringResult, _ expected: [String: Any], _ id: String) throws {
    let factor = try #require(result.statistics.first { $0.name == "bayesFactor" }?.value)
    let exact = try #require(expected.number("bayesFactorExact"))
    #expect(abs(factor / exact - 1) < 1e-9, "\(id): Bayes factor \(factor), expected \(exact)")
    let odds = try #require(result.statistics.first { $0.name == "posteriorOdds" })
    let limit = try #require(expected.number("posteriorOddsLowerLimit"))
    let ours = try #require(odds.interval?.lower)
    // The oracle rounds the degrees of freedom to whole numbers.
    if expected.number("bayesFactor").map({ abs($0 / exact - 1) < 0.001 }) == true {
      #expect(abs(ours - limit) < max(0.02, 0.05 * limit), "\(id): lower limit \(ours), expected \(limit)")
    }
  }
}

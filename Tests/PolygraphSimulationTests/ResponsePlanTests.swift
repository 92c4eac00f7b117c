import Foundation
import PolygraphModel
import PolygraphSimulation
import TestSupport
import Testing

@Suite("Response plan")
struct ResponsePlanTests {
  private let persons: UInt64 = Repository.isExhaustive ? 20_000 : 2000

  private func plans(
    _ truth: Truth, sequence: TestSequence = .federalZCT, _ change: (inout ExamineeSettings) -> Void = { _ in }
  ) -> [ResponsePlan] {
    (0..<persons).map { seed in
      var settings = ExamineeSettings(seed: seed, truth: truth, sequence: sequence)
      change(&settings)
      return SimulatedExaminee(settings).plan()
    }
  }

  /// Mean and standard deviation of the log magnitudes of one question in chart 1 stand where the model says.
  private func check(
    _ plans: [ResponsePlan], question: String, effect: Double, _ distribution: ResponseDistribution,
    variation: Double, _ magnitude: (PlannedResponse) -> Double
  ) {
    let logs = plans.compactMap { plan in
      plan.responses(chart: 1).first { $0.question == question }.map { log(magnitude($0)) }
    }
    let variance =
      [distribution.personSD, distribution.questionSD, distribution.chartSD, distribution.presentationSD]
      .reduce(effect * effect * variation * variation) { $0 + $1 * $1 }
    let expected = log(distribution.median) + effect
    let standardError = (variance / Double(logs.count)).squareRoot()
    // Five standard errors of the mean; of the spread likewise, with a little for the cut tails.
    #expect(abs(mean(logs) - expected) < 5 * standardError + 0.01, "\(question)")
    #expect(
      abs(spread(logs) / variance.squareRoot() - 1) < 5 / (2 * Double(logs.count)).squareRoot() + 0.03, "\(question)")
  }

  @Test("magnitudes have the stated medians, effects and spreads")
  func stated() {
    let model = ResponseModel.standard
    for truth in Truth.allCases {
      let plans = plans(truth)
      for question in ["R5", "C4"] {
        let isFavoured = (question == "R5") == (truth == .deceptive)
        let share = isFavoured ? (truth == .deceptive ? 1 : model.comparisonShare) : 0
        let variation = model.effectVariation
        check(
          plans, question: question, effect: share * model.electrodermal.effect, model.electrodermal,
          variation: variation
        ) { $0.electrodermal }
        check(plans, question: question, effect: share * model.cardio.effect, model.cardio, variation: variation) {
          $0.cardio
        }
        check(
          plans, question: question, effect: share * model.vasomotor.effect, model.vasomotor, variation: variation
        ) { $0.vasomotor }
      }
    }
  }

  @Test("suppression of breathing has the stated median, shared by the belts but for a part of their own")
  func respiration() {
    let model = ResponseModel.standard
    let responses = plans(.truthful) { $0.effectSize = 0 }.map { $0.responses(chart: 1)[4] }
    let sum = responses.map { -(log($0.thoracicRatio) + log($0.abdominalRatio)) / 2 }
    let median = sum.sorted()[sum.count / 2]
    #expect(abs(median / model.respiration.median - 1) < 0.1)
    let apart = spread(responses.map { log($0.thoracicRatio / $0.abdominalRatio) })
    #expect(abs(apart / (model.beltSD * 2.0.squareRoot()) - 1) < 0.1)
  }

  @Test("no effect makes deceptive and truthful plans alike")
  func noEffect() {
    var deceptive = ExamineeSettings(seed: 12, truth: .deceptive)
    var truthful = ExamineeSettings(seed: 12, truth: .truthful)
    deceptive.effectSize = 0
    truthful.effectSize = 0
    #expect(SimulatedExaminee(deceptive).plan().responses == SimulatedExaminee(truthful).plan().responses)
  }

  @Test("only the questions lied to grow stronger, in all their passes")
  func liesTo() {
    var settings = ExamineeSettings(seed: 13, truth: .deceptive, sequence: .dlst)
    settings.effectSize = 0
    let without = SimulatedExaminee(settings).plan().responses
    settings.effectSize = 1
    settings.liesTo = ["R1"]
    settings.model.effectVariation = 0
    let with = SimulatedExaminee(settings).plan().responses
    var changed: [String] = []
    for (left, right) in zip(without, with) where left.electrodermal != right.electrodermal {
      changed.append(left.question)
      #expect(right.electrodermal > left.electrodermal)
    }
    #expect(changed == ["1R1", "2R1", "3R1"])
  }

  @Test("the table of a plan has every presentation and sensor, and the planned values when noise is left out")
  func table() throws {
    let plan = SimulatedExaminee(ExamineeSettings(seed: 14)).plan()
    let table = plan.measurementTable(measurementNoise: false)
    #expect(table.measurements.count == 3 * 10 * 5)
    #expect(table.charts.map(\.chart) == [1, 2, 3])
    #expect(table.charts[1].sequence == TestSequence.federalZCT.labels(chart: 2))
    let response = try #require(plan.responses.first { $0.chart == 2 && $0.question == "R7" })
    let other = try #require(plan.responses.first { $0.chart == 2 && $0.question == "C9" })
    func value(_ question: String, _ sensor: Sensor) throws -> Double {
      let found = table.measurements.first { $0.chart == 2 && $0.question == question && $0.sensor == sensor }
      return try #require(found?.value)
    }
    func ratio(_ sensor: Sensor) throws -> Double { try value("R7", sensor) / value("C9", sensor) }
    #expect(abs(try ratio(.electrodermal) / (response.electrodermal / other.electrodermal) - 1) < 1e-12)
    #expect(abs(try ratio(.cardio) / (response.cardio / other.cardio) - 1) < 1e-12)
    #expect(abs(try ratio(.thoracicRespiration) / (response.thoracicRatio / other.thoracicRatio) - 1) < 1e-12)
    #expect(try value("R7", .vasomotor) == response.vasomotor)
    #expect(table.measurements.allSatisfy { $0.state == .measured })
  }

  @Test("measurement noise has the stated spread and repeats with the seed")
  func noise() {
    let plans = plans(.truthful).prefix(300)
    let errors = plans.flatMap { plan -> [Double] in
      let with = plan.measurementTable()
      #expect(with == plan.measurementTable())
      let without = plan.measurementTable(measurementNoise: false)
      return zip(with.measurements, without.measurements).compactMap { left, right in
        guard left.sensor == .electrodermal, let noisy = left.value, let plain = right.value else { return nil }
        return log(noisy / plain)
      }
    }
    #expect(abs(spread(errors) / ResponseModel.standard.noise.electrodermal - 1) < 0.05)
    #expect(abs(mean(errors)) < 0.005)
  }

  @Test("the acquaintance test's key draws the strongest response most of the time, and its numbers have their roles")
  func acquaintance() {
    let plans = plans(.truthful, sequence: .acqt)
    let hits = plans.filter { plan in
      plan.responses.max { $0.electrodermal < $1.electrodermal }?.question == "4K"
    }
    #expect(Double(hits.count) / Double(plans.count) > 0.35, "seven numbers: one in seven by chance")
    #expect(plans[0].sequences[0].kinds?["3"] == .nonKey)
    #expect(plans[0].sequences[0].kinds?["4K"] == nil)
  }
}

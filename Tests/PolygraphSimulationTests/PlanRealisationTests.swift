import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphSimulation
import TestSupport
import Testing

func logarithm(_ value: Double) -> Double { log(value) }

/// Planned and measured values of several exams, each exam centred, so that a person's own level does not matter.
private func pairs(
  seeds: Range<UInt64>, planned: (PlannedResponse) -> Double, measured: (SimpleFeatures, Event) -> Double
) -> [(Double, Double)] {
  seeds.flatMap { seed -> [(Double, Double)] in
    let examinee = SimulatedExaminee(ExamineeSettings(seed: seed, truth: seed % 2 == 0 ? .deceptive : .truthful))
    let plan = examinee.plan()
    let found = examinee.exam().charts.flatMap { _, chart in
      let features = SimpleFeatures(chart: chart)
      return zip(plan.responses(chart: chart.number), chart.questions).map { response, event in
        (planned(response), measured(features, event))
      }
    }
    let centre = (mean(found.map(\.0)), mean(found.map(\.1)))
    return found.map { ($0.0 - centre.0, $0.1 - centre.1) }
  }
}

@Suite("Waveforms realise the plan")
struct PlanRealisationTests {
  private let seeds: Range<UInt64> = 1..<(Repository.isExhaustive ? 41 : 7)

  private func check(
    _ name: String, least: Double, largestError: Double, planned: (PlannedResponse) -> Double,
    measured: (SimpleFeatures, Event) -> Double
  ) {
    let found = pairs(seeds: seeds, planned: planned, measured: measured)
    let r = correlation(found)
    let error = spread(found.map { $0.1 - $0.0 })
    print("\(name): n \(found.count) r \(r), spread of measured less planned \(error)")
    #expect(r > least, "\(name), seeds \(seeds)")
    #expect(error < largestError, "\(name), seeds \(seeds)")
  }

  @Test("skin conductance rises by what was planned")
  func electrodermal() {
    check(
      "ln EDA", least: 0.95, largestError: 0.12, planned: { log($0.electrodermal) },
      measured: { log(max($0.electrodermal($1), 1)) })
  }

  @Test("the cuff's baseline rises by what was planned")
  func cardio() {
    check(
      "ln cardio", least: 0.95, largestError: 0.12, planned: { log($0.cardio) },
      measured: { log(max($0.cardio($1), 1)) })
  }

  @Test("the finger's pulse narrows by what was planned")
  func vasomotor() {
    check(
      "ln PPG", least: 0.95, largestError: 0.06, planned: { $0.vasomotor }, measured: { $0.vasomotor($1) })
  }

  @Test("both respirations travel less by what was planned")
  func respiration() {
    check(
      "ln RLE thoracic", least: 0.8, largestError: 0.09, planned: { log($0.thoracicRatio) },
      measured: { $0.respiration($1, .thoracicRespiration) })
    check(
      "ln RLE abdominal", least: 0.8, largestError: 0.09, planned: { log($0.abdominalRatio) },
      measured: { $0.respiration($1, .abdominalRespiration) })
  }
}

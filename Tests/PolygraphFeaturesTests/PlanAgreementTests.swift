import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphSimulation
import Testing

@Suite("Measurements follow what the simulated examinee planned")
struct PlanAgreementTests {
  private struct Pair {
    let exam: UInt64
    let planned: Double
    let measured: Double
  }

  private func pairs(seeds: Range<UInt64>) throws -> (pairs: [Sensor: [Pair]], states: [Sensor: [String: Int]]) {
    var pairs: [Sensor: [Pair]] = [:]
    var states: [Sensor: [String: Int]] = [:]
    for seed in seeds {
      let examinee = SimulatedExaminee(ExamineeSettings(seed: seed, truth: .deceptive, sequence: .federalZCT))
      let planned = examinee.plan().measurementTable(measurementNoise: false)
      let table = try Measurements.measure(examinee.exam())
      for row in table.measurements where row.kind == .relevant || row.kind == .comparison {
        states[row.sensor, default: [:]][row.state.rawValue + " " + row.flags.joined(separator: "+"), default: 0] += 1
        let plan = planned.measurements.first {
          $0.chart == row.chart && $0.question == row.question && $0.sensor == row.sensor
        }
        guard let plan = plan?.value, let value = row.value, row.state == .measured else { continue }
        pairs[row.sensor, default: []].append(
          row.sensor == .vasomotor
            ? Pair(exam: seed, planned: plan, measured: value)
            : Pair(exam: seed, planned: log(plan), measured: log(value)))
      }
    }
    return (pairs, states)
  }

  private func correlation(_ pairs: [Pair]) -> Double {
    let n = Double(pairs.count)
    let x = pairs.reduce(0) { $0 + $1.planned } / n
    let y = pairs.reduce(0) { $0 + $1.measured } / n
    let xy = pairs.reduce(0) { $0 + ($1.planned - x) * ($1.measured - y) }
    let xx = pairs.reduce(0) { $0 + ($1.planned - x) * ($1.planned - x) }
    let yy = pairs.reduce(0) { $0 + ($1.measured - y) * ($1.measured - y) }
    return xy / (xx * yy).squareRoot()
  }

  /// What the agreement must be at least: the correlation of planned and measured sizes (logarithms, but for vasomotor,
  /// which is one already), how far their mean difference may vary about its own centre, and its largest spread.
  private struct Bounds {
    let correlation: Double
    let mean: ClosedRange<Double>
    let spread: Double
  }

  // The plan is in chart units of its own, so that each exam's scale is a factor that no ratio of the exam knows; it is
  // taken out of the spread and the correlation. Excursion shows less of a reaction than was planned: the answer is
  // left out, and the lines are smoothed.
  private let bounds: [Sensor: Bounds] = [
    .thoracicRespiration: Bounds(correlation: 0.97, mean: -0.35 ... -0.2, spread: 0.05),
    .abdominalRespiration: Bounds(correlation: 0.97, mean: -0.35 ... -0.2, spread: 0.05),
    .electrodermal: Bounds(correlation: 0.99, mean: 0.05...0.3, spread: 0.06),
    .cardio: Bounds(correlation: 0.97, mean: -0.1...0.05, spread: 0.08),
    .vasomotor: Bounds(correlation: 0.99, mean: -0.01...0.01, spread: 0.02),
  ]

  /// The pairs with each exam's mean difference taken out of the measured sizes.
  private func withoutScale(_ pairs: [Pair]) -> [Pair] {
    Dictionary(grouping: pairs, by: \.exam).values.flatMap { exam in
      let mean = exam.reduce(0) { $0 + $1.measured - $1.planned } / Double(exam.count)
      return exam.map { Pair(exam: $0.exam, planned: $0.planned, measured: $0.measured - mean) }
    }
  }

  @Test("nearly every response is measured, and its size is the planned one within the sensor's bounds")
  func responsesFollowThePlan() throws {
    let (pairs, states) = try pairs(seeds: 1..<7)
    #expect(Set(pairs.keys) == Set(bounds.keys))
    for (sensor, list) in pairs.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let bounds = try #require(bounds[sensor])
      let mean = list.reduce(0) { $0 + $1.measured - $1.planned } / Double(list.count)
      let centred = withoutScale(list)
      let squares = centred.reduce(0) { $0 + ($1.measured - $1.planned) * ($1.measured - $1.planned) }
      let spread = (squares / Double(list.count)).squareRoot()
      let correlation = correlation(centred)
      print("\(sensor.rawValue): \(list.count) measured, correlation \(correlation), mean \(mean), SD \(spread)")
      #expect(correlation >= bounds.correlation, "\(sensor.rawValue): correlation \(correlation)")
      #expect(bounds.mean.contains(mean), "\(sensor.rawValue): mean \(mean)")
      #expect(spread <= bounds.spread, "\(sensor.rawValue): spread \(spread)")
      let all = states[sensor]?.values.reduce(0, +) ?? 0
      #expect(all == 6 * 3 * 6 && Double(list.count) >= 0.98 * Double(all), "\(states[sensor] ?? [:])")
    }
  }
}

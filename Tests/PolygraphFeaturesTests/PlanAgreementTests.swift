import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphSimulation
import Testing

@Suite("Measurements follow what the simulated examinee planned")
struct PlanAgreementTests {
  private struct Pair {
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
            ? Pair(planned: plan, measured: value) : Pair(planned: log(plan), measured: log(value)))
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

  @Test("nearly every response is measured, and its size is the planned one")
  func responsesFollowThePlan() throws {
    let (pairs, states) = try pairs(seeds: 1..<13)
    for (sensor, list) in pairs.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let difference = list.map { $0.measured - $0.planned }
      let mean = difference.reduce(0, +) / Double(list.count)
      let spread = (difference.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(list.count)).squareRoot()
      print(
        "\(sensor.rawValue): \(list.count) measured, correlation \(correlation(list)), mean \(mean), SD \(spread)",
        states[sensor] ?? [:])
      let all = states[sensor]?.values.reduce(0, +) ?? 0
      #expect(Double(list.count) >= 0.9 * Double(all), "\(sensor.rawValue): \(states[sensor] ?? [:])")
    }
  }
}

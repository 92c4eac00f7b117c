import Foundation
import PolygraphKit
import PolygraphSimulation
import TestSupport
import Testing

@Suite("What measuring adds is what the simulator states")
struct MeasurementNoiseTests {
  /// One response: its chart and question, and the measured less the planned value, in the log where there is one.
  private struct Difference {
    let place: String
    let value: Double
  }

  /// The differences of one exam by sensor, each centred: the display scale takes out the person.
  private func differences(seed: UInt64) throws -> [Sensor: [Difference]] {
    let examinee = SimulatedExaminee(ExamineeSettings(seed: seed, truth: seed % 2 == 0 ? .deceptive : .truthful))
    func key(_ row: PolygraphKit.Measurement) -> String { "\(row.chart) \(row.question)" }
    var planned: [Sensor: [String: Double]] = [:]
    for row in examinee.plan().measurementTable(measurementNoise: false).measurements {
      planned[row.sensor, default: [:]][key(row)] = row.value
    }
    var found: [Sensor: [Difference]] = [:]
    for row in try Measurements.measure(examinee.exam()).measurements
    where row.kind == .relevant || row.kind == .comparison {
      guard row.state == .measured, let value = row.value, let plan = planned[row.sensor]?[key(row)] else { continue }
      let difference = row.sensor == .vasomotor ? value - plan : log(value) - log(plan)
      found[row.sensor, default: []].append(Difference(place: key(row), value: difference))
    }
    return found.mapValues { list in
      let mean = list.reduce(0) { $0 + $1.value } / Double(list.count)
      return list.map { Difference(place: $0.place, value: $0.value - mean) }
    }
  }

  /// Half the distance between the 16th and the 84th percentile: the standard deviation of a normal distribution,
  /// which a
  /// few responses that are off by much do not move.
  private func spread(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[sorted.count * 84 / 100] - sorted[sorted.count * 16 / 100]) / 2
  }

  @Test("errors of measured responses have the stated standard deviations, and few are off by much")
  func noise() throws {
    let seeds: Range<UInt64> = 1..<(Repository.isExhaustive ? 101 : 11)
    var values: [Sensor: [Double]] = [:]
    var joint: [Double] = []
    var own: [Double] = []
    for seed in seeds {
      let found = try differences(seed: seed)
      for (sensor, list) in found { values[sensor, default: []] += list.map(\.value) }
      let lower = Dictionary(
        uniqueKeysWithValues: (found[.abdominalRespiration] ?? []).map { ($0.place, $0.value) })
      for upper in found[.thoracicRespiration] ?? [] {
        guard let other = lower[upper.place] else { continue }
        joint.append((upper.value + other) / 2)
        own.append((upper.value - other) / 2.0.squareRoot())
      }
    }
    let stated = ResponseModel.standard.noise
    for (name, errors, deviation) in [
      ("respiration, both belts together", joint, stated.respiration),
      ("respiration, each belt", own, stated.respirationBelt),
      ("electrodermal", values[.electrodermal] ?? [], stated.electrodermal),
      ("cardio", values[.cardio] ?? [], stated.cardio), ("vasomotor", values[.vasomotor] ?? [], stated.vasomotor),
    ] {
      let found = spread(errors)
      let far = Double(errors.count { abs($0) > 5 * deviation }) / Double(errors.count)
      print("\(name): \(errors.count) responses, stated \(deviation), found \(found), \(far) beyond five deviations")
      #expect(errors.count >= seeds.count * 17, "nearly all are measured: \(name)")
      #expect((0.7...1.3).contains(found / deviation), "\(name): stated \(deviation), found \(found)")
      #expect(far < 0.05, "\(name)")
    }
  }
}

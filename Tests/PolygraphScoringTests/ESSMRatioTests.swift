import Foundation
import PolygraphModel
@testable import PolygraphScoring
import Testing

@Suite("ESS-M: from two values to a log ratio and an integer")
struct ESSMRatioTests {
  private let bounds = ESSMBounds(ESSMConstraints())

  private func ratio(_ r: Double?, _ c: Double?, _ sensor: ScoredSensor) -> Double? {
    ESSMRatios.logRatio(relevant: r, comparison: c, sensor: sensor, bounds: bounds)
  }

  private func score(_ r: Double, _ c: Double, _ sensor: ScoredSensor) -> Int? {
    ratio(r, c, sensor).map { ESSMRatios.integer($0, sensor: sensor, bounds: bounds) }
  }

  @Test("each bound is inclusive: just at it a score, just inside it none")
  func eachBound() {
    for (sensor, bound, points) in [(ScoredSensor.electrodermal, 1.1, 2), (.cardio, 1.25, 1)] {
      #expect(score(100 * bound, 100, sensor) == -points && score(100, 100 * bound, sensor) == points)
      #expect(score(100 * (bound - 1e-6), 100, sensor) == 0 && score(100, 100 * (bound - 1e-6), sensor) == 0)
    }
    for sensor in [ScoredSensor.thoracicRespiration, .abdominalRespiration] {
      #expect(score(120, 100, sensor) == 1 && score(100, 120, sensor) == -1)
      #expect(score(119.999, 100, sensor) == 0)
      #expect(score(160, 100, sensor) == 1 && score(100, 160, sensor) == -1)
      #expect(score(160.001, 100, sensor) == 0, "a ratio that is too large means an artifact")
    }
  }

  @Test(
    "amplitudes below 10 units count as 10, so that something against nothing is finite and nothing against nothing 0")
  func smallAmplitudes() {
    #expect(ratio(0, 3, .electrodermal) == 0)
    #expect(abs((ratio(0, 100, .cardio) ?? 0) - log(10)) < 1e-12)
    #expect(abs((ratio(100, 0, .electrodermal) ?? 0) + log(10)) < 1e-12)
  }

  @Test("vasomotor: below the least ratio no reaction, both above it the ratio of roots")
  func vasomotor() {
    #expect(score(0.05, 0.02, .vasomotor) == 0)
    #expect(ratio(0.04, 0.3, .vasomotor) == 0.3)
    #expect(ratio(0.3, 0.04, .vasomotor) == -0.3)
    #expect(abs((ratio(0.2, 0.8, .vasomotor) ?? 0) - log(2)) < 1e-12)
    #expect(ratio(-0.2, -0.1, .vasomotor) == -0.001)
    #expect(score(log(1.1), 0.05, .vasomotor) == -1)
  }

  @Test("a missing value gives no score for any sensor")
  func missing() {
    for sensor in TableBuilder.sensors.compactMap({ ScoredSensor($0) }) {
      #expect(ratio(nil, 0.5, sensor) == nil && ratio(0.5, nil, sensor) == nil && ratio(nil, nil, sensor) == nil)
    }
  }
}

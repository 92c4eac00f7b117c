import Foundation
@testable import PolygraphFeatures
import PolygraphQuantities
import Testing

@Suite("The vasomotor ratio of beats")
struct PulseAmplitudeRatioTests {
  private let rules = FilterProfile.standard.vasomotor

  private func pulse(perMinute: Double = 72, height: (Double) -> Double) -> [Double] {
    (0..<1050).map { row in
      let time = Double(row) / 30 - 10
      return height(time) * sin(2 * .pi * perMinute / 60 * time)
    }
  }

  private func measure(_ line: [Double]) -> PulseAmplitudeRatio.Result {
    PulseAmplitudeRatio.measure(
      line, extrema: Extrema.all(of: line), onset: 300, rules: rules, rate: SampleRate(30))
  }

  private func value(_ line: [Double]) throws -> Double {
    guard case .value(let value) = measure(line) else { throw CocoaError(.featureUnsupported) }
    return value
  }

  @Test("half the amplitude is ln 2, twice the amplitude its negative", arguments: [50.0, 60, 72, 105, 130])
  func known(perMinute: Double) throws {
    let halved = try value(pulse(perMinute: perMinute) { $0 < 2 ? 100 : 50 })
    #expect(abs(halved - log(2)) < 0.03, "\(halved)")
    let doubled = try value(pulse(perMinute: perMinute) { $0 < 2 ? 50 : 100 })
    #expect(abs(doubled + log(2)) < 0.03, "\(doubled)")
    #expect(abs(try value(pulse(perMinute: perMinute) { _ in 80 })) < 0.02)
  }

  @Test("no gain and no offset changes it")
  func gain() throws {
    let line = pulse { $0 < 2 ? 100 : 60 }
    let one = try value(line)
    #expect(abs(try value(line.map { 1000 * $0 }) - one) < 1e-9)
    #expect(abs(try value(line.map { $0 - 4000 }) - one) < 1e-9)
  }

  @Test("one spurious beat does not change it")
  func spuriousBeat() throws {
    let line = pulse { $0 < 2 ? 100 : 50 }
    var hit = line
    for row in 505..<515 { hit[row] += 400 }
    #expect(abs(try value(hit) - value(line)) < 0.05)
  }

  @Test("nothing but a beat or two is too few, and a still line has no rate")
  func refusals() {
    #expect(measure([Double](repeating: 3, count: 1050)) == .rateUnknown)
    let fading = pulse { $0 < 5 ? 100 : 0 }
    #expect(measure(fading) == .tooFewBeats)
  }
}

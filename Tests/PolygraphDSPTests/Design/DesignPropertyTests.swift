import Foundation
import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

func pow10(_ exponent: Double) -> Double { pow(10, exponent) }

@Suite("What every recursive design must do")
struct DesignPropertyTests {
  static let families: [FilterFamily] = [
    .butterworth, .chebyshevI(rippleDecibels: 0.5), .chebyshevII(stopBandDecibels: 50),
    .elliptic(rippleDecibels: 0.5, stopBandDecibels: 50), .bessel(.phase), .bessel(.delay), .bessel(.magnitude),
  ]

  /// The gain at an edge and the gain in the middle of the pass band, where theory fixes them.
  static func theory(_ family: FilterFamily, order: Int) -> (edge: Double?, middle: Double) {
    switch family {
    case .butterworth, .bessel(.magnitude): (pow(0.5, 0.5), 1)
    case .chebyshevI(let ripple), .elliptic(let ripple, _):
      (pow10(-ripple / 20), order.isMultiple(of: 2) ? pow10(-ripple / 20) : 1)
    case .chebyshevII(let attenuation): (pow10(-attenuation / 20), 1)
    case .bessel: (nil, 1)
    }
  }

  @Test("all orders and bands at ordinary edges: stable, with the gains of theory in the middle and at the edges")
  func gains() throws {
    let rate = SampleRate(30)
    let bands: [FilterBand] = [
      .lowPass(2), .highPass(0.5), .bandPass(0.5, 4), .bandStop(3, 7), .lowPass(14), .highPass(14),
    ]
    for family in Self.families {
      for order in SecondOrderSections.designableOrders {
        for band in bands {
          let filter = try SecondOrderSections.design(family, band, order: order, at: rate)
          #expect(filter.isStable && filter.poleRadius < 1)
          check(filter, band, Self.theory(family, order: order), tolerance: 1e-6, "\(family) \(band) \(order)")
        }
      }
    }
  }

  @Test("any order at any edge, however low: the gains of theory to a hundredth of a decibel, or a clear refusal")
  func lowestEdges() throws {
    let rate = SampleRate(1000)
    var (designed, refused) = (0, 0)
    let orders = Repository.isExhaustive ? Array(SecondOrderSections.designableOrders) : [1, 2, 3, 8, 24]
    for family in Self.families {
      for order in orders {
        for exponent in stride(from: -320.0, through: 2.5, by: Repository.isExhaustive ? 0.25 : 1) {
          // Sparse where nothing can be designed any more.
          guard exponent > -14 || Int(exponent).isMultiple(of: 40) else { continue }
          let edge = Hertz(pow10(exponent))
          for band in [FilterBand.lowPass(edge), .highPass(edge), .bandPass(edge, 400), .bandStop(edge, 400)] {
            do throws(FilterDesignError) {
              let filter = try SecondOrderSections.design(family, band, order: order, at: rate)
              designed += 1
              #expect(filter.isStable)
              check(filter, band, Self.theory(family, order: order), tolerance: 2e-3, "\(family) \(band) \(order)")
            } catch {
              refused += 1
              #expect(error == .unstable)
              // What a physiological recording needs is never refused.
              #expect(edge.value < 1e-3 || order > 8, "\(family) \(band) \(order)")
            }
          }
        }
      }
    }
    #expect(designed > 1000 && refused > 100)
    print("lowest edges: \(designed) designed, \(refused) refused")
  }

  @Test("narrow bands of high order: the gains of theory, or a clear refusal")
  func narrowBands() throws {
    let rate = SampleRate(1000)
    var (designed, refused) = (0, 0)
    for family in Self.families {
      for order in [1, 2, 5, 24] {
        for exponent in stride(from: -16.0, through: 1, by: 0.5) {
          let upper = Hertz(50 + pow10(exponent))
          for band in [FilterBand.bandPass(50, upper), .bandStop(50, upper)] {
            guard band.edges[0] < band.edges[1] else { continue }
            do throws(FilterDesignError) {
              let filter = try SecondOrderSections.design(family, band, order: order, at: rate)
              designed += 1
              check(filter, band, Self.theory(family, order: order), tolerance: 5e-3, "\(family) \(band) \(order)")
            } catch {
              refused += 1
              #expect(error == .unstable)
              #expect(exponent < -3 || order > 5, "\(family) \(band) \(order)")
            }
          }
        }
      }
    }
    #expect(designed > 300 && refused > 100)
    print("narrow bands: \(designed) designed, \(refused) refused")
  }

  @Test("elliptic filters ripple between the bounds they were given")
  func ellipticBounds() throws {
    let rate = SampleRate(200)
    for (ripple, attenuation) in [(0.1, 40.0), (1, 60), (3, 20), (0.01, 100)] {
      for order in 2...12 {
        let filter = try SecondOrderSections.design(
          .elliptic(rippleDecibels: ripple, stopBandDecibels: attenuation), .lowPass(20), order: order, at: rate)
        let pass = (0...400).map { filter.gain(at: Hertz(20 * Double($0) / 400)) }
        #expect(abs((pass.min() ?? 0) - pow10(-ripple / 20)) < 1e-6)
        #expect((pass.max() ?? 2) < 1 + 1e-9 && (pass.max() ?? 0) > 1 - 1e-3)
        let stop = (0...4000).map { filter.gain(at: Hertz(20 + 80 * Double($0) / 4000)) }
        let first = stop.firstIndex { $0 <= pow10(-attenuation / 20) }
        let start = try #require(first)
        let bound = pow10(-attenuation / 20)
        #expect((stop[start...].max() ?? 1) <= bound * (1 + 1e-6), "\(ripple) \(attenuation) \(order)")
        #expect((stop[(start + 1)...].max() ?? 0) >= bound * 0.97, "\(ripple) \(attenuation) \(order)")
      }
    }
  }

  @Test("a Bessel low-pass normalised by delay delays slow waves by one over its angular edge")
  func besselDelay() throws {
    let rate = SampleRate(10_000)
    for order in 1...24 {
      let filter = try SecondOrderSections.design(.bessel(.delay), .lowPass(20), order: order, at: rate)
      let delay = filter.groupDelay(at: 1).value
      #expect(abs(delay * 2 * .pi * 20 - 1) < (order == 1 ? 4e-3 : 1e-4), "order \(order): \(delay)")
    }
  }

  @Test("the edge for a zero-phase pass puts −3 dB of both passes where it was wanted")
  func zeroPhaseEdge() throws {
    let rate = SampleRate(30)
    for order in [1, 2, 4, 9] {
      for isHighPass in [false, true] {
        let edge = try SecondOrderSections.butterworthEdge(
          keepingZeroPhaseCorner: 2, isHighPass: isHighPass, order: order, at: rate)
        let filter = try SecondOrderSections.butterworth(
          isHighPass ? .highPass(edge) : .lowPass(edge), order: order, at: rate)
        #expect(abs(pow(filter.gain(at: 2), 2) - pow(0.5, 0.5)) < 1e-12)
      }
    }
  }

  @Test("the sections' own poles and zeros are those of the design")
  func sectionRoots() throws {
    let rate = SampleRate(30)
    for family in Self.families {
      for order in [1, 2, 5, 8] {
        let design = try ZeroPoleGain.design(family, .bandPass(1, 4), order: order, at: rate)
        let filter = try SecondOrderSections.design(family, .bandPass(1, 4), order: order, at: rate)
        #expect(farthest(filter.poles, from: design.poles) < 1e-10)
        #expect(farthest(filter.zeros, from: design.zeros) < 1e-6)
        #expect(abs(filter.poleRadius - (design.poles.map(\.magnitude).max() ?? 0)) < 1e-12)
      }
    }
  }

  private func check(
    _ filter: SecondOrderSections, _ band: FilterBand, _ theory: (edge: Double?, middle: Double), tolerance: Double,
    _ title: String
  ) {
    let nyquist = Hertz(filter.sampleRate.hertz.value / 2)
    let middles: [Hertz] =
      switch band {
      case .lowPass: [0]
      case .highPass: [nyquist]
      case .bandPass(let lower, let upper): [middle(lower, upper, nyquist)]
      case .bandStop: [0, nyquist]
      }
    for place in middles {
      let gain = filter.gain(at: place)
      #expect(abs(gain / theory.middle - 1) <= tolerance, "\(title) at \(place.value) Hz: \(gain)")
    }
    guard let edge = theory.edge else { return }
    for place in band.edges {
      let gain = filter.gain(at: place)
      #expect(abs(gain / edge - 1) <= tolerance, "\(title) at the edge \(place.value) Hz: \(gain)")
    }
  }

  /// The centre of a band in the bilinear transform's warped frequency.
  private func middle(_ lower: Hertz, _ upper: Hertz, _ nyquist: Hertz) -> Hertz {
    let tangents = [lower, upper].map { tan(.pi / 2 * $0.value / nyquist.value) }
    return Hertz(atan(pow(tangents[0] * tangents[1], 0.5)) * 2 / .pi * nyquist.value)
  }
}

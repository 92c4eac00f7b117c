import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("FIR designs equal SciPy's")
struct FIRDesignTests {
  struct Windowed: Decodable {
    var band: String
    var edges: [Double]
    var window: String
    var beta: Double
    var count: Int
    var rate: Int
    var taps: [Double]
    var frequencies: [Double]
    var response: [[Double]]

    var shape: WindowShape {
      switch window {
      case "rectangular": .rectangular
      case "hann": .hann
      case "hamming": .hamming
      case "blackman": .blackman
      case "kaiser": .kaiser(beta: beta)
      default: preconditionFailure("The fixtures name no window \(window).")
      }
    }
  }
  struct KaiserOrder: Decodable {
    var decibels: Double
    var transition: Double
    var rate: Int
    var count: Int
    var beta: Double
  }
  struct Delay: Decodable {
    var taps: [Double]
    var rate: Int
    var frequencies: [Double]
    var groupDelay: [Double]
  }
  struct Content: Decodable {
    var cases: [Windowed]
    var kaiserOrders: [KaiserOrder]
    var delay: Delay
  }

  @Test("windowed sincs: taps to 1e-13, response to 1e-12, mirror-image taps to the last bit")
  func windowedSincs() throws {
    let content: Content = try designFixture("fir.json")
    #expect(content.cases.count > 60)
    var worst = 0.0
    for item in content.cases {
      let filter = try FIRFilter.windowedSinc(
        makeBand(item.band, item.edges), tapCount: item.count, window: item.shape, at: SampleRate(item.rate))
      #expect(filter.taps.count == item.count)
      #expect(filter.isLinearPhase)
      let error = largestDifference(Array(filter.taps.prefix(item.taps.count)), item.taps)
      worst = max(worst, error)
      #expect(error <= 1e-13, "\(item.band) \(item.window) \(item.count): \(error)")
      for (frequency, value) in zip(item.frequencies, item.response) {
        let distance = (filter.response(at: Hertz(frequency)) - ComplexNumber(pair: value)).magnitude
        #expect(distance <= 1e-12, "\(item.band) \(item.window) \(item.count) at \(frequency) Hz: \(distance)")
      }
    }
    print("\(content.cases.count) windowed sincs, worst tap difference \(worst)")
  }

  @Test("Kaiser's length and shape for a ripple and a transition")
  func kaiserOrders() throws {
    let content: Content = try designFixture("fir.json")
    for item in content.kaiserOrders {
      let part = item.transition / (Double(item.rate) / 2)
      #expect(KaiserWindow.tapCount(decibels: item.decibels, transition: part) == item.count)
      #expect(abs(KaiserWindow.beta(decibels: item.decibels) - item.beta) <= 1e-13 * max(item.beta, 1))
    }
  }

  @Test("a Kaiser design keeps the ripple it was asked for on both sides of its transition, to 4 dB")
  func kaiserKeepsRipple() throws {
    let rate = SampleRate(30)
    let bands: [FilterBand] = [.lowPass(3), .highPass(4), .bandPass(3, 8), .bandStop(4, 9)]
    for band in bands {
      for decibels in [30.0, 60.0, 90.0] {
        let width = 1.5
        let filter = try FIRFilter.kaiser(band, decibels: decibels, transition: Hertz(width), at: rate)
        #expect(!filter.taps.count.isMultiple(of: 2))
        var worst = 0.0
        for step in 0...600 {
          let frequency = Double(step) / 600 * 15
          guard band.edges.allSatisfy({ abs($0.value - frequency) >= width / 2 }) else { continue }
          worst = max(worst, abs(filter.gain(at: Hertz(frequency)) - (passes(band, frequency) ? 1 : 0)))
        }
        #expect(worst <= pow10(-(decibels - 4) / 20), "\(band) \(decibels): \(worst)")
      }
    }
  }

  @Test("group delay: half the span of mirror-image taps, SciPy's for others")
  func groupDelay() throws {
    let content: Content = try designFixture("fir.json")
    let filter = FIRFilter(taps: content.delay.taps, sampleRate: SampleRate(content.delay.rate))
    #expect(!filter.isLinearPhase)
    for (frequency, expected) in zip(content.delay.frequencies, content.delay.groupDelay) {
      let samples = filter.groupDelay(at: Hertz(frequency)).value * Double(content.delay.rate)
      #expect(abs(samples - expected) <= 1e-10)
    }
    let even = try FIRFilter.windowedSinc(.lowPass(2), tapCount: 40, window: .hamming, at: SampleRate(30))
    #expect(even.groupDelay(at: 7) == Seconds(19.5 / 30))
  }

  @Test("the gain is exactly one where the band's middle or end lies")
  func unitGain() throws {
    let rate = SampleRate(30)
    let places: [(FilterBand, Hertz)] = [
      (.lowPass(2), 0), (.highPass(2), 15), (.bandPass(2, 6), 4), (.bandStop(2, 6), 0),
    ]
    for (band, place) in places {
      let filter = try FIRFilter.windowedSinc(band, tapCount: 61, window: .blackman, at: rate)
      #expect(abs(filter.gain(at: place) - 1) < 1e-14)
      if band == .highPass(2) || band == .bandPass(2, 6) { #expect(filter.gain(at: 0) < 1e-3) }
    }
  }

  private func passes(_ band: FilterBand, _ frequency: Double) -> Bool {
    switch band {
    case .lowPass(let edge): frequency < edge.value
    case .highPass(let edge): frequency > edge.value
    case .bandPass(let lower, let upper): frequency > lower.value && frequency < upper.value
    case .bandStop(let lower, let upper): frequency < lower.value || frequency > upper.value
    }
  }
}

import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Notches and combs equal SciPy's")
struct CombAndNotchTests {
  struct Notch: Decodable {
    var kind: String
    var frequency: Double
    var quality: Double
    var rate: Int
    var b: [Double]
    var a: [Double]
  }
  struct Comb: Decodable {
    var kind: String
    var passesZero: Bool
    var frequency: Double
    var quality: Double
    var rate: Int
    var delay: Int
    var first: Double
    var last: Double
    var feedback: Double
    var frequencies: [Double]
    var response: [[Double]]
    var groupDelay: [Double]
    var output: [Double]

    func design() throws -> CombFilter {
      let isNotch = kind == "notch"
      return try CombFilter(
        isNotch ? .notch : .peak, fundamental: Hertz(frequency),
        teeth: isNotch == passesZero ? .betweenMultiples : .atMultiples, quality: quality, at: SampleRate(rate))
    }
  }
  struct Content: Decodable {
    var notches: [Notch]
    var input: [Double]
    var combs: [Comb]
  }

  @Test("the sections of notch and peak to 1e-14")
  func notches() throws {
    let content: Content = try designFixture("combs.json")
    #expect(content.notches.count == 6)
    for item in content.notches {
      let rate = SampleRate(item.rate)
      let filter =
        try item.kind == "notch"
        ? SecondOrderSections.notch(Hertz(item.frequency), quality: item.quality, at: rate)
        : SecondOrderSections.peak(Hertz(item.frequency), quality: item.quality, at: rate)
      let section = filter.sections[0]
      #expect(filter.sections.count == 1)
      let found = [section.b0, section.b1, section.b2, section.a1, section.a2]
      #expect(largestDifference(found, item.b + item.a.dropFirst()) <= 1e-14, "\(item)")
    }
  }

  @Test("combs: coefficients, response, group delay and output")
  func combs() throws {
    let content: Content = try designFixture("combs.json")
    #expect(content.combs.count == 8)
    for item in content.combs {
      let comb = try item.design()
      #expect(comb.delay == item.delay)
      let found = [comb.first, comb.last, comb.feedback]
      #expect(largestDifference(found, [item.first, item.last, item.feedback]) <= 1e-14)
      for (frequency, value) in zip(item.frequencies, item.response) {
        let distance = (comb.response(at: Hertz(frequency)) - ComplexNumber(pair: value)).magnitude
        #expect(distance <= 1e-11, "\(item.kind) \(item.passesZero) at \(frequency): \(distance)")
      }
      for (frequency, value) in zip([item.frequency * 0.3, item.frequency * 1.6], item.groupDelay) {
        let samples = comb.groupDelay(at: Hertz(frequency)).value * Double(item.rate)
        #expect(abs(samples - value) <= 1e-8, "\(item.kind) at \(frequency): \(samples), expected \(value)")
      }
      let output = comb.causal(content.input)
      let shown = stride(from: 9, to: output.count, by: 10).map { output[$0] }
      #expect(largestDifference(shown, item.output) <= 1e-12 * largestMagnitude(item.output))
    }
  }

  @Test("a comb in two blocks has the bits of one call, at every cut")
  func combChunks() throws {
    let content: Content = try designFixture("combs.json")
    let line = Array(content.input.prefix(70))
    let comb = try CombFilter(.notch, fundamental: 50, teeth: .atMultiples, quality: 30, at: SampleRate(1000))
    let whole = comb.causal(line)
    for cut in 0...line.count {
      var running = CombFilter.Running(comb)
      let parts = running.process(Array(line[..<cut])) + running.process(Array(line[cut...]))
      #expect(parts == whole)
    }
    #expect(comb.causal([]).isEmpty)
  }

  @Test("a comb's poles and zeros are the roots of its two polynomials")
  func combRoots() throws {
    for kind in CombFilter.Kind.allCases {
      for teeth in CombFilter.Teeth.allCases {
        let comb = try CombFilter(kind, fundamental: 50, teeth: teeth, quality: 5, at: SampleRate(1000))
        #expect(comb.poles.count == 20 && comb.zeros.count == 20)
        #expect(comb.poles.allSatisfy { $0.magnitude < 1 })
        for pole in comb.poles { #expect((power(pole, 20) + ComplexNumber(comb.feedback)).magnitude < 1e-12) }
        for zero in comb.zeros {
          #expect((power(zero, 20) * comb.first + ComplexNumber(comb.last)).magnitude < 1e-12)
        }
      }
    }
  }

  @Test("harmonic notches take out every harmonic below half the rate and keep 0 Hz and what lies between")
  func harmonicNotches() throws {
    for (fundamental, rate, count) in [(50.0, 1000, 9), (60.0, 1000, 8), (60.0, 250, 2), (50.0, 256, 2)] {
      let filter = try SecondOrderSections.harmonicNotches(Hertz(fundamental), quality: 30, at: SampleRate(rate))
      #expect(filter.sections.count == count)
      #expect(filter.isStable)
      for harmonic in 1...count {
        let frequency = Double(harmonic) * fundamental
        #expect(filter.gain(at: Hertz(frequency)) < 1e-12)
        // Half a width away each notch alone is at −3 dB; its neighbours take a little more.
        let side = filter.gain(at: Hertz(frequency - fundamental / 60))
        #expect(abs(side - 0.7071) < 0.04, "\(side)")
      }
      #expect(abs(filter.gain(at: 0) - 1) < 1e-12)
      #expect(filter.gain(at: Hertz(fundamental * 1.5)) > 0.99)
    }
  }

  private func power(_ base: ComplexNumber, _ exponent: Int) -> ComplexNumber {
    (0..<exponent).reduce(ComplexNumber(1)) { product, _ in product * base }
  }
}

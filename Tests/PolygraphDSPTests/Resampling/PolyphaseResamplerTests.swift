import Foundation
import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Resampling by a polyphase filter")
struct PolyphaseResamplerTests {
  @Test("with the same taps and zeros beyond the ends, it equals SciPy's resample_poly")
  func equalsSciPy() throws {
    let taps = try SpectralGolden("dsp/resampling/taps.csv")
    let golden = try SpectralGolden("dsp/resampling/outputs.csv")
    let line = Array(try NumberTable(fixture: "dsp/resampling/input.csv")["x"][..<151])
    for (up, down) in [(1, 10), (3, 2), (8, 1), (3, 10), (8, 25)] {
      let resampler = try PolyphaseResampler(
        from: SampleRate(100 * down), to: SampleRate(100 * up), taps: taps.reals("\(up)/\(down)"), edges: .zero)
      #expect(relativeError(resampler.resample(line), golden.reals("poly-\(up)/\(down)")) < 1e-13, "\(up)/\(down)")
    }
  }

  /// The definition, tap by tap.
  private static func direct(_ line: [Double], _ taps: [Double], up: Int, down: Int) -> [Double] {
    let half = taps.count / 2
    return (0..<((line.count * up + down - 1) / down)).map { output in
      var sum = 0.0
      let near = output * down / up
      let reach = half / up + 1
      for index in (near - reach..<near + reach + 1).clamped(to: 0..<line.count) {
        let place = output * down - index * up
        if abs(place) <= half { sum += line[index] * taps[half + place] * Double(up) }
      }
      return sum
    }
  }

  @Test("fast blocks, tails and both ends equal the defining sum for many ratios and lengths")
  func equalsDefinition() throws {
    for (up, down, half) in [(1, 1, 3), (1, 2, 9), (2, 1, 9), (3, 7, 20), (7, 3, 33), (10, 1, 41), (1, 33, 70)] {
      let taps = uniformNoise(2 * half + 1, seed: 3)
      let resampler = try PolyphaseResampler(
        from: SampleRate(down), to: SampleRate(up), taps: taps, edges: .zero)
      for count in [1, 2, 3, 50, 333, 1001] {
        let line = uniformNoise(count, seed: 4)
        let expected = up == down ? line : Self.direct(line, taps, up: up, down: down)
        #expect(relativeError(resampler.resample(line), expected) < 1e-13, "\(up)/\(down), \(count) samples")
      }
    }
  }

  private static func worst(_ found: [Double], _ range: Range<Int>, against truth: (Int) -> Double) -> Double {
    range.reduce(0) { max($0, abs(found[$1] - truth($1))) }
  }

  @Test("a sine below the pass edge keeps amplitude and phase; one above half the rate is down by what was asked")
  func response() throws {
    for (from, to, decibels) in [(1000, 100, 80.0), (256, 30, 80), (30, 100, 60), (1000, 30, 100)] {
      let resampler = try PolyphaseResampler(
        from: SampleRate(from), to: SampleRate(to), stopBandDecibels: decibels)
      let ripple = pow(10, -decibels / 20)
      let count = 8 * from
      let slower = Double(min(from, to)) / 2
      for part in [0.03, 0.4, 0.79] {
        let frequency = part * slower
        let sine = { (time: Double) in sin(2 * Double.pi * frequency * time + 0.7) }
        let result = resampler.resample((0..<count).map { sine(Double($0) / Double(from)) })
        #expect(result.count == 8 * to)
        let error = Self.worst(result, 2 * to..<6 * to) { sine(Double($0) / Double(to)) }
        // Going up, what is left of the images adds to the ripple.
        #expect(error < (to > from ? 2 : 1) * ripple, "\(frequency) Hz at \(from) to \(to)")
      }
      guard from > to else { continue }
      for part in [1.001, 1.3, 1.9] {
        let frequency = part * slower
        let result = resampler.resample((0..<count).map { sin(2 * Double.pi * frequency * Double($0) / Double(from)) })
        #expect(Self.worst(result, 2 * to..<6 * to) { _ in 0 } < ripple, "\(frequency) Hz at \(from) to \(to)")
      }
    }
  }

  @Test("up and down again is the line, in band and away from the ends; a constant stays a constant at both ends")
  func upAndDown() throws {
    let turn = 2 * Double.pi / 30
    let line = (0..<600).map { sin(1.2 * turn * Double($0)) + 0.3 * cos(5 * turn * Double($0)) }
    let up = try PolyphaseResampler(from: SampleRate(30), to: SampleRate(250))
    let down = try PolyphaseResampler(from: SampleRate(250), to: SampleRate(30))
    let back = down.resample(up.resample(line))
    #expect(back.count == line.count)
    #expect(Self.worst(back, 60..<540) { line[$0] } < 3e-4)
    let constant = up.resample([Double](repeating: 3.7, count: 90))
    #expect(constant.allSatisfy { abs($0 - 3.7) < 1e-13 })
  }

  @Test("gaps: each run is resampled alone with its times kept, and outputs inside a gap are missing")
  func gaps() throws {
    let resampler = try PolyphaseResampler(from: SampleRate(100), to: SampleRate(30))
    let samples = uniformNoise(2000, seed: 5).enumerated().map { sin(Double($0) / 40) + 0.01 * $1 }
    let mask = SampleMask(count: 2000, missing: [500..<600, 1700..<2000])
    let result = resampler.resample(samples, mask: mask)
    #expect(result.samples.count == 600)
    // Output k lies at input 10k/3: 150…179 are in the gap, and 510…599.
    #expect(result.mask.missingRanges == [150..<180, 510..<600])
    let whole = resampler.resample(samples)
    let reach = 80
    let inner = 180 + reach..<510 - reach
    #expect(bits(Array(result.samples[inner])) == bits(Array(whole[inner])))
    // A run alone, in which its first sample is sample 0 of the new clock too.
    let run = resampler.resample(Array(samples[600..<1700]))
    #expect(bits(Array(result.samples[180..<510])) == bits(run))
    let complete = resampler.resample(MaskedLine(complete: samples))
    #expect(bits(complete.samples) == bits(whole))
    let none = resampler.resample(samples, mask: SampleMask(count: 2000, missing: [0..<2000]))
    #expect(none.mask.missingCount == 600)
  }

  @Test("NaN reaches only the outputs whose taps touch it; empty and single samples; reuse of memory")
  func edges() throws {
    let resampler = try PolyphaseResampler(from: SampleRate(1000), to: SampleRate(100))
    #expect(resampler.resample([]).isEmpty)
    #expect(resampler.resample([2.5]).count == 1)
    #expect(abs(resampler.resample([2.5])[0] - 2.5) < 1e-14)
    var line = uniformNoise(6000, seed: 6)
    let clean = resampler.resample(line)
    line[3000] = .nan
    var result: [Double] = []
    resampler.resample(line, into: &result)
    let touched = result.indices.filter { result[$0].isNaN }
    #expect(touched.count > 40 && touched.count < 60 && touched.contains(300))
    #expect(touched == Array(touched[0]...touched[touched.count - 1]))
    #expect(result.indices.allSatisfy { touched.contains($0) || result[$0] == clean[$0] })
    // The same array again, and one of another length.
    line[3000] = 0
    resampler.resample(line, into: &result)
    #expect(bits(result) == bits(resampler.resample(line)))
    resampler.resample([1, 2, 3], into: &result)
    #expect(result.count == 1)
  }

  @Test("many threads with one resampler get the same bits")
  func threads() async throws {
    let resampler = try PolyphaseResampler(from: SampleRate(256), to: SampleRate(100))
    let line = uniformNoise(5000, seed: 7)
    let expected = bits(resampler.resample(line))
    let isEqual = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<6 { group.addTask { bits(resampler.resample(line)) == expected } }
      return await group.allSatisfy { $0 }
    }
    #expect(isEqual)
  }

  @Test("events move by time: to the nearest output, exactly, over any length")
  func events() throws {
    let resampler = try PolyphaseResampler(from: SampleRate(256), to: SampleRate(30))
    for index in [0, 1, 4, 5, 255, 256, 257, 999_999, 256 * 3600 * 24] {
      let moved = resampler.outputIndex(ofInput: index)
      let exact = Double(index) * 30 / 256
      #expect(abs(Double(moved) - exact) <= 0.5)
    }
    #expect(resampler.outputIndex(ofInput: 256 * 86_400) == 30 * 86_400)
    #expect(resampler.inputIndex(ofOutput: 30 * 86_400) == 256 * 86_400)
    // Half a sample goes up.
    let halving = try PolyphaseResampler(from: SampleRate(2), to: SampleRate(1))
    #expect([0, 1, 2, 3].map(halving.outputIndex(ofInput:)) == [0, 1, 1, 2])
  }

  @Test("designs that cannot be are refused")
  func refusals() {
    func make(_ from: Int, _ to: Int, edge: Hertz? = nil, decibels: Double = 80) throws {
      _ = try PolyphaseResampler(
        from: SampleRate(from), to: SampleRate(to), passEdge: edge, stopBandDecibels: decibels)
    }
    #expect(throws: FilterDesignError.edgeNotFinite) { try make(100, 30, edge: Hertz(.nan)) }
    #expect(throws: FilterDesignError.edgeOutsideBand(edge: 15, nyquist: 15)) { try make(100, 30, edge: 15) }
    #expect(throws: FilterDesignError.edgeOutsideBand(edge: 0, nyquist: 15)) { try make(100, 30, edge: 0) }
    #expect(throws: FilterDesignError.self) { try make(100, 30, decibels: 20) }
    #expect(throws: FilterDesignError.self) { try make(100, 30, decibels: .nan) }
    #expect(throws: FilterDesignError.self) { try make(999_999_937, 999_999_929) }
    for taps in [[], [1, 1], [1, .nan, 1]] {
      #expect(throws: FilterDesignError.self) {
        try PolyphaseResampler(from: SampleRate(2), to: SampleRate(1), taps: taps)
      }
    }
  }
}

import Foundation
import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Resampling through the Fourier transform")
struct FourierResamplerTests {
  @Test(
    "the periodic form equals SciPy's resample, odd, even, up, down and to the same length",
    arguments: [(400, 40), (401, 133), (200, 331), (200, 400), (201, 402), (400, 399), (7, 7), (1, 5)])
  func equalsSciPy(count: Int, number: Int) throws {
    let golden = try SpectralGolden("dsp/resampling/outputs.csv").reals("fourier-\(count)-\(number)")
    let line = Array(try NumberTable(fixture: "dsp/resampling/input.csv")["x"][..<count])
    #expect(relativeError(try FourierResampler.periodic(line, count: number), golden) < 1e-13)
    let planned = FourierResampling(from: count, to: number)
    var result = [Double](repeating: .nan, count: number)
    for _ in 0..<2 {
      try planned.resample(line, into: &result)
      #expect(relativeError(result, golden) < 1e-13)
    }
  }

  @Test("on another clock, a line in band keeps its values at the exact times, right up to smooth ends")
  func clocks() throws {
    for (from, to) in [(1000, 100), (100, 30), (30, 100), (256, 30), (30, 256)] {
      let line = { (time: Double) in sin(2 * Double.pi * 1.1 * time) + 0.5 * cos(2 * Double.pi * 0.27 * time) }
      let samples = (0..<20 * from + 7).map { line(Double($0) / Double(from)) }
      let result = try FourierResampler.resample(samples, from: SampleRate(from), to: SampleRate(to))
      #expect(result.count == (samples.count * to + from - 1) / from)
      // The greatest errors in the middle, from a second off the ends, and at the ends.
      var worst = [0.0, 0, 0]
      for index in result.indices {
        let time = Double(index) / Double(to)
        let distance = min(time, Double(samples.count - 1) / Double(from) - time)
        let place = distance > 5 ? 0 : distance > 1 ? 1 : 2
        worst[place] = max(worst[place], abs(result[index] - line(time)))
      }
      #expect(worst[0] < 2e-5 && worst[1] < 1e-3 && worst[2] < 0.05, "\(from) to \(to): \(worst)")
    }
  }

  @Test("up and down again is the line itself to rounding, for a periodic line in band")
  func upAndDown() throws {
    let line = uniformNoise(255, seed: 1)
    let up = try FourierResampler.periodic(line, count: 1000)
    #expect(relativeError(try FourierResampler.periodic(up, count: 255), line) < 1e-13)
  }

  @Test("a sine above half the new rate vanishes, one below keeps its amplitude")
  func cut() throws {
    let tone = { (cycles: Double) in (0..<1000).map { sin(2 * Double.pi * cycles * Double($0) / 1000) } }
    #expect(try FourierResampler.periodic(tone(51), count: 100).allSatisfy { abs($0) < 1e-13 })
    let kept = try FourierResampler.periodic(tone(49), count: 100)
    for index in kept.indices { #expect(abs(kept[index] - sin(2 * Double.pi * 0.49 * Double(index))) < 1e-12) }
  }

  @Test("edges: empty lines, one sample, equal rates, NaN, ratios that do not fit")
  func edges() throws {
    #expect(try FourierResampler.periodic([], count: 0).isEmpty)
    #expect(throws: SignalError.tooShort(operation: "Fourier resampling", found: 0, needed: 1)) {
      try FourierResampler.periodic([], count: 3)
    }
    let (slow, fast) = (SampleRate(30), SampleRate(100))
    #expect(try FourierResampler.resample([], from: slow, to: fast).isEmpty)
    #expect(try FourierResampler.resample([1, 2], from: slow, to: slow) == [1, 2])
    let one = try FourierResampler.resample([4], from: slow, to: fast)
    #expect(one.count == 4 && one.allSatisfy { abs($0 - 4) < 1e-12 })
    #expect(throws: SignalError.notFinite(operation: "Fourier resampling", index: 1)) {
      try FourierResampler.periodic([1, .nan], count: 4)
    }
    #expect(throws: SignalError.self) { try FourierResampler.resample([1, .infinity], from: slow, to: fast) }
    let limit = FourierResampler.greatestRatioTerm
    #expect(try FourierResampler.resample([1, 2], from: SampleRate(limit), to: SampleRate(limit - 1)).count == 2)
    for (from, to) in [(limit + 1, limit), (limit, limit + 1), (999_999_937, 999_999_929)] {
      #expect(throws: SignalError.self) {
        try FourierResampler.resample([1, 2], from: SampleRate(from), to: SampleRate(to))
      }
    }
  }
}

import Foundation
import PolygraphDSP
import PolygraphQuantities
import Testing

@Suite("Autocorrelation")
struct AutocorrelationTests {
  @Test("biased and unbiased values equal NumPy's direct correlation")
  func equalsNumPy() throws {
    let golden = try SpectralGolden("dsp/spectra/spectra.csv")
    let line = Array(try spectralInput().x[..<300])
    for kind in Autocorrelation.Normalisation.allCases {
      let found = try Autocorrelation(of: line, greatestLag: 60, removingMean: true, normalisation: kind)
      #expect(relativeError(found.values, golden.reals("autocorrelation-\(kind.rawValue)")) < 1e-12)
      #expect(found.pairCounts == (0...60).map { 300 - $0 })
    }
  }

  @Test("with gaps, every lag is the mean over the pairs that are present")
  func gaps() throws {
    let samples = uniformNoise(90, seed: 1)
    let mask = SampleMask(count: 90, missing: [0..<3, 20..<31, 50..<51])
    let line = MaskedLine(samples: samples, mask: mask)
    let found = try Autocorrelation(of: line, greatestLag: 89, removingMean: false, normalisation: .unbiased)
    for lag in 0..<90 {
      var sum = 0.0
      var pairs = 0
      for index in 0..<(90 - lag) where !mask.isMissing(index) && !mask.isMissing(index + lag) {
        sum += samples[index] * samples[index + lag]
        pairs += 1
      }
      #expect(found.pairCounts[lag] == pairs)
      if pairs > 0 {
        #expect(abs(found.values[lag] - sum / Double(pairs)) < 1e-13)
      } else {
        #expect(found.values[lag].isNaN)
      }
    }
  }

  @Test("the first peak of a rhythm is its period to a fiftieth of a sample")
  func firstPeak() throws {
    let line = (0..<1200).map { sin(2 * Double.pi * Double($0) / 27.3) }
    let found = try Autocorrelation(of: line, greatestLag: 100, removingMean: true, normalisation: .unbiased)
    let peak = try #require(found.firstPeak(in: 10...90))
    #expect(abs(peak.lag - 27.3) < 0.02)
    #expect(abs(peak.value - 0.5) < 1e-3)
    let coefficients = try #require(found.coefficients)
    #expect(coefficients[0] == 1)
    #expect(found.firstPeak(in: 2...20) == nil)
  }

  @Test("edges: one sample, lags beyond the line, no present sample, NaN, a lag below zero, no power")
  func edges() throws {
    let one = try Autocorrelation(of: [3], greatestLag: 5, removingMean: false, normalisation: .biased)
    #expect(one.values.count == 1)
    #expect(abs(one.values[0] - 9) < 1e-14)
    #expect(one.firstPeak(in: 0...10) == nil)
    let flat = try Autocorrelation(of: [2, 2, 2], greatestLag: 2, removingMean: true, normalisation: .biased)
    #expect(flat.coefficients == nil)
    func make(_ line: [Double], lag: Int = 1) throws {
      _ = try Autocorrelation(of: line, greatestLag: lag, removingMean: true, normalisation: .biased)
    }
    #expect(throws: SignalError.tooShort(operation: "autocorrelation", found: 0, needed: 1)) { try make([]) }
    #expect(throws: SignalError.notFinite(operation: "autocorrelation", index: 1)) { try make([1, .nan]) }
    #expect(throws: SignalError.self) { try make([1, 2], lag: -1) }
    let lost = MaskedLine(samples: [1, 2], mask: SampleMask(count: 2, missing: [0..<2]))
    #expect(throws: SignalError.self) {
      try Autocorrelation(of: lost, greatestLag: 1, removingMean: true, normalisation: .biased)
    }
  }
}

import Foundation
import PolygraphDSP
import PolygraphQuantities
import Testing

@Suite("Slepian tapers and multitaper spectra")
struct MultitaperTests {
  // Another eigenvalue solver than SciPy's (LAPACK): vectors agree to the solvers' accuracy, not to the last bits.
  static let tolerance = 1e-10

  @Test(
    "tapers and concentrations equal SciPy's dpss",
    arguments: [(128, 3.0, 5, 1), (101, 2.5, 4, 1), (2000, 4.0, 7, 25), (12, 2.0, 9, 1)])
  func equalsSciPy(count: Int, product: Double, number: Int, step: Int) throws {
    let golden = try SpectralGolden("dsp/spectra/tapers.csv")
    let tapers = try SlepianTapers(count: count, bandwidthProduct: product, tapers: number)
    for (order, taper) in tapers.tapers.enumerated() {
      let shown = stride(from: 0, to: count, by: step).map { taper[$0] }
      #expect(relativeError(shown, golden.reals("dpss-\(count)-\(order)")) < Self.tolerance, "taper \(order)")
    }
    #expect(relativeError(tapers.concentrations, golden.reals("ratios-\(count)")) < Self.tolerance)
  }

  @Test("tapers are orthonormal, and even and odd in turn")
  func orthonormal() throws {
    let tapers = try SlepianTapers(count: 600, bandwidthProduct: 4, tapers: 12).tapers
    for (one, left) in tapers.enumerated() {
      for (two, right) in tapers.enumerated() {
        let product = zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (one == two ? 1 : 0)) < 1e-12)
      }
      let mirrored = left.reversed().map { one.isMultiple(of: 2) ? $0 : -$0 }
      #expect(relativeError(mirrored, left) < 1e-10)
    }
  }

  @Test("the multitaper spectrum equals the one from SciPy's tapers, with both weightings")
  func spectrum() throws {
    let golden = try SpectralGolden("dsp/spectra/tapers.csv")
    let line = Array(try spectralInput().x[..<400])
    for weighting in MultitaperEstimator.Weighting.allCases {
      // NW = 4 over 400 samples at 30 Hz.
      let estimator = try MultitaperEstimator(
        rate: SampleRate(30), count: 400, halfBandwidth: Hertz(4 * 30.0 / 400), weighting: weighting)
      #expect(estimator.tapers.tapers.count == 7)
      let found = try estimator.spectrum(of: line)
      #expect(relativeError(found.values, golden.reals("multitaper-\(weighting.rawValue)")) < Self.tolerance)
      #expect(found.averagedCount == 7)
    }
  }

  @Test("limits: one sample, as many tapers as samples, and settings that are refused")
  func limits() throws {
    #expect(try SlepianTapers(count: 1, bandwidthProduct: 0.25, tapers: 1).tapers == [[1]])
    let all = try SlepianTapers(count: 9, bandwidthProduct: 1, tapers: 9)
    // A complete orthonormal set: the concentrations add up to 2NW.
    #expect(abs(all.concentrations.reduce(0, +) - 2) < 1e-12)
    #expect(throws: SignalError.self) { try SlepianTapers(count: 0, bandwidthProduct: 1, tapers: 1) }
    #expect(throws: SignalError.self) { try SlepianTapers(count: 10, bandwidthProduct: 5, tapers: 1) }
    #expect(throws: SignalError.self) { try SlepianTapers(count: 10, bandwidthProduct: .nan, tapers: 1) }
    #expect(throws: SignalError.self) { try SlepianTapers(count: 10, bandwidthProduct: 2, tapers: 0) }
    #expect(throws: SignalError.self) { try SlepianTapers(count: 10, bandwidthProduct: 2, tapers: 11) }
    let rate = SampleRate(30)
    for (count, width) in [(0, 1.0), (-1, 1), (100, 0), (100, 15), (100, .nan)] {
      #expect(throws: SignalError.self) {
        try MultitaperEstimator(rate: rate, count: count, halfBandwidth: Hertz(width))
      }
    }
    let estimator = try MultitaperEstimator(rate: rate, count: 100, halfBandwidth: 1)
    #expect(throws: SignalError.self) { try estimator.spectrum(of: [1]) }
    var line = uniformNoise(100, seed: 1)
    line[7] = .nan
    #expect(throws: SignalError.notFinite(operation: "multitaper spectrum", index: 7)) {
      try estimator.spectrum(of: line)
    }
  }
}

import Foundation
import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Spectra of beats at uneven times")
struct LombScargleTests {
  struct Beats {
    let times: [Seconds]
    let values: [Double]
    let weights: [Double]
    let frequencies = (1...60).map { Hertz(Double($0) * 0.01) }

    init() throws {
      let table = try NumberTable(fixture: "dsp/spectra/beats.csv")
      times = table["time"].map { Seconds($0) }
      values = table["value"]
      weights = table["weight"]
    }

    var centred: [Double] {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.map { $0 - mean }
    }
  }

  @Test("every normalisation equals SciPy's lombscargle, with and without a fitted mean and weights")
  func equalsSciPy() throws {
    let golden = try SpectralGolden("dsp/spectra/lombscargle.csv")
    let beats = try Beats()
    func check(
      _ name: String, _ values: [Double], _ kind: LombScargle.Normalisation, mean: Bool, weights: [Double]? = nil
    ) throws {
      let found = try LombScargle.periodogram(
        times: beats.times, values: values, frequencies: beats.frequencies, normalisation: kind, isMeanFitted: mean,
        weights: weights)
      #expect(relativeError(found, golden.reals(name)) < 1e-12, "\(name)")
    }
    try check("power-centred", beats.centred, .power, mean: false)
    try check("power-mean-fitted", beats.values, .power, mean: true)
    try check("normalised-mean-fitted", beats.values, .normalised, mean: true, weights: beats.weights)
    try check("normalised-centred", beats.centred, .normalised, mean: false)
    let amplitudes = try LombScargle.amplitudes(
      times: beats.times, values: beats.values, frequencies: beats.frequencies, isMeanFitted: true)
    #expect(relativeError(amplitudes, golden["amplitude-mean-fitted"]) < 1e-12)
  }

  @Test("a sine at uneven times has its amplitude and phase at its frequency, and explains everything")
  func sine() throws {
    let times = uniformNoise(80, seed: 1).enumerated().map { Seconds(Double($0) + 0.3 * $1) }
    let values = times.map { 5 + 3 * cos(2 * Double.pi * 0.21 * $0.value) - 4 * sin(2 * Double.pi * 0.21 * $0.value) }
    let found = try LombScargle.amplitudes(times: times, values: values, frequencies: [0.21], isMeanFitted: true)
    #expect((found[0] - ComplexNumber(3, -4)).magnitude < 1e-12)
    let part = try LombScargle.periodogram(
      times: times, values: values, frequencies: [0.21], normalisation: .normalised, isMeanFitted: true)
    #expect(abs(part[0] - 1) < 1e-12)
  }

  @Test("what is not a series is refused")
  func refusals() throws {
    func run(
      _ times: [Seconds], _ values: [Double], _ frequencies: [Hertz] = [0.1], _ weights: [Double]? = nil
    ) throws {
      _ = try LombScargle.periodogram(
        times: times, values: values, frequencies: frequencies, normalisation: .power, isMeanFitted: false,
        weights: weights)
    }
    try run([0, 1], [1, 2])
    try run([0, 1], [1, 2], [])
    #expect(throws: SignalError.self) { try run([], []) }
    #expect(throws: SignalError.self) { try run([0], [1, 2]) }
    #expect(throws: SignalError.self) { try run([0, 1], [1, .nan]) }
    #expect(throws: SignalError.self) { try run([0, Seconds(.infinity)], [1, 2]) }
    for bad in [0, -1, Double.nan, .infinity] {
      #expect(throws: SignalError.self) { try run([0, 1], [1, 2], [Hertz(bad)]) }
    }
    #expect(throws: SignalError.self) { try run([0, 1], [1, 2], [0.1], [1]) }
    #expect(throws: SignalError.self) { try run([0, 1], [1, 2], [0.1], [1, -1]) }
    #expect(throws: SignalError.self) { try run([0, 1], [1, 2], [0.1], [0, 0]) }
    #expect(throws: SignalError.self) { try run([0, 1], [1, 2], [0.1], [1, .nan]) }
  }
}

import Foundation
import PolygraphDSP
import PolygraphQuantities
import Testing

@Suite("The analytic signal")
struct AnalyticSignalTests {
  @Test("the analytic signal equals SciPy's hilbert for even and odd lengths; its real part is the line itself")
  func equalsSciPy() throws {
    let golden = try SpectralGolden("dsp/spectra/spectra.csv")
    let x = try spectralInput().x
    for (name, count) in [("even", 300), ("odd", 301)] {
      let line = x[..<count].map { $0 - 300 }
      let signal = try AnalyticSignal(of: line)
      #expect(signal.real == line)
      let found = zip(signal.real, signal.imaginary).map { ComplexNumber($0, $1) }
      #expect(relativeError(found, golden["hilbert-\(name)"]) < 1e-13)
    }
  }

  @Test("the unwrapped phase equals NumPy's")
  func phaseEqualsNumPy() throws {
    let golden = try SpectralGolden("dsp/spectra/spectra.csv").reals("unwrapped-phase")
    let x = try spectralInput().x[..<300]
    let mean = x.reduce(0, +) / 300
    #expect(relativeError(try AnalyticSignal(of: x.map { $0 - mean }).unwrappedPhase, golden) < 1e-12)
  }

  @Test("a sine of whole periods has a constant envelope, a steady phase and its own frequency")
  func sine() throws {
    let rate = SampleRate(30)
    let line = (0..<300).map { 7 * sin(2 * Double.pi * 1.2 * Double($0) / 30 + 0.4) }
    let signal = try AnalyticSignal(of: line)
    #expect(signal.envelope.allSatisfy { abs($0 - 7) < 1e-12 })
    #expect(signal.instantaneousFrequency(at: rate).allSatisfy { abs($0.value - 1.2) < 1e-11 })
    #expect(abs(signal.phase[0] - (0.4 - Double.pi / 2)) < 1e-12)
  }

  @Test("empty and single samples, gaps and NaN")
  func edges() throws {
    #expect(try AnalyticSignal(of: []).envelope.isEmpty)
    #expect(try AnalyticSignal(of: [-3]).envelope == [3])
    #expect(try AnalyticSignal(of: []).unwrappedPhase.isEmpty)
    #expect(throws: SignalError.notFinite(operation: "analytic signal", index: 1)) {
      try AnalyticSignal(of: [0, .infinity, .nan])
    }
    let samples = uniformNoise(40, seed: 1)
    let line = MaskedLine(samples: samples, mask: SampleMask(count: 40, missing: [10..<15]))
    let envelope = try AnalyticSignal.envelope(of: line)
    #expect(envelope.mask == line.mask)
    #expect(Array(envelope.samples[15...]) == (try AnalyticSignal(of: Array(samples[15...])).envelope))
    let first = try AnalyticSignal(of: Array(samples[..<10]))
    #expect(Array(try AnalyticSignal.phase(of: line).samples[..<10]) == first.phase)
  }
}

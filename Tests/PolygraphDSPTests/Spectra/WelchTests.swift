import Foundation
import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Averaged and short-time spectra")
struct WelchTests {
  static let rate = SampleRate(30)

  struct Case: Sendable {
    let name: String
    let window: WindowShape
    let segment: Int
    let overlap: Int
    let length: Int?
    let detrending: SegmentDetrending
    let scaling: SpectrumScaling
    let isSecond: Bool
  }

  static let cases = [
    Case(
      name: "hann", window: .hann, segment: 200, overlap: 100, length: nil, detrending: .constant, scaling: .density,
      isSecond: false),
    Case(
      name: "hamming", window: .hamming, segment: 201, overlap: 50, length: 256, detrending: .linear,
      scaling: .spectrum, isSecond: false),
    Case(
      name: "blackman", window: .blackman, segment: 128, overlap: 64, length: nil, detrending: .none,
      scaling: .density, isSecond: false),
    Case(
      name: "kaiser", window: .kaiser(beta: 8.6), segment: 150, overlap: 75, length: 301, detrending: .constant,
      scaling: .spectrum, isSecond: false),
    Case(
      name: "rectangular", window: .rectangular, segment: 99, overlap: 0, length: nil, detrending: .linear,
      scaling: .density, isSecond: true),
  ]

  @Test("Welch's spectrum equals SciPy's for every window, detrending, scaling and padding", arguments: cases)
  func equalsSciPy(_ item: Case) throws {
    let input = try spectralInput()
    let estimator = try WelchEstimator(
      rate: Self.rate, segment: item.segment, overlap: item.overlap, window: item.window,
      detrending: item.detrending, scaling: item.scaling, fourierLength: item.length)
    let line = item.isSecond ? input.y : input.x
    let spectrum = try estimator.spectrum(of: line)
    let golden = try SpectralGolden("dsp/spectra/spectra.csv").reals("welch-\(item.name)")
    #expect(relativeError(spectrum.values, golden) < 1e-12)
    // The same through memory that is reused, bit for bit, twice.
    let scratch = WelchScratch(for: estimator)
    var values = [Double](repeating: .nan, count: estimator.lineCount)
    for _ in 0..<2 {
      #expect(try estimator.spectrum(of: line, into: &values, scratch: scratch) == spectrum.averagedCount)
      #expect(bits(values) == bits(spectrum.values))
    }
  }

  @Test("the reference's respiration and pulse spectra and dominant frequencies are met to its ten digits")
  func referenceSpectra() throws {
    let lines = try NumberTable(fixture: "dsp/golden/smoothing/input_smoothing.csv")
    let golden = try NumberTable(fixture: "dsp/golden/reference-scipy/welch.csv")
    let peaks = try NumberTable(fixture: "dsp/golden/reference-scipy/dominant_frequency.csv")
    for (row, name) in ["pneumo", "cardio"].enumerated() {
      let spectrum = try WelchEstimator(rate: Self.rate, segment: Seconds(20)).spectrum(of: lines[name])
      let places = golden.rows.indices.filter { golden.rows[$0][0] == name }
      #expect(places.count == 101)
      let expected = places.map { golden["psd"][$0] }
      #expect(relativeError(Array(spectrum.values[..<places.count]), expected) < 1e-9)
      for (line, place) in places.enumerated() {
        #expect(abs(spectrum.frequency(ofLine: line).value - golden["frequency_hz"][place]) < 1e-9)
      }
      let band = Hertz(peaks["band_low_hz"][row])...Hertz(peaks["band_high_hz"][row])
      let found = try #require(spectrum.dominantFrequency(in: band))
      #expect(found.isRefined)
      #expect(abs(spectrum.frequency(ofLine: found.line).value - peaks["bin_hz"][row]) < 1e-12)
      #expect(abs(found.frequency.value - peaks["parabolic_log_peak_hz"][row]) < 1e-9)
      #expect(abs(found.perMinute - peaks["per_minute"][row]) < 1e-4)
    }
  }

  @Test("the cross-spectrum and coherence equal SciPy's, and a line's own cross-spectrum is its power")
  func crossSpectrum() throws {
    let golden = try SpectralGolden("dsp/spectra/spectra.csv")
    let input = try spectralInput()
    let estimator = try WelchEstimator(rate: Self.rate, segment: 200)
    let cross = try estimator.crossSpectrum(of: input.x, and: input.y)
    #expect(relativeError(cross.values, golden["csd-hann"]) < 1e-12)
    #expect(relativeError(cross.coherence, golden.reals("coherence-hann")) < 1e-12)
    #expect(cross.averagedCount == 9)
    let own = try estimator.crossSpectrum(of: input.x, and: input.x)
    #expect(relativeError(own.values.map(\.real), try estimator.spectrum(of: input.x).values) < 1e-14)
    #expect(own.coherence.allSatisfy { abs($0 - 1) < 1e-12 })
    #expect(throws: SignalError.self) { try estimator.crossSpectrum(of: input.x, and: [1, 2]) }
    // A line without power has no coherence.
    let flat = try estimator.crossSpectrum(of: input.x, and: [Double](repeating: 2, count: 1000))
    #expect(flat.coherence.allSatisfy { $0.isNaN })
  }

  @Test("the spectrogram equals SciPy's, times included, and averages to Welch's spectrum")
  func spectrogram() throws {
    let golden = try SpectralGolden("dsp/spectra/spectra.csv")
    let line = try spectralInput().x
    let estimator = try WelchEstimator(rate: Self.rate, segment: 96, overlap: 16)
    let found = try estimator.spectrogram(of: line)
    #expect(relativeError(found.values, golden.reals("spectrogram-hann")) < 1e-12)
    #expect(
      relativeError(found.starts.indices.map { found.time(ofSegment: $0).value }, golden.reals("spectrogram-times"))
        < 1e-14)
    let mean = (0..<found.lineCount).map { line in
      found.starts.indices.reduce(0) { $0 + found.spectrum(ofSegment: $1)[$1 * found.lineCount + line] }
        / Double(found.starts.count)
    }
    #expect(relativeError(mean, try estimator.spectrum(of: line).values) < 1e-14)
  }

  @Test("segments that touch a missing sample are left out, or missing in the spectrogram")
  func gaps() throws {
    let samples = try spectralInput().x
    let estimator = try WelchEstimator(rate: Self.rate, segment: 100, overlap: 0)
    let line = MaskedLine(samples: samples, mask: SampleMask(count: 1000, missing: [250..<251, 900..<950]))
    let spectrum = try estimator.spectrum(of: line)
    #expect(spectrum.averagedCount == 8)
    let shown = try estimator.spectrogram(of: line)
    #expect(shown.mask.missingRanges == [2..<3, 9..<10])
    #expect(shown.spectrum(ofSegment: 2).allSatisfy { $0.isNaN })
    let whole = try estimator.spectrogram(of: samples)
    #expect(Array(shown.spectrum(ofSegment: 3)) == Array(whole.spectrum(ofSegment: 3)))
    let joined = samples[..<200] + samples[300..<900]
    #expect(relativeError(spectrum.values, try estimator.spectrum(of: Array(joined)).values) < 1e-15)
    let cross = try estimator.crossSpectrum(of: MaskedLine(complete: samples), and: line)
    #expect(cross.averagedCount == 8)
    let firsts = (0..<10).map { 100 * $0..<100 * $0 + 1 }
    let lost = MaskedLine(samples: samples, mask: SampleMask(count: 1000, missing: firsts))
    #expect(throws: SignalError.tooShort(operation: "spectrum", found: 99, needed: 100)) {
      try estimator.spectrum(of: lost)
    }
  }

  @Test("the density adds up to the power, and a sine on a line shows half its squared amplitude")
  func scalings() throws {
    let noise = uniformNoise(256, seed: 1)
    let whole = try WelchEstimator(rate: Self.rate, segment: 256, window: .rectangular, detrending: .none)
    let power = noise.reduce(0) { $0 + $1 * $1 } / 256
    #expect(abs(try whole.spectrum(of: noise).power(in: 0...15) - power) < 1e-13)
    let sine = (0..<900).map { 6 * sin(2 * Double.pi * 1.5 * Double($0) / 30) }
    let spectrum = try WelchEstimator(rate: Self.rate, segment: 300, scaling: .spectrum).spectrum(of: sine)
    #expect(abs(spectrum.values[15] - 18) < 1e-11)
    #expect(abs(spectrum.spacing.value - 0.1) < 1e-15)
  }

  @Test("the dominant frequency: band edges, silence, an unrefined edge, and a peak at the first line")
  func dominantFrequency() throws {
    let sine = (0..<900).map { sin(2 * Double.pi * 1.53 * Double($0) / 30) }
    let spectrum = try WelchEstimator(rate: Self.rate, segment: 300).spectrum(of: sine)
    let peak = try #require(spectrum.dominantFrequency(in: 0.7...3.3))
    #expect(peak.line == 15 && peak.isRefined)
    #expect(abs(peak.frequency.value - 1.53) < 0.005)
    let below = try #require(spectrum.dominantFrequency(in: 0.7...1.4))
    #expect(below.line == 14 && !below.isRefined)
    #expect(below.frequency == spectrum.frequency(ofLine: 14))
    #expect(spectrum.dominantFrequency(in: 1.51...1.59) == nil)
    #expect(spectrum.dominantFrequency(in: 16...20) == nil)
    #expect(spectrum.lines(in: 0.3...0.7) == 3..<8)
    let silence = try WelchEstimator(rate: Self.rate, segment: 30).spectrum(of: [Double](repeating: 4, count: 90))
    #expect(silence.dominantFrequency(in: 0...15) == nil)
  }

  @Test("bad settings and bad lines are refused with what was found")
  func refusals() throws {
    func make(_ segment: Int, overlap: Int? = nil, length: Int? = nil) throws {
      _ = try WelchEstimator(rate: Self.rate, segment: segment, overlap: overlap, fourierLength: length)
    }
    #expect(throws: SignalError.self) { try make(0) }
    #expect(throws: SignalError.self) { try make(-5) }
    #expect(throws: SignalError.self) { try make(.max) }
    #expect(throws: SignalError.self) { try make(10, overlap: 10) }
    #expect(throws: SignalError.self) { try make(10, overlap: -1) }
    #expect(throws: SignalError.self) { try make(10, length: 9) }
    for bad in [Double.nan, .infinity, 1e300] {
      #expect(throws: SignalError.self) { try WelchEstimator(rate: Self.rate, segment: Seconds(bad)) }
    }
    try make(1)
    let estimator = try WelchEstimator(rate: Self.rate, segment: 10)
    #expect(throws: SignalError.tooShort(operation: "spectrum", found: 0, needed: 10)) {
      try estimator.spectrum(of: [])
    }
    var line = uniformNoise(100, seed: 2)
    line[99] = .infinity
    #expect(throws: SignalError.notFinite(operation: "spectrum", index: 99)) { try estimator.spectrum(of: line) }
    #expect(throws: SignalError.notFinite(operation: "spectrogram", index: 99)) {
      try estimator.spectrogram(of: line)
    }
    #expect(try estimator.spectrogram(of: [1, 2]).starts.isEmpty)
    // A present sample that is not finite is the caller's mistake even where no segment would use it.
    #expect(throws: SignalError.notFinite(operation: "spectrum", index: 99)) {
      try estimator.spectrum(of: MaskedLine(samples: line, mask: SampleMask(count: 100, missing: [95..<97])))
    }
  }
}

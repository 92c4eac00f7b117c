import PolygraphQuantities

/// A power spectrum of a whole line by averaging over Slepian tapers.
///
/// *Definition*: Σ w[j] |Σ h[j, n] x[n] e^(−iωn)|² / (rate · Σ w[j]), one-sided, with the tapers h of unit energy.
/// *Source*: Thomson 1982; Percival & Walden 1993, chapter 7.
/// *Missing*: the line must be finite: the tapers need one unbroken stretch.
/// *Complexity*: O(tapers · n log n); the tapers are computed once.
public struct MultitaperEstimator: Sendable {
  /// How much each taper counts.
  public enum Weighting: String, Hashable, Sendable, Codable, CaseIterable {
    /// All alike.
    case equal
    /// As its power is concentrated in the band.
    case concentration
  }

  /// The sample rate of the lines that come in.
  public let rate: SampleRate
  /// The tapers.
  public let tapers: SlepianTapers
  /// How much each taper counts.
  public let weighting: Weighting
  private let segments: [SegmentTransform]

  /// Computes tapers for lines of `count` samples.
  ///
  /// *Units*: `halfBandwidth` in hertz: lines nearer than twice that run together. `tapers` is by default the whole
  /// number below 2NW, at least 1, of which all are well concentrated.
  /// *Errors*: as ``SlepianTapers``.
  public init(
    rate: SampleRate, count: Int, halfBandwidth: Hertz, tapers taperCount: Int? = nil, weighting: Weighting = .equal,
    detrending: SegmentDetrending = .constant, fourierLength: Int? = nil, planning: FourierPlanning = .estimate
  ) throws(SignalError) {
    guard (1...Int(Int32.max)).contains(count) else {
      throw .parameterOutsideRange(
        operation: "multitaper spectrum", parameter: "number of samples", found: Double(count),
        expected: "1 to \(Int32.max)")
    }
    let product = halfBandwidth.value * Double(count) / rate.hertz.value
    guard product.isFinite, product > 0, product < Double(count) / 2 else {
      throw .parameterOutsideRange(
        operation: "multitaper spectrum", parameter: "half bandwidth", found: halfBandwidth.value,
        expected: "above 0 Hz and below half the sample rate")
    }
    let length = fourierLength ?? count
    guard (count...Int(Int32.max)).contains(length) else {
      throw .parameterOutsideRange(
        operation: "multitaper spectrum", parameter: "Fourier length", found: Double(length),
        expected: "\(count) samples or more")
    }
    let usual = max(1, Int((2 * product).rounded(.up)) - 1)
    tapers = try SlepianTapers(count: count, bandwidthProduct: product, tapers: taperCount ?? min(usual, count))
    self.rate = rate
    self.weighting = weighting
    segments = tapers.tapers.map {
      SegmentTransform(
        rate: rate, segment: count, overlap: 0, fourierLength: length, weights: $0, detrending: detrending,
        planning: planning)
    }
  }

  /// The power spectrum of a line, in power per hertz.
  ///
  /// *Errors*: a line of another length than the tapers, or a sample that is not finite.
  public func spectrum(of line: [Double]) throws(SignalError) -> PowerSpectrum {
    guard line.count == tapers.count else {
      throw .parameterOutsideRange(
        operation: "multitaper spectrum", parameter: "line's length", found: Double(line.count),
        expected: "\(tapers.count) samples, as the tapers have")
    }
    try requireFinite(line, "multitaper spectrum")
    let scratch = SegmentScratch(for: segments[0])
    let lineCount = segments[0].spectrumCount
    let length = segments[0].fourierLength
    var values = [Double](repeating: 0, count: lineCount)
    var total = 0.0
    line.withUnsafeBufferPointer { line in
      guard let samples = line.baseAddress else { return }
      for (index, taper) in segments.enumerated() {
        let weight = weighting == .equal ? 1 : tapers.concentrations[index]
        taper.run(samples, scratch, into: scratch.lines.pointer)
        for k in 0..<lineCount { values[k] += weight * scratch.lines.pointer[k].squaredMagnitude }
        total += weight
      }
    }
    let factor = 1 / (total * rate.hertz.value)
    let paired = 1..<max(1, (length + 1) / 2)
    for k in values.indices { values[k] *= paired.contains(k) ? 2 * factor : factor }
    return PowerSpectrum(
      rate: rate, fourierLength: length, values: values, scaling: .density, averagedCount: segments.count)
  }
}

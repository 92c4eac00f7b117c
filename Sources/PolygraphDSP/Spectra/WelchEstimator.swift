import PolygraphQuantities

/// Power spectra, cross-spectra and coherence by averaging over overlapping segments (Welch), and spectrograms.
///
/// *Definition*: each segment is detrended, windowed and transformed; |X|² (conj(X) · Y for two lines) is averaged over
/// the segments that lie whole in the line. One-sided: lines other than 0 and half the rate are doubled. Density
/// divides by rate · Σ w², spectrum by (Σ w)².
/// *Source*: Welch 1967; the conventions of SciPy's `welch`, `csd`, `coherence` and `spectrogram`.
/// *Missing*: a plain line must be finite; with a mask, segments that touch a missing sample are left out.
/// *Complexity*: O(n log segment). The value is planned once and may be used from any number of threads.
public struct WelchEstimator: Sendable {
  /// The window laid over each segment.
  public let window: WindowShape
  /// What the spectrum's values mean.
  public let scaling: SpectrumScaling
  let segments: SegmentTransform
  /// What turns a sum of |X|² of one segment into power, one-sided doubling left out.
  let scale: Double
  /// The faster way to powers alone, where there is one.
  private let folded: FoldedPower?

  /// Plans spectra of segments of `segment` samples that overlap by `overlap` samples (half of them when `nil`).
  ///
  /// *Units*: `fourierLength` pads each segment with zeros to that many samples; `nil` is no padding.
  /// *Errors*: a segment below 1, an overlap outside 0..<segment, a Fourier length below the segment.
  public init(
    rate: SampleRate, segment: Int, overlap: Int? = nil, window: WindowShape = .hann,
    detrending: SegmentDetrending = .constant, scaling: SpectrumScaling = .density, fourierLength: Int? = nil,
    planning: FourierPlanning = .estimate
  ) throws(SignalError) {
    let length = fourierLength ?? segment
    let overlap = overlap ?? segment / 2
    try Self.check("segment length", segment, isValid: segment >= 1 && segment <= Int(Int32.max), "1 or more samples")
    try Self.check("overlap", overlap, isValid: (0..<segment).contains(overlap), "0 to \(segment - 1) samples")
    try Self.check(
      "Fourier length", length, isValid: (segment...Int(Int32.max)).contains(length), "\(segment) samples or more")
    let weights = window.periodicWeights(count: segment)
    segments = SegmentTransform(
      rate: rate, segment: segment, overlap: overlap, fourierLength: length, weights: weights, detrending: detrending,
      planning: planning)
    folded = FoldedPower(count: length, planning: planning)
    self.window = window
    self.scaling = scaling
    var sum = 0.0
    var squares = 0.0
    for weight in weights {
      sum += weight
      squares += weight * weight
    }
    scale = scaling == .density ? 1 / (rate.hertz.value * squares) : 1 / (sum * sum)
  }

  /// Plans spectra of segments that last a time, rounded to samples, and overlap by half.
  public init(
    rate: SampleRate, segment: Seconds, window: WindowShape = .hann, detrending: SegmentDetrending = .constant,
    scaling: SpectrumScaling = .density, planning: FourierPlanning = .estimate
  ) throws(SignalError) {
    guard segment.value.isFinite, segment.value * rate.hertz.value < 2e9 else {
      throw .parameterOutsideRange(
        operation: "spectrum", parameter: "segment", found: segment.value, expected: "a time of at most 2e9 samples")
    }
    try self.init(
      rate: rate, segment: rate.sampleCount(in: segment), window: window, detrending: detrending, scaling: scaling,
      planning: planning)
  }

  /// The sample rate of the lines that come in.
  public var rate: SampleRate { segments.rate }
  /// The number of samples of a segment.
  public var segment: Int { segments.segment }
  /// The number of lines of a spectrum.
  public var lineCount: Int { segments.spectrumCount }

  /// The power spectrum of a line.
  ///
  /// *Errors*: a line shorter than a segment, or a sample that is not finite.
  public func spectrum(of line: [Double]) throws(SignalError) -> PowerSpectrum {
    let scratch = WelchScratch(for: self)
    var values = [Double](repeating: 0, count: lineCount)
    let averaged = try spectrum(of: line, into: &values, scratch: scratch)
    return powerSpectrum(values, averaged: averaged)
  }

  /// Writes the power spectrum of a line into an array of ``lineCount`` values and returns how many segments were
  /// averaged; allocates nothing. *Errors*: as ``spectrum(of:)-([Double])``.
  public func spectrum(
    of line: [Double], into values: inout [Double], scratch: borrowing WelchScratch
  ) throws(SignalError) -> Int {
    precondition(values.count == lineCount, "A spectrum has as many values as its estimator has lines.")
    try requireFinite(line, "spectrum")
    guard line.count >= segment else {
      throw .tooShort(operation: "spectrum", found: line.count, needed: segment)
    }
    return accumulate(line, starts: segments.starts(in: line.count), into: &values, scratch.segments)
  }

  /// The power spectrum over the segments of a line that touch no missing sample.
  ///
  /// *Errors*: no segment is whole, or a sample that is present is not finite.
  public func spectrum(of line: MaskedLine) throws(SignalError) -> PowerSpectrum {
    let starts = try wholeSegments(line.samples, mask: line.mask)
    var values = [Double](repeating: 0, count: lineCount)
    let scratch = SegmentScratch(for: segments)
    let averaged = accumulate(line.samples, starts: starts, into: &values, scratch)
    return powerSpectrum(values, averaged: averaged)
  }

  private func powerSpectrum(_ values: [Double], averaged: Int) -> PowerSpectrum {
    PowerSpectrum(
      rate: rate, fourierLength: segments.fourierLength, values: values, scaling: scaling, averagedCount: averaged)
  }

  /// Σ |X|² over segments, scaled to a one-sided mean.
  private func accumulate(
    _ line: [Double], starts: some Sequence<Int>, into values: inout [Double], _ scratch: borrowing SegmentScratch
  ) -> Int {
    var averaged = 0
    line.withUnsafeBufferPointer { line in
      values.withUnsafeMutableBufferPointer { values in
        guard let samples = line.baseAddress, let sums = values.baseAddress else { return }
        values.update(repeating: 0)
        for start in starts {
          addPower(of: samples + start, scratch, to: sums)
          averaged += 1
        }
      }
    }
    let factor = scale / Double(averaged)
    oneSided(&values, by: folded == nil ? factor : factor * FoldedPower.scale)
    return averaged
  }

  private func addPower(
    of segment: UnsafePointer<Double>, _ scratch: borrowing SegmentScratch, to sums: UnsafeMutablePointer<Double>
  ) {
    let lines = scratch.lines.pointer
    if let folded {
      segments.prepare(segment, scratch)
      folded.add(scratch.samples.pointer, through: lines, to: sums)
    } else {
      segments.run(segment, scratch, into: lines)
      addSquaredMagnitudes(lines, count: lineCount, to: sums)
    }
  }

  /// Multiplies by a factor, and doubles every line that stands for a positive and a negative frequency.
  func oneSided(_ values: inout [Double], by factor: Double) {
    let paired = pairedLines
    for line in values.indices { values[line] *= paired.contains(line) ? 2 * factor : factor }
  }

  /// The lines that stand for a positive and a negative frequency: not 0, and not half the rate where there is such a
  /// line.
  var pairedLines: Range<Int> { 1..<max(1, (segments.fourierLength + 1) / 2) }

  /// The starts of the segments without a missing sample.
  func wholeSegments(_ samples: [Double], mask: SampleMask) throws(SignalError) -> [Int] {
    for run in mask.presentRanges {
      if let index = samples[run].firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(operation: "spectrum", index: index)
      }
    }
    let starts = segments.starts(in: samples.count).filter { mask.missingCount(in: $0..<$0 + segment) == 0 }
    guard !starts.isEmpty else {
      let longest = mask.presentRanges.map(\.count).max() ?? 0
      throw .tooShort(operation: "spectrum", found: longest, needed: segment)
    }
    return starts
  }

  private static func check(
    _ parameter: String, _ found: Int, isValid: Bool, _ expected: String
  ) throws(SignalError) {
    guard !isValid else { return }
    throw .parameterOutsideRange(
      operation: "spectrum", parameter: parameter, found: Double(found), expected: expected)
  }
}

/// The memory one thread needs to make spectra without allocating.
public struct WelchScratch: ~Copyable {
  let segments: SegmentScratch

  /// Makes memory for an estimator; it serves every estimator of the same segment and Fourier length.
  public init(for estimator: WelchEstimator) { segments = SegmentScratch(for: estimator.segments) }
}

/// sums[k] += |lines[k]|².
func addSquaredMagnitudes(
  _ lines: UnsafePointer<ComplexNumber>, count: Int, to sums: UnsafeMutablePointer<Double>
) {
  for index in 0..<count { sums[index] += lines[index].squaredMagnitude }
}

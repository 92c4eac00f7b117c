import PolygraphQuantities

/// Short-time power spectra: one spectrum for each segment of a line.
public struct Spectrogram: Hashable, Sendable {
  /// The sample rate of the line.
  public let rate: SampleRate
  /// The number of samples of the Fourier transform; line k lies at k · rate / `fourierLength`.
  public let fourierLength: Int
  /// The first sample of each segment.
  public let starts: [Int]
  /// The number of samples of a segment.
  public let segment: Int
  /// The number of lines of a spectrum.
  public let lineCount: Int
  /// The power of all segments, one after another. *Shape*: `starts.count` × `lineCount`. NaN in missing segments.
  public let values: [Double]
  /// Which segments touch a missing sample, and so have no spectrum.
  public let mask: SampleMask

  /// The spectrum of a segment.
  public func spectrum(ofSegment index: Int) -> ArraySlice<Double> {
    values[index * lineCount..<(index + 1) * lineCount]
  }

  /// The frequency of a line.
  public func frequency(ofLine line: Int) -> Hertz { Hertz(Double(line) * rate.hertz.value / Double(fourierLength)) }

  /// The time of a segment's middle, half its length after its first sample.
  public func time(ofSegment index: Int) -> Seconds {
    Seconds((Double(starts[index]) + Double(segment) / 2) / rate.hertz.value)
  }
}

extension WelchEstimator {
  /// The power spectrum of every segment that lies in the line.
  ///
  /// *Source*: the conventions of SciPy's `spectrogram` in its mode `psd`. *Shape*: no segment when the line is shorter
  /// than one. *Errors*: a sample that is not finite.
  public func spectrogram(of line: [Double]) throws(SignalError) -> Spectrogram {
    try spectrogram(of: MaskedLine(complete: line))
  }

  /// The power spectrum of every segment that lies in the line; segments that touch a missing sample are missing.
  ///
  /// *Errors*: a present sample that is not finite.
  public func spectrogram(of line: MaskedLine) throws(SignalError) -> Spectrogram {
    try line.requireFinitePresent("spectrogram")
    let starts = Array(segments.starts(in: line.samples.count))
    let scratch = SegmentScratch(for: segments)
    var values: [Double] = []
    values.reserveCapacity(starts.count * lineCount)
    var mask = SampleMask(count: 0)
    for start in starts {
      let isMissing = line.mask.missingCount(in: start..<start + segment) > 0
      mask.append(missing: isMissing, count: 1)
      var row = [Double](repeating: .nan, count: lineCount)
      if !isMissing {
        line.samples.withUnsafeBufferPointer { samples in
          guard let samples = samples.baseAddress else { return }
          segments.run(samples + start, scratch, into: scratch.lines.pointer)
        }
        for index in row.indices { row[index] = scratch.lines.pointer[index].squaredMagnitude }
        oneSided(&row, by: scale)
      }
      values += row
    }
    return Spectrogram(
      rate: rate, fourierLength: segments.fourierLength, starts: starts, segment: segment, lineCount: lineCount,
      values: values, mask: mask)
  }
}

import PolygraphQuantities

/// The one-sided cross-spectrum of two lines.
public struct CrossSpectrum: Hashable, Sendable {
  /// The sample rate of both lines.
  public let rate: SampleRate
  /// The number of samples of the Fourier transform; line k lies at k · rate / `fourierLength`.
  public let fourierLength: Int
  /// The mean of conj(X) · Y: its phase is how far the second line is ahead of the first.
  public let values: [ComplexNumber]
  /// The power of the first line.
  public let firstPower: [Double]
  /// The power of the second line.
  public let secondPower: [Double]
  /// How many segments were averaged.
  public let averagedCount: Int

  /// The frequency of a line.
  public func frequency(ofLine line: Int) -> Hertz { Hertz(Double(line) * rate.hertz.value / Double(fourierLength)) }

  /// |Sxy|² / (Sxx · Syy) of each line, from 0 to 1: how much of one the other explains linearly.
  ///
  /// *Edges*: 1 everywhere with a single segment, which says nothing; NaN at a line where one of the two has no power.
  public var coherence: [Double] {
    values.indices.map { line in
      let power = firstPower[line] * secondPower[line]
      return power > 0 ? values[line].squaredMagnitude / power : .nan
    }
  }
}

extension WelchEstimator {
  /// The cross-spectrum of two lines of the same length, and the powers of both.
  ///
  /// *Source*: the conventions of SciPy's `csd` and `coherence`. *Errors*: lines of different length, shorter than a
  /// segment, or with a sample that is not finite.
  public func crossSpectrum(of first: [Double], and second: [Double]) throws(SignalError) -> CrossSpectrum {
    try requireEqualLength(first.count, second.count)
    try requireFinite(first, "cross-spectrum")
    try requireFinite(second, "cross-spectrum")
    guard first.count >= segment else {
      throw .tooShort(operation: "cross-spectrum", found: first.count, needed: segment)
    }
    return cross(first, second, starts: Array(segments.starts(in: first.count)))
  }

  /// The cross-spectrum over the segments in which neither line misses a sample.
  ///
  /// *Errors*: lines of different length, no whole segment, or a present sample that is not finite.
  public func crossSpectrum(of first: MaskedLine, and second: MaskedLine) throws(SignalError) -> CrossSpectrum {
    try requireEqualLength(first.samples.count, second.samples.count)
    let mask = first.mask.union(second.mask)
    let starts = try wholeSegments(first.samples, mask: mask)
    _ = try wholeSegments(second.samples, mask: mask)
    return cross(first.samples, second.samples, starts: starts)
  }

  private func requireEqualLength(_ first: Int, _ second: Int) throws(SignalError) {
    guard first == second else {
      throw .parameterOutsideRange(
        operation: "cross-spectrum", parameter: "second line's length", found: Double(second),
        expected: "\(first) samples, as the first line has")
    }
  }

  private func cross(_ first: [Double], _ second: [Double], starts: [Int]) -> CrossSpectrum {
    let scratch = SegmentScratch(for: segments)
    let (one, two) = (scratch.lines.pointer, scratch.otherLines.pointer)
    var powers = [[Double]](repeating: [Double](repeating: 0, count: lineCount), count: 2)
    var values = [ComplexNumber](repeating: ComplexNumber(0), count: lineCount)
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        guard let first = first.baseAddress, let second = second.baseAddress else { return }
        for start in starts {
          segments.run(first + start, scratch, into: one)
          segments.run(second + start, scratch, into: two)
          for line in 0..<lineCount {
            powers[0][line] += one[line].squaredMagnitude
            powers[1][line] += two[line].squaredMagnitude
            values[line] = values[line] + one[line].conjugate * two[line]
          }
        }
      }
    }
    let factor = scale / Double(starts.count)
    oneSided(&powers[0], by: factor)
    oneSided(&powers[1], by: factor)
    let paired = pairedLines
    for line in values.indices { values[line] = values[line] * (paired.contains(line) ? 2 * factor : factor) }
    return CrossSpectrum(
      rate: rate, fourierLength: segments.fourierLength, values: values, firstPower: powers[0], secondPower: powers[1],
      averagedCount: starts.count)
  }
}

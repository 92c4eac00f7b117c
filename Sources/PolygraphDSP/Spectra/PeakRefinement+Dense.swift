import PolygraphQuantities

/// Peaks found on few samples, placed on a dense grid: a 30 Hz pulse to a fraction of a millisecond.
///
/// *Definition*: the line is continued by odd reflection and interpolated `factor` times as densely through its Fourier
/// transform padded with zeros (``FourierResampler``), which is exact for a band-limited line; the greatest dense value
/// within one old sample of the peak is taken, and a parabola through it and its neighbours gives the place between
/// dense samples.
/// *Edges*: near the ends the continuation, not the line, decides. *Missing*: each present run is interpolated alone.
/// *Complexity*: O(n · factor · log n).
public struct DensePeak: Hashable, Sendable {
  /// The place, in samples of the line from its first; a fraction.
  public let position: Double
  /// The line's value there.
  public let value: Double
}

extension PeakRefinement {
  /// The peaks of a line, refined on a grid `factor` times as dense.
  ///
  /// *Shape*: one for each index, in the same order. Of minima the least value is looked for.
  /// Eight is a good factor: a parabola's error falls with its fourth power.
  /// *Errors*: a sample that is not finite, or a factor below 1. An index outside the line is a programming error.
  public static func densePeaks(
    of line: [Double], at indices: [Int], factor: Int = 8, kind: Peaks.Kind = .maxima
  ) throws(SignalError) -> [DensePeak] {
    guard (1...1024).contains(factor) else {
      throw .parameterOutsideRange(
        operation: "peak interpolation", parameter: "factor", found: Double(factor), expected: "1 to 1024")
    }
    precondition(indices.allSatisfy(line.indices.contains), "A peak lies inside its line.")
    guard !indices.isEmpty else { return [] }
    let dense = try FourierResampler.resample(line, from: SampleRate(1), to: SampleRate(factor))
    let sign = kind == .minima ? -1.0 : 1.0
    // Dense samples behind the last one of the line are the continuation's, not the line's.
    let last = (line.count - 1) * factor
    return indices.map { index in
      var best = index * factor
      for place in max(0, best - factor)...min(last, best + factor) where sign * dense[place] > sign * dense[best] {
        best = place
      }
      guard best > 0, best + 1 < dense.count,
        let refined = parabola(sign * dense[best - 1], sign * dense[best], sign * dense[best + 1])
      else { return DensePeak(position: Double(best) / Double(factor), value: dense[best]) }
      return DensePeak(position: (Double(best) + refined.offset) / Double(factor), value: sign * refined.value)
    }
  }

  /// The peaks of a masked line; each is refined inside its present run alone.
  ///
  /// *Shape*: one for each index; `nil` where the sample at the index is missing. *Errors*: as for a plain line.
  public static func densePeaks(
    of line: MaskedLine, at indices: [Int], factor: Int = 8, kind: Peaks.Kind = .maxima
  ) throws(SignalError) -> [DensePeak?] {
    precondition(indices.allSatisfy(line.samples.indices.contains), "A peak lies inside its line.")
    try line.requireFinitePresent("peak interpolation")
    var result = [DensePeak?](repeating: nil, count: indices.count)
    for run in line.mask.presentRanges {
      let inside = indices.indices.filter { run.contains(indices[$0]) }
      let peaks = try densePeaks(
        of: Array(line.samples[run]), at: inside.map { indices[$0] - run.lowerBound }, factor: factor,
        kind: kind)
      for (place, peak) in zip(inside, peaks) {
        result[place] = DensePeak(position: peak.position + Double(run.lowerBound), value: peak.value)
      }
    }
    return result
  }
}

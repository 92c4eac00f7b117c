import PolygraphQuantities

/// What to put in place of missing samples, when something must be.
public enum Gaps {
  /// The line with its short inner gaps bridged by straight lines; longer gaps, and gaps at either end, stay missing.
  ///
  /// *Missing*: what the line holds under the mask is never read; a NaN beside a gap makes the bridge NaN.
  /// *Units*: `limit` in samples; a gap of exactly `limit` samples is bridged. A limit below 0 is a programming error.
  /// *Complexity*: O(samples).
  public static func filled(_ line: [Double], mask: SampleMask, limit: Int) -> MaskedLine {
    precondition(line.count == mask.count, "A mask has as many samples as its line.")
    precondition(limit >= 0, "A gap has zero or more samples.")
    var result = line
    var missing: [Range<Int>] = []
    for run in mask.missingRanges {
      guard run.count <= limit, run.lowerBound > 0, run.upperBound < line.count else {
        missing.append(run)
        continue
      }
      let before = line[run.lowerBound - 1]
      let step = (line[run.upperBound] - before) / Double(run.count + 1)
      for (offset, index) in run.enumerated() { result[index] = before + step * Double(offset + 1) }
    }
    return MaskedLine(samples: result, mask: SampleMask(count: line.count, missing: missing))
  }

  /// As ``filled(_:mask:limit:)`` with the limit as a time on the line's clock, rounded to samples.
  ///
  /// A limit that is not a finite time of zero or more is a programming error.
  public static func filled(_ line: [Double], mask: SampleMask, limit: Seconds, at rate: SampleRate) -> MaskedLine {
    precondition(limit.value.isFinite && limit.value >= 0, "A gap limit is a finite time of zero or more.")
    return filled(line, mask: mask, limit: rate.sampleCount(in: limit))
  }

  /// The line with every gap holding the last value before it, and a leading gap the first value after it.
  ///
  /// Returns `nil` when every sample is missing; an empty line stays empty. The rule of the field's open reference
  /// implementation; ``filled(_:mask:limit:)`` is the sound choice, since a held value makes a false plateau.
  public static func carriedForward(_ line: [Double], mask: SampleMask) -> [Double]? {
    precondition(line.count == mask.count, "A mask has as many samples as its line.")
    guard let firstPresent = mask.presentRanges.first?.lowerBound else { return line.isEmpty ? [] : nil }
    var result = line
    for run in mask.missingRanges {
      let value = run.lowerBound == 0 ? line[firstPresent] : line[run.lowerBound - 1]
      for index in run { result[index] = value }
    }
    return result
  }
}

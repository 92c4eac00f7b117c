import PolygraphQuantities

/// A line of samples together with which of them are missing.
///
/// *Invariant*: the mask has as many samples as the line, and the storage of a missing sample is NaN, so that
/// forgetting the mask cannot turn absence into a plausible number.
public struct MaskedLine: Sendable {
  /// The samples; NaN where missing.
  public let samples: [Double]
  /// Which samples are missing.
  public let mask: SampleMask

  /// Joins a line and its mask; both have the same length. What the line holds under the mask is dropped.
  public init(samples: [Double], mask: SampleMask) {
    precondition(samples.count == mask.count, "A mask has as many samples as its line.")
    self.mask = mask
    guard !mask.isComplete else {
      self.samples = samples
      return
    }
    var cleared = samples
    for run in mask.missingRanges {
      for index in run { cleared[index] = .nan }
    }
    self.samples = cleared
  }

  /// A complete line.
  public init(complete samples: [Double]) {
    self.init(samples: samples, mask: SampleMask(count: samples.count))
  }

  /// Applies an operation to each present run alone; runs shorter than `shortest` become missing.
  ///
  /// This is how every operation of this module treats gaps unless it says otherwise: nothing crosses a gap.
  /// *Shape*: the operation returns as many samples as it is given; anything else is a programming error.
  public func mapRuns<Failure: Error>(
    shortest: Int, _ operation: ([Double]) throws(Failure) -> [Double]
  ) throws(Failure) -> MaskedLine {
    if mask.isComplete, samples.count >= shortest {
      return MaskedLine(samples: try Self.sameLength(samples, operation), mask: mask)
    }
    var result = Array(repeating: Double.nan, count: samples.count)
    var missing = mask.missingRanges
    for run in mask.presentRanges {
      guard run.count >= shortest else {
        missing.append(run)
        continue
      }
      result.replaceSubrange(run, with: try Self.sameLength(Array(samples[run]), operation))
    }
    return MaskedLine(samples: result, mask: SampleMask(count: samples.count, missing: missing))
  }

  /// Refuses a present sample that is NaN or infinite; the index is the sample's own in the whole line.
  func requireFinitePresent(_ operation: String) throws(SignalError) {
    for run in mask.presentRanges {
      for index in run where !samples[index].isFinite { throw .notFinite(operation: operation, index: index) }
    }
  }

  private static func sameLength<Failure: Error>(
    _ run: [Double], _ operation: ([Double]) throws(Failure) -> [Double]
  ) throws(Failure) -> [Double] {
    let result = try operation(run)
    precondition(result.count == run.count, "An operation on a run keeps its length.")
    return result
  }
}

extension MaskedLine: Equatable {
  /// Lines are equal when their masks are and their present samples are; storage under the mask does not count.
  public static func == (left: MaskedLine, right: MaskedLine) -> Bool {
    left.mask == right.mask && left.mask.presentRanges.allSatisfy { left.samples[$0] == right.samples[$0] }
  }
}

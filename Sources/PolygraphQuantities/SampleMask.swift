/// Which samples of a line are missing, as ordered runs.
///
/// Missing is never a number: a sample under the mask has no value, whatever its storage holds. Runs suit recordings,
/// where samples are lost in stretches; a complete line of any length costs nothing.
///
/// *Invariant*: runs are non-empty, ascending, disjoint, not adjacent, and inside `0..<count`.
public struct SampleMask: Hashable, Sendable, Codable {
  /// The number of samples the mask describes.
  public private(set) var count: Int
  /// The runs of missing samples.
  public private(set) var missingRanges: [Range<Int>]

  /// Makes the mask of a complete line.
  public init(count: Int) {
    precondition(count >= 0, "A mask describes zero or more samples.")
    self.count = count
    missingRanges = []
  }

  /// Makes a mask from runs in any order; runs may overlap and touch, and are cut to `0..<count`.
  public init(count: Int, missing: some Sequence<Range<Int>>) {
    self.init(count: count)
    for run in missing.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let cut = run.clamped(to: 0..<count)
      guard !cut.isEmpty else { continue }
      if let last = missingRanges.last, last.upperBound >= cut.lowerBound {
        missingRanges[missingRanges.count - 1] = last.lowerBound..<max(last.upperBound, cut.upperBound)
      } else {
        missingRanges.append(cut)
      }
    }
  }

  /// True when no sample is missing.
  public var isComplete: Bool { missingRanges.isEmpty }

  /// The number of missing samples.
  public var missingCount: Int { missingRanges.reduce(0) { $0 + $1.count } }

  /// The runs of present samples, ascending.
  public var presentRanges: [Range<Int>] {
    var runs: [Range<Int>] = []
    runs.reserveCapacity(missingRanges.count + 1)
    var start = 0
    for run in missingRanges {
      if start < run.lowerBound { runs.append(start..<run.lowerBound) }
      start = run.upperBound
    }
    if start < count { runs.append(start..<count) }
    return runs
  }

  /// True when the sample at `index` is missing. O(log runs).
  public func isMissing(_ index: Int) -> Bool {
    precondition((0..<count).contains(index), "Sample index outside the mask.")
    let position = firstRun(endingAfter: index)
    return position < missingRanges.count && missingRanges[position].contains(index)
  }

  /// The number of missing samples inside `range`. O(log runs + runs inside).
  public func missingCount(in range: Range<Int>) -> Int {
    var total = 0
    var position = firstRun(endingAfter: range.lowerBound)
    while position < missingRanges.count, missingRanges[position].lowerBound < range.upperBound {
      total += missingRanges[position].clamped(to: range).count
      position += 1
    }
    return total
  }

  /// The mask of the samples in `range`, its indices starting at 0.
  public func slice(_ range: Range<Int>) -> SampleMask {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "Slice outside the mask.")
    let shifted = missingRanges.map { run -> Range<Int> in
      let cut = run.clamped(to: range)
      return (cut.lowerBound - range.lowerBound)..<(cut.upperBound - range.lowerBound)
    }
    return SampleMask(count: range.count, missing: shifted)
  }

  /// A sample is missing in the union when it is missing in either mask.
  public func union(_ other: SampleMask) -> SampleMask {
    precondition(count == other.count, "Masks of different lengths cannot be joined.")
    return SampleMask(count: count, missing: missingRanges + other.missingRanges)
  }

  /// Adds a run at the end of the line.
  public mutating func append(missing: Bool, count added: Int) {
    precondition(added >= 0, "A run has zero or more samples.")
    guard added > 0 else { return }
    if missing {
      if let last = missingRanges.last, last.upperBound == count {
        missingRanges[missingRanges.count - 1] = last.lowerBound..<(count + added)
      } else {
        missingRanges.append(count..<(count + added))
      }
    }
    count += added
  }

  private func firstRun(endingAfter index: Int) -> Int {
    var low = 0
    var high = missingRanges.count
    while low < high {
      let middle = (low + high) / 2
      if missingRanges[middle].upperBound <= index { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// A search for local maxima by height, steepness, distance, prominence, width and plateau.
///
/// *Definition*: a peak is a sample, or the middle (rounded down) of a run of equal samples, that lies above both
/// neighbours of the run; the line's ends are no peaks. Criteria apply in the order in which they stand below, each to
/// the peaks that the ones before have left. *Source*: the definitions of SciPy's `find_peaks`, and equal to it.
/// *Missing*: a NaN ends a walk as the line's end does, and a peak has no NaN beside it. So nothing reaches over a gap.
/// *Complexity*: O(samples) for prominences without a window, and O(peaks × window) with one; widths O(sum of widths);
/// distances O(peaks log peaks) when few peaks are near each other.
public struct PeakFinder: Hashable, Sendable {
  /// The allowed plateau sizes, in samples; 1 for a peak of one sample.
  public var plateauSize: ClosedRange<Int>?
  /// The allowed heights.
  public var height: ClosedRange<Double>?
  /// The allowed steps down to both neighbours: the smaller is no less than the lower bound, the greater no more than
  /// the upper.
  public var threshold: ClosedRange<Double>?
  /// The least number of samples between neighbouring peaks: lower peaks yield to higher ones, and of equal ones the
  /// earlier to the later.
  public var distance: Int?
  /// The allowed prominences: the height above the higher of the lowest points on either side, each looked for up to a
  /// higher sample, a gap or the end of the line.
  public var prominence: ClosedRange<Double>?
  /// The allowed widths, in samples, where the line crosses `relativeHeight` of the prominence below the peak.
  public var width: ClosedRange<Double>?
  /// Where widths are measured, as a part of the prominence below the peak. Negative parts are a programming error.
  public var relativeHeight = 0.5
  /// The number of samples around a peak in which its prominence is looked for: half of them, rounded down, to either
  /// side. `nil` for the whole line. Fewer than two are a programming error.
  public var window: Int?

  /// Makes a search that finds every peak.
  public init() {}

  /// The indices of the peaks, ascending.
  public func indices(in line: [Double]) -> [Int] { peaks(in: line).map(\.index) }

  /// The peaks, ascending, with what is known of each.
  ///
  /// Prominences and widths cost time, and so are measured only when a criterion asks for them or `isMeasuring` is
  /// true.
  public func peaks(in line: [Double], isMeasuring: Bool = false) -> [Peak] {
    precondition(relativeHeight >= 0, "A relative height is zero or more.")
    precondition(window.map { $0 >= 2 } ?? true, "A window has two or more samples.")
    precondition(distance.map { $0 >= 1 } ?? true, "A distance is one or more samples.")
    return line.withUnsafeBufferPointer { peaks(in: $0, isMeasuring: isMeasuring) }
  }

  private func peaks(in line: UnsafeBufferPointer<Double>, isMeasuring: Bool) -> [Peak] {
    var peaks = Self.localMaxima(of: line)
    let isMeasuringProminence = prominence != nil || width != nil || isMeasuring
    let maxima = isMeasuringProminence ? peaks.map(\.index) : []
    if let plateauSize { peaks.removeAll { !plateauSize.contains($0.plateau.count) } }
    if let height { peaks.removeAll { !height.contains($0.height) } }
    if let threshold {
      peaks.removeAll {
        min($0.stepFromLeft, $0.stepToRight) < threshold.lowerBound
          || max($0.stepFromLeft, $0.stepToRight) > threshold.upperBound
      }
    }
    if let distance { Self.select(&peaks, distance: distance) }
    if isMeasuringProminence {
      ProminenceWalk.measure(&peaks, among: maxima, in: line, window: window)
      if let prominence { peaks.removeAll { !prominence.contains($0.prominence.height) } }
    }
    if width != nil || isMeasuring {
      for position in peaks.indices { peaks[position].measureWidth(in: line, relativeHeight: relativeHeight) }
      if let width { peaks.removeAll { !width.contains($0.width.samples) } }
    }
    return peaks
  }

  /// All local maxima, without any criterion.
  private static func localMaxima(of line: UnsafeBufferPointer<Double>) -> [Peak] {
    var result: [Peak] = []
    var index = firstRise(in: line, from: 1)
    while index < line.count - 1 {
      let value = line[index]
      var ahead = index + 1
      while ahead < line.count - 1, line[ahead] == value { ahead += 1 }
      if line[ahead] < value { result.append(Peak(plateau: index...(ahead - 1), line: line)) }
      index = firstRise(in: line, from: ahead)
    }
    return result
  }

  /// The first sample, at `start` or later, that lies above the one before it and not below the one after it; the
  /// line's last sample when there is none. Eight samples are looked at side by side.
  private static func firstRise(in line: UnsafeBufferPointer<Double>, from start: Int) -> Int {
    let bytes = UnsafeRawBufferPointer(line)
    func eight(_ index: Int) -> SIMD8<Double> {
      bytes.loadUnaligned(fromByteOffset: 8 * index, as: SIMD8<Double>.self)
    }
    var index = start
    while index + 8 < line.count {
      let isFound = (eight(index - 1) .< eight(index)) .& .!(eight(index) .< eight(index + 1))
      if any(isFound) { break }
      index += 8
    }
    while index < line.count - 1, !(line[index - 1] < line[index] && !(line[index] < line[index + 1])) { index += 1 }
    return index
  }

  /// Leaves only peaks with at least `distance` samples between neighbours, the highest first.
  private static func select(_ peaks: inout [Peak], distance: Int) {
    var isKept = Array(repeating: true, count: peaks.count)
    let byHeight = peaks.indices.sorted {
      (peaks[$0].height, $0) < (peaks[$1].height, $1)
    }
    for position in byHeight.reversed() where isKept[position] {
      let index = peaks[position].index
      var other = position - 1
      while other >= 0, index - peaks[other].index < distance {
        isKept[other] = false
        other -= 1
      }
      other = position + 1
      while other < peaks.count, peaks[other].index - index < distance {
        isKept[other] = false
        other += 1
      }
    }
    peaks = zip(peaks, isKept).filter(\.1).map(\.0)
  }
}

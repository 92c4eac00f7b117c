/// Local extrema as the field defines them.
public enum Peaks {
  /// Which extrema are meant.
  public enum Kind: Hashable, Sendable, Codable {
    /// High points.
    case maxima
    /// Low points.
    case minima
  }

  /// The indices of local maxima: samples that equal the greatest of the `halfWindow` samples before them, themselves
  /// and the `halfWindow` − 1 after them.
  ///
  /// *Definition*: index p is kept when x[p] = max x[p−h … p+h−1], for p from h + 2 to n − h. Ties are all kept, so a
  /// plateau gives several indices. With `includingEnds` the first and the last index are added.
  /// *Edges*: a window that holds a NaN has no maximum. *Complexity*: O(samples), for any window.
  public static func maxima(in line: [Double], halfWindow: Int, includingEnds: Bool) -> [Int] {
    extrema(in: line, halfWindow: halfWindow, kind: .maxima, includingEnds: includingEnds)
  }

  /// The indices of local minima, by the mirrored rule of ``maxima(in:halfWindow:includingEnds:)``.
  public static func minima(in line: [Double], halfWindow: Int, includingEnds: Bool) -> [Int] {
    extrema(in: line, halfWindow: halfWindow, kind: .minima, includingEnds: includingEnds)
  }

  /// The indices of local extrema of a kind.
  public static func extrema(in line: [Double], halfWindow: Int, kind: Kind, includingEnds: Bool) -> [Int] {
    precondition(halfWindow >= 1, "A half window has one or more samples.")
    var found: [Int] = []
    if includingEnds, !line.isEmpty { found.append(0) }
    if line.count - halfWindow >= halfWindow + 2 {
      let places = (halfWindow + 2)...(line.count - halfWindow)
      if halfWindow <= widestScan {
        line.withUnsafeBufferPointer { line in
          for index in places where isExtreme(line, index, halfWindow, kind) { found.append(index) }
        }
      } else {
        let extremes = slidingExtremes(of: line, window: 2 * halfWindow, kind: kind)
        for index in places where line[index] == extremes[index - halfWindow] { found.append(index) }
      }
    }
    if includingEnds, line.count > 1 { found.append(line.count - 1) }
    return found
  }

  /// Half windows up to this are looked through around each sample, which ends at the first higher one: on most samples
  /// at once. Wider ones are slid, so that a long level line takes no longer.
  private static let widestScan = 48

  /// Whether no sample of the window around an index lies beyond it; a window with a NaN has no extreme.
  @inline(__always)
  private static func isExtreme(
    _ line: UnsafeBufferPointer<Double>, _ index: Int, _ halfWindow: Int, _ kind: Kind
  ) -> Bool {
    let value = line[index]
    let isMaxima = kind == .maxima
    var offset = 1
    while offset < halfWindow {
      let (before, after) = (line[index - offset], line[index + offset])
      guard isMaxima ? before <= value && after <= value : before >= value && after >= value else { return false }
      offset += 1
    }
    let first = line[index - halfWindow]
    return isMaxima ? first <= value : first >= value
  }

  /// The greatest (or least) value of each full window, NaN when the window holds one.
  ///
  /// *Source*: the monotone queue; Lemire 2006. Two comparisons a sample at most, whatever the window.
  static func slidingExtremes(of line: [Double], window: Int, kind: Kind) -> [Double] {
    let count = line.count - window + 1
    guard window > 0, count > 0 else { return [] }
    let isMaxima = kind == .maxima
    var queue = Array(repeating: 0, count: line.count)
    var head = 0
    var tail = 0
    var lastNaN = -1
    return Array(unsafeUninitializedCapacity: count) { values, initialized in
      for index in line.indices {
        let value = line[index]
        if value.isNaN {
          lastNaN = index
        } else {
          while tail > head, isMaxima ? line[queue[tail - 1]] <= value : line[queue[tail - 1]] >= value { tail -= 1 }
          queue[tail] = index
          tail += 1
        }
        let start = index - window + 1
        guard start >= 0 else { continue }
        while head < tail, queue[head] < start { head += 1 }
        values[start] = lastNaN >= start || head == tail ? .nan : line[queue[head]]
      }
      initialized = count
    }
  }
}

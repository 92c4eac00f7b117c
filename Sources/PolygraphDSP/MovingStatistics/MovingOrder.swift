import PolygraphQuantities

/// Order statistics of each sample's neighbourhood.
extension MovingStatistics {
  /// The median of each window: the middle sample, or the mean of the two middle samples.
  ///
  /// *Complexity*: O(samples × log window), less on most lines; O(window) memory beside the line.
  public static func median(_ line: [Double], window: MovingWindow, edge: MovingEdge) -> [Double] {
    ordered(line, window, edge, place: { ($0 - 1) / 2 }) { count, lower, upper in
      count.isMultiple(of: 2) ? (lower + upper()) / 2 : lower
    }
  }

  /// The value below which a part `p` of each window lies. A part outside 0…1 is a programming error.
  ///
  /// *Definition*: ``Robust/quantile(_:of:type:)`` of each window. *Complexity*: O(samples × log window).
  public static func quantile(
    _ p: Double, _ line: [Double], window: MovingWindow, edge: MovingEdge, type: Robust.QuantileType = .seven
  ) -> [Double] {
    precondition((0...1).contains(p), "A quantile's part lies in 0...1.")
    let place = { Robust.place(of: p, count: $0, type: type) }
    return ordered(line, window, edge, place: { place($0).index }) { count, lower, upper in
      let share = place(count).share
      guard share > 0 else { return lower }
      let next = upper()
      return lower == next ? lower : lower + share * (next - lower)
    }
  }

  /// The sample of each window that has `rank` samples below it: 0 gives the smallest. Ranks lie in the full window; a
  /// window with fewer samples gives its largest when the rank lies beyond.
  ///
  /// *Complexity*: O(samples × log window).
  public static func orderStatistic(
    rank: Int, _ line: [Double], window: MovingWindow, edge: MovingEdge
  ) -> [Double] {
    precondition((0..<window.count).contains(rank), "A rank lies inside its window.")
    return ordered(line, window, edge, place: { min(rank, $0 - 1) }) { _, lower, _ in lower }
  }

  private static func ordered(
    _ line: [Double], _ window: MovingWindow, _ edge: MovingEdge, place: (Int) -> Int,
    value: (_ count: Int, _ lower: Double, _ upper: () -> Double) -> Double
  ) -> [Double] {
    let extended = edge.extended(line, for: window)
    let start = edge == .shrink || line.isEmpty ? 0 : window.before
    // No window is longer than its line.
    let cut = MovingWindow(before: min(window.before, extended.count), after: min(window.after, extended.count))
    return extended.withUnsafeBufferPointer {
      RankedWindow(width: cut.count).values(
        of: $0, window: cut, from: start, count: line.count, place: place, value: value)
    }
  }
}

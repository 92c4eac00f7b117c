import PolygraphQuantities

/// Moving statistics of lines with gaps: each present run is a line of its own, and missing samples stay missing.
extension MovingStatistics {
  /// The smallest present sample of each window inside its run.
  public static func minimum(_ line: MaskedLine, window: MovingWindow, edge: MovingEdge) -> MaskedLine {
    line.mapRuns(shortest: 1) { minimum($0, window: window, edge: edge) }
  }

  /// The largest present sample of each window inside its run.
  public static func maximum(_ line: MaskedLine, window: MovingWindow, edge: MovingEdge) -> MaskedLine {
    line.mapRuns(shortest: 1) { maximum($0, window: window, edge: edge) }
  }

  /// The mean of each window inside its run.
  public static func mean(_ line: MaskedLine, window: MovingWindow, edge: MovingEdge) -> MaskedLine {
    line.mapRuns(shortest: 1) { mean($0, window: window, edge: edge) }
  }

  /// The standard deviation of each window inside its run; with divisor n − 1, windows of one sample become missing.
  public static func standardDeviation(
    _ line: MaskedLine, window: MovingWindow, edge: MovingEdge, divisor: Divisor
  ) -> MaskedLine {
    let result = line.mapRuns(shortest: 1) {
      standardDeviation($0, window: window, edge: edge, divisor: divisor)
    }
    guard divisor == .sample else { return result }
    let single = line.mask.presentRanges.flatMap { run -> [Range<Int>] in
      if window.count == 1 || (edge == .shrink && run.count == 1) { return [run] }
      guard edge == .shrink else { return [] }
      return (window.before == 0 ? [(run.upperBound - 1)..<run.upperBound] : [])
        + (window.after == 0 ? [run.lowerBound..<(run.lowerBound + 1)] : [])
    }
    return MaskedLine(
      samples: result.samples, mask: result.mask.union(SampleMask(count: line.samples.count, missing: single)))
  }

  /// The median of each window inside its run.
  public static func median(_ line: MaskedLine, window: MovingWindow, edge: MovingEdge) -> MaskedLine {
    line.mapRuns(shortest: 1) { median($0, window: window, edge: edge) }
  }

  /// The quantile of each window inside its run.
  public static func quantile(
    _ p: Double, _ line: MaskedLine, window: MovingWindow, edge: MovingEdge, type: Robust.QuantileType = .seven
  ) -> MaskedLine {
    line.mapRuns(shortest: 1) { quantile(p, $0, window: window, edge: edge, type: type) }
  }

  /// The sample of a rank in each window inside its run.
  public static func orderStatistic(
    rank: Int, _ line: MaskedLine, window: MovingWindow, edge: MovingEdge
  ) -> MaskedLine {
    line.mapRuns(shortest: 1) { orderStatistic(rank: rank, $0, window: window, edge: edge) }
  }
}

/// Stretches in which a line hardly moves.
enum Stillness {
  /// The stretches of windows inside some rows whose coarse steps add up to less than `limit`.
  ///
  /// *Definition*: a window of W rows is walked in n steps: from its first row to the last of each ⌊W/n⌋ rows, and to
  /// its own last. Every row of such a window belongs to a stretch.
  static func runs(
    _ line: [Double], in rows: Range<Int>, window: Int, steps: Int, limit: Double
  ) -> [Range<Int>] {
    guard window > steps, rows.count >= window else { return [] }
    let travels = travels(line, in: rows, window: window, steps: steps)
    var runs: [Range<Int>] = []
    for (index, travel) in travels.enumerated() where travel < limit {
      let still = (rows.lowerBound + index)..<(rows.lowerBound + index + window)
      if let last = runs.last, still.lowerBound <= last.upperBound {
        runs[runs.count - 1] = last.lowerBound..<still.upperBound
      } else {
        runs.append(still)
      }
    }
    return runs
  }

  /// The coarse steps of the window that begins at each row, added up.
  private static func travels(_ line: [Double], in rows: Range<Int>, window: Int, steps: Int) -> [Double] {
    let points = [0] + (1..<steps).map { $0 * (window / steps) - 1 } + [window - 1]
    var travels = Array(repeating: 0.0, count: rows.count - window + 1)
    line.withUnsafeBufferPointer { line in
      travels.withUnsafeMutableBufferPointer { travels in
        for (left, right) in zip(points, points.dropFirst()) {
          let (low, high) = (rows.lowerBound + left, rows.lowerBound + right)
          var index = 0
          while index < travels.count {
            travels[index] += abs(line[high + index] - line[low + index])
            index += 1
          }
        }
      }
    }
    return travels
  }
}

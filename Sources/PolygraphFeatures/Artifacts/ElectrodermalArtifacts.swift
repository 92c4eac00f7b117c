import PolygraphDSP
import PolygraphQuantities

/// Disturbances of an electrodermal line around one stimulus.
struct ElectrodermalArtifacts {
  /// The whole line.
  let line: [Double]
  /// The least span of a movement, in chart units.
  let leastSpan: Double
  let rules: ElectrodermalArtifactRules
  let rate: SampleRate

  /// The runs in which the line suddenly falls, on some rows as if they were a line of their own.
  ///
  /// *Definition*: z = (mean of the later steps − mean of the earlier ones) / their standard deviation (over n); a row
  /// is marked where −z reaches the critical value and the line falls there, short runs of the slope taken for part of
  /// the run before them; a marked run counts when the line spans the least span in it.
  func movements(in rows: Range<Int>) -> [RowArtifact] {
    let history = rate.sampleCount(in: rules.history)
    let later = rules.laterSteps
    guard rules.isOn, history > 2, later > 0, rows.count > history + later else { return [] }
    let steps = (rows.lowerBound..<(rows.upperBound - 1)).map { line[$0 + 1] - line[$0] }
    let suspects = suspects(steps, history: history)
    guard !suspects.isEmpty else { return [] }
    let falls = falling(steps)
    var marks = Array(repeating: false, count: rows.count)
    for row in suspects where falls[row] {
      let after = line[rows.lowerBound + row] - line[rows.lowerBound + row - later]
      marks[row] = isFall(after / Double(later), behind: steps[earlier(row, history)])
    }
    return MarkedRows.runs(in: rows) { marks[$0 - rows.lowerBound] }.filter { run in
      guard let low = line[run].min(), let high = line[run].max() else { return false }
      return high - low >= leastSpan
    }.map { RowArtifact(code: .movement, rows: $0) }
  }

  /// The earlier steps of a row: as many as the history has, less one.
  private func earlier(_ row: Int, _ history: Int) -> Range<Int> {
    (row - rules.laterSteps - history)..<(row - rules.laterSteps - 1)
  }

  /// Rows that may be marked, by running sums and with room for their rounding, so that few are looked at closely.
  private func suspects(_ steps: [Double], history: Int) -> [Int] {
    let later = rules.laterSteps
    let count = Double(history - 1)
    var rows: [Int] = []
    var (sum, squares, after) = (0.0, 0.0, 0.0)
    let first = history + later
    for step in steps[earlier(first, history)] { (sum, squares) = (sum + step, squares + step * step) }
    for step in steps[(first - later)..<first] { after += step }
    let limit = rules.criticalValue * rules.criticalValue
    // What sums of squares lose at most, held against the largest of them so far.
    var largest = squares
    for row in first...steps.count {
      let (mean, square) = (sum / count, squares / count)
      let slack = 1e-11 * largest
      let fall = mean - after / Double(later) + slack.squareRoot()
      if fall >= 0, fall * fall >= limit * max(0, square - mean * mean - slack) { rows.append(row) }
      guard row < steps.count else { break }
      let place = earlier(row, history)
      let (gone, come) = (steps[place.lowerBound], steps[place.upperBound])
      sum += come - gone
      squares += come * come - gone * gone
      largest = max(largest, squares)
      after += steps[row] - steps[row - later]
    }
    return rows
  }

  /// Whether the mean of the later steps lies far enough below the earlier ones.
  private func isFall(_ after: Double, behind steps: ArraySlice<Double>) -> Bool {
    let window = MovingWindow.trailing(count: steps.count)
    let means = MovingStatistics.mean(Array(steps), window: window, edge: .shrink)
    let deviations = MovingStatistics.standardDeviation(
      Array(steps), window: window, edge: .shrink, divisor: .population)
    guard let mean = means.last, let deviation = deviations.last, deviation > 0 else { return false }
    return (after - mean) / deviation <= -rules.criticalValue
  }

  /// Whether the line falls after each row; runs of the slope up to the ignored length go on as the run before them.
  private func falling(_ steps: [Double]) -> [Bool] {
    let ignored = rate.sampleCount(in: rules.ignoredRun)
    var signs: [Int8] = steps.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    signs.append(signs.last ?? 0)
    var start = 0
    while start < signs.count {
      var end = start + 1
      while end < signs.count, signs[end] == signs[start] { end += 1 }
      if start > 0, end - start <= ignored {
        for row in start..<end { signs[row] = signs[start - 1] }
      }
      start = end
    }
    return signs.map { $0 < 0 }
  }

  /// The span before an onset, from one extreme to the other, when it is large against the response.
  func before(onset: Int, amplitude: Double) -> [RowArtifact] {
    guard rules.isOn, amplitude > 0 else { return [] }
    let rows = max(0, onset - rate.sampleCount(in: rules.beforeOnset))..<max(0, min(onset, line.count))
    guard let low = rows.min(by: { line[$0] < line[$1] }), let high = rows.max(by: { line[$0] < line[$1] }),
      line[high] - line[low] >= rules.spanOverResponse * amplitude
    else { return [] }
    return [RowArtifact(code: .activityBeforeResponse, rows: min(low, high)..<(max(low, high) + 1))]
  }
}

import PolygraphDSP
import PolygraphQuantities

/// Disturbances of an electrodermal line around one stimulus.
struct ElectrodermalArtifacts {
  /// The segment of the line.
  let line: [Double]
  /// The least span of a movement, in chart units.
  let leastSpan: Double
  let rules: ElectrodermalArtifactRules
  let rate: SampleRate

  /// The runs in which the line suddenly falls.
  ///
  /// *Definition*: z = (mean of the later steps − mean of the earlier ones) / their standard deviation (over n); a row
  /// is marked where −z reaches the critical value and the line falls there, short runs of the slope taken for part of
  /// the run before them; a marked run counts when the line spans the least span in it.
  func movements() -> [RowArtifact] {
    let history = rate.sampleCount(in: rules.history)
    let later = rules.laterSteps
    guard rules.isOn, history > 2, later > 0, line.count > history + later else { return [] }
    let steps = zip(line.dropFirst(), line).map { $0 - $1 }
    let window = MovingWindow(before: history - 2, after: 0)
    // Each statistic stands at the last of its steps.
    let means = MovingStatistics.mean(steps, window: window, edge: .shrink)
    let deviations = MovingStatistics.standardDeviation(steps, window: window, edge: .shrink, divisor: .population)
    let falls = falling(steps)
    var marks = Array(repeating: false, count: line.count)
    for row in (history + later)..<line.count where falls[row] {
      let earlier = row - later - 2
      guard deviations[earlier] > 0 else { continue }
      let after = (line[row] - line[row - later]) / Double(later)
      marks[row] = (after - means[earlier]) / deviations[earlier] <= -rules.criticalValue
    }
    return MarkedRows.runs(marks).filter { run in
      guard let low = line[run].min(), let high = line[run].max() else { return false }
      return high - low >= leastSpan
    }.map { RowArtifact(code: .movement, rows: $0) }
  }

  /// Whether the line falls after each row; runs of the slope up to the ignored length go on as the run before them.
  private func falling(_ steps: [Double]) -> [Bool] {
    let ignored = rate.sampleCount(in: rules.ignoredRun)
    var signs = steps.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
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

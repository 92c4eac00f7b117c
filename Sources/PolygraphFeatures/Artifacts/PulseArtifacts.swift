import PolygraphDSP

/// Beats of a photoplethysmograph that are unlike their neighbours.
enum PulseArtifacts {
  /// The beats whose height or interval lies outside the rules' parts of their neighbours' median.
  ///
  /// *Definition*: a beat runs from a trough to the peak after it; its interval runs to the peak before. The median is
  /// that of so many beats on either side, itself left out, so that a slow constriction is none.
  static func find(
    _ extrema: LocalExtrema, in rows: Range<Int>, beatHalfWindow: Int, rules: PulseArtifactRules
  ) -> [RowArtifact] {
    guard rules.isOn, rules.neighbours > 0 else { return [] }
    let line = extrema.line
    let turns = Extrema.alternating(extrema, halfWindow: beatHalfWindow, in: rows)
    var beats: [Range<Int>] = []
    var heights: [Double] = []
    var intervals: [Double] = []
    var last: Int?
    for (trough, peak) in zip(turns, turns.dropFirst()) where line[peak.row] > line[trough.row] {
      if let last {
        beats.append(trough.row..<(peak.row + 1))
        heights.append(line[peak.row] - line[trough.row])
        intervals.append(Double(peak.row - last))
      }
      last = peak.row
    }
    let unusual = beats.indices.filter { !isUsual($0, heights, rules) || !isUsual($0, intervals, rules) }
    return MarkedRows.merged(unusual.map { beats[$0] }).map { RowArtifact(code: .unusualBeat, rows: $0) }
  }

  /// Whether a beat's value lies within the rules' parts of its neighbours' median.
  private static func isUsual(_ index: Int, _ values: [Double], _ rules: PulseArtifactRules) -> Bool {
    let near = ((index - rules.neighbours)..<(index + rules.neighbours + 1)).clamped(to: values.indices)
    let value = values[index]
    var (low, high) = (Double.infinity, -Double.infinity)
    for other in near where other != index {
      low = min(low, values[other])
      high = max(high, values[other])
    }
    // What is usual beside the least and the greatest neighbour is usual beside their median.
    if value >= rules.leastOfMedian * high, value <= rules.largestOfMedian * low { return true }
    guard let median = Robust.median(near.filter { $0 != index }.map { values[$0] }) else { return true }
    return value >= rules.leastOfMedian * median && value <= rules.largestOfMedian * median
  }
}

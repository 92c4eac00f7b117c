import PolygraphDSP
import PolygraphQuantities

/// Beats of a photoplethysmograph that are unlike their neighbours.
enum PulseArtifacts {
  /// The beats whose height or interval lies outside the rules' parts of their neighbours' median.
  ///
  /// *Definition*: a beat runs from a trough to the peak after it; its interval runs to the peak before. The median is
  /// that of so many beats on either side, itself left out, so that a slow constriction is none.
  static func find(_ line: [Double], beatHalfWindow: Int, rules: PulseArtifactRules) -> [RowArtifact] {
    guard rules.isOn, rules.neighbours > 0 else { return [] }
    let rows = Extrema.alternating(in: line, halfWindow: beatHalfWindow)
    var beats: [(rows: Range<Int>, height: Double, interval: Double)] = []
    var last: Int?
    for (trough, peak) in zip(rows, rows.dropFirst()) where line[peak] > line[trough] {
      if let last { beats.append((trough..<(peak + 1), line[peak] - line[trough], Double(peak - last))) }
      last = peak
    }
    func isUsual(_ value: Double, _ others: [Double]) -> Bool {
      guard let median = Robust.median(others) else { return true }
      return value >= rules.leastOfMedian * median && value <= rules.largestOfMedian * median
    }
    let unusual = beats.indices.filter { index in
      let near = ((index - rules.neighbours)..<(index + rules.neighbours + 1)).clamped(to: beats.indices)
      let others = near.filter { $0 != index }
      return !isUsual(beats[index].height, others.map { beats[$0].height })
        || !isUsual(beats[index].interval, others.map { beats[$0].interval })
    }
    return MarkedRows.merged(unusual.map { beats[$0].rows }).map { RowArtifact(code: .unusualBeat, rows: $0) }
  }
}

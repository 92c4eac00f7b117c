import PolygraphQuantities

/// Respiration line excursion (RLE): how far the line travels in a window, averaged over all windows of the evaluation.
///
/// A smaller excursion is the stronger reaction. *Source*: Timm 1982; Kircher and Raskin 1988; the absolute step in
/// place of the path's length, so that the value does not depend on the time scale.
enum LineExcursion {
  /// The mean travel of the windows that hold no excluded sample, or `nil` when there is none.
  ///
  /// *Definition*: d[i] = |x[i] − x[i−1]| from the second sample of `rows` on; each window's travel is the sum of its
  /// steps; windows slide by one sample. A window longer than the rows takes all of them.
  /// *Units*: those of the line, per window.
  static func value(_ line: [Double], rows: Range<Int>, rules: ExcursionRules, answer: Int?, rate: SampleRate)
    -> Double?
  {
    guard !rows.isEmpty, rows.lowerBound >= 0, rows.upperBound <= line.count else { return nil }
    var steps = [0.0] + zip(rows.dropFirst(), rows).map { abs(line[$0] - line[$1]) }
    let buffer = rate.sampleCount(in: rules.answerBuffer)
    var excluded = 0..<0
    if let answer, rules.exclusion != .none {
      excluded = ((answer - buffer)..<(answer + buffer)).clamped(to: rows)
      excluded = (excluded.lowerBound - rows.lowerBound)..<(excluded.upperBound - rows.lowerBound)
    }
    if rules.exclusion == .deleteAndJoin {
      steps.removeSubrange(excluded)
      excluded = 0..<0
    }
    let window = min(rate.sampleCount(in: rules.window), steps.count)
    guard window > 0 else { return nil }
    var total = 0.0
    var count = 0
    for start in 0...(steps.count - window) {
      let range = start..<(start + window)
      guard excluded.isEmpty || !range.overlaps(excluded) else { continue }
      var travel = 0.0
      for step in steps[range] { travel += step }
      total += rules.roundsWindows ? travel.rounded(.toNearestOrEven) : travel
      count += 1
    }
    return count > 0 ? total / Double(count) : nil
  }

  /// The travel of the window that begins at each row; behind the last full window its value is held.
  ///
  /// *Shape*: as many values as rows; none of a line shorter than the window.
  static func vector(_ line: [Double], rules: ExcursionRules, rate: SampleRate) -> [Double] {
    let window = max(1, rate.sampleCount(in: rules.window))
    guard line.count >= window, let first = line.first else { return [] }
    var steps = line
    var before = first
    for index in line.indices { (steps[index], before) = (abs(line[index] - before), line[index]) }
    var result = Array(repeating: 0.0, count: line.count)
    for start in 0...(line.count - window) {
      var travel = 0.0
      for step in steps[start..<(start + window)] { travel += step }
      result[start] = rules.roundsWindows ? travel.rounded(.toNearestOrEven) : travel
    }
    for index in (line.count - window)..<line.count { result[index] = result[line.count - window] }
    return result
  }
}

import PolygraphQuantities

/// Bends of a rising line: rows from which on it suddenly rises in another way.
enum Inflections {
  /// The rows where the steps of the window after vary significantly more than those of the window before, while the
  /// line has been rising.
  ///
  /// *Definition*: z = (v₁ − v₀) / √(2v₀²/(n−1) + 2v₁²/(n−1)) with v₀ and v₁ the variances of the n steps before and
  /// after the row: the difference of two sample variances in units of its normal error. A row counts when z reaches
  /// the critical value, the line is steeper after the row than before it, the next step rises, and at least the rules'
  /// part of the steps of the time before rise. A rise that flattens changes its steps as well, and is no onset.
  /// *Source*: the field's draft requirement for feature extraction; the formula of the error is ours.
  static func rows(of line: [Double], rules: InflectionRules, rate: SampleRate) -> [Int] {
    let count = rate.sampleCount(in: rules.window)
    let history = rate.sampleCount(in: rules.risingFor)
    guard count >= 3, line.count > history + 2 * count else { return [] }
    let steps = zip(line.dropFirst(), line).map { $0 - $1 }
    func moments(_ range: Range<Int>) -> (mean: Double, variance: Double) {
      var mean = 0.0
      for step in steps[range] { mean += step }
      mean /= Double(range.count)
      var sum = 0.0
      for step in steps[range] { sum += (step - mean) * (step - mean) }
      return (mean, sum / Double(range.count - 1))
    }
    var rows: [Int] = []
    for row in max(history, count)..<(line.count - count) where steps[row] > 0 {
      let rising = steps[(row - history)..<row].count { $0 > 0 }
      guard Double(rising) >= rules.risingPart * Double(history) else { continue }
      let before = moments((row - count)..<row)
      let after = moments(row..<(row + count))
      let squares = before.variance * before.variance + after.variance * after.variance
      let error = (2 * squares / Double(count - 1)).squareRoot()
      guard error > 0, after.mean > before.mean else { continue }
      if (after.variance - before.variance) / error >= rules.criticalValue { rows.append(row) }
    }
    return rows
  }
}

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
    rows(of: Steps(of: line), in: line.indices, rules: rules, rate: rate)
  }

  /// Those of the bends that lie in some rows.
  static func rows(of steps: Steps, in wanted: Range<Int>, rules: InflectionRules, rate: SampleRate) -> [Int] {
    let count = rate.sampleCount(in: rules.window)
    let history = rate.sampleCount(in: rules.risingFor)
    let lineCount = steps.values.count + 1
    guard count >= 3, lineCount > history + 2 * count else { return [] }
    let possible = max(history, count)..<(lineCount - count)
    let places = wanted.clamped(to: possible)
    guard !places.isEmpty else { return [] }
    var rows: [Int] = []
    var row = places.lowerBound
    var rising = steps.risingCount((row - history)..<row)
    while row < places.upperBound {
      defer {
        rising += (steps.values[row] > 0 ? 1 : 0) - (steps.values[row - history] > 0 ? 1 : 0)
        row += 1
      }
      guard steps.values[row] > 0, Double(rising) >= rules.risingPart * Double(history) else { continue }
      let before = steps.moments((row - count)..<row)
      let after = steps.moments(row..<(row + count))
      let squares = before.variance * before.variance + after.variance * after.variance
      let error = (2 * squares / Double(count - 1)).squareRoot()
      guard error > 0, after.mean > before.mean else { continue }
      if (after.variance - before.variance) / error >= rules.criticalValue { rows.append(row) }
    }
    return rows
  }
}

/// The steps of a line from row to row. Plain loops: they run for every response, in unoptimised builds too.
struct Steps {
  private(set) var values: [Double] = []

  init(of line: [Double]) {
    values = Array(unsafeUninitializedCapacity: max(0, line.count - 1)) { steps, count in
      line.withUnsafeBufferPointer { line in
        var row = 1
        while row < line.count {
          steps[row - 1] = line[row] - line[row - 1]
          row += 1
        }
      }
      count = max(0, line.count - 1)
    }
  }

  /// Whether more than half of the steps are at most so large.
  func areMostly(within size: Double) -> Bool {
    values.withUnsafeBufferPointer { values in
      var count = 0
      var row = 0
      while row < values.count {
        count += abs(values[row]) <= size ? 1 : 0
        row += 1
      }
      return 2 * count > values.count + 1
    }
  }

  /// How many steps of a range rise.
  func risingCount(_ range: Range<Int>) -> Int {
    var count = 0
    var row = range.lowerBound
    while row < range.upperBound {
      if values[row] > 0 { count += 1 }
      row += 1
    }
    return count
  }

  /// Mean and variance (n − 1) of the steps of a range.
  func moments(_ range: Range<Int>) -> (mean: Double, variance: Double) {
    var mean = 0.0
    var row = range.lowerBound
    while row < range.upperBound {
      mean += values[row]
      row += 1
    }
    mean /= Double(range.count)
    var sum = 0.0
    row = range.lowerBound
    while row < range.upperBound {
      sum += (values[row] - mean) * (values[row] - mean)
      row += 1
    }
    return (mean, sum / Double(range.count - 1))
  }
}

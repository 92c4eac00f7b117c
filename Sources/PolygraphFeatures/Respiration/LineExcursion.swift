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
    var steps = steps(line, rows)
    let buffer = rate.sampleCount(in: rules.answerBuffer)
    var excluded = 0..<0
    // The deletion is the reference's, which makes it for an answer inside the rows alone.
    if let answer, rules.exclusion != .none, rules.exclusion != .deleteAndJoin || rows.contains(answer) {
      excluded = ((answer - buffer)..<(answer + buffer)).clamped(to: rows)
      excluded = (excluded.lowerBound - rows.lowerBound)..<(excluded.upperBound - rows.lowerBound)
    }
    if rules.exclusion == .deleteAndJoin {
      steps.removeSubrange(excluded)
      excluded = 0..<0
    }
    let window = min(rate.sampleCount(in: rules.window), steps.count)
    guard window > 0 else { return nil }
    let starts = 0..<(steps.count - window + 1)
    // Windows on either side of what is left out, or all of them.
    let runs =
      excluded.isEmpty
      ? [starts]
      : [
        (0..<max(0, excluded.lowerBound - window + 1)).clamped(to: starts),
        (excluded.upperBound..<max(excluded.upperBound, steps.count)).clamped(to: starts),
      ]
    let count = runs.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    let total = runs.reduce(0) { total, run in
      total + travels(steps, run, window: window, rounds: rules.roundsWindows).reduce(0, +)
    }
    return total / Double(count)
  }

  /// The travel of the window that begins at each row; behind the last full window its value is held.
  ///
  /// *Shape*: as many values as rows; none of a line shorter than the window.
  static func vector(_ line: [Double], rules: ExcursionRules, rate: SampleRate) -> [Double] {
    let window = max(1, rate.sampleCount(in: rules.window))
    guard line.count >= window else { return [] }
    let starts = 0..<(line.count - window + 1)
    let travels = travels(steps(line, line.indices), starts, window: window, rounds: rules.roundsWindows)
    return travels + Array(repeating: travels[travels.count - 1], count: window - 1)
  }

  /// How far the line moves from row to row; the first row has not moved.
  private static func steps(_ line: [Double], _ rows: Range<Int>) -> [Double] {
    Array(unsafeUninitializedCapacity: rows.count) { steps, count in
      line.withUnsafeBufferPointer { line in
        var before = line[rows.lowerBound]
        var index = 0
        while index < rows.count {
          let value = line[rows.lowerBound + index]
          steps[index] = abs(value - before)
          before = value
          index += 1
        }
      }
      count = rows.count
    }
  }

  /// The travel of the window that begins at each of some rows, from running sums that begin anew after each window.
  ///
  /// Travels to be rounded that lie so close to a half that a running sum may be on the wrong side of it are summed by
  /// themselves.
  private static func travels(_ steps: [Double], _ starts: Range<Int>, window: Int, rounds: Bool) -> [Double] {
    func direct(_ start: Int) -> Double {
      var travel = 0.0
      for index in start..<(start + window) { travel += steps[index] }
      return travel
    }
    var travel = 0.0
    return starts.map { start in
      if (start - starts.lowerBound).isMultiple(of: window) {
        travel = direct(start)
      } else {
        travel += steps[start + window - 1] - steps[start - 1]
      }
      guard rounds else { return travel }
      let isClose = abs(travel - travel.rounded(.down) - 0.5) < 1e-6
      return (isClose ? direct(start) : travel).rounded(.toNearestOrEven)
    }
  }
}

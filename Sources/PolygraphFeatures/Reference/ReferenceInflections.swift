import PolygraphDSP

/// Bends of a rising line as the field's reference implementation finds them: by the spread of the level, not of the
/// steps.
enum ReferenceInflections {
  /// The rows taken as onsets: a window's length behind each place where the statistic runs up to a maximum.
  ///
  /// *Definition*: sd[i] is the population deviation of the window from i on; m₀ and s₀ (0.01 at least) are mean and
  /// population deviation of the window of sd that ends at i, m₁ the mean of the one that begins there; z, half a
  /// window before i, is (m₁ − m₀)/s₀. It counts from the critical value on, where the line rises at the row, has risen
  /// or been level in more than the rules' part of the time before, and the row lies at or past `first`. In each run of
  /// counting rows those are kept that are the greatest from themselves to the run's end.
  static func rows(of line: [Double], window: Int, history: Int, first: Int, rules: InflectionRules) -> [Int] {
    let count = line.count
    guard window >= 2, count > 3 * window, history >= 1 else { return [] }
    let deviations = (0...(count - window)).map {
      Robust.populationStandardDeviation(line[$0..<($0 + window)]) ?? 0
    }
    // The first window's deviation stands at its last row's number, as the implementation counts.
    let lowest = window - 1
    var statistic = Array(repeating: 0.0, count: count)
    for row in (lowest + window - 1)..<count where row + window <= deviations.count {
      let before = deviations[(row - window + 1)...row]
      let after = deviations[row..<(row + window)]
      guard let mean = Robust.mean(before), let deviation = Robust.populationStandardDeviation(before),
        let next = Robust.mean(after)
      else { continue }
      statistic[row - window / 2] = (next - mean) / max(deviation, 0.01)
    }
    return runningMaxima(counting(statistic, line, history: history, first: first, rules: rules)).map { $0 + window }
  }

  private static func counting(
    _ statistic: [Double], _ line: [Double], history: Int, first: Int, rules: InflectionRules
  ) -> [Double] {
    let rises = line.indices.map { $0 + 1 < line.count && line[$0 + 1] > line[$0] }
    let falls = line.indices.map { $0 + 1 < line.count && line[$0 + 1] < line[$0] }
    return line.indices.map { row in
      guard statistic[row] >= rules.criticalValue, row >= first, row + 1 >= history, rises[row] else { return 0 }
      let steady = falls[(row - history + 1)...row].count { !$0 }
      return Double(steady) > rules.risingPart * Double(history) ? statistic[row] : 0
    }
  }

  private static func runningMaxima(_ statistic: [Double]) -> [Int] {
    var kept: [Int] = []
    var greatest = 0.0
    for row in statistic.indices.reversed() {
      guard statistic[row] != 0 else {
        greatest = 0
        continue
      }
      guard statistic[row] >= greatest else { continue }
      greatest = statistic[row]
      kept.append(row)
    }
    return kept.reversed()
  }
}

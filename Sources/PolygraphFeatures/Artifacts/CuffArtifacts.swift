import PolygraphDSP
import PolygraphQuantities

/// Disturbances of a cuff's pulse line around one stimulus.
struct CuffArtifacts {
  /// The whole pulse line.
  let pulse: [Double]
  /// Its peaks and troughs.
  let extrema: LocalExtrema
  /// The whole moving average, whose values are read.
  let average: [Double]
  /// The whole mid line.
  let mid: [Double]
  /// The rows around the stimulus.
  let rows: Range<Int>
  /// The whole chart's line, summed up.
  let summary: LineSummary
  /// The half window that finds one peak a beat, when the pulse rate is known.
  let beatHalfWindow: Int?
  let rules: CuffArtifactRules
  let rate: SampleRate

  /// The disturbances, by code.
  func find() -> [RowArtifact] {
    guard rules.isOn, !rows.isEmpty else { return [] }
    let beats = beatHalfWindow.map { Extrema.alternating(extrema, halfWindow: $0, in: rows) }
    return offAverage() + unlikeBeats(beats) + levels() + irregular(beats ?? [])
  }

  /// Peaks below and troughs above the moving average.
  private func offAverage() -> [RowArtifact] {
    let half = max(1, rate.sampleCount(in: rules.pulseHalfWindow))
    let least = summary.units(rules.offAverage)
    let low = extrema.indices(.maxima, halfWindow: half, in: rows).filter { pulse[$0] + least <= average[$0] }
    let high = extrema.indices(.minima, halfWindow: half, in: rows).filter { pulse[$0] - least >= average[$0] }
    return low.map { RowArtifact(code: .fasciculation, rows: $0..<($0 + 1)) }
      + high.map { RowArtifact(code: .raisedTrough, rows: $0..<($0 + 1)) }
  }

  /// Successive extremes that differ by far more than the others do.
  private func unlikeBeats(_ beats: [Extrema.Turn]?) -> [RowArtifact] {
    let half = max(1, rate.sampleCount(in: rules.extremumHalfWindow))
    let turns =
      rules.readsExtremesOneEarly
      ? Self.extremesOneEarly(Array(pulse[rows]), halfWindow: half).map { $0 + rows.lowerBound }
      : (beats ?? Extrema.alternating(extrema, halfWindow: half, in: rows)).map(\.row)
    let differences = zip(turns.dropFirst(), turns).map { abs(pulse[$0] - pulse[$1]) }
    guard let quartiles = Robust.quantiles([0.25, 0.75], of: differences) else { return [] }
    let limit = max(
      quartiles[1] + rules.extrasystoleQuartiles * (quartiles[1] - quartiles[0]),
      summary.units(rules.extrasystoleLeast))
    return differences.indices.filter { differences[$0] >= limit && differences[$0] > 0 }.map { index in
      let start = rules.readsExtremesOneEarly ? turns[index + 1] : turns[index]
      return RowArtifact(code: .extrasystole, rows: start..<(turns[index + 1] + 1))
    }
  }

  /// Peaks and troughs in one list as the reference makes it: each stands one row before its extreme, and the window
  /// after it is one row short. The line's ends belong to it.
  static func extremesOneEarly(_ line: [Double], halfWindow: Int) -> [Int] {
    guard line.count > 1 else { return Array(line.indices) }
    var rows = [0]
    if line.count > 2 * halfWindow {
      for row in halfWindow...(line.count - halfWindow) {
        let window = line[(row - halfWindow)..<(row + halfWindow - 1)]
        if line[row] == window.max() || line[row] == window.min() { rows.append(row - 1) }
      }
    }
    return rows + [line.count - 1]
  }

  /// Where the mid line leaves the moving average.
  private func levels() -> [RowArtifact] {
    guard rows.upperBound <= mid.count else { return [] }
    var line = rows.map { abs(mid[$0] - average[$0]) }
    let least = summary.units(rules.levelLeast)
    // Nearly always nothing is far enough to be looked at closely.
    guard line.count > 3, line.contains(where: { $0 >= least }) else { return [] }
    if rules.marksLevelOneLate {
      guard let middle = Robust.median(line) else { return [] }
      line = [middle, middle] + line[1..<(line.count - 2)] + [middle]
    }
    guard let quartiles = Robust.quantiles([0.25, 0.75], of: line), quartiles[1] > quartiles[0] else { return [] }
    let margin = rules.levelQuartiles * (quartiles[1] - quartiles[0])
    let (low, high) = (quartiles[0] - margin, quartiles[1] + margin)
    return MarkedRows.runs(in: rows) { row in
      let distance = line[row - rows.lowerBound]
      return (distance >= high || distance <= low) && distance >= least
    }.map { RowArtifact(code: .levelChange, rows: $0) }
  }

  /// Beats that come early, and beats whose level lies far from the one before.
  private func irregular(_ beats: [Extrema.Turn]) -> [RowArtifact] {
    guard beats.count > 2, rules.prematureInterval != nil || rules.successiveBeats != nil else { return [] }
    let tops = beats.filter(\.isPeak).map(\.row)
    let bottoms = beats.filter { !$0.isPeak }.map(\.row)
    return early(tops) + far(tops) + far(bottoms)
  }

  private func early(_ tops: [Int]) -> [RowArtifact] {
    let intervals = zip(tops.dropFirst(), tops).map { Double($0 - $1) }
    guard let part = rules.prematureInterval, let usual = Robust.median(intervals), intervals.count > 1 else {
      return []
    }
    // An early beat follows a usual one; a rate that wanders with the breath shortens several intervals in turn.
    return intervals.indices.dropFirst().dropLast().filter { index in
      intervals[index - 1] >= (1 + part) / 2 * usual && intervals[index] <= part * usual
        && intervals[index + 1] >= (2 - part) * usual
    }.map { RowArtifact(code: .extrasystole, rows: tops[$0]..<(tops[$0 + 2] + 1)) }
  }

  private func far(_ rows: [Int]) -> [RowArtifact] {
    guard let threshold = rules.successiveBeats, summary.units(threshold) > 0 else { return [] }
    let least = summary.units(threshold)
    return zip(rows, rows.dropFirst()).filter { abs(pulse[$1] - pulse[$0]) >= least }
      .map { RowArtifact(code: .cuffMovement, rows: $0..<($1 + 1)) }
  }
}

import PolygraphDSP
import PolygraphQuantities

/// Disturbances of a cuff's pulse line around one stimulus.
struct CuffArtifacts {
  /// The segment of the pulse line.
  let pulse: [Double]
  /// The segment of the moving average whose values are read.
  let average: [Double]
  /// The segment of the mid line.
  let mid: [Double]
  /// The whole chart's line, summed up.
  let summary: LineSummary
  /// The half window that finds one peak a beat, when the pulse rate is known.
  let beatHalfWindow: Int?
  let rules: CuffArtifactRules
  let rate: SampleRate

  /// The disturbances, by code.
  func find() -> [RowArtifact] {
    guard rules.isOn, !pulse.isEmpty else { return [] }
    return offAverage() + unlikeBeats() + levels() + beats()
  }

  /// Peaks below and troughs above the moving average.
  private func offAverage() -> [RowArtifact] {
    let half = max(1, rate.sampleCount(in: rules.pulseHalfWindow))
    let least = summary.units(rules.offAverage)
    let low = Peaks.maxima(in: pulse, halfWindow: half, includingEnds: false).filter {
      pulse[$0] + least <= average[$0]
    }
    let high = Peaks.minima(in: pulse, halfWindow: half, includingEnds: false).filter {
      pulse[$0] - least >= average[$0]
    }
    return low.map { RowArtifact(code: .fasciculation, rows: $0..<($0 + 1)) }
      + high.map { RowArtifact(code: .raisedTrough, rows: $0..<($0 + 1)) }
  }

  /// Successive extremes that differ by far more than the others do.
  private func unlikeBeats() -> [RowArtifact] {
    let half = max(1, rate.sampleCount(in: rules.extremumHalfWindow))
    let rows =
      rules.readsExtremesOneEarly
      ? Self.extremesOneEarly(pulse, halfWindow: half)
      : Extrema.alternating(in: pulse, halfWindow: beatHalfWindow ?? half)
    let differences = zip(rows.dropFirst(), rows).map { abs(pulse[$0] - pulse[$1]) }
    guard let quartiles = Robust.quantiles([0.25, 0.75], of: differences) else { return [] }
    let limit = max(
      quartiles[1] + rules.extrasystoleQuartiles * (quartiles[1] - quartiles[0]),
      summary.units(rules.extrasystoleLeast))
    return differences.indices.filter { differences[$0] >= limit && differences[$0] > 0 }.map { index in
      let start = rules.readsExtremesOneEarly ? rows[index + 1] : rows[index]
      return RowArtifact(code: .extrasystole, rows: start..<(rows[index + 1] + 1))
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
    let distance = zip(mid, average).map { abs($0 - $1) }
    guard distance.count > 3, let middle = Robust.median(distance) else { return [] }
    var line = distance
    if rules.marksLevelOneLate {
      line = [middle, middle] + distance[1..<(distance.count - 2)] + [middle]
    }
    guard let quartiles = Robust.quantiles([0.25, 0.75], of: line), quartiles[1] > quartiles[0] else { return [] }
    let margin = rules.levelQuartiles * (quartiles[1] - quartiles[0])
    let least = summary.units(rules.levelLeast)
    let marks = line.map { ($0 >= quartiles[1] + margin || $0 <= quartiles[0] - margin) && $0 >= least }
    return MarkedRows.runs(marks).map { RowArtifact(code: .levelChange, rows: $0) }
  }

  /// Beats that come early, and beats whose level lies far from the one before.
  private func beats() -> [RowArtifact] {
    guard let beatHalfWindow, rules.prematureInterval != nil || rules.successiveBeats != nil else { return [] }
    let rows = Extrema.alternating(in: pulse, halfWindow: beatHalfWindow)
    guard rows.count > 2 else { return [] }
    let firstIsTop = pulse[rows[0]] > pulse[rows[1]]
    let tops = rows.indices.filter { $0.isMultiple(of: 2) == firstIsTop }.map { rows[$0] }
    let bottoms = rows.indices.filter { $0.isMultiple(of: 2) != firstIsTop }.map { rows[$0] }
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

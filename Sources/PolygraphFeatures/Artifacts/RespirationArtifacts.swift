import PolygraphDSP
import PolygraphQuantities

/// Disturbances of a respiration line around one stimulus.
///
/// *Source*: the field's rules for respiration artifacts; see ``RespirationArtifactRules`` for each.
struct RespirationArtifacts {
  /// The segment of this sensor's line.
  let line: [Double]
  /// The segment of its mid line.
  let mid: [Double]
  /// The segment of upper less lower, when both exist.
  let separation: [Double]?
  /// The whole chart's line, summed up.
  let summary: LineSummary
  /// The row of the answer in the segment, when one was given.
  let answer: Int?
  /// The rows of a usual breath, when its rate is known.
  let cycle: Double?
  let rules: RespirationArtifactRules
  let rate: SampleRate

  /// The disturbances, by code.
  func find() -> [RowArtifact] {
    guard rules.isOn, !line.isEmpty else { return [] }
    let half = max(1, rate.sampleCount(in: rules.extremumHalfWindow))
    let peaks = Peaks.maxima(in: line, halfWindow: half, includingEnds: false)
    let troughs = Peaks.minima(in: line, halfWindow: half, includingEnds: false)
    return separated() + tonic() + turned(peaks, troughs) + deep(peaks) + apnoea() + fallen(troughs)
  }

  /// The rows around the answer.
  private var buffer: Range<Int> {
    guard let answer else { return 0..<0 }
    let rows = rate.sampleCount(in: rules.answerBuffer)
    return ((answer - rows)..<(answer + rows)).clamped(to: 0..<line.count)
  }

  private func artifacts(_ code: ArtifactCode, _ marks: [Bool]) -> [RowArtifact] {
    MarkedRows.runs(marks).map { RowArtifact(code: code, rows: $0) }
  }

  private func artifacts(_ code: ArtifactCode, at rows: [Int]) -> [RowArtifact] {
    rows.map { RowArtifact(code: code, rows: $0..<($0 + 1)) }
  }

  private func separated() -> [RowArtifact] {
    guard let separation, let quartiles = Robust.quantiles([0.25, 0.75], of: separation) else { return [] }
    let margin =
      rules.separationQuartiles * summary.clamped(quartiles[1] - quartiles[0], rules.separationBounds)
    return artifacts(
      .separation,
      separation.enumerated().map { row, value in
        (value < quartiles[0] - margin || value > quartiles[1] + margin) && !buffer.contains(row)
      })
  }

  private func tonic() -> [RowArtifact] {
    guard rules.watchesTonicity else { return [] }
    return artifacts(.tonicity, mid.map { $0 >= summary.upper || $0 <= summary.lower })
  }

  /// Extremes on the wrong side of the mid line, small ripples left out.
  private func turned(_ peaks: [Int], _ troughs: [Int]) -> [RowArtifact] {
    let least = summary.units(rules.leastSwing)
    let turns = (peaks.map { (row: $0, isPeak: true) } + troughs.map { (row: $0, isPeak: false) })
      .sorted { ($0.row, $0.isPeak ? 1 : 0) < ($1.row, $1.isPeak ? 1 : 0) }
    var rows: [Int] = []
    for index in turns.indices.dropFirst().dropLast() {
      let (row, isPeak) = turns[index]
      guard isPeak ? line[row] <= mid[row] : line[row] >= mid[row], !buffer.contains(row) else { continue }
      let swing = abs(line[row] - line[turns[index - 1].row]) + abs(line[turns[index + 1].row] - line[row])
      if swing > least { rows.append(row) }
    }
    return artifacts(.respirationActivity, at: rows)
  }

  private func deep(_ peaks: [Int]) -> [RowArtifact] {
    func above(_ quartiles: Double) -> [Int] {
      peaks.filter { line[$0] > summary.middle && line[$0] >= summary.upper + quartiles * summary.quartileRange }
    }
    return artifacts(.deepBreath, at: above(rules.deepBreathQuartiles).filter { !buffer.contains($0) })
      + artifacts(.bigDeepBreath, at: above(rules.bigDeepBreathQuartiles))
  }

  private func apnoea() -> [RowArtifact] {
    let cycles = Int(((cycle ?? 0) * rules.stillness.leastCycles).rounded(.up))
    return artifacts(
      .apnoea,
      Stillness.marks(
        line, window: max(rate.sampleCount(in: rules.stillness.window), cycles), steps: rules.stillness.steps,
        limit: summary.units(rules.leastExcursion)))
  }

  private func fallen(_ troughs: [Int]) -> [RowArtifact] {
    let spread = summary.clamped(summary.quartileRange, rules.baselineBounds)
    let rows = troughs.filter { row in
      guard line[row] < summary.middle else { return false }
      return line[row] <= summary.lower - rules.baselineQuartilesAtAnswer * spread
        || (!buffer.contains(row) && line[row] <= summary.lower - rules.baselineQuartiles * spread)
    }
    return artifacts(.baseline, at: rows)
  }
}

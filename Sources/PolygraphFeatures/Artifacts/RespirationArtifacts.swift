import PolygraphDSP
import PolygraphQuantities

/// Disturbances of a respiration line around one stimulus.
///
/// *Source*: the field's rules for respiration artifacts; see ``RespirationArtifactRules`` for each.
struct RespirationArtifacts {
  /// The whole line of this sensor.
  let line: [Double]
  /// Its peaks and troughs.
  let extrema: LocalExtrema
  /// The whole mid line.
  let mid: [Double]
  /// The rows around the stimulus.
  let rows: Range<Int>
  /// The distance of both lines on these rows, when both exist.
  let separation: RespirationSeparation?
  /// The whole chart's line, summed up.
  let summary: LineSummary
  /// The row of the answer, when one was given.
  let answer: Int?
  /// The rows of a usual breath, when its rate is known.
  let cycle: Double?
  let rules: RespirationArtifactRules
  let rate: SampleRate

  /// The disturbances, by code.
  func find() -> [RowArtifact] {
    guard rules.isOn, !rows.isEmpty else { return [] }
    let half = max(1, rate.sampleCount(in: rules.extremumHalfWindow))
    let turns = Extrema.both(extrema, halfWindow: half, in: rows)
    return separated() + tonic() + turned(turns) + deep(turns) + apnoea() + fallen(turns)
  }

  /// The rows around the answer.
  private var buffer: Range<Int> {
    guard let answer else { return 0..<0 }
    let buffer = rate.sampleCount(in: rules.answerBuffer)
    return ((answer - buffer)..<(answer + buffer)).clamped(to: rows)
  }

  private func artifacts(_ code: ArtifactCode, at rows: [Int]) -> [RowArtifact] {
    rows.map { RowArtifact(code: code, rows: $0..<($0 + 1)) }
  }

  private func separated() -> [RowArtifact] {
    guard let separation else { return [] }
    let (lower, upper) = (separation.quartiles.lowerBound, separation.quartiles.upperBound)
    let margin = rules.separationQuartiles * summary.clamped(upper - lower, rules.separationBounds)
    let (low, high, buffer) = (lower - margin, upper + margin, buffer)
    return MarkedRows.runs(in: rows) { row in
      let value = separation.values[row - rows.lowerBound]
      return (value < low || value > high) && !buffer.contains(row)
    }.map { RowArtifact(code: .separation, rows: $0) }
  }

  private func tonic() -> [RowArtifact] {
    guard rules.watchesTonicity else { return [] }
    return MarkedRows.runs(in: rows) { mid[$0] >= summary.upper || mid[$0] <= summary.lower }
      .map { RowArtifact(code: .tonicity, rows: $0) }
  }

  /// Extremes on the wrong side of the mid line, small ripples left out.
  private func turned(_ turns: [Extrema.Turn]) -> [RowArtifact] {
    let least = summary.units(rules.leastSwing)
    let buffer = buffer
    var found: [Int] = []
    for index in turns.indices.dropFirst().dropLast() {
      let row = turns[index].row
      let isTurned = turns[index].isPeak ? line[row] <= mid[row] : line[row] >= mid[row]
      guard isTurned, !buffer.contains(row) else { continue }
      let swing = abs(line[row] - line[turns[index - 1].row]) + abs(line[turns[index + 1].row] - line[row])
      if swing > least { found.append(row) }
    }
    return artifacts(.respirationActivity, at: found)
  }

  private func deep(_ turns: [Extrema.Turn]) -> [RowArtifact] {
    let buffer = buffer
    func above(_ quartiles: Double) -> [Int] {
      turns.filter(\.isPeak).map(\.row).filter {
        line[$0] > summary.middle && line[$0] >= summary.upper + quartiles * summary.quartileRange
      }
    }
    return artifacts(.deepBreath, at: above(rules.deepBreathQuartiles).filter { !buffer.contains($0) })
      + artifacts(.bigDeepBreath, at: above(rules.bigDeepBreathQuartiles))
  }

  private func apnoea() -> [RowArtifact] {
    let cycles = Int(((cycle ?? 0) * rules.stillness.leastCycles).rounded(.up))
    return Stillness.runs(
      line, in: rows, window: max(rate.sampleCount(in: rules.stillness.window), cycles), steps: rules.stillness.steps,
      limit: summary.units(rules.leastExcursion)
    ).map { RowArtifact(code: .apnoea, rows: $0) }
  }

  private func fallen(_ turns: [Extrema.Turn]) -> [RowArtifact] {
    let spread = summary.clamped(summary.quartileRange, rules.baselineBounds)
    let buffer = buffer
    let rows = turns.filter { !$0.isPeak }.map(\.row).filter { row in
      guard line[row] < summary.middle else { return false }
      return line[row] <= summary.lower - rules.baselineQuartilesAtAnswer * spread
        || (!buffer.contains(row) && line[row] <= summary.lower - rules.baselineQuartiles * spread)
    }
    return artifacts(.baseline, at: rows)
  }
}

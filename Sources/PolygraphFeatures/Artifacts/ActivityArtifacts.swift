import PolygraphDSP
import PolygraphQuantities

/// Movements, and stillness that is none of a living person, in a whole chart's seat or limb line.
struct ActivityArtifacts {
  /// The chart's line.
  let line: [Double]
  /// Its peaks and troughs.
  let extrema: LocalExtrema
  /// The sensor's display range.
  let range: Double
  /// The rows of the answers.
  let answers: [Int]
  let rules: ActivityArtifactRules
  let rate: SampleRate

  /// The disturbances, by code.
  func find() -> [RowArtifact] {
    guard rules.isOn, let quartiles = Robust.quantiles([0.25, 0.75], of: line) else { return [] }
    let (lower, upper) = (quartiles[0], quartiles[1])
    guard upper > lower else { return [] }
    let margin = rules.excessQuartiles * (upper - lower)
    let excess = MarkedRows.runs(in: 0..<line.count) { line[$0] < lower - margin || line[$0] > upper + margin }
    return artifacts(.excessiveActivity, excess) + artifacts(.restrictedActivity, still(upper - lower))
      + artifacts(.activityPattern, pattern(lower, upper))
  }

  private func artifacts(_ code: ArtifactCode, _ runs: [Range<Int>]) -> [RowArtifact] {
    runs.map { RowArtifact(code: code, rows: $0) }
  }

  private func still(_ quartileRange: Double) -> [Range<Int>] {
    let held = rules.stillnessBounds.clamped(quartileRange, range: range, amplitude: 0)
    let limit = held * rules.stillPart
    return Stillness.runs(
      line, in: 0..<line.count, window: rate.sampleCount(in: rules.stillness.window), steps: rules.stillness.steps,
      limit: rules.roundsStillness ? limit.rounded(.toNearestOrEven) : limit)
  }

  /// The half window of the envelopes, or `nil` when the line has no rate.
  var envelopeHalfWindow: Int? {
    let half = max(1, rate.sampleCount(in: rules.rateHalfWindow))
    return extrema.ratePerMinute(.maxima, halfWindow: half, at: rate).map {
      Peaks.halfWindow(forRatePerMinute: $0, factor: rules.envelopeFactor, at: rate)
    }
  }

  private func pattern(_ lower: Double, _ upper: Double) -> [Range<Int>] {
    guard rules.watchesPattern, let half = envelopeHalfWindow else { return [] }
    let tops = envelope(.maxima, half)
    let bottoms = envelope(.minima, half)
    let buffer = rate.sampleCount(in: rules.answerBuffer)
    let cycle = rules.skipsEnds ? min(line.count, 4 * half) : 0
    let inner = cycle..<max(cycle, line.count - cycle)
    let outside = MarkedRows.runs(in: inner) { tops[$0] < lower || bottoms[$0] > upper }
    return answers.reduce(outside) { runs, answer in
      runs.flatMap { run in
        [
          run.clamped(to: Int.min..<(answer - buffer)), run.clamped(to: (answer + buffer)..<Int.max),
        ].filter { !$0.isEmpty }
      }
    }
  }

  private func envelope(_ kind: Peaks.Kind, _ half: Int) -> [Double] {
    Peaks.line(through: extrema.indices(kind, halfWindow: half, includingEnds: true), of: line)
  }
}

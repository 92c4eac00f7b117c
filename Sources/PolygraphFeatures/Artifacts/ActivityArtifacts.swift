import PolygraphDSP
import PolygraphQuantities

/// Movements, and stillness that is none of a living person, in a whole chart's seat or limb line.
struct ActivityArtifacts {
  /// The chart's line.
  let line: [Double]
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
    let excess = line.map { $0 < lower - margin || $0 > upper + margin }
    return artifacts(.excessiveActivity, excess) + artifacts(.restrictedActivity, still(upper - lower))
      + artifacts(.activityPattern, pattern(lower, upper))
  }

  private func artifacts(_ code: ArtifactCode, _ marks: [Bool]) -> [RowArtifact] {
    MarkedRows.runs(marks).map { RowArtifact(code: code, rows: $0) }
  }

  private func still(_ quartileRange: Double) -> [Bool] {
    let held = rules.stillnessBounds.clamped(quartileRange, range: range, amplitude: 0)
    let limit = held * rules.stillPart
    return Stillness.marks(
      line, window: rate.sampleCount(in: rules.stillness.window), steps: rules.stillness.steps,
      limit: rules.roundsStillness ? limit.rounded(.toNearestOrEven) : limit)
  }

  /// The half window of the envelopes, or `nil` when the line has no rate.
  var envelopeHalfWindow: Int? {
    let half = max(1, rate.sampleCount(in: rules.rateHalfWindow))
    return Peaks.ratePerMinute(of: line, halfWindow: half, kind: .maxima, at: rate).map {
      Peaks.halfWindow(forRatePerMinute: $0, factor: rules.envelopeFactor, at: rate)
    }
  }

  private func pattern(_ lower: Double, _ upper: Double) -> [Bool] {
    guard rules.watchesPattern, let half = envelopeHalfWindow else { return line.map { _ in false } }
    let tops = Peaks.upperEnvelope(of: line, halfWindow: half)
    let bottoms = Peaks.lowerEnvelope(of: line, halfWindow: half)
    var marks = zip(tops, bottoms).map { $0 < lower || $1 > upper }
    let buffer = rate.sampleCount(in: rules.answerBuffer)
    for answer in answers {
      for row in ((answer - buffer)..<(answer + buffer)).clamped(to: marks.indices) { marks[row] = false }
    }
    if rules.skipsEnds {
      let cycle = min(marks.count, 4 * half)
      for row in 0..<cycle {
        marks[row] = false
        marks[marks.count - 1 - row] = false
      }
    }
    return marks
  }
}

import Foundation
import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// The patterns of one respiration sensor around one presentation. Information; never scored.
public struct RespirationPattern: Hashable, Sendable, Codable {
  /// The name of the series.
  public var series: String
  /// The number of the chart.
  public var chart: Int
  /// The canonical label of the question.
  public var question: String
  /// 1 for the first event of this label in the chart.
  public var occurrence: Int
  /// The sensor.
  public var sensor: Sensor
  /// Logarithm of the cycle's length at the stimulus over that around it; positive is slower.
  public var slowing: Double?
  /// Logarithm of the amplitude around the stimulus over that at it; positive is shallower.
  public var amplitudeLoss: Double?
  /// Logarithm of 1 plus the rise of the baseline in the chart's quartile ranges; positive is a rise.
  public var baselineRise: Double?
  /// Why there is none: `windowIncomplete`, `gap`, `tonicity`, `ratesDisagree`, `rateUnknown`.
  public var reason: String?
}

/// Finds the patterns of respiration around stimuli.
public enum RespirationPatterns {
  /// The patterns of every presentation and respiration sensor of an exam.
  ///
  /// *Definition*: ``PatternRules``; none where the mid line leaves the chart's quartiles in the segment, and none in a
  /// chart whose two sensors breathe at different rates.
  /// *Source*: the field's pattern features, which its tables carry beside the scored excursion.
  /// *Errors*: ``FilterProfileError`` only.
  public static func find(
    in exam: Exam, profile: FilterProfile = .standard, rules: PatternRules = .standard
  ) throws -> [RespirationPattern] {
    try profile.validate()
    return exam.series.flatMap { series in
      ScaledChart.all(of: series, profile: profile).flatMap { scaled in
        let obstacle = rateObstacle(scaled, rules)
        return ConditionedChart.respirations.flatMap { sensor -> [RespirationPattern] in
          guard let channel = scaled.chart.channels[sensor], let line = scaled.line(sensor),
            let summary = LineSummary(line, halfWindow: 1, range: 0)
          else { return [] }
          let finder = ChartPatterns(
            chart: scaled.chart.chart, series: series.name, channel: channel,
            lines: PatternLines(line, rules: rules, rate: channel.clock.rate), summary: summary,
            mid: ArtifactLines.midLine(line, rules: profile.artifacts.respiration, rate: channel.clock.rate),
            obstacle: obstacle, rules: rules)
          return scaled.chart.chart.questions.map(finder.pattern)
        }
      }
    }
  }

  /// Why the chart's rates forbid patterns, or `nil`.
  private static func rateObstacle(_ scaled: ScaledChart, _ rules: PatternRules) -> String? {
    let rates = ConditionedChart.respirations.filter { scaled.chart.channels[$0] != nil }.map(scaled.breathing)
    guard rates.count == 2 else { return nil }
    guard let upper = rates[0], let lower = rates[1] else { return "rateUnknown" }
    return exp(-abs(log(upper / lower))) < rules.leastAgreement ? "ratesDisagree" : nil
  }
}

/// One respiration channel of a chart, ready for its patterns.
private struct ChartPatterns {
  let chart: Chart
  let series: String
  let channel: ConditionedChannel
  let lines: PatternLines
  let summary: LineSummary
  let mid: [Double]
  /// Why the whole chart has none, if so.
  let obstacle: String?
  let rules: PatternRules

  func pattern(at event: Event) -> RespirationPattern {
    var pattern = RespirationPattern(
      series: series, chart: chart.number, question: event.label, occurrence: event.occurrence, sensor: channel.sensor)
    let clock = channel.clock
    let onset = clock.row(atSample: event.onset)
    let rows = (onset - clock.rows(rules.before))..<(onset + clock.rows(rules.end))
    pattern.reason = obstacle ?? reason(rows)
    guard pattern.reason == nil,
      let measured = PatternMeasurement(
        lines, onset: onset, quartileRange: summary.quartileRange, rules: rules, rate: clock.rate)
    else { return pattern }
    pattern.slowing = measured.slowing
    pattern.amplitudeLoss = measured.amplitude
    pattern.baselineRise = measured.baseline
    return pattern
  }

  /// Why these rows have no pattern, or `nil`.
  private func reason(_ rows: Range<Int>) -> String? {
    guard rows.lowerBound >= 0, rows.upperBound <= lines.lower.count else {
      return MeasurementFlag.windowIncomplete.rawValue
    }
    if channel.mask.missingCount(in: rows) > 0 { return MeasurementFlag.gap.rawValue }
    let isInside = mid[rows].allSatisfy { $0 > summary.lower && $0 < summary.upper }
    return isInside ? nil : ArtifactCode.tonicity.rawValue
  }
}

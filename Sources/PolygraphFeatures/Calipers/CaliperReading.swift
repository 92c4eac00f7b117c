import PolygraphModel
import PolygraphQuantities

/// What a caliper's horizontal lines do.
public enum CaliperMode: Hashable, Sendable {
  /// Onset and peak are found in the box.
  case automatic
  /// A person set both lines; the value of EDA and cuffs is the distance between them, in chart units.
  case manual(onset: Double, peak: Double)

  /// The mode's name.
  public var name: String {
    switch self {
    case .automatic: "automatic"
    case .manual: "manual"
    }
  }
}

/// What a caliper reads off one sensor's line.
public struct CaliperReading: Hashable, Sendable, Codable {
  /// The name of the series.
  public var series: String
  /// The number of the chart.
  public var chart: Int
  /// The sensor.
  public var sensor: Sensor
  /// `automatic` or `manual`.
  public var mode: String
  /// The box's first sample.
  public var start: SamplePlace
  /// The box's last sample.
  public var end: SamplePlace
  /// The value; `nil` when the box cannot be measured.
  public var value: Double?
  /// The value's unit.
  public var unit: MeasurementUnit
  /// Where the rise begins.
  public var onset: SamplePlace?
  /// Where it peaks.
  public var peak: SamplePlace?
  /// Respiration: the excursion with the answer's buffer left in; equal to ``value`` when no answer lies in the box.
  public var valueWithAnswer: Double?
  /// What became of it.
  public var state: MeasurementState
  /// Why: `gap`, `flat`, `truncated`, `tooFewBeats` and so on.
  public var flags: [String]
  /// Cycles a minute in the box: breaths, or beats.
  public var ratePerMinute: Double?
  /// Cycles a minute in the chart.
  public var chartRatePerMinute: Double?

  /// Writes the reading; an absent value, onset or peak is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(series, forKey: .series)
    try container.encode(chart, forKey: .chart)
    try container.encode(sensor, forKey: .sensor)
    try container.encode(mode, forKey: .mode)
    try container.encode(start, forKey: .start)
    try container.encode(end, forKey: .end)
    try container.encode(value, forKey: .value)
    try container.encode(unit, forKey: .unit)
    try container.encode(onset, forKey: .onset)
    try container.encode(peak, forKey: .peak)
    try container.encodeIfPresent(valueWithAnswer, forKey: .valueWithAnswer)
    try container.encode(state, forKey: .state)
    try container.encode(flags, forKey: .flags)
    try container.encodeIfPresent(ratePerMinute, forKey: .ratePerMinute)
    try container.encodeIfPresent(chartRatePerMinute, forKey: .chartRatePerMinute)
  }
}

/// Why a caliper cannot be set.
public enum CaliperError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No chart has that number.
  case noChart(Int, known: [Int])
  /// Several series have a chart of that number.
  case severalSeries(Int, known: [String])
  /// The chart has no such sensor that can be measured.
  case noSensor(String, known: [String])
  /// The start lies outside the sensor's line.
  case outsideChart(Double, end: Double)
  /// The width is none.
  case width(Double)
  /// The chart was broken off, or is too short to be filtered.
  case notMeasurable(Int)

  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .noChart(let chart, let known):
      "There is no chart \(chart). Charts: \(known.map(String.init).joined(separator: ", "))."
    case .severalSeries(let chart, let known):
      "Several series have a chart \(chart); name one of them: \(known.joined(separator: ", "))."
    case .noSensor(let sensor, let known):
      "The chart has no sensor '\(sensor)' that a caliper measures. It has: \(known.joined(separator: ", "))."
    case .outsideChart(let start, let end):
      "A caliper at \(start) s lies outside the recording, which ends at \(end) s."
    case .width(let width): "A caliper \(width) s wide measures nothing; use more than 0 and at most 60 s."
    case .notMeasurable(let chart):
      "Chart \(chart) was broken off or is too short to be filtered, and has no lines to measure."
    }
  }
}

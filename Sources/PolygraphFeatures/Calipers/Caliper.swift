import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Measures by hand: a box on one sensor's line, set by a person, read by rule.
///
/// The lines are those of the automatic measurement, scaled by the same factor, so a caliper at a stimulus reads the
/// same respiration and vasomotor values. There is no minimum latency, no response onset window and no late peak: what
/// lies past the box is left out. Equal arguments give equal readings. Lines are made once; a reading costs its box.
/// *Source*: the field's draft requirement for the manual caliper.
public struct Caliper: Sendable {
  /// The width a caliper has when none is given: the window of evaluation.
  public static let usualWidth: Seconds = 15
  /// Boxes narrower than this hold no response.
  public static let leastWidth: Seconds = 2
  /// The widest box.
  public static let greatestWidth: Seconds = 60

  private let profile: FilterProfile
  private let charts: [(series: String, lines: CaliperLines)]
  private let refused: [(series: String, chart: Int)]

  /// Makes the lines of an exam's charts.
  ///
  /// *Errors*: ``FilterProfileError`` only.
  public init(_ exam: Exam, profile: FilterProfile = .standard) throws {
    try profile.validate()
    self.profile = profile
    var refused: [(series: String, chart: Int)] = []
    charts = exam.series.flatMap { series in
      let usable = series.charts.filter { !$0.isAborted && $0.duration >= profile.windows.shortestChart }
      refused += series.charts.map(\.number).filter { number in !usable.contains { $0.number == number } }
        .map { (series.name, $0) }
      return ScaledChart.all(usable, of: series, profile: profile).map { (series.name, CaliperLines($0)) }
    }
    self.refused = refused
  }

  /// The sensors that a caliper can measure in a chart, in the order of tables.
  public func sensors(chart: Int, series: String? = nil) throws(CaliperError) -> [Sensor] {
    let lines = try lines(chart, series).lines
    return ConditionedChart.sensors.filter { lines.channels[$0] != nil }
  }

  /// Reads a box on a sensor's line.
  ///
  /// *Shape*: the box begins at `start` and is `width` long, cut at the recording's end with the flag `truncated`.
  /// *Units*: chart units for EDA and cuffs, chart units a window for respiration, ln(pre/post) for vasomotor.
  /// *Definition*: EDA and cuffs: the largest rise from a low point to a later high point, from the box's start where
  /// the line rises throughout; respiration: line excursion without the answer where one lies in the box, and with it;
  /// vasomotor: its windows hang on the start. Boxes under ``leastWidth``, and lines without a rise, read zero without
  /// onset and peak.
  /// *Errors*: ``CaliperError``.
  public func read(
    chart: Int, series: String? = nil, sensor: Sensor, at start: Seconds, width: Seconds = usualWidth,
    mode: CaliperMode = .automatic
  ) throws(CaliperError) -> CaliperReading {
    let (name, lines) = try lines(chart, series)
    guard width.value > 0, width <= Self.greatestWidth else { throw .width(width.value) }
    guard let channel = lines.channels[sensor] else {
      throw .noSensor(sensor.rawValue, known: try sensors(chart: chart, series: series).map(\.rawValue))
    }
    let clock = channel.clock
    let end = clock.place(ofRow: channel.value.count - 1).seconds
    guard start.value.isFinite, start.value >= 0, start.value <= end else {
      throw .outsideChart(start.value, end: end)
    }
    let first = clock.row(atSample: clock.chartRate.sample(at: start))
    guard channel.value.indices.contains(first) else { throw .outsideChart(start.value, end: end) }
    let wanted = first..<(first + max(1, clock.rows(width)))
    let box = wanted.clamped(to: channel.value.indices)
    var reading = CaliperReading(
      series: name, chart: chart, sensor: sensor, mode: mode.name, start: clock.place(ofRow: box.lowerBound),
      end: clock.place(ofRow: box.upperBound - 1), unit: sensor == .vasomotor ? .logRatio : .chartUnits,
      state: .notMeasured, flags: [])
    if box != wanted { reading.flags.append(MeasurementFlag.truncated.rawValue) }
    CaliperBox(channel: channel, chart: lines.chart, rows: box, mode: mode, profile: profile).measure(&reading)
    return reading
  }

  private func lines(_ chart: Int, _ series: String?) throws(CaliperError) -> (series: String, lines: CaliperLines) {
    let named = charts.filter { series == nil || $0.series == series }
    let found = named.filter { $0.lines.chart.chart.number == chart }
    guard let only = found.first else {
      let isRefused = refused.contains { $0.chart == chart && (series == nil || $0.series == series) }
      if isRefused { throw .notMeasurable(chart) }
      throw .noChart(chart, known: Set(named.map(\.lines.chart.chart.number)).sorted())
    }
    guard found.count == 1 else { throw .severalSeries(chart, known: found.map(\.series)) }
    return only
  }
}

import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// A conditioned chart whose lines in chart units are those that the profile's procedure measures.
struct ScaledChart {
  let chart: ConditionedChart
  let scales: SeriesScales
  /// The chart as the reference procedure draws it; `nil` in the recommended one.
  let drawn: ReferenceChart?
  let profile: FilterProfile

  /// The charts of a series that can be measured.
  static func all(of series: Series, profile: FilterProfile) -> [ScaledChart] {
    let usable = series.charts.filter { Measurements.obstacle($0, series.name, profile.windows) == nil }
    return all(usable, of: series, profile: profile)
  }

  /// Some of a series' charts.
  static func all(_ usable: [Chart], of series: Series, profile: FilterProfile) -> [ScaledChart] {
    let conditioned = usable.map { ConditionedChart($0, profile: profile) }
    let scales = SeriesScales(conditioned, profile: profile)
    let drawn: [ReferenceChart?] =
      profile.procedure == .reference
      ? Measurements.referenceCharts(usable, of: series, profile: profile) : usable.map { _ in nil }
    return zip(conditioned, drawn).map { ScaledChart(chart: $0, scales: scales, drawn: $1, profile: profile) }
  }

  /// A sensor's line; of electrodermal activity the self-centring one, or the scored one of the reference procedure.
  func line(_ sensor: Sensor) -> [Double]? {
    guard let channel = chart.channels[sensor] else { return nil }
    guard let drawn else { return channel.base.map { $0 * scales.factor(sensor) } }
    let kind: TracingKind =
      sensor != .electrodermal ? .signal : profile.electrodermal.scored == .auto ? .auto : .manual
    // Where rates differ the two procedures may end a row apart.
    return drawn.first(sensor)?.lines[kind].map { Array($0.prefix(channel.base.count)) }
  }

  /// Breaths a minute of a respiration, or `nil` when no rate is found.
  func breathing(_ sensor: Sensor) -> Double? {
    guard drawn != nil else { return chart.channels[sensor]?.respirationRate }
    return line(sensor).flatMap { ReferenceMeasurer.breathing($0, profile) }
  }

  /// The chart's measurements and disturbances.
  func measured(series: String) -> (measurements: [Measurement], artifacts: [Artifact]) {
    if let drawn { return ReferenceMeasurer(drawn, series: series).measured() }
    let measurer = ChartMeasurer(chart, series: series, scales: scales, profile: profile)
    let rows = measurer.measurements()
    return (rows, measurer.artifacts.artifacts(rows))
  }
}

import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// A chart with its channels conditioned.
struct ConditionedChart {
  let chart: Chart
  let channels: [Sensor: ConditionedChannel]
  /// Sensors whose channel is shorter than its filters need.
  let refused: [Sensor]

  /// The sensors that are measured.
  static let sensors: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .fingerCuff,
  ]

  /// The two respiration sensors.
  static let respirations: [Sensor] = [.thoracicRespiration, .abdominalRespiration]

  init(_ chart: Chart, profile: FilterProfile) {
    var channels: [Sensor: ConditionedChannel] = [:]
    var refused: [Sensor] = []
    for sensor in Self.sensors {
      guard let channel = chart.channel(sensor), !channel.isEmpty else { continue }
      do {
        channels[sensor] = try ConditionedChannel(channel, of: chart, profile: profile)
      } catch {
        // Only a channel shorter than its filters comes here: the profile was checked.
        refused.append(sensor)
      }
    }
    self.chart = chart
    self.channels = channels
    self.refused = refused
  }

  /// The rows of a channel that count for the display scale: from the first event to some time after the last.
  func scaledRows(of channel: ConditionedChannel, rules: DisplayRules) -> Range<Int> {
    Self.scaledRows(of: channel, in: chart, rules: rules)
  }

  /// The same of any channel of a chart.
  static func scaledRows(of channel: ConditionedChannel, in chart: Chart, rules: DisplayRules) -> Range<Int> {
    let count = channel.base.count
    guard let first = chart.events.first, let last = chart.events.last else { return 0..<count }
    let low = max(0, min(count, channel.clock.row(atSample: first.onset)))
    let high = channel.clock.row(atSample: last.offset) + channel.clock.rows(rules.afterLastEvent)
    return low..<max(low, min(count, high))
  }
}

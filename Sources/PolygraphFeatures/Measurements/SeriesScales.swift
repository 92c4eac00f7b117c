import PolygraphModel

/// The display factors of a series: one a sensor for all its charts.
struct SeriesScales {
  private let factors: [Sensor: Double]

  init(_ charts: [ConditionedChart], profile: FilterProfile) {
    var factors: [Sensor: Double] = [:]
    for sensor in ConditionedChart.sensors {
      guard let target = profile.display.targets[sensor.rawValue] else { continue }
      let lines = charts.compactMap { chart in
        chart.channels[sensor].map { (line: $0, rows: chart.scaledRows(of: $0, rules: profile.display)) }
      }
      guard !lines.isEmpty else { continue }
      factors[sensor] = DisplayScale(of: lines, target: target, rules: profile.display).factor
    }
    self.factors = factors
  }

  /// Chart units for one unit of the sensor's channel.
  func factor(_ sensor: Sensor) -> Double { factors[sensor] ?? 1 }
}

import PolygraphModel

/// The display factors of a series: one a sensor for all its charts.
struct SeriesScales {
  private let factors: [Sensor: Double]
  private let heights: [Sensor: Double]

  init(_ charts: [ConditionedChart], profile: FilterProfile) {
    var factors: [Sensor: Double] = [:]
    var heights: [Sensor: Double] = [:]
    for sensor in ConditionedChart.sensors {
      guard let target = profile.display.targets[sensor.rawValue] else { continue }
      let lines = charts.compactMap { chart in
        chart.channels[sensor].map { (line: $0, rows: chart.scaledRows(of: $0, rules: profile.display)) }
      }
      guard !lines.isEmpty else { continue }
      let factor = DisplayScale(of: lines, target: target, rules: profile.display).factor
      factors[sensor] = factor
      guard let stated = profile.response(of: sensor)?.statedRange, stated != target.range else { continue }
      let usual = DisplayTarget(range: stated, offset: target.offset)
      heights[sensor] = factor / DisplayScale(of: lines, target: usual, rules: profile.display).factor
    }
    self.factors = factors
    self.heights = heights
  }

  /// Chart units for one unit of the sensor's channel.
  func factor(_ sensor: Sensor) -> Double { factors[sensor] ?? 1 }

  /// How much taller the sensor's line stands than at the display range for which its rules state heights.
  func height(_ sensor: Sensor) -> Double { heights[sensor] ?? 1 }
}

extension FilterProfile {
  /// How the responses of a sensor are found; `nil` of sensors that have none.
  func response(of sensor: Sensor) -> ResponseRules? {
    switch sensor {
    case .electrodermal: electrodermal.response
    case .cardio: cardio.response
    case .fingerCuff: fingerCuff.response
    default: nil
    }
  }
}

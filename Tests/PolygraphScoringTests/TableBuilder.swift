import PolygraphModel
import PolygraphQuantities

/// Measurement tables made of a sequence and a value a question and sensor, the same in every chart unless changed.
struct TableBuilder {
  static let zct = ["I1", "SA2", "E3", "C4", "R5", "C6", "R7", "E8", "C9", "R10"]
  static let dlst = ["N1", "N2", "SR", "1C1", "1R1", "1R2", "1C2", "2R1", "2R2", "2C1", "3R1", "3R2", "3C2"]
  static let sensors: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor,
  ]

  var table: MeasurementTable

  /// Every question of a role has these values in every chart; sensors without a value are not measured.
  init(
    _ sequence: [String], charts: Int = 3, series: String = "1", relevant: [Sensor: Double],
    comparison: [Sensor: Double]
  ) {
    table = MeasurementTable(exam: "TABLE", profile: nil, charts: [], measurements: [])
    for chart in 1...charts {
      table.charts.append(ChartSequence(series: series, chart: chart, sequence: sequence))
      for label in sequence {
        let role = QuestionLabel.parse(label)?.role ?? .other
        guard role == .relevant || role == .comparison else { continue }
        for sensor in Self.sensors {
          let value = (role == .relevant ? relevant : comparison)[sensor]
          table.measurements.append(
            Measurement(
              series: series, chart: chart, question: label, kind: role, sensor: sensor, value: value,
              unit: sensor == .vasomotor ? .logRatio : .chartUnits, state: value == nil ? .notMeasured : .measured))
        }
      }
    }
  }

  /// Equal reactions everywhere: every score is 0.
  static let level: [Sensor: Double] = [
    .thoracicRespiration: 200, .abdominalRespiration: 200, .electrodermal: 200, .cardio: 60, .vasomotor: 0.2,
  ]
  /// Stronger reactions than ``level``, each beyond its constraint.
  static let strong: [Sensor: Double] = [
    .thoracicRespiration: 150, .abdominalRespiration: 150, .electrodermal: 400, .cardio: 120, .vasomotor: 0.5,
  ]

  /// Changes one value in one chart; `nil` takes it away with a state.
  mutating func set(
    _ label: String, _ sensor: Sensor, _ value: Double?, chart: Int? = nil, state: MeasurementState = .notMeasured
  ) {
    for index in table.measurements.indices
    where table.measurements[index].question == label && table.measurements[index].sensor == sensor
      && (chart == nil || table.measurements[index].chart == chart)
    {
      table.measurements[index].value = value
      table.measurements[index].state = value == nil ? state : .measured
    }
  }

  /// Takes every value of a sensor away.
  mutating func remove(_ sensor: Sensor) {
    for index in table.measurements.indices where table.measurements[index].sensor == sensor {
      table.measurements[index].value = nil
      table.measurements[index].state = .notMeasured
    }
  }
}

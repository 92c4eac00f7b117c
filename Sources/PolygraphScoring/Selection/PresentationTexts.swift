import PolygraphModel

/// How derivations write a presentation: made once and shared by all methods.
final class PresentationTexts: Sendable {
  /// The places of the measurements in derivations, by sensor.
  let measurements: [String]
  /// The places of the cells in derivations, by sensor.
  let cells: [String]
  /// The values, by sensor.
  let values: [String]

  private static let sensors: [ScoredSensor] = [
    .thoracicRespiration, .abdominalRespiration, .respiration, .electrodermal, .cardio, .vasomotor,
  ]

  init(_ chart: ScoredChart, _ presentation: Presentation) {
    let path = "\(chart.series)/\(chart.chart)/\(presentation.label)/\(presentation.occurrence)/"
    measurements = Self.sensors.map { "measurement/" + path + $0.sensor.rawValue }
    cells = Self.sensors.map { "cell/" + path + $0.sensor.rawValue }
    values = Self.sensors.map { presentation.values[$0].written }
  }
}

extension Presentation {
  /// A sensor's value as derivations write it.
  func written(_ sensor: Sensor) -> String {
    guard let texts, let slot = SensorValues.slot(sensor) else { return values[sensor].written }
    return texts.values[Int(slot)]
  }
}

extension ScoredChart {
  /// The place of a measurement in derivations.
  func measurementFigure(_ presentation: Presentation, _ sensor: Sensor) -> String {
    if let texts = presentation.texts, let slot = SensorValues.slot(sensor) { return texts.measurements[Int(slot)] }
    return "measurement/\(series)/\(chart)/\(presentation.label)/\(presentation.occurrence)/\(sensor.rawValue)"
  }

  /// The place of a cell in derivations.
  func cellFigure(_ presentation: Presentation, _ sensor: Sensor) -> String {
    if let texts = presentation.texts, let slot = SensorValues.slot(sensor) { return texts.cells[Int(slot)] }
    return cell(presentation, sensor, score: nil).figure
  }
}

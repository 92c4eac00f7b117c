import PolygraphModel

/// Measurements of a whole series, standardised sensor by sensor: what Probability Analysis and the bootstrap do alike.
struct StandardisedSeries {
  struct Item {
    let chart: ScoredChart
    let presentation: Presentation
    /// The z scores of the channels, signed so that the method's direction holds.
    var channels: SensorValues
    var isRelevant: Bool { presentation.isRelevant }
    /// The mean of both respirations, or the one that is there.
    var respiration: Double?

    /// The z score of respiration, EDA or cardio.
    subscript(sensor: Sensor) -> Double? { sensor == .respiration ? respiration : channels[sensor] }
  }

  static let channels: [Sensor] = [.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio]
  static let sensors: [Sensor] = [.respiration, .electrodermal, .cardio]

  let items: [Item]

  /// Standardises the relevant and comparison presentations of all charts.
  ///
  /// `z` makes the score of a value from the sensor's moments, or `nil` to drop it. A sensor that never varies gives 0.
  init(_ charts: [ScoredChart], rounded: Rounding, z: (Double, Moments, Sensor) -> Double?) {
    var items = charts.flatMap { chart in
      chart.presentations.filter { $0.isRelevant || $0.isComparison }.map {
        Item(chart: chart, presentation: $0, channels: [:])
      }
    }
    for sensor in Self.channels {
      guard let moments = Moments(items.compactMap { $0.presentation.values[sensor] }) else { continue }
      for index in items.indices {
        guard let value = items[index].presentation.values[sensor] else { continue }
        items[index].channels[sensor] = moments.squares > 0 ? z(value, moments, sensor) : 0
      }
    }
    for index in items.indices {
      let both = Self.channels.prefix(2).compactMap { items[index].channels[$0] }
      items[index].respiration = Moments(both).map { rounded($0.mean, 2) }
    }
    self.items = items
  }

  /// Whether any sensor's measurements differ from one another.
  var varies: Bool { items.contains { item in Self.channels.contains { (item.channels[$0] ?? 0) != 0 } } }

  /// Cells of respiration, EDA and cardio.
  var cells: [ScoreCell] {
    items.flatMap { item in Self.sensors.map { item.chart.cell(item.presentation, $0, score: item[$0]) } }
  }

  /// The derivations of all z scores.
  func derivations(rule: String, source: String) -> [Derivation] {
    items.flatMap { item -> [Derivation] in
      func figure(_ sensor: Sensor) -> String { item.chart.cellFigure(item.presentation, sensor) }
      let channels = Self.channels.map { sensor in
        Derivation(
          figure: figure(sensor), rule: rule,
          inputs: [
            DerivationTerm(
              name: "measurement", value: item.presentation.written(sensor),
              from: item.chart.measurementFigure(item.presentation, sensor))
          ], result: item.channels[sensor].written, source: source)
      }
      let respiration = Derivation(
        figure: figure(.respiration), rule: "mean of both respirations, or the one that is there",
        inputs: Self.channels.prefix(2).map {
          DerivationTerm(name: $0.rawValue, value: item.channels[$0].written, from: figure($0))
        }, result: item.respiration.written, source: source)
      return channels + [respiration]
    }
  }
}

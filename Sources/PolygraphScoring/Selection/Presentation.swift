import PolygraphModel

/// One presentation of a question in a chart, with its measured values.
struct Presentation {
  let label: String
  let baseLabel: String
  let occurrence: Int
  let role: QuestionRole
  /// The usable values by sensor: measured or no response. What is missing is absent.
  var values = SensorValues()
  /// The scored sensors with an artifact, as bits.
  fileprivate(set) var artifacts: UInt8 = 0

  /// Whether any of these sensors has an artifact.
  func hasArtifact(in sensors: [Sensor]) -> Bool { sensors.contains { artifacts & SensorValues.bit($0) != 0 } }
}

/// A chart as scoring sees it: its presentations in order.
struct ScoredChart {
  let series: String
  let chart: Int
  var presentations: [Presentation]

  /// The charts of a table, in its order.
  static func charts(of table: MeasurementTable) -> [ScoredChart] {
    var charts: [ScoredChart] = []
    var places: [Key: (chart: Int, presentation: Int)] = [:]
    for sequence in table.charts {
      var counts: [String: Int] = [:]
      var chart = ScoredChart(series: sequence.series, chart: sequence.chart, presentations: [])
      for label in sequence.sequence {
        counts[label, default: 0] += 1
        let parsed = QuestionLabel.parse(label)
        let occurrence = counts[label] ?? 1
        places[Key(sequence.series, sequence.chart, label, occurrence)] = (charts.count, chart.presentations.count)
        chart.presentations.append(
          Presentation(
            label: label, baseLabel: parsed?.baseLabel ?? label, occurrence: occurrence,
            role: sequence.kinds?[label] ?? parsed?.role ?? .other))
      }
      charts.append(chart)
    }
    for row in table.measurements where row.state != .notMeasured {
      guard let place = places[Key(row.series, row.chart, row.question, row.occurrence)] else { continue }
      if row.state == .artifact {
        charts[place.chart].presentations[place.presentation].artifacts |= SensorValues.bit(row.sensor)
      } else if let value = row.value {
        charts[place.chart].presentations[place.presentation].values[row.sensor] = value
      }
    }
    return charts
  }

  /// The number of presentations of a role.
  func count(_ role: QuestionRole) -> Int { presentations.count { $0.role == role } }

  /// The labels of a role without their passes, in order, repeated as they were asked.
  func baseLabels(_ role: QuestionRole) -> [String] { presentations.filter { $0.role == role }.map(\.baseLabel) }

  private struct Key: Hashable {
    let series: String
    let chart: Int
    let question: String
    let occurrence: Int

    init(_ series: String, _ chart: Int, _ question: String, _ occurrence: Int) {
      self.series = series
      self.chart = chart
      self.question = question
      self.occurrence = occurrence
    }
  }
}

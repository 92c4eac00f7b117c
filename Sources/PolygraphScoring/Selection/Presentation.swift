import PolygraphModel

/// One presentation of a question in a chart, with its measured values.
struct Presentation {
  let label: String
  let baseLabel: String
  let occurrence: Int
  let role: QuestionRole
  /// Whether the role is that of a relevant question.
  let isRelevant: Bool
  /// Whether the role is that of a comparison question.
  let isComparison: Bool
  /// The usable values by sensor: measured or no response. What is missing is absent.
  var values = SensorValues()
  /// The scored sensors with an artifact, as bits.
  fileprivate(set) var artifacts: UInt8 = 0
  /// How derivations write this presentation; `nil` when none are made.
  fileprivate(set) var texts: PresentationTexts?

  init(label: String, baseLabel: String, occurrence: Int, role: QuestionRole) {
    self.label = label
    self.baseLabel = baseLabel
    self.occurrence = occurrence
    self.role = role
    isRelevant = role == .relevant
    isComparison = role == .comparison
  }

  /// Whether the presentation plays a role.
  func plays(_ role: QuestionRole) -> Bool {
    switch role {
    case .relevant: isRelevant
    case .comparison: isComparison
    default: self.role == role
    }
  }

  /// Whether any of these sensors, as bits, has an artifact.
  func hasArtifact(in sensors: UInt8) -> Bool { artifacts & sensors != 0 }
}

/// A chart as scoring sees it: its presentations in order.
struct ScoredChart {
  let series: String
  let chart: Int
  var presentations: [Presentation]

  /// The charts of a table, in its order, with the texts of derivations when they will be made.
  static func charts(of table: MeasurementTable, withTexts: Bool) -> [ScoredChart] {
    var charts: [ScoredChart] = []
    charts.reserveCapacity(table.charts.count)
    for sequence in table.charts {
      // The charts of a series mostly ask the same questions in the same order.
      let blank =
        if let index = charts.indices.last, table.charts[index].sequence == sequence.sequence,
          table.charts[index].kinds == sequence.kinds
        { charts[index].presentations } else { BlankPresentations.of(sequence) }
      charts.append(ScoredChart(series: sequence.series, chart: sequence.chart, presentations: blank))
    }
    var places = PresentationPlaces(charts)
    for row in table.measurements where row.state != .notMeasured {
      guard let place = places.place(of: row, in: charts) else { continue }
      if row.state == .artifact {
        charts[place.chart].presentations[place.presentation].artifacts |= SensorValues.bit(row.sensor)
      } else if let value = row.value {
        charts[place.chart].presentations[place.presentation].values[row.sensor] = value
      }
    }
    guard withTexts else { return charts }
    for chart in charts.indices {
      for index in charts[chart].presentations.indices {
        charts[chart].presentations[index].texts = PresentationTexts(charts[chart], charts[chart].presentations[index])
      }
    }
    return charts
  }

  /// The number of presentations of a role.
  func count(_ role: QuestionRole) -> Int { presentations.count { $0.plays(role) } }

  /// The labels of a role without their passes, in order, repeated as they were asked.
  func baseLabels(_ role: QuestionRole) -> [String] { presentations.filter { $0.plays(role) }.map(\.baseLabel) }
}

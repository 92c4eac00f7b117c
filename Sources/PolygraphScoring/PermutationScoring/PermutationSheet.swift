import PolygraphModel

/// The two sets of septile scores of an exam.
struct PermutationSheet {
  struct Channel {
    let sensor: Sensor
    let relevant: Double?
    let comparison: Presentation?
    let ratio: Double?
    /// By the bounds of deceptive and of truthful exams.
    let deceptive: Int?
    let truthful: Int?
  }

  struct Item {
    let chart: ScoredChart
    let presentation: Presentation
    let channels: [Channel]

    /// Respiration, EDA and cardio by one set of bounds.
    func scores(_ key: KeyPath<Channel, Int?>) -> [(sensor: Sensor, score: Int?)] {
      [
        (.respiration, RespirationScore.combined(channels[0][keyPath: key], channels[1][keyPath: key])),
        (.electrodermal, channels[2][keyPath: key]), (.cardio, channels[3][keyPath: key]),
      ]
    }
  }

  static let channels: [Sensor] = [.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio]

  let items: [Item]

  init(_ charts: [ScoredChart]) {
    items = charts.flatMap { chart in
      chart.presentations.indices.filter { chart.presentations[$0].isRelevant }.map { index in
        let place = PrecedingComparison.before(index, in: chart)
        return Item(
          chart: chart, presentation: chart.presentations[index],
          channels: Self.channels.map {
            Self.channel($0, chart.presentations[index], place.map { chart.presentations[$0] })
          })
      }
    }
  }

  private static func channel(_ sensor: Sensor, _ relevant: Presentation, _ comparison: Presentation?) -> Channel {
    func positive(_ value: Double?) -> Double? { value.flatMap { $0 > 0 ? $0 : nil } }
    let r = positive(relevant.values[sensor])
    let c = positive(comparison?.values[sensor])
    let ratio = r.flatMap { r in c.map { r / $0 } }
    return Channel(
      sensor: sensor, relevant: relevant.values[sensor], comparison: comparison, ratio: ratio,
      deceptive: ratio.flatMap { PermutationBounds.deceptive[sensor]?.score($0) },
      truthful: ratio.flatMap { PermutationBounds.truthful[sensor]?.score($0) })
  }

  /// The sum of the scores by one set of bounds, with how many single and doubled scores it has.
  func total(_ key: KeyPath<Channel, Int?>) -> (sum: Int, singles: Int, doubled: Int) {
    var total = (sum: 0, singles: 0, doubled: 0)
    for (sensor, score) in items.flatMap({ $0.scores(key) }) {
      guard let score else { continue }
      total.sum += score
      if sensor == .electrodermal { total.doubled += 1 } else { total.singles += 1 }
    }
    return total
  }

  /// The derivations of the scores by both sets of bounds.
  func derivations(source: String) -> [Derivation] {
    items.flatMap { item -> [Derivation] in
      func figure(_ sensor: Sensor) -> String { item.chart.cellFigure(item.presentation, sensor) }
      let channels = item.channels.map { channel in
        var inputs = [
          DerivationTerm(
            name: "relevant", value: item.presentation.written(channel.sensor),
            from: item.chart.measurementFigure(item.presentation, channel.sensor))
        ]
        if let comparison = channel.comparison {
          inputs.append(
            DerivationTerm(
              name: "comparison", value: comparison.written(channel.sensor),
              from: item.chart.measurementFigure(comparison, channel.sensor)))
        }
        return Derivation(
          figure: figure(channel.sensor), rule: "septile scores of the ratio of relevant to preceding comparison",
          inputs: inputs,
          steps: [
            DerivationTerm(name: "ratio", value: channel.ratio.written),
            DerivationTerm(name: "by bounds of truthful exams", value: Self.written(channel.truthful)),
          ], result: Self.written(channel.deceptive), source: source)
      }
      let truthful = item.scores(\.truthful)[0].score
      let respiration = Derivation(
        figure: figure(.respiration),
        rule: "opposite signs give 0, otherwise the score farther from 0; one missing: missing",
        inputs: item.channels.prefix(2).map {
          DerivationTerm(name: $0.sensor.rawValue, value: Self.written($0.deceptive), from: figure($0.sensor))
        }, steps: [DerivationTerm(name: "by bounds of truthful exams", value: Self.written(truthful))],
        result: Self.written(item.scores(\.deceptive)[0].score), source: source)
      return channels + [respiration]
    }
  }

  private static func written(_ score: Int?) -> String { score.map(String.init) ?? "missing" }
}

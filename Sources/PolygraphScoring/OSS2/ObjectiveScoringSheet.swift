import PolygraphModel

/// The integers of OSS-1 or OSS-2.
struct ObjectiveScoringSheet {
  struct Channel {
    let sensor: Sensor
    let relevant: Double?
    let comparison: Presentation?
    let comparisonValue: Double?
    let ratio: Double?
    let score: Int?
  }

  struct Item {
    let chart: ScoredChart
    let presentation: Presentation
    let channels: [Channel]

    var respiration: Int? { RespirationScore.combined(channels[0].score, channels[1].score) }
    /// Respiration, EDA and cardio; an absent one is missing.
    var scores: [(sensor: Sensor, score: Int?)] {
      [(.respiration, respiration), (.electrodermal, channels[2].score), (.cardio, channels[3].score)]
    }
    var total: Int { scores.reduce(0) { $0 + ($1.score ?? 0) } }
  }

  static let channels: [Sensor] = [.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio]
  /// Measurements below this many chart units are missing.
  static let smallestMeasurement = 1.0

  let items: [Item]

  init(_ charts: [ScoredChart], edition: ObjectiveScoringEdition) {
    items = charts.flatMap { chart in
      chart.presentations.indices.filter { chart.presentations[$0].isRelevant }.map { index in
        Item(
          chart: chart, presentation: chart.presentations[index],
          channels: Self.channels.map { Self.channel($0, index, chart, edition) })
      }
    }
  }

  var isComplete: Bool { items.allSatisfy { $0.scores.allSatisfy { $0.score != nil } } }
  var total: Int { items.reduce(0) { $0 + $1.total } }

  private static func usable(_ value: Double?) -> Double? {
    value.flatMap { $0 >= smallestMeasurement ? $0 : nil }
  }

  private static func channel(
    _ sensor: Sensor, _ index: Int, _ chart: ScoredChart, _ edition: ObjectiveScoringEdition
  ) -> Channel {
    let list = chart.presentations
    let relevant = usable(list[index].values[sensor])
    let place = comparison(index, sensor, chart, edition)
    let value = usable(place.flatMap { list[$0].values[sensor] })
    let ratio = relevant.flatMap { r in value.map { r / $0 } }
    return Channel(
      sensor: sensor, relevant: list[index].values[sensor], comparison: place.map { list[$0] },
      comparisonValue: place.flatMap { list[$0].values[sensor] }, ratio: ratio,
      score: ratio.flatMap { edition.score($0, sensor) })
  }

  private static func comparison(
    _ index: Int, _ sensor: Sensor, _ chart: ScoredChart, _ edition: ObjectiveScoringEdition
  ) -> Int? {
    let list = chart.presentations
    let sides = [index - 1, index + 1].filter { list.indices.contains($0) && list[$0].isComparison }
    if edition.bracketsAreCompared, sides.count == 2 {
      let values = sides.map { usable(list[$0].values[sensor]) }
      if let first = values[0], let second = values[1] {
        let isRespiration = sensor == .thoracicRespiration || sensor == .abdominalRespiration
        return (isRespiration ? second < first : second > first) ? sides[1] : sides[0]
      }
      return values[0] == nil && values[1] != nil ? sides[1] : sides[0]
    }
    return PrecedingComparison.before(index, in: chart) ?? PrecedingComparison.after(index, in: chart)
  }

  /// Writes cells, subtotals and the total with their derivations.
  func write(to draft: inout ScoringDraft, questions: [String], source: String) {
    let subtotals = questions.map { question in
      Subtotal(
        question: question,
        total: Double(items.filter { $0.presentation.baseLabel == question }.reduce(0) { $0 + $1.total }))
    }
    for item in items {
      for (sensor, score) in item.scores {
        let channel = item.channels.first { $0.sensor == sensor } ?? item.channels[0]
        draft.result.cells.append(
          item.chart.cell(
            item.presentation, sensor, score: score.map(Double.init), comparison: channel.comparison?.label))
      }
    }
    draft.result.subtotals = subtotals
    draft.result.grandTotal = Double(total)
    guard !draft.options.omitsDerivations else { return }
    for item in items { derive(item, &draft, source) }
    for subtotal in subtotals {
      let own = items.filter { $0.presentation.baseLabel == subtotal.question }.flatMap { item in
        item.scores.map { item.chart.cell(item.presentation, $0.sensor, score: $0.score.map(Double.init)) }
      }
      draft.derive(
        Derivation(
          figure: "subtotal/\(subtotal.question)", rule: "sum of the question's scores; missing is 0",
          inputs: own.map { DerivationTerm(name: "chart \($0.chart)", value: $0.score.written, from: $0.figure) },
          result: subtotal.total.written, source: source))
    }
    draft.derive(
      Derivation(
        figure: "grandTotal", rule: "sum of the subtotals",
        inputs: subtotals.map {
          DerivationTerm(name: $0.question, value: $0.total.written, from: "subtotal/\($0.question)")
        }, result: "\(total)", source: source))
  }

  private func derive(_ item: Item, _ draft: inout ScoringDraft, _ source: String) {
    func figure(_ sensor: Sensor) -> String { item.chart.cellFigure(item.presentation, sensor) }
    for channel in item.channels {
      var inputs = [
        DerivationTerm(
          name: "relevant", value: channel.relevant.written,
          from: item.chart.measurementFigure(item.presentation, channel.sensor))
      ]
      if let comparison = channel.comparison {
        inputs.append(
          DerivationTerm(
            name: "comparison", value: channel.comparisonValue.written,
            from: item.chart.measurementFigure(comparison, channel.sensor)))
      }
      draft.derive(
        Derivation(
          figure: figure(channel.sensor),
          rule: "score of the greatest tabulated bound not above the ratio of relevant to comparison",
          inputs: inputs, steps: [DerivationTerm(name: "ratio", value: channel.ratio.written)],
          result: channel.score.map(String.init) ?? "missing", source: source))
    }
    draft.derive(
      Derivation(
        figure: figure(.respiration),
        rule: "opposite signs give 0, otherwise the score farther from 0; one missing: missing",
        inputs: item.channels.prefix(2).map {
          DerivationTerm(
            name: $0.sensor.rawValue, value: $0.score.map(String.init) ?? "missing", from: figure($0.sensor))
        }, result: item.respiration.map(String.init) ?? "missing", source: source))
  }
}

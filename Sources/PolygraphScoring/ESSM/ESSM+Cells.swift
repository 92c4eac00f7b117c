import PolygraphModel

/// The scores of one presentation of a relevant question.
struct ESSMPresentationScore {
  let baseLabel: String
  var cells: [ScoreCell]
  var derivations: [Derivation]
  var total: Int
  /// Whether any sensor has a score.
  var isUsable: Bool { cells.contains { $0.score != nil } }
}

extension ESSM {
  /// The scores of the charts' relevant questions, with their derivations when they are asked for.
  func presentationScores(_ charts: [ScoredChart], isTraced: Bool) -> [ESSMPresentationScore] {
    let bounds = ESSMBounds(constraints)
    var scores: [ESSMPresentationScore] = []
    for chart in charts {
      for index in chart.presentations.indices where chart.presentations[index].isRelevant {
        scores.append(presentationScore(chart, index, bounds, isTraced: isTraced))
      }
    }
    return scores
  }

  /// The score of one sensor: the places of both questions in the chart, the log ratio and the integer.
  struct ChannelScore {
    let sensor: ScoredSensor
    let relevant: Int
    let comparison: Int?
    var ratio: Double?
    var integer: Int?
  }

  private func presentationScore(
    _ chart: ScoredChart, _ index: Int, _ bounds: ESSMBounds, isTraced: Bool
  ) -> ESSMPresentationScore {
    let candidates = ComparisonSelection.Candidates(of: index, in: chart)
    func channel(_ sensor: ScoredSensor) -> ChannelScore {
      let selected = candidates.selected(sensor, in: chart)
      let ratio = ESSMRatios.logRatio(
        relevant: chart.presentations[index].values[sensor],
        comparison: selected.flatMap { chart.presentations[$0].values[sensor] }, sensor: sensor, bounds: bounds)
      return ChannelScore(
        sensor: sensor, relevant: index, comparison: selected, ratio: ratio,
        integer: ratio.map { ESSMRatios.integer($0, sensor: sensor, bounds: bounds) })
    }
    let respiration = (channel(.thoracicRespiration), channel(.abdominalRespiration))
    let others = (channel(.electrodermal), channel(.cardio), channel(.vasomotor))
    let scored = [Self.combined(respiration.0, respiration.1), others.0, others.1, others.2]
    var score = ESSMPresentationScore(
      baseLabel: chart.presentations[index].baseLabel, cells: scored.map { Self.cell($0, chart) }, derivations: [],
      total: scored.reduce(0) { $0 + ($1.integer ?? 0) })
    if isTraced {
      score.derivations = [Self.derivation(scored[0], of: [respiration.0, respiration.1], chart)]
      score.derivations += [others.0, others.1, others.2, respiration.0, respiration.1].map {
        Self.derivation($0, chart)
      }
    }
    return score
  }

  private static func cell(_ score: ChannelScore, _ chart: ScoredChart) -> ScoreCell {
    chart.cell(
      chart.presentations[score.relevant], score.sensor.sensor, score: score.integer.map(Double.init),
      logRatio: score.ratio, comparison: score.comparison.map { chart.presentations[$0].label })
  }

  private static func derivation(_ score: ChannelScore, _ chart: ScoredChart) -> Derivation {
    let sensor = score.sensor.sensor
    func input(_ name: String, _ place: Int) -> DerivationTerm {
      let presentation = chart.presentations[place]
      let value = presentation.values[score.sensor].map { "\($0)" } ?? "missing"
      return DerivationTerm(name: name, value: value, from: chart.measurementFigure(presentation, sensor))
    }
    var inputs = [input("relevant", score.relevant)]
    if let comparison = score.comparison { inputs.append(input("comparison", comparison)) }
    return Derivation(
      figure: chart.cellFigure(chart.presentations[score.relevant], sensor),
      rule:
        "log ratio of the relevant to the nearest, stronger comparison reaction; an integer when it is large enough",
      inputs: inputs, steps: score.ratio.map { [DerivationTerm(name: "log ratio", value: "\($0)")] } ?? [],
      result: shown(score.integer), source: "Nelson 2017; Nelson et al. 2011")
  }

  /// A score in words.
  static func shown(_ score: Int?) -> String {
    guard let score else { return "no score" }
    return "\(score)"
  }

  /// Opposite signs give 0, otherwise the one farther from 0; both missing: missing.
  private static func combined(_ first: ChannelScore, _ second: ChannelScore) -> ChannelScore {
    let upper = first.integer
    let lower = second.integer
    var integer: Int?
    if upper != nil || lower != nil {
      let (a, b) = (upper ?? 0, lower ?? 0)
      integer = a * b < 0 ? 0 : (a.magnitude >= b.magnitude ? a : b)
    }
    let isLower = upper == nil || (lower ?? 0).magnitude > (upper ?? 0).magnitude
    let chosen = isLower ? second : first
    return ChannelScore(
      sensor: .respiration, relevant: chosen.relevant, comparison: chosen.comparison, ratio: chosen.ratio,
      integer: integer)
  }

  private static func derivation(
    _ combined: ChannelScore, of channels: [ChannelScore], _ chart: ScoredChart
  ) -> Derivation {
    let presentation = chart.presentations[combined.relevant]
    return Derivation(
      figure: chart.cellFigure(presentation, .respiration),
      rule: "opposite signs give 0, otherwise the score farther from 0",
      inputs: channels.map {
        DerivationTerm(
          name: $0.sensor.sensor.rawValue, value: shown($0.integer),
          from: chart.cellFigure(presentation, $0.sensor.sensor))
      }, result: shown(combined.integer), source: "Nelson 2017")
  }
}

extension ScoreCell {
  /// The identifier of this cell's figure in derivations.
  var figure: String { "cell/\(series)/\(chart)/\(question)/\(occurrence)/\(sensor.rawValue)" }
}

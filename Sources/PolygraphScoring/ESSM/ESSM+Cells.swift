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
  /// The scores of a chart's relevant questions, with their derivations when they are asked for.
  func presentationScores(_ chart: ScoredChart, isTraced: Bool) -> [ESSMPresentationScore] {
    chart.presentations.indices.filter { chart.presentations[$0].role == .relevant }.map { index in
      var score = ESSMPresentationScore(
        baseLabel: chart.presentations[index].baseLabel, cells: [], derivations: [], total: 0)
      let channels = Self.channels.map { channelScore(chart, index, $0, isTraced: isTraced) }
      let respiration = Array(channels.prefix(2))
      score.add(combined(respiration, isTraced: isTraced))
      for channel in channels.dropFirst(2) { score.add(channel) }
      score.derivations += respiration.flatMap { $0.derivation.map { [$0] } ?? [] }
      return score
    }
  }

  struct ChannelScore {
    var cell: ScoreCell
    var integer: Int?
    var derivation: Derivation?
  }

  private func channelScore(
    _ chart: ScoredChart, _ index: Int, _ sensor: Sensor, isTraced: Bool
  ) -> ChannelScore {
    let presentation = chart.presentations[index]
    let selected = ComparisonSelection.nearestStronger(for: index, sensor: sensor, in: chart)
    let comparison = selected.map { chart.presentations[$0] }
    let r = presentation.values[sensor]
    let c = comparison?.values[sensor]
    let ratio = ESSMRatios.logRatio(relevant: r, comparison: c, sensor: sensor, constraints: constraints)
    let integer = ratio.map { ESSMRatios.integer($0, sensor: sensor, constraints: constraints) }
    let cell = ScoreCell(
      series: chart.series, chart: chart.chart, question: presentation.label, occurrence: presentation.occurrence,
      sensor: sensor, score: integer.map(Double.init), logRatio: ratio, comparison: comparison?.label)
    guard isTraced else { return ChannelScore(cell: cell, integer: integer, derivation: nil) }
    func measurement(_ presentation: Presentation) -> String {
      "measurement/\(chart.series)/\(chart.chart)/\(presentation.label)/\(presentation.occurrence)/\(sensor.rawValue)"
    }
    var inputs = [
      DerivationTerm(name: "relevant", value: r.map { "\($0)" } ?? "missing", from: measurement(presentation))
    ]
    if let comparison {
      inputs.append(
        DerivationTerm(name: "comparison", value: c.map { "\($0)" } ?? "missing", from: measurement(comparison)))
    }
    let derivation = Derivation(
      figure: cell.figure,
      rule:
        "log ratio of the relevant to the nearest, stronger comparison reaction; an integer when it is large enough",
      inputs: inputs, steps: ratio.map { [DerivationTerm(name: "log ratio", value: "\($0)")] } ?? [],
      result: ESSM.shown(integer), source: "Nelson 2017; Nelson et al. 2011")
    return ChannelScore(cell: cell, integer: integer, derivation: derivation)
  }

  /// A score in words.
  static func shown(_ score: Int?) -> String {
    guard let score else { return "no score" }
    return "\(score)"
  }

  /// Opposite signs give 0, otherwise the one farther from 0; both missing: missing.
  private func combined(_ channels: [ChannelScore], isTraced: Bool) -> ChannelScore {
    let upper = channels[0].integer
    let lower = channels[1].integer
    var integer: Int?
    if upper != nil || lower != nil {
      let (a, b) = (upper ?? 0, lower ?? 0)
      integer = a * b < 0 ? 0 : (a.magnitude >= b.magnitude ? a : b)
    }
    let isLower = upper == nil || (lower ?? 0).magnitude > (upper ?? 0).magnitude
    var cell = channels[isLower ? 1 : 0].cell
    cell.sensor = .respiration
    cell.score = integer.map(Double.init)
    guard isTraced else { return ChannelScore(cell: cell, integer: integer, derivation: nil) }
    let derivation = Derivation(
      figure: cell.figure, rule: "opposite signs give 0, otherwise the score farther from 0",
      inputs: channels.map {
        DerivationTerm(
          name: $0.cell.sensor.rawValue, value: ESSM.shown($0.integer), from: $0.cell.figure)
      }, result: ESSM.shown(integer), source: "Nelson 2017")
    return ChannelScore(cell: cell, integer: integer, derivation: derivation)
  }
}

extension ESSMPresentationScore {
  mutating func add(_ channel: ESSM.ChannelScore) {
    cells.append(channel.cell)
    if let derivation = channel.derivation { derivations.append(derivation) }
    total += channel.integer ?? 0
  }
}

extension ScoreCell {
  /// The identifier of this cell's figure in derivations.
  var figure: String { "cell/\(series)/\(chart)/\(question)/\(occurrence)/\(sensor.rawValue)" }
}

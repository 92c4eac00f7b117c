import PolygraphModel

/// Integers of amplitude ratios, as hand scoring with numeric thresholds has them.
struct RatioIntegers {
  /// The ratios from which a difference counts 1, 2 and 3.
  let bounds: [Double]

  /// The integer of a ratio of relevant to comparison amplitude: negative when the relevant reaction is the larger one.
  func integer(ofRatio ratio: Double) -> Int {
    guard ratio > 0, ratio.isFinite else { return 0 }
    let size = max(ratio, 1 / ratio)
    let level = bounds.count { $0 <= size + 1e-12 }
    return ratio > 1 ? -level : level
  }

  /// The cells that measurements give by these ratios; the comparison is the nearest, stronger one. Amplitudes that are
  /// not positive give no integer.
  static func write(
    _ charts: [ScoredChart], _ integers: [(sensor: Sensor, score: (Double) -> Int)], rule: String, source: String,
    _ draft: inout ScoringDraft
  ) {
    for chart in charts {
      for index in chart.presentations.indices where chart.presentations[index].isRelevant {
        for (sensor, score) in integers {
          write(chart, index, sensor, score, rule: rule, source: source, &draft)
        }
      }
    }
  }

  private static func write(
    _ chart: ScoredChart, _ index: Int, _ sensor: Sensor, _ score: (Double) -> Int, rule: String, source: String,
    _ draft: inout ScoringDraft
  ) {
    let presentation = chart.presentations[index]
    let comparison = ComparisonSelection.nearestStronger(for: index, sensor: sensor, in: chart)
      .map { chart.presentations[$0] }
    let relevant = presentation.values[sensor]
    let other = comparison?.values[sensor]
    var ratio: Double?
    if let relevant, let other, relevant > 0, other > 0 { ratio = relevant / other }
    let cell = chart.cell(
      presentation, sensor, score: ratio.map { Double(score($0)) }, comparison: comparison?.label)
    draft.result.cells.append(cell)
    draft.derive(
      Derivation(
        figure: chart.cellFigure(presentation, sensor), rule: rule,
        inputs: [
          DerivationTerm(
            name: "relevant", value: presentation.written(sensor), from: chart.measurementFigure(presentation, sensor)),
          DerivationTerm(
            name: "comparison", value: other.written,
            from: comparison.map { chart.measurementFigure($0, sensor) }),
        ], steps: [DerivationTerm(name: "ratio", value: ratio.written)], result: cell.score.written, source: source))
  }
}

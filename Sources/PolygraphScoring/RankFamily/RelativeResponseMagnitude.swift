import PolygraphModel

/// Relative response magnitude (RRM): reactions between the weakest and the strongest of their chart.
///
/// *Definition*: (x − min)/(max − min) in each chart and sensor; respiration by the mean of both channels, scaled again
/// and turned round; sum and mean over sensors and charts. The largest mean is the most reactive.
/// *Source*: Raskin et al. 1988. An aid: it gives no opinion.
/// *Missing*: a value of 0 is missing; a sensor with fewer than 3 values in a chart gives none; equal values give 1.
public struct RelativeResponseMagnitude: ScoringMethod {
  /// Rounds where the reference implementation rounds: magnitudes to 3 decimals, and to 2 before they are summed. On by
  /// default, since magnitudes of 3 decimals are part of the published steps.
  public var sourceRounding = true

  /// Makes the method with its defaults.
  public init() {}

  /// `rrm`.
  public var identifier: String { "rrm" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Relative response magnitude (RRM)" }
  /// The publications it follows.
  public var literature: [String] { ["Raskin et al. 1988 (relative response magnitude)"] }
  /// The sensors it scores.
  public var sensors: [Sensor] { RankFamily.sensors }
  /// The formats it fits.
  public var formats: [String] { RankFamily.formats }
  /// The least data it takes, in a sentence.
  public var minimumData: String { RankFamily.minimumData }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] { ["sourceRounding": .flag(sourceRounding)] }

  private static let leastValues = 3

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    let charts = RankableChart.charts(of: exam)
    guard !charts.isEmpty else { return draft.refused(RankFamily.refusal) }
    if let note = RankFamily.note(on: charts) { draft.warn(note) }
    let rounded = Rounding(isOn: sourceRounding)
    let sheet = RankFamilySheet(charts, average: .cells { rounded(rounded($0, 3), 2) }) {
      Self.magnitudes($0, $1, rounded)
    }
    guard !sheet.questions.isEmpty else { return draft.refused(RankFamily.unmeasured) }
    let source = "Raskin et al. 1988"
    draft.write(
      sheet, questions: sheet.questions.map { $0.rounded(rounded, sum: 2, mean: 3) }, isLargestMostReactive: true,
      rules: ("magnitude between the weakest (0) and the strongest (1) of the chart", "mean over sensors and charts"),
      source: source)
    let means = sheet.questions.map(\.mean)
    guard let low = means.min(), let high = means.max(), high > low else { return draft.result }
    for question in sheet.questions {
      draft.state(
        ScoreStatistic(
          name: "rescaled/\(question.label)", value: 0.001 + 0.998 * (question.mean - low) / (high - low)),
        rule: "the mean between the smallest (.001) and the largest (.999) of all questions",
        inputs: [DerivationTerm(name: "mean", value: "\(question.mean)", from: "subtotal/\(question.label)")],
        source: source)
    }
    return draft.result
  }

  private static func magnitudes(_ chart: RankableChart, _ sensor: Sensor, _ rounded: Rounding) -> [Double?] {
    func raw(_ sensor: Sensor) -> [Double?] {
      scaled(chart.values(sensor).map { value in value == 0 ? nil : value }, rounded)
    }
    guard sensor == .respiration else { return raw(sensor) }
    let mean = RankableChart.mean(raw(.thoracicRespiration), raw(.abdominalRespiration))
    let both = mean.map { value in value.map { rounded($0, 3) } }
    return scaled(both, rounded).map { value in value.map { 1 - $0 } }
  }

  private static func scaled(_ values: [Double?], _ rounded: Rounding) -> [Double?] {
    let present = values.compactMap(\.self)
    guard present.count >= leastValues, let low = present.min(), let high = present.max() else {
      return values.map { _ in nil }
    }
    return values.map { value in
      value.map { high > low ? rounded(($0 - low) / (high - low), 3) : 1 }
    }
  }
}

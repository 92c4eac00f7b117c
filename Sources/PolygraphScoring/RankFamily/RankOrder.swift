import PolygraphModel

/// Rank order: which question a person reacted to most, by ranks.
///
/// *Definition*: rank 1 for the strongest reaction of a chart and sensor, ties at the mean of their ranks; respiration
/// by the rank of the mean of both channels' ranks; the mean over sensors and charts. The smallest mean is the most
/// reactive.
/// *Source*: general practice of rank scoring. An aid: it gives no opinion.
/// *Missing*: only the values present are ranked.
public struct RankOrder: ScoringMethod {
  /// Rounds mean ranks to 2 decimals, as the reference implementation does.
  public var sourceRounding = false

  /// Makes the method with its defaults.
  public init() {}

  /// `rank`.
  public var identifier: String { "rank" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Rank order" }
  /// The publications it follows.
  public var literature: [String] { ["field practice of rank order analysis"] }
  /// The sensors it scores.
  public var sensors: [Sensor] { RankFamily.sensors }
  /// The formats it fits.
  public var formats: [String] { RankFamily.formats }
  /// The least data it takes, in a sentence.
  public var minimumData: String { RankFamily.minimumData }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] { ["sourceRounding": .flag(sourceRounding)] }

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    let charts = RankableChart.charts(of: exam)
    guard !charts.isEmpty else { return draft.refused(RankFamily.refusal) }
    if let note = RankFamily.note(on: charts) { draft.warn(note) }
    let sheet = RankFamilySheet(charts, average: .cells { $0 }) { Self.ranks($0, $1) }
    guard !sheet.questions.isEmpty else { return draft.refused(RankFamily.unmeasured) }
    let rounded = Rounding(isOn: sourceRounding)
    draft.write(
      sheet, questions: sheet.questions.map { $0.rounded(rounded, sum: 2, mean: 2) }, isLargestMostReactive: false,
      rules: ("rank within the chart, 1 for the strongest reaction", "mean rank over sensors and charts"),
      source: "rank scoring")
    return draft.result
  }

  private static func ranks(_ chart: RankableChart, _ sensor: Sensor) -> [Double?] {
    func strongestFirst(_ sensor: Sensor) -> [Double?] {
      RankableChart.ascendingRanks(chart.strengths(sensor).map { value in value.map { -$0 } })
    }
    guard sensor == .respiration else { return strongestFirst(sensor) }
    return RankableChart.ascendingRanks(
      RankableChart.mean(strongestFirst(.thoracicRespiration), strongestFirst(.abdominalRespiration)))
  }
}

import PolygraphModel

/// Miritello's rank analysis: ranks as a share of the largest possible.
///
/// *Definition*: the rank of a reaction in its chart and sensor less 1, 0 for the weakest; respiration by the mean of
/// both channels; the sum over sensors as a share of the largest possible one; the mean over charts. The largest is the
/// most reactive.
/// *Source*: Miritello 1999. The reference implementation counts a small respiration excursion as a weak reaction; here
/// it is a strong one unless ``invertsRespiration`` is off. An aid: it gives no opinion.
/// *Missing*: only the values present are ranked and counted.
/// *Repeated passes* (DLST, TES): all presentations of a chart are ranked together, and a question's figure is the mean
/// of its presentations. No publication states a form for such charts, and a result says so.
public struct MiritelloRank: ScoringMethod {
  /// Counts a smaller respiration excursion as the stronger reaction.
  public var invertsRespiration = true
  /// Rounds the means of charts and questions to 2 decimals, as the reference implementation does.
  public var sourceRounding = false

  /// Makes the method with its defaults.
  public init() {}

  /// `miritello`.
  public var identifier: String { "miritello" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Miritello rank analysis" }
  /// The publications it follows.
  public var literature: [String] { ["Miritello 1999 (rank order analysis)"] }
  /// The sensors it scores.
  public var sensors: [Sensor] { RankFamily.sensors }
  /// The formats it fits.
  public var formats: [String] { RankFamily.formats }
  /// The least data it takes, in a sentence.
  public var minimumData: String { RankFamily.minimumData }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    ["invertsRespiration": .flag(invertsRespiration), "sourceRounding": .flag(sourceRounding)]
  }

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    let charts = RankableChart.charts(of: exam)
    guard !charts.isEmpty else { return draft.refused(RankFamily.refusal) }
    if let note = RankFamily.note(on: charts) { draft.warn(note) }
    let rounded = Rounding(isOn: sourceRounding)
    let sheet = RankFamilySheet(charts, average: .charts(weights: [:]) { rounded($0, 2) }) { shares($0, $1) }
    guard !sheet.questions.isEmpty else { return draft.refused(RankFamily.unmeasured) }
    draft.write(
      sheet, questions: sheet.questions.map { $0.rounded(rounded, sum: 2, mean: 2) }, isLargestMostReactive: true,
      rules: ("rank less 1 as a share of the largest, 0 for the weakest reaction", "mean over sensors, then charts"),
      source: "Miritello 1999")
    return draft.result
  }

  private func shares(_ chart: RankableChart, _ sensor: Sensor) -> [Double?] {
    func ranked(_ sensor: Sensor) -> [Double?] {
      let ranks = RankableChart.ascendingRanks(invertsRespiration ? chart.strengths(sensor) : chart.values(sensor))
      let count = ranks.count { $0 != nil }
      return ranks.map { rank in count > 1 ? rank.map { ($0 - 1) / Double(count - 1) } : nil }
    }
    guard sensor == .respiration else { return ranked(sensor) }
    return RankableChart.mean(ranked(.thoracicRespiration), ranked(.abdominalRespiration))
  }
}

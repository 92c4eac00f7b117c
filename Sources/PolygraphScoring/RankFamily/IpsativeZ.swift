import PolygraphModel
import PolygraphStatistics

/// Ipsative z scores: each question against all others of its chart.
///
/// *Definition*: the distance of a reaction from the mean of the other questions of the chart and sensor, in their
/// standard deviations (n in the denominator), within ±3; respiration by the mean of both channels; a mean over sensors
/// with EDA counted twice; the mean over charts. With at least 2 relevant and 2 comparison questions the class of the
/// largest mean decides, and neither where both classes share it; otherwise questions at or above the cut of
/// ``alpha`` show a significant response, and there is no opinion on the test.
/// *Source*: Nelson 2008. The reference implementation counts a small respiration excursion as a weak reaction; here it
/// is a strong one unless ``invertsRespiration`` is off.
/// *Missing*: only the values present count.
/// *Repeated passes* (DLST, TES): every presentation is held against those of the chart's other questions, never
/// against other passes of its own question; a question's figure is the mean of its presentations. No publication
/// states a form for such charts, and a result says so.
public struct IpsativeZ: ScoringMethod {
  /// The significance level of a question in a chart without comparison questions.
  public var alpha = 0.333
  /// Counts a smaller respiration excursion as the stronger reaction.
  public var invertsRespiration = true
  /// Rounds means to 2 decimals, as the reference implementation does.
  public var sourceRounding = false

  /// Makes the method with its defaults.
  public init() {}

  /// `ipsative-z`.
  public var identifier: String { "ipsative-z" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Ipsative z scores" }
  /// The publications it follows.
  public var literature: [String] { ["Nelson 2008 (ipsative z scores)"] }
  /// The sensors it scores.
  public var sensors: [Sensor] { RankFamily.sensors }
  /// The formats it fits.
  public var formats: [String] { RankFamily.formats }
  /// The least data it takes, in a sentence.
  public var minimumData: String { RankFamily.minimumData }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    [
      "alpha": .number(alpha), "invertsRespiration": .flag(invertsRespiration),
      "sourceRounding": .flag(sourceRounding),
    ]
  }
  /// The legal ranges of its numeric parameters.
  public var parameterRanges: [String: ClosedRange<Double>] { ["alpha": 0.001...0.5] }

  private static let weights: SensorValues = [
    .respiration: 1, .electrodermal: 2, .cardio: 1, .vasomotor: 1,
  ]
  private static let largest = 3.0
  private var source: String { "Nelson 2008" }

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    guard draft.parameterFaults.isEmpty else { return draft.refused(draft.parameterFaults) }
    let charts = RankableChart.charts(of: exam)
    guard !charts.isEmpty else { return draft.refused(RankFamily.refusal) }
    if let note = RankFamily.note(on: charts) { draft.warn(note) }
    let rounded = Rounding(isOn: sourceRounding)
    let sheet = RankFamilySheet(charts, average: .charts(weights: Self.weights) { $0 }) { scores($0, $1) }
    guard !sheet.questions.isEmpty else { return draft.refused(RankFamily.unmeasured) }
    let questions = sheet.questions.map { $0.rounded(rounded, sum: 2, mean: 2) }
    draft.write(
      sheet, questions: questions, isLargestMostReactive: true,
      rules: (
        "z score against the other questions of the chart, within ±3", "mean with EDA counted twice, over charts"
      ),
      source: source)
    decide(questions, &draft)
    return draft.result
  }

  private func decide(_ questions: [RankFamilySheet.Question], _ draft: inout ScoringDraft) {
    guard let strongest = questions.max(by: { $0.mean < $1.mean }) else { return }
    let relevant = questions.filter { $0.role == .relevant }
    if relevant.count >= 2, questions.count(where: { $0.role == .comparison }) >= 2 {
      let words = draft.vocabulary
      let classes = Set(questions.filter { $0.mean == strongest.mean }.map { $0.role == .relevant })
      let opinion = classes == [true] ? words.deceptive : classes == [false] ? words.truthful : words.neither
      draft.result.decisionRule = "largest"
      draft.result.opinion = opinion
      if classes.count > 1 { draft.result.reason = .scoresInconclusive }
      draft.result.questionOpinions = relevant.map { QuestionOpinion(question: $0.label, opinion: opinion) }
      draft.derive(
        Derivation(
          figure: "opinion", rule: "the class of the question with the largest mean decides",
          inputs: [
            DerivationTerm(
              name: strongest.label, value: "\(strongest.mean)", from: "subtotal/\(strongest.label)")
          ], result: opinion.rawValue, source: source))
      return
    }
    let cut = NormalDistribution.standard.quantile(1 - alpha)
    draft.result.decisionRule = "significant questions"
    draft.result.questionOpinions = questions.map {
      let isSignificant = $0.mean >= cut - DecisionRule.slack
      return QuestionOpinion(question: $0.label, opinion: isSignificant ? .significantResponse : nil)
    }
    draft.state(
      ScoreStatistic(name: "cut", value: cut), rule: "normal quantile of 1 − \(alpha)", source: source)
  }

  /// The z score of a value against others, held within ±3; `nil` for fewer than two others.
  static func standardised(_ value: Double, among others: [Double]) -> Double? {
    guard others.count >= 2, let moments = Moments(others) else { return nil }
    let distance = value - moments.mean
    guard moments.squares > 0 else { return distance == 0 ? 0 : distance < 0 ? -largest : largest }
    return min(max(distance / moments.populationDeviation, -largest), largest)
  }

  private func scores(_ chart: RankableChart, _ sensor: Sensor) -> [Double?] {
    func standardised(_ sensor: Sensor) -> [Double?] {
      let values = invertsRespiration ? chart.strengths(sensor) : chart.values(sensor)
      return values.indices.map { index in
        values[index].flatMap { value in
          let question = chart.items[index].baseLabel
          let others = values.indices.compactMap { chart.items[$0].baseLabel == question ? nil : values[$0] }
          return Self.standardised(value, among: others)
        }
      }
    }
    guard sensor == .respiration else { return standardised(sensor) }
    return RankableChart.mean(standardised(.thoracicRespiration), standardised(.abdominalRespiration))
  }
}

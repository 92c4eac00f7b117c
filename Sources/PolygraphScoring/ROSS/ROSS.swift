import PolygraphModel

/// The rank order scoring system (ROSS): ranks of comparison questions against those of relevant ones.
///
/// *Definition*: in each of the first 3 charts and each sensor all relevant and comparison questions are ranked, 1 for
/// the weakest reaction; respiration by the rank of the mean of both channels' ranks. The totals of both classes,
/// scaled to 27 ranks, are subtracted; a positive difference is truthful. Several issues: each question's difference
/// from its share of the comparison total.
/// *Source*: Honts & Driscoll 1987, 1988. The cut is 14; another in use is 6.
/// *Missing*: only the values present are ranked; a sensor of a chart with fewer than 2 relevant or 2 comparison values
/// is left out.
/// *Repeated passes* (DLST, TES): refused. One chart holds all passes, two questions are too few for 27 ranks, and no
/// publication says how passes are to be ranked; a forced computation ranks all presentations of the chart together.
public struct ROSS: ScoringMethod {
  /// A difference of totals this far from 0 decides.
  public var cut = 14.0
  /// A difference of a question this far from 0 decides where there are several issues.
  public var subtotalCut = 3.0
  /// Scales totals by the ranks of all charts instead of the first three, as the reference implementation does.
  public var scalesByAllCharts = false

  /// Makes the method with its defaults.
  public init() {}

  /// `ross`.
  public var identifier: String { "ross" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Rank order scoring system (ROSS)" }
  /// The publications it follows.
  public var literature: [String] { ["Honts & Driscoll 1987, 1988 (rank order scoring system)"] }
  /// The sensors it scores.
  public var sensors: [Sensor] { [.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio] }
  /// The formats it fits.
  public var formats: [String] { ["federal-zct", "utah"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String { "3 relevant and 3 comparison questions, 3 charts (the first 3 are ranked)" }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    [
      "cut": .number(cut), "subtotalCut": .number(subtotalCut), "scalesByAllCharts": .flag(scalesByAllCharts),
    ]
  }
  /// The legal ranges of its numeric parameters.
  public var parameterRanges: [String: ClosedRange<Double>] { ["cut": 1...81, "subtotalCut": 1...81] }

  private static let design = ValidatedDesign(
    relevantQuestions: 3...3, comparisonQuestions: 3...3, presentations: 3...Int.max)
  private static let repeatedPasses =
    "questions stand several times in one chart; the method ranks each question once in a chart"
  private static let rankedCharts = 3
  private static let nominalRanks = 27.0
  private var source: String { "Honts & Driscoll 1987, 1988" }

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    guard draft.parameterFaults.isEmpty else { return draft.refused(draft.parameterFaults) }
    let charts = exam.charts.withRelevantAndComparison
    let rankable = charts.map { RankableChart(relevantAndComparisonOf: $0) }
    let hindrances =
      Self.design.hindrances(of: charts, format: format, method: self)
      + (RankFamily.note(on: rankable) == nil ? [] : [Self.repeatedPasses])
    let ranked = rankable.map { ROSSChart($0) }
    let used = Array(ranked.prefix(Self.rankedCharts))
    let totals = ROSSTotals(used.flatMap(\.ranks))
    guard totals.comparisonCount > 0, totals.relevantCount > 0 else {
      return draft.refused(["no sensor of a chart has two relevant and two comparison values"])
    }
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    for chart in used {
      draft.result.cells += chart.cells
      if !options.omitsDerivations { draft.result.derivations += chart.derivations(source: source) }
    }
    let scale = scalesByAllCharts ? ROSSTotals(ranked.flatMap(\.ranks)) : totals
    conclude(totals, scale: scale, charts.relevantQuestions, &draft)
    return draft.result
  }

  func conclude(
    _ totals: ROSSTotals, scale: ROSSTotals, _ questions: [String], _ draft: inout ScoringDraft
  ) {
    let comparison = totals.comparison * Self.nominalRanks / Double(scale.comparisonCount)
    let relevant = totals.relevant * Self.nominalRanks / Double(scale.relevantCount)
    for (name, value, count) in [
      ("comparisonTotal", comparison, totals.comparisonCount), ("relevantTotal", relevant, totals.relevantCount),
    ] {
      draft.state(
        ScoreStatistic(name: name, value: value), rule: "sum of the ranks, scaled to 27",
        steps: [DerivationTerm(name: "ranks", value: "\(count)")], source: source)
    }
    let difference = comparison - relevant
    draft.result.grandTotal = difference
    draft.derive(
      Derivation(
        figure: "grandTotal", rule: "comparison total minus relevant total",
        inputs: [
          DerivationTerm(name: "comparison", value: "\(comparison)", from: "statistic/comparisonTotal"),
          DerivationTerm(name: "relevant", value: "\(relevant)", from: "statistic/relevantTotal"),
        ], result: "\(difference)", source: source))
    let mean = totals.comparison / Double(totals.comparisonCount)
    for question in questions {
      guard let own = totals.questions[question] else { continue }
      let share = mean * Double(own.count)
      draft.result.subtotals.append(Subtotal(question: question, total: share - own.sum))
      draft.derive(
        Derivation(
          figure: "subtotal/\(question)",
          rule: "mean comparison rank for each of the question's ranks, minus their sum",
          inputs: [
            DerivationTerm(name: "comparison share", value: "\(share)"),
            DerivationTerm(name: "sum of ranks", value: "\(own.sum)"),
          ], result: "\(share - own.sum)", source: source))
    }
    let figures = DecisionFigures(
      subtotals: draft.result.subtotals, total: difference,
      cuts: [
        .grandTotalDeceptive: -cut, .grandTotalTruthful: cut, .subtotalDeceptive: -subtotalCut,
        .subtotalTruthful: subtotalCut,
      ])
    let rule: DecisionRule = draft.isMultipleIssue ? .subtotals : .grandTotal
    draft.decide(rule.decide(figures, vocabulary: draft.vocabulary), source: source)
  }
}

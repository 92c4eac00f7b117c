import PolygraphModel
import RealModule

/// The two-sensor screening test (PCAT, of the PCASS type): EDA and vasomotor integers, and the reference model of
/// ESS-M.
///
/// *Definition*: ratios, comparisons and integers of ESS-M for EDA (doubled) and vasomotor; two relevant questions in
/// four passes; the lowest subtotal, then the total, then truthful subtotals decide (pSSR) at published cuts; the odds
/// of the deciding score under the multinomial model of four presentations a question.
/// *Source*: published tables of the two-sensor test, which equal the model of Nelson 2017 with two sensors. Its use is
/// known from secondary text only.
/// *Missing*: a missing score counts 0.
public struct PCAT: ScoringMethod {
  /// The least ratios that count as a difference.
  public var constraints = ESSMConstraints()
  /// The significance level of cuts and lower limit.
  public var alpha = 0.05
  /// Counts EDA once, as three-position scoring does, instead of twice. No cut is published for it: the cuts are
  /// computed from the model, and the result says so.
  public var usesThreePositions = false

  /// Makes the method with its defaults.
  public init() {}

  /// `pcat`.
  public var identifier: String { "pcat" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Two-sensor screening test (PCAT)" }
  /// The publications it follows.
  public var literature: [String] {
    ["Nelson 2017 (multinomial reference distributions); published tables of the two-sensor test"]
  }
  /// The sensors it scores.
  public var sensors: [Sensor] { [.electrodermal, .vasomotor] }
  /// The formats it fits.
  public var formats: [String] { ["dlst"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String { "exactly 2 relevant questions and 4 passes of each" }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    [
      "alpha": .number(alpha), "electrodermal": .number(constraints.electrodermal),
      "vasomotor": .number(constraints.vasomotor), "usesThreePositions": .flag(usesThreePositions),
    ]
  }
  /// The legal ranges of its numeric parameters.
  public var parameterRanges: [String: ClosedRange<Double>] {
    ["alpha": 0.01...0.5, "electrodermal": 1...3, "vasomotor": 1...3]
  }

  static let design = ValidatedDesign(
    relevantQuestions: 2...2, comparisonQuestions: 1...Int.max, presentations: 4...4)
  /// How often each question is asked.
  static let passes = 4
  static let source = "published tables of the two-sensor test; Nelson 2017"
  private static let subtotalModels = models(questions: 1)
  private static let totalModels = models(questions: 2)

  /// The models of so many questions: EDA doubled, and three positions.
  private static func models(questions: Int) -> (ess: MultinomialReference, threePosition: MultinomialReference) {
    (
      MultinomialReference(presentations: questions * passes, weights: [2, 1]),
      MultinomialReference(presentations: questions * passes, weights: [1, 1])
    )
  }

  private static func model(isTotal: Bool, threePositions: Bool) -> MultinomialReference {
    let models = isTotal ? totalModels : subtotalModels
    return threePositions ? models.threePosition : models.ess
  }

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options, usesPrior: true)
    guard draft.parameterFaults.isEmpty else { return draft.refused(draft.parameterFaults) }
    let charts = exam.charts.filter { $0.count(.relevant) > 0 && $0.count(.comparison) > 0 }
    guard !charts.isEmpty else { return draft.refused(["no chart has relevant and comparison questions"]) }
    let cuts = Self.cuts(
      prior: options.prior, alpha: alpha, threePositions: usesThreePositions,
      questions: charts.relevantQuestions.count)
    let hindrances =
      Self.design.hindrances(of: charts, format: format, method: self)
      + [Self.hindrance(without: cuts, prior: options.prior, alpha: alpha)].compactMap(\.self)
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    let bounds = ESSMBounds(constraints)
    for chart in charts {
      for index in chart.presentations.indices where chart.presentations[index].isRelevant {
        for sensor in sensors { write(chart, index, sensor, bounds, &draft) }
      }
    }
    guard draft.hasScores else {
      return draft.refused(["no relevant question has a usable EDA or vasomotor measurement"])
    }
    sum(charts.relevantQuestions, &draft)
    decide(cuts, &draft)
    return draft.result
  }

  private func write(
    _ chart: ScoredChart, _ index: Int, _ sensor: Sensor, _ bounds: ESSMBounds, _ draft: inout ScoringDraft
  ) {
    let presentation = chart.presentations[index]
    let comparison = ComparisonSelection.nearestStronger(for: index, sensor: sensor, in: chart)
      .map { chart.presentations[$0] }
    let relevant = presentation.values[sensor]
    let other = comparison?.values[sensor]
    let channel: ScoredSensor = sensor == .electrodermal ? .electrodermal : .vasomotor
    let ratio = ESSMRatios.logRatio(relevant: relevant, comparison: other, sensor: channel, bounds: bounds)
    let integer = ratio.map { ratio in
      let score = ESSMRatios.integer(ratio, sensor: channel, bounds: bounds)
      return usesThreePositions ? score.signum() : score
    }
    let cell = chart.cell(
      presentation, sensor, score: integer.map(Double.init), logRatio: ratio, comparison: comparison?.label)
    draft.result.cells.append(cell)
    draft.derive(
      Derivation(
        figure: chart.cellFigure(presentation, sensor),
        rule: "integer of the log ratio to the nearest, stronger comparison reaction",
        inputs: [
          DerivationTerm(
            name: "relevant", value: presentation.written(sensor), from: chart.measurementFigure(presentation, sensor)),
          DerivationTerm(
            name: "comparison", value: other.written, from: comparison.map { chart.measurementFigure($0, sensor) }),
        ], steps: [DerivationTerm(name: "log ratio", value: ratio.written)], result: cell.score.written,
        source: Self.source))
  }

  private func sum(_ questions: [String], _ draft: inout ScoringDraft) {
    for question in questions {
      let own = draft.result.cells.filter { QuestionLabel.parse($0.question)?.baseLabel ?? $0.question == question }
      let total = own.reduce(0) { $0 + ($1.score ?? 0) }
      draft.result.subtotals.append(Subtotal(question: question, total: total))
      draft.derive(
        Derivation(
          figure: "subtotal/\(question)", rule: "sum of the question's integers; missing is 0",
          inputs: own.map { DerivationTerm(name: $0.question, value: $0.score.written, from: $0.figure) },
          result: total.written, source: Self.source))
    }
    let total = draft.result.subtotals.reduce(0) { $0 + $1.total }
    draft.result.grandTotal = total
    let inputs = draft.result.subtotals.map {
      DerivationTerm(name: $0.question, value: $0.total.written, from: "subtotal/\($0.question)")
    }
    draft.derive(
      Derivation(
        figure: "grandTotal", rule: "sum of the subtotals", inputs: inputs, result: total.written, source: Self.source))
  }

  private func decide(_ cuts: [DecisionRule.CutName: Double], _ draft: inout ScoringDraft) {
    let prior = draft.options.prior
    let figures = DecisionFigures(subtotals: draft.result.subtotals, cuts: cuts)
    let decision = DecisionRule.pairedSubtotals.decide(figures, vocabulary: draft.vocabulary)
    draft.decide(decision, source: "\(Self.source), cutscores at prior \(prior), alpha \(alpha)")
    if cuts.isEmpty { draft.result.reason = .data }
    if usesThreePositions { draft.warn("no cut is published for three positions; the cuts are computed") }
    let isTotal = decision.decidedBy == "grandTotal"
    let model = Self.model(isTotal: isTotal, threePositions: usesThreePositions)
    guard let score = Int(decision.decidedValue), score.magnitude <= model.largestScore else {
      draft.warn("the deciding score lies outside the reference model; no odds are given")
      return
    }
    let exponent = !isTotal && score > 0 ? draft.result.subtotals.count : 1
    let factor = Double.pow(model.odds(score), exponent)
    let odds = factor * (score < 0 ? prior / (1 - prior) : (1 - prior) / prior)
    let direction = score == 0 ? nil : score < 0 ? "deceptive" : "truthful"
    let limit = ESSM.lowerLimit(ofOdds: odds, trials: model.largestScore, alpha: alpha)
    let input = [DerivationTerm(name: "score", value: "\(score)", from: decision.decidedBy)]
    draft.state(
      ScoreStatistic(name: "bayesFactor", value: factor, direction: direction),
      rule: "odds of the score under the multinomial reference model of two sensors", inputs: input,
      steps: [DerivationTerm(name: "exponent for multiplicity", value: "\(exponent)")], source: "Nelson 2017")
    draft.state(
      ScoreStatistic(
        name: "posteriorOdds", value: odds, interval: (limit, nil), direction: score < 0 ? "deceptive" : "truthful",
        prior: prior),
      rule: "prior odds × Bayes factor; one-sided Clopper–Pearson lower limit",
      inputs: [DerivationTerm(name: "Bayes factor", value: "\(factor)", from: "statistic/bayesFactor")],
      source: "Nelson 2017; Clopper & Pearson 1934")
    draft.stateBaseRates(
      oddsOfDeception: score < 0 ? factor : 1 / factor, from: "statistic/bayesFactor", source: "Nelson 2017")
  }

  /// Why nothing can be decided at a prior and a level, or `nil`.
  static func hindrance(without cuts: [DecisionRule.CutName: Double], prior: Double, alpha: Double) -> String? {
    cuts.isEmpty ? "no cutscore is published for prior \(prior) at alpha \(alpha)" : nil
  }

  /// The cuts that the model gives: the least score whose lower limit of posterior odds exceeds even odds and the prior
  /// odds of its side.
  ///
  /// *Definition*: the rule that the published cuts of ESS-M follow; for a truthful subtotal the product of prior odds
  /// and odds is raised to the number of questions, the exponent that its Bayes factor has too.
  static func computedCuts(prior: Double, alpha: Double, questions: Int) -> [DecisionRule.CutName: Double] {
    func cut(isTotal: Bool, isTruthful: Bool, exponent: Int) -> Double? {
      let model = model(isTotal: isTotal, threePositions: true)
      let priorOdds = isTruthful ? (1 - prior) / prior : prior / (1 - prior)
      let found = (1...model.largestScore).first { score in
        let posterior = Double.pow(priorOdds * model.odds(score), exponent)
        return ESSM.lowerLimit(ofOdds: posterior, trials: model.largestScore, alpha: alpha) > max(1, priorOdds)
      }
      return found.map { isTruthful ? Double($0) : -Double($0) }
    }
    var cuts: [DecisionRule.CutName: Double] = [:]
    cuts[.grandTotalDeceptive] = cut(isTotal: true, isTruthful: false, exponent: 1)
    cuts[.subtotalDeceptive] = cut(isTotal: false, isTruthful: false, exponent: 1)
    cuts[.subtotalTruthful] = cut(isTotal: false, isTruthful: true, exponent: questions)
    return cuts
  }

  /// The cuts of the smallest tabulated prior not below `prior` and of the largest alpha not above `alpha`; those of
  /// three positions are computed for so many questions.
  static func cuts(
    prior: Double, alpha: Double, threePositions: Bool = false, questions: Int = 2
  ) -> [DecisionRule.CutName: Double] {
    if threePositions { return computedCuts(prior: prior, alpha: alpha, questions: questions) }
    guard let row = PCATCutscoreTable.rows.last(where: { $0.prior >= prior - 1e-12 }),
      let column = PCATCutscoreTable.alphas.lastIndex(where: { $0 <= alpha + 1e-12 })
    else { return [:] }
    var cuts: [DecisionRule.CutName: Double] = [:]
    cuts[.grandTotalDeceptive] = row.grandTotalDeceptive[column].map(Double.init)
    cuts[.subtotalDeceptive] = row.subtotalDeceptive[column].map(Double.init)
    cuts[.subtotalTruthful] = row.subtotalTruthful[column].map(Double.init)
    return cuts
  }
}

import PolygraphModel

/// A scoring result in the making: what every method does alike.
struct ScoringDraft {
  let method: any ScoringMethod
  let format: TestFormat?
  let options: ScoringOptions
  var result: ScoringResult
  private let hasPrior: Bool

  /// Starts a result. `usesPrior` puts the prior probability among the parameters.
  init(_ method: any ScoringMethod, format: TestFormat?, options: ScoringOptions, usesPrior: Bool = false) {
    self.method = method
    self.format = format
    self.options = options
    hasPrior = usesPrior
    var parameters = method.parameters
    if usesPrior { parameters["prior"] = .number(options.prior) }
    result = ScoringResult(
      method: method.identifier, version: method.version, parameters: parameters, status: .scored)
  }

  /// The words of the format's opinions; those of one event when the format is not known.
  var vocabulary: (deceptive: Opinion, truthful: Opinion, neither: Opinion) {
    if let words = options.words { return (words.deceptive, words.truthful, words.neither) }
    return (format ?? method.defaultFormat).vocabulary
  }

  /// True when the format asks about independent issues, which are decided question by question.
  var isMultipleIssue: Bool { format?.issue == .multiple || format?.issue == .multipleFacet }

  /// Parameters outside their legal ranges, in sentences; they refuse even a forced computation.
  var parameterFaults: [String] { ParameterRanges.faults(of: result.parameters, in: method.parameterRanges) }

  /// Marks the result as outside the validated design; false when the method refuses because nobody forces it.
  mutating func accepts(_ hindrances: [String]) -> Bool {
    guard !hindrances.isEmpty else { return true }
    guard options.isForced else { return false }
    result.withinValidatedDesign = false
    result.reasons = ["outside the validated design"] + hindrances
    return true
  }

  /// Whether any cell has a score.
  var hasScores: Bool { result.cells.contains { $0.score != nil } }

  /// The refusal for these reasons.
  func refused(_ reasons: [String]) -> ScoringResult {
    ScoringResult(
      method: method.identifier, version: method.version, parameters: result.parameters,
      withinValidatedDesign: false, status: .refused, reasons: reasons)
  }

  /// Puts the cuts in use among the parameters.
  mutating func record(_ cuts: [DecisionRule.CutName: Double]) {
    for (name, value) in cuts { result.parameters[name.rawValue] = .number(value) }
  }

  /// Says something about the result that a reader should know.
  mutating func warn(_ sentence: String) {
    if !result.reasons.contains(sentence) { result.reasons.append(sentence) }
  }

  /// Keeps a derivation unless they are left out.
  mutating func derive(_ derivation: @autoclosure () -> Derivation) {
    if !options.omitsDerivations { result.derivations.append(derivation()) }
  }

  /// Keeps a statistic with its derivation.
  mutating func state(
    _ statistic: ScoreStatistic, rule: @autoclosure () -> String, inputs: @autoclosure () -> [DerivationTerm] = [],
    steps: @autoclosure () -> [DerivationTerm] = [], source: @autoclosure () -> String
  ) {
    result.statistics.append(statistic)
    derive(
      Derivation(
        figure: "statistic/\(statistic.name)", rule: rule(), inputs: inputs(), steps: steps(),
        result: "\(statistic.value)", source: source()))
  }

  /// The prior probabilities at which a posterior is also stated.
  static let baseRates = [0.1, 0.5, 0.9].map { (rate: $0, name: "posteriorDeceptiveAtBaseRate/\($0)") }

  /// States the posterior probability of deception at three base rates, from a method's own likelihoods.
  ///
  /// `odds` are those the scores lend to deception: the method's Bayes factor in that direction.
  mutating func stateBaseRates(oddsOfDeception odds: Double, from figure: String, source: @autoclosure () -> String) {
    for (rate, name) in Self.baseRates {
      state(
        ScoreStatistic(name: name, value: 1 / (1 + (1 - rate) / (rate * odds)), prior: rate),
        rule: "Bayes' rule at the base rate \(rate) of deception",
        inputs: [DerivationTerm(name: "odds of deception from the scores", value: "\(odds)", from: figure)],
        source: source())
    }
  }

  /// Takes over a rule's decision.
  mutating func decide(_ decision: Decision, source: @autoclosure () -> String) {
    result.decisionRule = decision.rule
    result.opinion = decision.opinion
    result.questionOpinions = decision.questions
    if decision.side == .neither { result.reason = .scoresInconclusive }
    derive(
      Derivation(
        figure: "opinion", rule: "\(decision.rule): \(decision.name)",
        inputs: [DerivationTerm(name: "decided by", value: decision.decidedValue, from: decision.decidedBy)],
        steps: decision.trace, result: decision.opinion.rawValue, source: source()))
  }

  /// Decides by a probability of truth with one cut a side; all questions share the result.
  mutating func decide(
    probabilityOfTruth probability: Double, named statistic: String, questions: [String],
    cuts: (deceptive: Double, truthful: Double), source: String
  ) {
    let figures = DecisionFigures(
      questions: questions.map { .init(question: $0, deceptiveSide: probability, truthfulSide: probability) },
      total: probability, cuts: [.grandTotalDeceptive: cuts.deceptive, .grandTotalTruthful: cuts.truthful])
    var decision = DecisionRule.grandTotal.decide(figures, vocabulary: vocabulary)
    decision.name = "the probability \(statistic) decides for the whole test"
    decision.decidedBy = "statistic/\(statistic)"
    decision.trace = decision.trace.map {
      DerivationTerm(name: $0.name.replacing("grand total", with: statistic), value: $0.value)
    }
    decide(decision, source: source)
  }

  /// Withholds the opinion because data are missing.
  mutating func withholdOpinion(questions: [String], rule: String, because sentence: String) {
    result.decisionRule = rule
    result.opinion = vocabulary.neither
    result.reason = .data
    let opinion = vocabulary.neither
    result.questionOpinions = questions.map { QuestionOpinion(question: $0, opinion: opinion) }
    warn(sentence)
    derive(
      Derivation(
        figure: "opinion", rule: "\(rule), withheld", inputs: [DerivationTerm(name: "reason", value: sentence)],
        result: opinion.rawValue, source: "minimum data of the method"))
  }
}

extension ScoredChart {
  /// A cell of this chart.
  func cell(
    _ presentation: Presentation, _ sensor: Sensor, score: Double?, logRatio: Double? = nil, comparison: String? = nil
  ) -> ScoreCell {
    ScoreCell(
      series: series, chart: chart, question: presentation.label, occurrence: presentation.occurrence, sensor: sensor,
      score: score, logRatio: logRatio, comparison: comparison)
  }
}

extension Double {
  /// The number as people write it: whole numbers without a decimal point.
  var written: String { self == rounded() && magnitude < 1e15 ? String(Int(self)) : "\(self)" }
}

extension Double? {
  /// The number as people write it, or `missing`.
  var written: String { map(\.written) ?? "missing" }
}

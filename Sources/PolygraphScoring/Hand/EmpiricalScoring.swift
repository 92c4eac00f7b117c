import PolygraphModel

/// The Empirical Scoring System by hand: integers of visible differences.
///
/// *Definition*: −1, 0 or 1 for respiration, cardio and vasomotor and −2, 0 or 2 for EDA, by which reaction is visibly
/// the larger one; one issue is decided by two stages, several by the lowest subtotal. Cuts are those of ESS-M at the
/// prior and ``alpha``, or those of 2011: −4 and +2 for the total, −7 for a subtotal in Senter's order, −3 and +1 where
/// there are several issues.
/// *Source*: Nelson et al. 2011; Nelson 2017 for the cuts of ESS-M. The cuts of 2011 are known from secondary text
/// only.
/// *Missing*: a missing integer counts 0.
public struct EmpiricalScoring: HandScoringMethod {
  /// The significance level of the ESS-M cuts.
  public var alpha = 0.05
  /// Takes the cuts and the order of stages of 2011.
  public var usesCutsOf2011 = false

  /// Makes the method with its defaults.
  public init() {}

  /// `ess`.
  public var identifier: String { "ess" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Empirical Scoring System by hand (ESS)" }
  /// The publications it follows.
  public var literature: [String] {
    [
      "Nelson et al. 2011 (Empirical Scoring System)",
      "Nelson 2017 (multinomial reference distributions, cutscores)",
    ]
  }
  /// The sensors it scores.
  public var sensors: [Sensor] { [.respiration, .electrodermal, .cardio, .vasomotor] }
  /// The formats it fits.
  public var formats: [String] { ["federal-zct", "you-phase", "utah", "afmgqt-1", "afmgqt-2", "lepet", "dlst"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String { "2 to 4 relevant questions, 3 to 5 charts or passes; the examiner's integers" }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    ["alpha": .number(alpha), "usesCutsOf2011": .flag(usesCutsOf2011)]
  }
  /// The legal ranges of its numeric parameters.
  public var parameterRanges: [String: ClosedRange<Double>] { ["alpha": 0.01...0.5] }

  /// The integers a sensor may get.
  public func legalScores(_ sensor: Sensor) -> [Int] {
    guard sensors.contains(sensor) else { return [] }
    return sensor == .electrodermal ? [-2, 0, 2] : [-1, 0, 1]
  }

  /// Refuses: visible differences are an examiner's; ESS-M is the method for measurements.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    ScoringDraft(self, format: format, options: options).refused([
      "the integers are the examiner's judgement of visible differences; for measurements take ess-m"
    ])
  }

  /// Sums and decides the examiner's integers.
  public func score(_ scores: HandScores, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options, usesPrior: true)
    let cuts = cuts(options.prior)
    draft.record(cuts)
    let missing =
      cuts.isEmpty ? "no cutscore is published for prior \(options.prior) at alpha \(alpha)" : nil
    return HandScoring.score(
      scores, method: self, questions: relevantQuestions, source: "Nelson et al. 2011", hindrance: missing, &draft
    ) { draft in
      let rule: DecisionRule = draft.isMultipleIssue ? .subtotals : usesCutsOf2011 ? .senter : .deceptiveFirst
      if let missing {
        let questions = draft.result.subtotals.map(\.question)
        return draft.withholdOpinion(questions: questions, rule: rule.identifier, because: missing)
      }
      let figures = DecisionFigures(subtotals: draft.result.subtotals, cuts: cuts)
      let origin = usesCutsOf2011 ? "cuts of 2011" : "ESS-M cutscores at prior \(options.prior), alpha \(alpha)"
      draft.decide(rule.decide(figures, vocabulary: draft.vocabulary), source: origin)
    }
  }

  func cuts(_ prior: Double) -> [DecisionRule.CutName: Double] {
    if usesCutsOf2011 {
      return [
        .grandTotalDeceptive: -4, .grandTotalTruthful: 2, .subtotalDeceptiveTwoStage: -7, .subtotalDeceptive: -3,
        .subtotalTruthful: 1,
      ]
    }
    return ESSMCutscores(prior: prior, alpha: alpha)?.cuts ?? [:]
  }
}

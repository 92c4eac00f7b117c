import PolygraphModel

/// What ESS-M decides from its totals.
struct ESSMDecision {
  let decision: Decision
  /// The total that carries the Bayes factor.
  let basis: ESSMBasis

  /// The rule's short name: eTSR or SSR.
  var rule: String { decision.rule }
  var opinion: Opinion { decision.opinion }
  var isUndecided: Bool { decision.side == .neither }
  var questions: [QuestionOpinion] { decision.questions }
  /// The rule's tests in order, with their answers.
  var trace: [DerivationTerm] { decision.trace }
}

/// The total a decision, and with it the Bayes factor, rests on.
struct ESSMBasis {
  let figure: String
  let score: Int
  /// The power of the odds: the number of questions that must all be truthful.
  var exponent = 1
  let model: MultinomialReference
}

/// The cuts in use at a prior and an alpha.
public struct ESSMCutscores: Hashable, Sendable {
  /// The printed prior of the table's row.
  public let tabulatedPrior: Double
  /// A grand total at or above it is truthful.
  public let grandTotalTruthful: Int?
  /// A grand total at or below it is deceptive.
  public let grandTotalDeceptive: Int?
  /// In a two-stage rule, a subtotal at or below it is deceptive.
  public let twoStageSubtotalDeceptive: Int?
  /// In a multiple-issue rule, a subtotal at or below it is deceptive.
  public let subtotalDeceptive: Int?
  /// In a multiple-issue rule, the lowest subtotal at or above it is truthful.
  public let subtotalTruthful: Int?

  /// The cuts of the smallest tabulated prior not below the requested one, and of the largest alpha not above it.
  /// `nil` when the prior exceeds 0.9 or alpha is below 0.01: no cut is published.
  public init?(prior: Double, alpha: Double) {
    guard let row = ESSMCutscoreTable.rows.last(where: { $0.prior >= prior - 1e-12 }),
      let column = ESSMCutscoreTable.alphas.lastIndex(where: { $0 <= alpha + 1e-12 })
    else { return nil }
    tabulatedPrior = row.prior
    grandTotalTruthful = row.grandTotalTruthful[column]
    grandTotalDeceptive = row.grandTotalDeceptive[column]
    twoStageSubtotalDeceptive = row.twoStageSubtotalDeceptive[column]
    subtotalDeceptive = row.subtotalDeceptive[column]
    subtotalTruthful = row.subtotalTruthful[column]
  }
}

extension ESSMCutscores {
  /// The cuts as decision rules read them; one that does not exist is absent.
  var cuts: [DecisionRule.CutName: Double] {
    let all: [DecisionRule.CutName: Int?] = [
      .grandTotalDeceptive: grandTotalDeceptive, .grandTotalTruthful: grandTotalTruthful,
      .subtotalDeceptiveTwoStage: twoStageSubtotalDeceptive, .subtotalDeceptive: subtotalDeceptive,
      .subtotalTruthful: subtotalTruthful,
    ]
    return all.compactMapValues { $0.map(Double.init) }
  }
}

extension ESSM {
  /// The rule for a format: the one that is set, else two stages with deceptive subtotals first (eTSR) for one issue
  /// and the lowest subtotal (SSR) for several.
  func decisionRule(_ subtotals: [ESSMSubtotal], format: TestFormat, hasVasomotor: Bool) -> DecisionRule {
    switch rule {
    case nil: format.issue == .single ? .deceptiveFirst : .subtotals
    case "auto": PairwiseSubtotalTest(subtotals.map(\.total), vasomotorIncluded: hasVasomotor).rule()
    case .some(let name): DecisionRule.named(name) ?? .deceptiveFirst
    }
  }

  /// Decides, and says which total carries the Bayes factor: the lowest subtotal where the rule is about subtotals or a
  /// subtotal decided, otherwise the grand total.
  func decide(
    _ subtotals: [ESSMSubtotal], format: TestFormat, prior: Double, words: OpinionWords? = nil,
    hasVasomotor: Bool = true, cuts: [DecisionRule.CutName: Double]? = nil, isTraced: Bool = true
  ) -> ESSMDecision {
    let rule = decisionRule(subtotals, format: format, hasVasomotor: hasVasomotor)
    let figures = DecisionFigures(
      subtotals: subtotals.map { Subtotal(question: $0.question, total: Double($0.total)) },
      cuts: cuts ?? ESSMCutscores(prior: prior, alpha: alpha)?.cuts ?? [:])
    let vocabulary = words.map { ($0.deceptive, $0.truthful, $0.neither) } ?? format.vocabulary
    let decision = rule.decide(figures, vocabulary: vocabulary, isTraced: isTraced)
    let total = subtotals.reduce(0) { $0 + $1.total }
    var basis = ESSMBasis(figure: "grandTotal", score: total, model: Self.grandTotalModel)
    if rule == .subtotals || decision.decidedBy != "grandTotal" {
      let lowest = Self.lowest(subtotals)
      let exponent = rule == .subtotals && lowest.total > 0 ? subtotals.count : 1
      basis = ESSMBasis(
        figure: "subtotal/\(lowest.question)", score: lowest.total, exponent: exponent, model: Self.subtotalModel)
    }
    return ESSMDecision(decision: decision, basis: basis)
  }

  /// The lowest subtotal, the first of equals.
  private static func lowest(_ subtotals: [ESSMSubtotal]) -> ESSMSubtotal {
    guard let lowest = subtotals.min(by: { $0.total < $1.total }) else {
      preconditionFailure("A decision needs subtotals.")
    }
    return lowest
  }
}

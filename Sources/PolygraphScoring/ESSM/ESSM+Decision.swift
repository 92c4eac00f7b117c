import PolygraphModel

/// What ESS-M decides from its totals.
struct ESSMDecision {
  /// The rule's short name: eTSR or SSR.
  let rule: String
  let opinion: Opinion
  let isUndecided: Bool
  let questions: [QuestionOpinion]
  /// The total that carries the Bayes factor.
  let basis: ESSMBasis
  /// The rule's tests in order, with their answers.
  let trace: [DerivationTerm]
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

/// A rule's tests as they are made, and what each came to.
private struct DecisionTrace {
  private(set) var terms: [DerivationTerm] = []

  mutating func isAtMost(_ name: String, _ value: Int, _ cut: Int?) -> Bool {
    record("\(name) \(value) ≤ ", cut, cut.map { value <= $0 } ?? false)
  }

  mutating func isAtLeast(_ name: String, _ value: Int, _ cut: Int?) -> Bool {
    record("\(name) \(value) ≥ ", cut, cut.map { value >= $0 } ?? false)
  }

  private mutating func record(_ text: String, _ cut: Int?, _ holds: Bool) -> Bool {
    terms.append(DerivationTerm(name: text + (cut.map { "\($0)" } ?? "no cut exists"), value: holds ? "yes" : "no"))
    return holds
  }
}

extension ESSM {
  /// Decides by the rule of the issue: two stages with deceptive subtotals first (eTSR) for one issue, the lowest
  /// subtotal (SSR) for several.
  func decide(_ subtotals: [ESSMSubtotal], format: TestFormat, prior: Double) -> ESSMDecision {
    let cuts = ESSMCutscores(prior: prior, alpha: alpha)
    return format.issue == .single
      ? twoStage(subtotals, cuts, format.vocabulary) : lowestSubtotal(subtotals, cuts, format.vocabulary)
  }

  private typealias Vocabulary = (deceptive: Opinion, truthful: Opinion, neither: Opinion)

  /// Deceptive total, then deceptive subtotal, then truthful total; the questions inherit the opinion.
  private func twoStage(_ subtotals: [ESSMSubtotal], _ cuts: ESSMCutscores?, _ words: Vocabulary) -> ESSMDecision {
    let total = subtotals.reduce(0) { $0 + $1.total }
    let lowest = Self.lowest(subtotals)
    var basis = ESSMBasis(figure: "grandTotal", score: total, model: Self.grandTotalModel)
    var trace = DecisionTrace()
    let opinion: Opinion
    if trace.isAtMost("grand total", total, cuts?.grandTotalDeceptive) {
      opinion = words.deceptive
    } else if trace.isAtMost("lowest subtotal", lowest.total, cuts?.twoStageSubtotalDeceptive) {
      opinion = words.deceptive
      basis = ESSMBasis(figure: "subtotal/\(lowest.question)", score: lowest.total, model: Self.subtotalModel)
    } else if trace.isAtLeast("grand total", total, cuts?.grandTotalTruthful) {
      opinion = words.truthful
    } else {
      opinion = words.neither
    }
    return ESSMDecision(
      rule: "eTSR", opinion: opinion, isUndecided: opinion == words.neither,
      questions: subtotals.map { QuestionOpinion(question: $0.question, opinion: opinion) }, basis: basis,
      trace: trace.terms)
  }

  /// The lowest subtotal decides. With a deceptive one the other questions get no opinion, never a truthful one;
  /// without an opinion the passing questions are shown truthful.
  private func lowestSubtotal(
    _ subtotals: [ESSMSubtotal], _ cuts: ESSMCutscores?, _ words: Vocabulary
  ) -> ESSMDecision {
    let lowest = Self.lowest(subtotals)
    let basis = ESSMBasis(
      figure: "subtotal/\(lowest.question)", score: lowest.total, exponent: lowest.total > 0 ? subtotals.count : 1,
      model: Self.subtotalModel)
    var trace = DecisionTrace()
    let opinion: Opinion
    if trace.isAtMost("lowest subtotal", lowest.total, cuts?.subtotalDeceptive) {
      opinion = words.deceptive
    } else if trace.isAtLeast("lowest subtotal", lowest.total, cuts?.subtotalTruthful) {
      opinion = words.truthful
    } else {
      opinion = words.neither
    }
    let questions = subtotals.map { subtotal -> QuestionOpinion in
      let isDeceptive = cuts?.subtotalDeceptive.map { subtotal.total <= $0 } ?? false
      let isTruthful = cuts?.subtotalTruthful.map { subtotal.total >= $0 } ?? false
      let own = opinion == words.deceptive ? isDeceptive : isTruthful
      return QuestionOpinion(
        question: subtotal.question,
        opinion: !own ? words.neither : opinion == words.deceptive ? words.deceptive : words.truthful)
    }
    return ESSMDecision(
      rule: "SSR", opinion: opinion, isUndecided: opinion == words.neither, questions: questions, basis: basis,
      trace: trace.terms)
  }

  /// The lowest subtotal, the first of equals.
  private static func lowest(_ subtotals: [ESSMSubtotal]) -> ESSMSubtotal {
    guard let lowest = subtotals.min(by: { $0.total < $1.total }) else {
      preconditionFailure("A decision needs subtotals.")
    }
    return lowest
  }
}

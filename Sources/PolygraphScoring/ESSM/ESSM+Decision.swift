import PolygraphModel
import PolygraphStatistics
import RealModule

/// What ESS-M decides from its totals.
struct ESSMDecision {
  var total: Int
  var rule: String
  var opinion: Opinion
  var isUndecided: Bool
  var questions: [QuestionOpinion]
  var statistics: [ScoreStatistic]
  var derivations: [Derivation]
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

extension ESSM {
  /// The weights of the model's sensors: respiration, EDA, cardio, vasomotor. The practice of the method takes this
  /// model for every exam, whether or not a vasomotor sensor was recorded.
  static let modelWeights = [1, 2, 1, 1]

  private typealias Step = (figure: String, score: Int, exponent: Int, presentations: Int)

  /// Decides by the rule of the issue: two stages with deceptive subtotals first (eTSR) for one issue, the lowest
  /// subtotal (SSR) for several.
  func decide(
    _ subtotals: [(question: String, total: Int)], issue: TestFormat.Issue,
    vocabulary: (deceptive: Opinion, truthful: Opinion, neither: Opinion), prior: Double
  ) -> ESSMDecision {
    let total = subtotals.reduce(0) { $0 + $1.total }
    let lowest = subtotals.min { $0.total < $1.total }!
    let cuts = ESSMCutscores(prior: prior, alpha: alpha)
    let isSingle = issue == .single
    func below(_ value: Int, _ cut: Int?) -> Bool { cut.map { value <= $0 } ?? false }
    func above(_ value: Int, _ cut: Int?) -> Bool { cut.map { value >= $0 } ?? false }
    var opinion = vocabulary.neither
    var decidedBy: Step = ("grandTotal", total, 1, 15)
    var trace: [DerivationTerm] = []
    func test(_ name: String, _ holds: Bool) -> Bool {
      trace.append(DerivationTerm(name: name, value: holds ? "yes" : "no"))
      return holds
    }
    func shown(_ cut: Int?) -> String { cut.map(String.init) ?? "no cut exists" }
    if isSingle {
      if test("grand total \(total) ≤ \(shown(cuts?.grandTotalDeceptive))", below(total, cuts?.grandTotalDeceptive)) {
        opinion = vocabulary.deceptive
      } else if test(
        "lowest subtotal \(lowest.total) ≤ \(shown(cuts?.twoStageSubtotalDeceptive))",
        below(lowest.total, cuts?.twoStageSubtotalDeceptive))
      {
        opinion = vocabulary.deceptive
        decidedBy = ("subtotal/\(lowest.question)", lowest.total, 1, 5)
      } else if test(
        "grand total \(total) ≥ \(shown(cuts?.grandTotalTruthful))", above(total, cuts?.grandTotalTruthful))
      {
        opinion = vocabulary.truthful
      }
    } else {
      decidedBy = ("subtotal/\(lowest.question)", lowest.total, lowest.total > 0 ? subtotals.count : 1, 5)
      if test(
        "lowest subtotal \(lowest.total) ≤ \(shown(cuts?.subtotalDeceptive))",
        below(lowest.total, cuts?.subtotalDeceptive))
      {
        opinion = vocabulary.deceptive
      } else if test(
        "lowest subtotal \(lowest.total) ≥ \(shown(cuts?.subtotalTruthful))",
        above(lowest.total, cuts?.subtotalTruthful))
      {
        opinion = vocabulary.truthful
      }
    }
    let questions = subtotals.map { subtotal -> QuestionOpinion in
      guard !isSingle, opinion != vocabulary.truthful else {
        return QuestionOpinion(question: subtotal.question, opinion: opinion)
      }
      if opinion == vocabulary.deceptive {
        let isDeceptive = below(subtotal.total, cuts?.subtotalDeceptive)
        return QuestionOpinion(
          question: subtotal.question, opinion: isDeceptive ? vocabulary.deceptive : vocabulary.neither)
      }
      let passes = above(subtotal.total, cuts?.subtotalTruthful)
      return QuestionOpinion(question: subtotal.question, opinion: passes ? vocabulary.truthful : vocabulary.neither)
    }
    let rule = isSingle ? "eTSR" : "SSR"
    var decision = ESSMDecision(
      total: total, rule: rule, opinion: opinion, isUndecided: opinion == vocabulary.neither, questions: questions,
      statistics: [], derivations: [])
    decision.derivations = subtotals.map {
      Derivation(
        figure: "subtotal/\($0.question)", rule: "sum of the question's scores over charts and passes",
        result: "\($0.total)", source: "Nelson et al. 2011")
    }
    decision.derivations.append(
      Derivation(
        figure: "grandTotal", rule: "sum of the subtotals",
        inputs: subtotals.map {
          DerivationTerm(name: $0.question, value: "\($0.total)", from: "subtotal/\($0.question)")
        },
        result: "\(total)", source: "Nelson et al. 2011"))
    decision.derivations.append(
      Derivation(
        figure: "opinion",
        rule: isSingle
          ? "eTSR: deceptive total, then deceptive subtotal, then truthful total" : "SSR: the lowest subtotal decides",
        inputs: [DerivationTerm(name: "decided by", value: "\(decidedBy.score)", from: decidedBy.figure)], steps: trace,
        result: opinion.rawValue, source: "cutscores at prior \(cuts?.tabulatedPrior ?? prior), alpha \(alpha)"))
    addStatistics(to: &decision, decidedBy, prior: prior)
    return decision
  }

  private func addStatistics(to decision: inout ESSMDecision, _ step: Step, prior: Double) {
    let weights = Self.modelWeights
    let model = MultinomialReference.shared(presentations: step.presentations, weights: weights)
    let score = min(max(step.score, -model.largestScore), model.largestScore)
    let factor = Double.pow(model.odds(score), step.exponent)
    let isDeceptive = score < 0
    let odds = factor * (isDeceptive ? prior / (1 - prior) : (1 - prior) / prior)
    let limit = ESSM.lowerLimit(ofOdds: odds, trials: model.largestScore, alpha: alpha)
    let direction = score == 0 ? nil : isDeceptive ? "deceptive" : "truthful"
    decision.statistics = [
      ScoreStatistic(name: "bayesFactor", value: factor, direction: direction),
      ScoreStatistic(name: "posteriorOdds", value: odds, interval: (limit, nil), direction: direction, prior: prior),
    ]
    let steps = [
      DerivationTerm(name: "model", value: "\(step.presentations) presentations × \(weights.count) sensors"),
      DerivationTerm(name: "exponent for multiplicity", value: "\(step.exponent)"),
      DerivationTerm(name: "Bayes factor", value: "\(factor)", from: "statistic/bayesFactor"),
      DerivationTerm(name: "prior probability of deception", value: "\(prior)"),
      DerivationTerm(name: "lower limit at \(1 - alpha)", value: "\(limit)"),
    ]
    decision.derivations.append(
      Derivation(
        figure: "statistic/bayesFactor", rule: "odds of the score under the multinomial reference model",
        inputs: [DerivationTerm(name: "score", value: "\(step.score)", from: step.figure)],
        steps: Array(steps.prefix(2)), result: "\(factor)", source: "Nelson 2017"))
    decision.derivations.append(
      Derivation(
        figure: "statistic/posteriorOdds", rule: "prior odds × Bayes factor; one-sided Clopper–Pearson lower limit",
        inputs: [DerivationTerm(name: "score", value: "\(step.score)", from: step.figure)], steps: steps,
        result: "\(odds)", source: "Nelson 2017; Clopper & Pearson 1934"))
  }

  /// The odds that the posterior odds exceed with confidence 1 − alpha.
  ///
  /// *Definition*: the beta quantile B(alpha; np, n(1−p) + 1) with p = odds/(1 + odds) and n = `trials`, as odds.
  public static func lowerLimit(ofOdds odds: Double, trials: Int, alpha: Double) -> Double {
    let p = odds.isFinite ? odds / (1 + odds) : 1
    let q = 1 / (1 + odds)
    let limit = betaQuantile(alpha, alpha: Double(trials) * p, beta: Double(trials) * q + 1)
    return limit / (1 - limit)
  }

  /// The quantile of a beta distribution; 0 where a parameter is not positive, as for odds of zero.
  static func betaQuantile(_ probability: Double, alpha: Double, beta: Double) -> Double {
    BetaDistribution(alpha: alpha, beta: beta)?.quantile(probability) ?? 0
  }
}

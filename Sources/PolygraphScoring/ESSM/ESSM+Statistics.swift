import PolygraphModel
import PolygraphStatistics
import RealModule

extension ESSM {
  /// The weights of the model's sensors: respiration, EDA, cardio, vasomotor. The practice of the method takes this
  /// model for every exam, whether or not a vasomotor sensor was recorded.
  static let modelWeights = [1, 2, 1, 1]
  /// The model of a grand total: three questions, five charts.
  static let grandTotalModel = MultinomialReference(presentations: 15, weights: modelWeights)
  /// The model of one question's subtotal: five charts.
  static let subtotalModel = MultinomialReference(presentations: 5, weights: modelWeights)

  /// The Bayes factor and posterior of a decision's basis.
  ///
  /// *Definition*: the odds the basis lends to the side it points at (of truth at zero), raised to its exponent; totals
  /// beyond the model count as its largest.
  func figures(_ basis: ESSMBasis, prior: Double) -> ESSMFigures {
    let largest = basis.model.largestScore
    let factor = Double.pow(basis.model.odds(min(max(basis.score, -largest), largest)), basis.exponent)
    let odds = factor * (basis.score < 0 ? prior / (1 - prior) : (1 - prior) / prior)
    return ESSMFigures(
      basis: basis, prior: prior, factor: factor, odds: odds,
      lowerLimit: LowerLimits.limit(ofOdds: odds, trials: largest, alpha: alpha))
  }

  /// The Bayes factor and the posterior odds with their lower limit.
  func statistics(_ figures: ESSMFigures) -> [ScoreStatistic] {
    let score = figures.basis.score
    let side = score < 0 ? "deceptive" : "truthful"
    return [
      ScoreStatistic(name: "bayesFactor", value: figures.factor, direction: score == 0 ? nil : side),
      ScoreStatistic(
        name: "posteriorOdds", value: figures.odds, interval: (figures.lowerLimit, nil), direction: side,
        prior: figures.prior),
    ] + baseRates(figures)
  }

  /// The posterior probability of deception at three base rates.
  private func baseRates(_ figures: ESSMFigures) -> [ScoreStatistic] {
    ScoringDraft.baseRates.map { rate, name in
      ScoreStatistic(name: name, value: 1 / (1 + (1 - rate) / (rate * figures.oddsOfDeception)), prior: rate)
    }
  }

  /// The way from the cells to subtotals, grand total, opinion and statistics.
  func derivations(
    _ decision: ESSMDecision, _ subtotals: [ESSMSubtotal], _ scores: [ESSMPresentationScore],
    _ figures: ESSMFigures
  ) -> [Derivation] {
    let sums = subtotals.map { subtotal in
      Derivation(
        figure: "subtotal/\(subtotal.question)", rule: "sum of the question's scores over charts and passes",
        inputs: scores.filter { $0.baseLabel == subtotal.question }.flatMap(\.cells).map { cell in
          DerivationTerm(
            name: "chart \(cell.chart) \(cell.question) \(cell.sensor.rawValue)",
            value: cell.score.map { "\(Int($0))" } ?? "no score", from: cell.figure)
        }, result: "\(subtotal.total)", source: "Nelson et al. 2011")
    }
    let total = Derivation(
      figure: "grandTotal", rule: "sum of the subtotals",
      inputs: subtotals.map {
        DerivationTerm(name: $0.question, value: "\($0.total)", from: "subtotal/\($0.question)")
      }, result: "\(subtotals.reduce(0) { $0 + $1.total })", source: "Nelson et al. 2011")
    return sums + [total, opinionDerivation(decision, prior: figures.prior)] + statisticDerivations(figures)
  }

  private func opinionDerivation(_ decision: ESSMDecision, prior: Double) -> Derivation {
    let cuts = ESSMCutscores(prior: prior, alpha: alpha)
    return Derivation(
      figure: "opinion",
      rule: "\(decision.rule): \(decision.decision.name)",
      inputs: [
        DerivationTerm(name: "decided by", value: "\(decision.basis.score)", from: decision.basis.figure)
      ], steps: decision.trace, result: decision.opinion.rawValue,
      source: cuts.map { "Nelson 2017, cutscores at prior \($0.tabulatedPrior), alpha \(alpha)" }
        ?? "no cutscore is published for prior \(prior), alpha \(alpha)")
  }

  func statisticDerivations(_ figures: ESSMFigures) -> [Derivation] {
    let (basis, factor) = (figures.basis, figures.factor)
    let score = DerivationTerm(name: "score", value: "\(basis.score)", from: basis.figure)
    return [
      Derivation(
        figure: "statistic/bayesFactor", rule: "odds of the score under the multinomial reference model",
        inputs: [score],
        steps: [
          DerivationTerm(name: "largest score of the model", value: "\(basis.model.largestScore)"),
          DerivationTerm(name: "exponent for multiplicity", value: "\(basis.exponent)"),
        ], result: "\(factor)", source: "Nelson 2017"),
      Derivation(
        figure: "statistic/posteriorOdds", rule: "prior odds × Bayes factor; one-sided Clopper–Pearson lower limit",
        inputs: [score, DerivationTerm(name: "Bayes factor", value: "\(factor)", from: "statistic/bayesFactor")],
        steps: [
          DerivationTerm(name: "prior probability of deception", value: "\(figures.prior)"),
          DerivationTerm(name: "lower limit at \(1 - alpha)", value: "\(figures.lowerLimit)"),
        ], result: "\(figures.odds)", source: "Nelson 2017; Clopper & Pearson 1934"),
    ]
      + baseRates(figures).map { statistic in
        Derivation(
          figure: "statistic/\(statistic.name)",
          rule: "Bayes' rule at the base rate \(statistic.prior ?? figures.prior) of deception",
          inputs: [
            DerivationTerm(
              name: "odds of deception from the scores", value: "\(figures.oddsOfDeception)",
              from: "statistic/bayesFactor")
          ], result: "\(statistic.value)", source: "Nelson 2017")
      }
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

/// What the reference model says of a decision's basis.
struct ESSMFigures {
  let basis: ESSMBasis
  let prior: Double
  /// The Bayes factor of the side the basis points at.
  let factor: Double
  /// The posterior odds of that side.
  let odds: Double
  /// The lower limit of ``odds``.
  let lowerLimit: Double

  /// The Bayes factor in the direction of deception.
  var oddsOfDeception: Double { basis.score < 0 ? factor : 1 / factor }
}

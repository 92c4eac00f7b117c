import PolygraphModel
import PolygraphStatistics
import RealModule

extension Evaluations {
  /// ESS-M and the two-sensor test: reference model, posterior, cuts, pairwise test.
  static let multinomial = [referenceModel, cutscores, pairwise, twoSensorModel, twoSensorCutscores]

  private static let referenceModel = Evaluation(
    "reference-model", of: ["ess-m"],
    "The multinomial reference model at one score, and with a prior the posterior odds.",
    fields: [
      .init("score", "the grand total or subtotal, a whole number"),
      .init("kind", "\"grand total\" or \"subtotal\"; left out: by relevantQuestionsInTotal", isOptional: true),
      .init(
        "relevantQuestionsInTotal", "relevant questions in the total, 1 to 20; left out: 3, for a subtotal 1",
        isOptional: true),
      .init("charts", "charts of the model, 1 to 10; left out: 5", isOptional: true),
      .init("pleIncluded", "whether the vasomotor sensor belongs to the model; left out: true", isOptional: true),
      .init("priorOddsGuilty", "prior odds of deception, as \"5:1\"", isOptional: true),
      .init("priorGuilty", "prior probability of deception, instead of the odds", isOptional: true),
      .init("alpha", "level of the posterior's lower limit; left out: 0.05", isOptional: true),
    ],
    figures: "ways, pmf, cdf, cdfContinuityCorrected, odds (= oddsFavouringSignedClass, bayesFactor), favours, "
      + "oddsLowerLimit05 (whole degrees of freedom, as printed), oddsLowerLimit05ExactBeta, lowerLimitTrials; of a "
      + "subtotal oddsCorrectedFor 2, 3, 4 questions; with a prior posteriorOdds, posteriorProbability, "
      + "lowerLimitPosteriorOdds (whole degrees of freedom, as printed), lowerLimitExactBeta",
    source: "Nelson 2017; Clopper & Pearson 1934"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let score = try reader.requiredInteger("score")
    let count = try reader.integer("relevantQuestionsInTotal", in: 1...20)
    let kind =
      try reader.word("kind", among: ["grand total", "subtotal"]) ?? (count == 1 ? "subtotal" : "grand total")
    let charts = try reader.integer("charts", in: 1...10) ?? 5
    let weights = try reader.flag("pleIncluded") ?? true ? [1, 2, 1, 1] : [1, 2, 1]
    let presentations = kind == "subtotal" ? charts : charts * (count ?? 3)
    let model = MultinomialFigures(presentations: presentations, weights: weights)
    var figures = try model.figures(score, &reader)
    let odds = model.reference.odds(score)
    if kind == "subtotal" { figures["oddsCorrectedFor"] = .object(MultinomialFigures.corrected(odds, score)) }
    let alpha = try reader.probability("alpha") ?? 0.05
    guard let prior = try priorOdds(&reader) else {
      return figures.merging(model.limits(odds, alpha: alpha), uniquingKeysWith: { first, _ in first })
    }
    return figures.merging(
      model.posterior(odds, score, priorOdds: prior, alpha: alpha), uniquingKeysWith: { first, _ in first })
  }

  /// The prior odds of deception, given as odds or as a probability.
  static func priorOdds(_ reader: inout DocumentReader) throws(DocumentFault) -> Double? {
    let text = try reader.text("priorOddsGuilty")
    let probability = try reader.probability("priorGuilty")
    guard let text else { return probability.map { $0 / (1 - $0) } }
    guard probability == nil else {
      throw reader.fault("priorGuilty", "a prior beside priorOddsGuilty", expected: "one of both")
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard parts.count == 2, let guilty = parts[0], let innocent = parts[1], guilty > 0, innocent > 0,
      (guilty / innocent).isFinite
    else { throw reader.fault("priorOddsGuilty", "\"\(text)\"", expected: "two positive numbers, as \"5:1\"") }
    return guilty / innocent
  }

  private static let cutscores = Evaluation(
    "cutscores", of: ["ess-m", "ess"], "The published cutscores at a prior and a level.",
    fields: [
      .init("priorGuilty", "prior probability of deception, at most 0.9"),
      .init("alpha", "the level; that of the largest column not above it is taken"),
    ],
    figures: "tabulatedPrior, grandTotalTruthful, grandTotalDeceptive, subtotalDeceptiveTwoStage, subtotalDeceptive, "
      + "subtotalTruthful; null where no cut exists",
    source: "Nelson 2017"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let prior = try reader.requiredNumber("priorGuilty", in: 0...1)
    let alpha = try reader.requiredNumber("alpha", in: 0...1)
    guard let cuts = ESSMCutscores(prior: prior, alpha: alpha) else {
      throw reader.fault(
        "priorGuilty", "prior \(prior) at alpha \(alpha)", expected: "a prior up to 0.9 and an alpha from 0.01")
    }
    return [
      "tabulatedPrior": .number(cuts.tabulatedPrior), "grandTotalTruthful": .integer(cuts.grandTotalTruthful),
      "grandTotalDeceptive": .integer(cuts.grandTotalDeceptive),
      "subtotalDeceptiveTwoStage": .integer(cuts.twoStageSubtotalDeceptive),
      "subtotalDeceptive": .integer(cuts.subtotalDeceptive), "subtotalTruthful": .integer(cuts.subtotalTruthful),
    ]
  }

  private static let pairwise = Evaluation(
    "pairwise", of: ["ess-m", "statistics"],
    "Whether any two subtotals differ so much that the questions must be decided one by one.",
    fields: [
      .init("subtotals", "a list of at least two whole numbers"),
      .init("pleIncluded", "whether the vasomotor sensor belongs to the model; left out: true", isOptional: true),
      .init("alpha", "the level; left out: 0.01", isOptional: true),
    ], figures: "smallestP, significant, rule (SSR, or TSR for the two-stage rule)",
    source: "the field's open reference implementation"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let values = try reader.requiredList("subtotals")
    var subtotals: [Int] = []
    for (index, value) in values.enumerated() {
      subtotals.append(try DocumentReader.integer(value, in: -1000...1000, at: reader.path("subtotals[\(index)]")))
    }
    guard subtotals.count >= 2 else {
      throw reader.fault("subtotals", "\(subtotals.count) subtotals", expected: "at least two")
    }
    let included = try reader.flag("pleIncluded") ?? true
    let alpha = try reader.probability("alpha") ?? 0.01
    let test = PairwiseSubtotalTest(subtotals, vasomotorIncluded: included)
    return [
      "smallestP": .figure(test.smallestP), "significant": .flag(test.smallestP <= alpha),
      "rule": .text(test.smallestP <= alpha ? "SSR" : "TSR"),
    ]
  }

  private static let twoSensorModel = Evaluation(
    "reference-model", of: ["pcat"], "The reference model of the two-sensor test at one score.",
    fields: [
      .init("score", "the grand total or subtotal, a whole number"),
      .init("relevantQuestions", "1 for a subtotal, 2 for the grand total; left out: 2", isOptional: true),
      .init("scale", "\"ess\" (EDA doubled) or \"3pos\"; left out: \"ess\"", isOptional: true),
      .init("priorOddsGuilty", "prior odds of deception, as \"5:1\"", isOptional: true),
      .init("priorGuilty", "prior probability of deception, instead of the odds", isOptional: true),
      .init("alpha", "level of the posterior's lower limit; left out: 0.05", isOptional: true),
    ], figures: "as the reference model of ess-m", source: "published tables of the two-sensor test; Nelson 2017"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let score = try reader.requiredInteger("score")
    let count = try reader.integer("relevantQuestions", in: 1...2) ?? 2
    let weights = try reader.word("scale", among: ["ess", "3pos"]) == "3pos" ? [1, 1] : [2, 1]
    let model = MultinomialFigures(presentations: PCAT.passes * count, weights: weights)
    let figures = try model.figures(score, &reader)
    let odds = model.reference.odds(score)
    let alpha = try reader.probability("alpha") ?? 0.05
    guard let prior = try priorOdds(&reader) else {
      return figures.merging(model.limits(odds, alpha: alpha), uniquingKeysWith: { first, _ in first })
    }
    return figures.merging(
      model.posterior(odds, score, priorOdds: prior, alpha: alpha), uniquingKeysWith: { first, _ in first })
  }

  private static let twoSensorCutscores = Evaluation(
    "cutscores", of: ["pcat"], "The published cutscores of the two-sensor test at a prior and a level.",
    fields: [
      .init("priorGuilty", "prior probability of deception, at most 0.9"),
      .init("alpha", "the level; that of the largest column not above it is taken"),
    ], figures: "grandTotalDeceptive, subtotalDeceptive, subtotalTruthful; null where no cut exists",
    source: "published tables of the two-sensor test"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let prior = try reader.requiredNumber("priorGuilty", in: 0...0.9)
    let alpha = try reader.requiredNumber("alpha", in: 0.01...1)
    let cuts = PCAT.cuts(prior: prior, alpha: alpha)
    return [
      "grandTotalDeceptive": .figure(cuts[.grandTotalDeceptive]),
      "subtotalDeceptive": .figure(cuts[.subtotalDeceptive]), "subtotalTruthful": .figure(cuts[.subtotalTruthful]),
    ]
  }
}

/// The figures of a multinomial reference model at one score.
struct MultinomialFigures {
  let presentations: Int
  let weights: [Int]
  let reference: MultinomialReference

  init(presentations: Int, weights: [Int]) {
    self.presentations = presentations
    self.weights = weights
    reference = MultinomialReference(presentations: presentations, weights: weights)
  }

  func figures(_ score: Int, _ reader: inout DocumentReader) throws(DocumentFault) -> [String: DocumentValue] {
    guard score.magnitude <= reference.largestScore else {
      throw reader.fault(
        "score", "\(score)", expected: "a score within ±\(reference.largestScore), the largest of the model")
    }
    return row(score)
  }

  /// The figures of a score within the model.
  func row(_ score: Int) -> [String: DocumentValue] {
    let odds = reference.odds(score)
    return [
      "score": .integer(score),
      "ways": .integer(MultinomialReference.ways(presentations: presentations, weights: weights, score: score)),
      "pmf": .figure(reference.probability(score)), "cdf": .figure(reference.balanced(score)),
      "cdfContinuityCorrected": .figure(reference.continuityCorrected(score)), "odds": .figure(odds),
      "oddsFavouringSignedClass": .figure(odds), "bayesFactor": .figure(odds), "favours": .text(Self.favoured(score)),
      "oddsLowerLimit05": .figure(limit(odds, 0.05, .truncated)),
      "oddsLowerLimit05ExactBeta": .figure(limit(odds, 0.05, .exact)),
      "lowerLimitTrials": .integer(reference.largestScore),
    ]
  }

  /// The side a score points at.
  static func favoured(_ score: Int) -> String { score < 0 ? "deception" : score > 0 ? "truth" : "neither" }

  /// The lower limits at a level of one's own.
  func limits(_ odds: Double, alpha: Double) -> [String: DocumentValue] {
    [
      "oddsLowerLimit": .figure(limit(odds, alpha, .truncated)),
      "oddsLowerLimitExactBeta": .figure(limit(odds, alpha, .exact)),
    ]
  }

  func posterior(_ odds: Double, _ score: Int, priorOdds: Double, alpha: Double) -> [String: DocumentValue] {
    let posterior = odds * (score < 0 ? priorOdds : 1 / priorOdds)
    return [
      "posteriorOdds": .figure(posterior), "posteriorProbability": .figure(posterior / (1 + posterior)),
      "lowerLimitPosteriorOdds": .figure(limit(posterior, alpha, .truncated)),
      "lowerLimitExactBeta": .figure(limit(posterior, alpha, .exact)), "alpha": .number(alpha),
    ]
  }

  /// Odds for several questions: the root for a deceptive subtotal, the power for a truthful one.
  static func corrected(_ odds: Double, _ score: Int) -> [String: DocumentValue] {
    var corrected: [String: DocumentValue] = [:]
    for count in 2...4 {
      let power = score < 0 ? Double.pow(odds, 1 / Double(count)) : Double.pow(odds, count)
      corrected["\(count)"] = .figure(power)
    }
    return corrected
  }

  private func limit(
    _ odds: Double, _ alpha: Double, _ degrees: ClopperPearsonLimit.DegreesOfFreedom
  ) -> Double? {
    guard
      let share = ClopperPearsonLimit.lower(
        share: odds / (1 + odds), trials: reference.largestScore, alpha: alpha, degreesOfFreedom: degrees)
    else { return nil }
    return share / (1 - share)
  }
}

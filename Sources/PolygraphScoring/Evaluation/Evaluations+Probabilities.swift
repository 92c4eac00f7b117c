import PolygraphModel
import PolygraphStatistics
import RealModule

extension Evaluations {
  /// OSS-3, Probability Analysis, permutation scoring and the bootstrap at given statistics.
  static let probabilities = [
    objectiveMean, discriminant, permutationTotals, permutation, bootstrapDifference, rankTotals,
  ]

  private static let objectiveMean = Evaluation(
    "means", of: ["oss-3"], "The p values of a grand mean and of question means, and the decision.",
    fields: [
      .init("grandMean", "the grand mean; left out: the mean of the question means", isOptional: true),
      .init("questionMeans", "an object: question to mean"),
      .init("alpha", "the level; left out: 0.05", isOptional: true),
      .init("kruskalWallisP", "p of the Kruskal–Wallis test, for SCR", isOptional: true),
      .init("kruskalWallisAlpha", "its level; left out: 0.1", isOptional: true),
      .init("sourceRounding", "rounds z and p to 3 decimals; left out: true", isOptional: true),
    ],
    figures: "grandMean, zTruthful, zDeceptive, pTruthfulLowerTail, pDeceptiveUpperTail, pValue, questionPTruthful, "
      + "questionPDeceptiveLowerTail, bonferroniAlpha, sidakAlpha, GTR, TSR, SCR, SCRQuestionResults",
    source: "Nelson, Krapohl & Handler 2008"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let means = try reader.numbers("questionMeans") ?? []
    guard (1...20).contains(means.count) else {
      throw reader.fault("questionMeans", "\(means.count) means", expected: "1 to 20")
    }
    let alpha = try reader.probability("alpha") ?? 0.05
    let rounded = Rounding(isOn: try reader.flag("sourceRounding") ?? true)
    let mean = means.reduce(0) { $0 + $1.value } / Double(means.count)
    let grandMean = try reader.number("grandMean") ?? rounded(mean, 3)
    let p = try reader.number("kruskalWallisP", in: 0...1)
    let level = try reader.probability("kruskalWallisAlpha") ?? 0.1
    let questions = means.map { ($0.key, OSS3Probability($0.value, rounded)) }
    let figures = OSS3.figures(
      OSS3Probability(grandMean, rounded), questions, alpha: alpha, questionsDiffer: p.map { $0 <= level }, rounded)
    return objectiveFigures(grandMean, OSS3Probability(grandMean, rounded), questions, figures, alpha, rounded)
  }

  private static func objectiveFigures(
    _ mean: Double, _ grand: OSS3Probability, _ questions: [(String, OSS3Probability)], _ figures: DecisionFigures,
    _ alpha: Double, _ rounded: Rounding
  ) -> [String: DocumentValue] {
    func byQuestion(_ value: (OSS3Probability) -> Double) -> DocumentValue {
      .object(Dictionary(questions.map { ($0.0, .figure(value($0.1))) }) { first, _ in first })
    }
    let screening = DecisionRule.screening.decide(figures, vocabulary: bothWords)
    return [
      "grandMean": .figure(mean), "zTruthful": .figure(grand.zTruthful), "zDeceptive": .figure(grand.zDeceptive),
      "pTruthfulLowerTail": .figure(grand.truthfulLower), "pDeceptiveUpperTail": .figure(grand.deceptiveUpper),
      "pValue": .figure(min(max(min(grand.truthfulLower, grand.deceptiveUpper), 0.001), 0.999)),
      "questionPTruthful": byQuestion(\.truthfulLower), "questionPDeceptiveLowerTail": byQuestion(\.deceptiveLower),
      "bonferroniAlpha": .figure(figures.cuts[.subtotalDeceptiveTwoStage]),
      "sidakAlpha": .figure(rounded(Multiplicity.inverseSidak(alpha, comparisons: questions.count), 4)),
      "GTR": .text(DecisionRule.grandTotal.decide(figures, vocabulary: bothWords).opinion.rawValue),
      "TSR": .text(DecisionRule.senter.decide(figures, vocabulary: bothWords).opinion.rawValue),
      "SCR": .text(screening.opinion.rawValue), "SCRQuestionResults": questionResults(screening),
    ]
  }

  private static let discriminant = Evaluation(
    "discriminant", of: ["pa"], "Densities and posterior of a discriminant score, or of the classes' mean z scores.",
    fields: [
      .init("discriminantScore", "the score; left out: made of the two means", isOptional: true),
      .init("comparisonMeanZ", "an object: respiration, eda, cardio to the comparison mean", isOptional: true),
      .init("relevantMeanZ", "the same of the relevant questions", isOptional: true),
      .init("priorGuilty", "prior probability of deception; left out: 0.5", isOptional: true),
      .init("cutTruthful", "P(truthful) from which it is NDI; left out: 0.7", isOptional: true),
      .init("cutDeceptive", "P(truthful) up to which it is DI; left out: 0.3", isOptional: true),
    ], figures: "discriminantScore, densityTruthful, densityDeceptive, posteriorTruthful, posteriorDeceptive, result",
    source: "Kircher & Raskin 1988, replication"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    var score = try reader.number("discriminantScore")
    let means = try (comparison: meanZ(&reader, "comparisonMeanZ"), relevant: meanZ(&reader, "relevantMeanZ"))
    if let comparison = means.comparison, let relevant = means.relevant {
      guard score == nil else {
        throw reader.fault("discriminantScore", "a score beside the means", expected: "one of both")
      }
      score = ProbabilityAnalysis.coefficients.reduce(0) { sum, item in
        sum + item.weight * ((comparison[item.sensor] ?? 0) - (relevant[item.sensor] ?? 0))
      }
    }
    guard let score else {
      throw reader.fault("discriminantScore", "nothing", expected: "a score, or comparisonMeanZ and relevantMeanZ")
    }
    let prior = try reader.probability("priorGuilty") ?? 0.5
    let truthful = ProbabilityAnalysis.posteriorTruthful(score, priorDeceptive: prior)
    let densities = ProbabilityAnalysis.densities(score)
    let cuts = try (deceptive: reader.probability("cutDeceptive"), truthful: reader.probability("cutTruthful"))
    return [
      "discriminantScore": .figure(score), "densityTruthful": .figure(densities.truthful),
      "densityDeceptive": .figure(densities.deceptive), "posteriorTruthful": .figure(truthful),
      "posteriorDeceptive": .figure(1 - truthful),
      "result": result(ofTruth: truthful, deceptive: cuts.deceptive ?? 0.3, truthful: cuts.truthful ?? 0.7),
    ]
  }

  private static func meanZ(_ reader: inout DocumentReader, _ name: String) throws(DocumentFault) -> SensorValues? {
    guard let numbers = try reader.numbers(name) else { return nil }
    var values = SensorValues()
    for (key, value) in numbers {
      values[try SensorName.sensor(key, at: "\(reader.path(name)).\(key)")] = value
    }
    for sensor in StandardisedSeries.sensors where values[sensor] == nil {
      throw reader.fault(name, "no mean of \(sensor.rawValue)", expected: "respiration, eda and cardio")
    }
    return values
  }

  /// The opinion of a probability of truth.
  static func result(ofTruth probability: Double, deceptive: Double, truthful: Double) -> DocumentValue {
    let figures = DecisionFigures(
      questions: [], total: probability, cuts: [.grandTotalDeceptive: deceptive, .grandTotalTruthful: truthful])
    return .text(DecisionRule.grandTotal.decide(figures, vocabulary: bothWords).opinion.rawValue)
  }

  private static let permutationTotals = Evaluation(
    "totals", of: ["pss"], "Exact tails and the posterior of both totals.",
    fields: [
      .init("guiltyTotal", "the total by the bounds of deceptive exams"),
      .init("innocentTotal", "the total by the bounds of truthful exams"),
      .init("pairs", "relevant presentations with a score of each sensor, 1 to 50; left out: 9", isOptional: true),
      .init("priorGuilty", "prior probability of deception; left out: 0.5", isOptional: true),
      .init("cutDeceptive", "P(deceptive) from which it is DI; left out: 0.9", isOptional: true),
      .init("cutTruthful", "P(deceptive) up to which it is NDI; left out: 0.1", isOptional: true),
    ], figures: "guiltyTail, innocentTail, posteriorOdds, posteriorProbabilityDeceptive, result",
    source: "MacLaren & Krapohl 2003, exact convolution"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let reference = try permutationReference(&reader)
    let guilty = try tail("guiltyTotal", reference, &reader)
    let innocent = try tail("innocentTotal", reference, &reader)
    let prior = try reader.probability("priorGuilty") ?? 0.5
    let odds = guilty / innocent * prior / (1 - prior)
    let cuts = try (deceptive: reader.probability("cutDeceptive"), truthful: reader.probability("cutTruthful"))
    return [
      "guiltyTail": .figure(guilty), "innocentTail": .figure(innocent), "posteriorOdds": .figure(odds),
      "posteriorProbabilityDeceptive": .figure(odds / (1 + odds)),
      "result": result(
        ofTruth: 1 / (1 + odds), deceptive: 1 - (cuts.deceptive ?? 0.9), truthful: 1 - (cuts.truthful ?? 0.1)),
    ]
  }

  private static func permutationReference(_ reader: inout DocumentReader) throws(DocumentFault) -> SeptileReference {
    let pairs = try reader.integer("pairs", in: 1...50) ?? 9
    return SeptileReference.shared(singles: 2 * pairs, doubled: pairs)
  }

  private static func tail(
    _ name: String, _ reference: SeptileReference, _ reader: inout DocumentReader
  ) throws(DocumentFault) -> Double {
    reference.tail(try reader.requiredInteger(name, in: -reference.largestSum...reference.largestSum))
  }

  private static let permutation = Evaluation(
    "permutation", of: ["pss"], "The exact permutation distribution at one total.",
    fields: [
      .init("total", "the total"),
      .init("pairs", "relevant presentations with a score of each sensor, 1 to 50; left out: 9", isOptional: true),
    ], figures: "pmf, cumulative, tail (folded mid-point)", source: "MacLaren & Krapohl 2003, exact convolution"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let reference = try permutationReference(&reader)
    let total = try reader.requiredInteger("total", in: -reference.largestSum...reference.largestSum)
    return [
      "pmf": .figure(reference.probability(total)), "cumulative": .figure(reference.lowerTail(total)),
      "tail": .figure(reference.tail(total)),
    ]
  }

  private static let bootstrapDifference = Evaluation(
    "difference", of: ["bootstrap"], "The bootstrap test of a difference and its null's spread.",
    fields: [
      .init("differenceScore", "sum of comparison z minus sum of relevant z"),
      .init("nullSD", "standard deviation of the difference when both are drawn at random"),
      .init("nullMean", "its mean; left out: 0", isOptional: true),
      .init("cutDeceptive", "P(deceptive) from which it is DI; left out: 0.7", isOptional: true),
      .init("cutTruthful", "P(deceptive) up to which it is NDI; left out: 0.3", isOptional: true),
    ], figures: "z, posteriorDeceptiveAnalytic, posteriorDeceptiveHeld (within .01 and .99), result",
    source: "Honts & Devitt 1992, analytic limit"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let difference = try reader.requiredNumber("differenceScore")
    let deviation = try reader.requiredNumber("nullSD")
    guard deviation > 0 else { throw reader.fault("nullSD", deviation.written, expected: "a number above 0") }
    let z = (difference - (try reader.number("nullMean") ?? 0)) / deviation
    let tail = NormalDistribution.standard.upperTail(z)
    let held = min(max(tail, 0.01), 0.99)
    let cuts = try (deceptive: reader.probability("cutDeceptive"), truthful: reader.probability("cutTruthful"))
    return [
      "z": .figure(z), "posteriorDeceptiveAnalytic": .figure(tail), "posteriorDeceptiveHeld": .figure(held),
      "result": result(
        ofTruth: 1 - held, deceptive: 1 - (cuts.deceptive ?? 0.7), truthful: 1 - (cuts.truthful ?? 0.3)),
    ]
  }

  private static let rankTotals = Evaluation(
    "totals", of: ["ross"], "The decision of rank totals.",
    fields: [
      .init("comparisonTotal", "the comparison questions' sum of ranks"),
      .init("relevantTotal", "the relevant questions' sum of ranks"),
      .init("cut", "the cut; left out: 14", isOptional: true),
      .init(
        "comparisonRanks", "how many ranks the comparison total has; with relevantRanks scales to 27",
        isOptional: true), .init("relevantRanks", "how many ranks the relevant total has", isOptional: true),
    ], figures: "comparisonTotal, relevantTotal (scaled), difference, cut, result", source: "Honts & Driscoll 1987"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    var comparison = try reader.requiredNumber("comparisonTotal")
    var relevant = try reader.requiredNumber("relevantTotal")
    if let count = try reader.integer("comparisonRanks", in: 1...1000) { comparison *= 27 / Double(count) }
    if let count = try reader.integer("relevantRanks", in: 1...1000) { relevant *= 27 / Double(count) }
    let cut = try reader.number("cut", in: 0...81) ?? 14
    return [
      "comparisonTotal": .figure(comparison), "relevantTotal": .figure(relevant),
      "difference": .figure(comparison - relevant), "cut": .figure(cut),
      "result": result(ofTruth: comparison - relevant, deceptive: -cut, truthful: cut),
    ]
  }
}

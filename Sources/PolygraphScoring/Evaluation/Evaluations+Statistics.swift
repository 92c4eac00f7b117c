import PolygraphStatistics

extension Evaluations {
  /// Statistics that belong to no single method.
  static let statistics = [clopperPearson, kruskalWallis, proportions, multiplicity, accuracy]

  private static let clopperPearson = Evaluation(
    "clopper-pearson", of: ["statistics"], "The one-sided lower limit of a share, as odds.",
    fields: [
      .init("probability", "the share, from 0 to 1"), .init("trials", "the number of trials"),
      .init("oneSidedAlpha", "the level"),
    ],
    figures: "lowerLimitOdds (rounded degrees of freedom), lowerLimitOddsExactBeta, lowerLimitOddsTruncatedDF",
    source: "Clopper & Pearson 1934"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let share = try reader.requiredNumber("probability", in: 0...1)
    let trials = try reader.requiredInteger("trials", in: 1...1_000_000)
    guard let alpha = try reader.probability("oneSidedAlpha") else {
      throw reader.fault("oneSidedAlpha", "nothing", expected: "a level between 0 and 1")
    }
    func odds(_ degrees: ClopperPearsonLimit.DegreesOfFreedom) -> DocumentValue {
      let limit = ClopperPearsonLimit.lower(share: share, trials: trials, alpha: alpha, degreesOfFreedom: degrees)
      return .figure(limit.map { $0 / (1 - $0) })
    }
    return [
      "lowerLimitOdds": odds(.rounded), "lowerLimitOddsExactBeta": odds(.exact),
      "lowerLimitOddsTruncatedDF": odds(.truncated),
    ]
  }

  private static let kruskalWallis = Evaluation(
    "kruskal-wallis", of: ["statistics", "oss-3"], "Whether the questions' values differ, without tie correction.",
    fields: [
      .init("perQuestion", "a list of at least two lists of numbers, one a question"),
      .init("alpha", "the level; left out: 0.1", isOptional: true),
    ], figures: "H, df, p, significant", source: "Kruskal & Wallis 1952"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    var groups: [[Double]] = []
    for (index, group) in try reader.requiredList("perQuestion").enumerated() {
      let place = "\(reader.path("perQuestion"))[\(index)]"
      guard case .list(let values) = group else {
        throw DocumentFault(place: place, found: group.kindInWords, expected: "a list of numbers")
      }
      groups.append(try DocumentReader.numbers(values, at: place))
    }
    let alpha = try reader.probability("alpha") ?? 0.1
    guard let test = KruskalWallisTest(groups) else {
      throw reader.fault("perQuestion", "\(groups.count) lists", expected: "at least two, none empty")
    }
    return [
      "H": .figure(test.h), "df": .integer(test.degreesOfFreedom), "p": .figure(test.p),
      "significant": .flag(test.p <= alpha),
    ]
  }

  private static let proportions = Evaluation(
    "test-of-proportions", of: ["statistics", "oss-3"],
    "Whether artifacts fall on comparison and relevant presentations alike.",
    fields: [
      .init("nCQ", "comparison presentations"), .init("nRQ", "relevant presentations"),
      .init("aCQ", "artifacts among the comparison ones"), .init("aRQ", "artifacts among the relevant ones"),
      .init("alpha", "the level; left out: 0.05", isOptional: true),
    ], figures: "z, pOneTail, significant; all null without any artifact", source: "pooled z test of two proportions"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let comparison = try reader.requiredInteger("nCQ", in: 1...1_000_000)
    let relevant = try reader.requiredInteger("nRQ", in: 1...1_000_000)
    let first = try reader.requiredInteger("aCQ", in: 0...comparison)
    let second = try reader.requiredInteger("aRQ", in: 0...relevant)
    let alpha = try reader.probability("alpha") ?? 0.05
    let test = ProportionsTest(first: first, of: comparison, second: second, of: relevant)
    return [
      "z": .figure(test?.z), "pOneTail": .figure(test?.p),
      "significant": test.map { .flag($0.p <= alpha) } ?? .null,
    ]
  }

  private static let multiplicity = Evaluation(
    "multiplicity", of: ["statistics"], "Levels for several comparisons.",
    fields: [.init("alpha", "the level"), .init("comparisons", "how many comparisons, 1 to 1000")],
    figures: "bonferroni, bonferroniRounded4, sidakPerComparison, inverseSidak, inverseSidakRounded4",
    source: "Bonferroni; Šidák 1967"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    guard let alpha = try reader.probability("alpha") else {
      throw reader.fault("alpha", "nothing", expected: "a level between 0 and 1")
    }
    let count = try reader.requiredInteger("comparisons", in: 1...1000)
    let bonferroni = Multiplicity.bonferroni(alpha, comparisons: count)
    let inverse = Multiplicity.inverseSidak(alpha, comparisons: count)
    return [
      "bonferroni": .figure(bonferroni), "bonferroniRounded4": .figure(bonferroni, decimals: 4),
      "sidakPerComparison": .figure(Multiplicity.sidak(alpha, comparisons: count)), "inverseSidak": .figure(inverse),
      "inverseSidakRounded4": .figure(inverse, decimals: 4),
    ]
  }

  private static let accuracy = Evaluation(
    "accuracy", of: ["statistics"], "Accuracy of decisions with known outcomes.",
    fields: [
      .init("truePositive", "deceptive and so decided"), .init("falseNegative", "deceptive but decided truthful"),
      .init("inconclusiveGuilty", "deceptive and undecided"), .init("falsePositive", "truthful but decided deceptive"),
      .init("trueNegative", "truthful and so decided"), .init("inconclusiveInnocent", "truthful and undecided"),
    ],
    figures: "nGuilty, nInnocent, sensitivity, specificity, falseNegativeRate, falsePositiveRate, inconclusiveGuilty, "
      + "inconclusiveInnocent, inconclusive, unweightedInconclusive, correct, correctGuilty, correctInnocent, "
      + "unweightedAccuracy, ppv, npv, falseNegativeIndex, falsePositiveIndex; null where a count of 0 leaves one "
      + "undefined", source: "usual definitions"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    func count(_ name: String) throws(DocumentFault) -> Int { try reader.requiredInteger(name, in: 0...1_000_000_000) }
    let made = DecisionAccuracy(
      truePositive: try count("truePositive"), falseNegative: try count("falseNegative"),
      inconclusiveDeceptive: try count("inconclusiveGuilty"), falsePositive: try count("falsePositive"),
      trueNegative: try count("trueNegative"), inconclusiveTruthful: try count("inconclusiveInnocent"))
    guard let made else {
      throw DocumentFault(place: reader.place, found: "these counts", expected: "counts that are not negative")
    }
    return figures(made)
  }

  private static func figures(_ accuracy: DecisionAccuracy) -> [String: DocumentValue] {
    [
      "nGuilty": .integer(accuracy.deceptive), "nInnocent": .integer(accuracy.truthful),
      "sensitivity": .figure(accuracy.sensitivity), "specificity": .figure(accuracy.specificity),
      "falseNegativeRate": .figure(accuracy.falseNegativeRate),
      "falsePositiveRate": .figure(accuracy.falsePositiveRate),
      "inconclusiveGuilty": .figure(accuracy.inconclusiveDeceptiveRate),
      "inconclusiveInnocent": .figure(accuracy.inconclusiveTruthfulRate),
      "inconclusive": .figure(accuracy.inconclusive),
      "unweightedInconclusive": .figure(accuracy.unweightedInconclusive), "correct": .figure(accuracy.correct),
      "correctGuilty": .figure(accuracy.correctDeceptive), "correctInnocent": .figure(accuracy.correctTruthful),
      "unweightedAccuracy": .figure(accuracy.unweightedAccuracy), "ppv": .figure(accuracy.positivePredictiveValue),
      "npv": .figure(accuracy.negativePredictiveValue),
      "falseNegativeIndex": .figure(accuracy.falseNegativeIndex),
      "falsePositiveIndex": .figure(accuracy.falsePositiveIndex),
    ]
  }
}

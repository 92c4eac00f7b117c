import PolygraphModel
import PolygraphStatistics

/// A mean's place under both reference distributions.
struct OSS3Probability {
  let zTruthful: Double
  let zDeceptive: Double
  /// Small: too deceptive for a truthful person.
  let truthfulLower: Double
  /// Near 1: too truthful for a deceptive person.
  let deceptiveLower: Double
  /// 1 − ``deceptiveLower``, exact where it is tiny.
  let deceptiveUpper: Double

  init(_ mean: Double, _ rounded: Rounding) {
    let normal = NormalDistribution.standard
    zTruthful = rounded((mean - OSS3Model.truthful.mean) / OSS3Model.truthful.standardDeviation, 3)
    zDeceptive = rounded((mean - OSS3Model.deceptive.mean) / OSS3Model.deceptive.standardDeviation, 3)
    truthfulLower = rounded(normal.cumulative(zTruthful), 3)
    deceptiveLower = rounded(normal.cumulative(zDeceptive), 3)
    deceptiveUpper = rounded(normal.upperTail(zDeceptive), 3)
  }

  /// One axis for both cuts: the truthful lower tail where it is the smaller tail, else the deceptive lower tail.
  var folded: Double { truthfulLower <= deceptiveUpper ? truthfulLower : deceptiveLower }
}

extension OSS3 {
  private var source: String { "Nelson, Krapohl & Handler 2008" }

  /// What the rules decide on: p values with the levels for several questions.
  static func figures(
    _ grand: OSS3Probability, _ questions: [(String, OSS3Probability)], alpha: Double, questionsDiffer: Bool?,
    _ rounded: Rounding
  ) -> DecisionFigures {
    let corrected = rounded(Multiplicity.bonferroni(alpha, comparisons: questions.count), 4)
    let inverse = rounded(Multiplicity.inverseSidak(alpha, comparisons: questions.count), 4)
    return DecisionFigures(
      questions: questions.map {
        .init(question: $0.0, deceptiveSide: $0.1.truthfulLower, truthfulSide: $0.1.deceptiveLower)
      },
      total: grand.folded,
      cuts: [
        .grandTotalDeceptive: alpha, .grandTotalTruthful: 1 - alpha, .subtotalDeceptiveTwoStage: corrected,
        .subtotalDeceptive: alpha, .subtotalTruthful: 1 - inverse,
      ], questionsDiffer: questionsDiffer)
  }

  /// States the probabilities and decides.
  func decide(_ sheet: OSS3Sheet, _ draft: inout ScoringDraft) {
    let rounded = Rounding(isOn: sourceRounding)
    let grand = OSS3Probability(sheet.grandMean, rounded)
    let questions = sheet.questions.map { ($0.question, OSS3Probability($0.mean, rounded)) }
    let test = KruskalWallisTest(sheet.questions.map(\.values)).map { test in
      let h = rounded(test.h, 3)
      let p = rounded(KruskalWallisTest.p(h: h, degreesOfFreedom: test.degreesOfFreedom), 3)
      return (h: h, p: p, degreesOfFreedom: test.degreesOfFreedom)
    }
    state(grand, sheet, questions, test, &draft)
    let isScreening = rule.map { $0 == "SCR" } ?? draft.isMultipleIssue
    let differ = test.map { $0.p <= kruskalWallisAlpha + DecisionRule.slack }
    let figures = Self.figures(grand, questions, alpha: alpha, questionsDiffer: differ, rounded)
    let chosen: DecisionRule = rule == "GTR" ? .grandTotal : isScreening ? .screening : .senter
    let decision = chosen.decide(
      figures, vocabulary: draft.vocabulary, isTraced: !draft.options.omitsDerivations)
    draft.decide(decision, source: source)
  }

  private func state(
    _ grand: OSS3Probability, _ sheet: OSS3Sheet, _ questions: [(String, OSS3Probability)],
    _ test: (h: Double, p: Double, degreesOfFreedom: Int)?, _ draft: inout ScoringDraft
  ) {
    let smaller = min(grand.truthfulLower, grand.deceptiveUpper)
    let direction = grand.truthfulLower <= grand.deceptiveUpper ? "deceptive" : "truthful"
    var input: [DerivationTerm] {
      [DerivationTerm(name: "grand mean", value: "\(sheet.grandMean)", from: "grandTotal")]
    }
    let truthful = "normal distribution of truthful exams, mean 0.586, standard deviation 0.454"
    let deceptive = "normal distribution of deceptive exams, mean −0.581, standard deviation 0.453"
    draft.state(
      ScoreStatistic(name: "pTruthfulLowerTail", value: grand.truthfulLower), rule: "lower tail under the \(truthful)",
      inputs: input, steps: [DerivationTerm(name: "z", value: "\(grand.zTruthful)")], source: source)
    draft.state(
      ScoreStatistic(name: "pDeceptiveUpperTail", value: grand.deceptiveUpper),
      rule: "upper tail under the \(deceptive)", inputs: input,
      steps: [DerivationTerm(name: "z", value: "\(grand.zDeceptive)")], source: source)
    draft.state(
      ScoreStatistic(name: "pValue", value: min(max(smaller, 0.001), 0.999), direction: direction),
      rule: "the smaller of the two tails, held within .001 and .999",
      inputs: [
        DerivationTerm(
          name: "truthful", value: "\(grand.truthfulLower)", from: "statistic/pTruthfulLowerTail"),
        DerivationTerm(
          name: "deceptive", value: "\(grand.deceptiveUpper)", from: "statistic/pDeceptiveUpperTail"),
      ], source: source)
    for (question, probability) in questions {
      var inputs: [DerivationTerm] {
        [DerivationTerm(name: "mean of \(question)", value: "", from: "subtotal/\(question)")]
      }
      draft.state(
        ScoreStatistic(name: "pTruthfulLowerTail/" + question, value: probability.truthfulLower),
        rule: "lower tail under the \(truthful)", inputs: inputs, source: source)
      draft.state(
        ScoreStatistic(name: "pDeceptiveLowerTail/" + question, value: probability.deceptiveLower),
        rule: "lower tail under the \(deceptive)", inputs: inputs, source: source)
    }
    guard let test else { return }
    draft.state(
      ScoreStatistic(name: "kruskalWallisH", value: test.h),
      rule: "Kruskal–Wallis test of the presentations' means by question, without tie correction",
      source: "Kruskal & Wallis 1952")
    draft.state(
      ScoreStatistic(name: "kruskalWallisP", value: test.p),
      rule: "upper tail of chi-square with \(test.degreesOfFreedom) degrees of freedom",
      inputs: [DerivationTerm(name: "H", value: "\(test.h)", from: "statistic/kruskalWallisH")],
      source: "Kruskal & Wallis 1952")
  }
}

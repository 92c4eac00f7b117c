import PolygraphModel
import PolygraphScoring
import PolygraphStatistics

/// How often one method under one rule was right.
public struct MethodAccuracy: Hashable, Sendable, Encodable {
  /// A share of cases with Wilson's interval.
  public struct Share: Hashable, Sendable, Encodable {
    /// How many cases count.
    public let count: Int
    /// Of how many.
    public let of: Int
    /// The share; `nil` of none.
    @Stated public var value: Double?
    /// The lower limit.
    @Stated public var lower: Double?
    /// The upper limit.
    @Stated public var upper: Double?

    init(_ count: Int, of total: Int, z: Double) {
      self.count = count
      of = total
      guard total > 0 else { return }
      let interval = WilsonInterval(successes: count, trials: total, z: z)
      (value, lower, upper) = (interval.share, interval.lower, interval.upper)
    }
  }

  /// A reason with how often it was given.
  public struct CountedReason: Hashable, Sendable, Encodable {
    /// The reason, a sentence.
    public let reason: String
    /// How often.
    public let count: Int
  }

  /// The rates of opinions, by class.
  public struct Rates: Hashable, Sendable, Encodable {
    /// Deceptive ones called deceptive.
    public let sensitivity: Share
    /// Truthful ones called truthful.
    public let specificity: Share
    /// Deceptive ones called truthful.
    public let falseNegative: Share
    /// Truthful ones called deceptive.
    public let falsePositive: Share
    /// Deceptive ones without a decision.
    public let inconclusiveDeceptive: Share
    /// Truthful ones without a decision.
    public let inconclusiveTruthful: Share
    /// All without a decision.
    public let inconclusive: Share
    /// Decisions that are right.
    public let correct: Share
    /// Decisions on deceptive ones that are right.
    public let correctDeceptive: Share
    /// Decisions on truthful ones that are right.
    public let correctTruthful: Share
    /// The mean of the two classes' shares of right decisions.
    @Stated public var unweightedAccuracy: Double?
    /// The mean of the two classes' shares without a decision.
    @Stated public var unweightedInconclusive: Double?
    /// Wrong ones among truthful decisions at equal base rates.
    @Stated public var falseNegativeIndex: Double?
    /// Wrong ones among deceptive decisions at equal base rates.
    @Stated public var falsePositiveIndex: Double?

    init(_ a: DecisionAccuracy, z: Double) {
      func share(_ count: Int, _ total: Int) -> Share { Share(count, of: total, z: z) }
      let right = a.truePositive + a.trueNegative
      sensitivity = share(a.truePositive, a.deceptive)
      specificity = share(a.trueNegative, a.truthful)
      falseNegative = share(a.falseNegative, a.deceptive)
      falsePositive = share(a.falsePositive, a.truthful)
      inconclusiveDeceptive = share(a.inconclusiveDeceptive, a.deceptive)
      inconclusiveTruthful = share(a.inconclusiveTruthful, a.truthful)
      inconclusive = share(a.inconclusiveDeceptive + a.inconclusiveTruthful, a.deceptive + a.truthful)
      correct = share(right, right + a.falsePositive + a.falseNegative)
      correctDeceptive = share(a.truePositive, a.truePositive + a.falseNegative)
      correctTruthful = share(a.trueNegative, a.trueNegative + a.falsePositive)
      unweightedAccuracy = a.unweightedAccuracy
      unweightedInconclusive = a.unweightedInconclusive
      falseNegativeIndex = a.falseNegativeIndex
      falsePositiveIndex = a.falsePositiveIndex
    }
  }

  /// Predictive values at one base rate.
  public struct PredictiveValues: Hashable, Sendable, Encodable {
    /// The share of deceptive exams.
    public let baseRate: Double
    /// Whether it is the sample's own.
    public let isSample: Bool
    /// The share of right ones among deceptive opinions.
    @Stated public var positive: Double?
    /// The share of right ones among truthful opinions.
    @Stated public var negative: Double?
  }

  /// The method's identifier.
  public let method: String
  /// The version of its implementation.
  public let version: String
  /// Its parameters.
  public let parameters: [String: ParameterValue]
  /// The rule that made the opinions; empty for a method without any.
  public let decisionRule: String
  /// How many exams it scored.
  public let scored: Int
  /// How many of these lie outside the validated design: computed because they were forced. Their figures say nothing
  /// about the method as it was validated.
  public let outsideValidatedDesign: Int
  /// Why they do, the commonest reason first.
  public let outsideReasons: [CountedReason]
  /// How many of these it gave no opinion on, as aids do; they are in no rate.
  public let withoutOpinion: Int
  /// How many exams it refused; they are in no rate.
  public let refused: Int
  /// Why it refused, with how often.
  public let refusals: [String: Int]
  /// The rates of its opinions; `nil` when it gave none.
  @Stated public var rates: Rates?
  /// Predictive values at the sample's base rate, then at those asked for.
  public let predictiveValues: [PredictiveValues]
  /// The area under the curve of the figure that orders exams.
  @Stated public var curve: StudyCurve?
  /// How its stated probabilities of deception came true; a method whose probabilities are of another kind has none.
  @Stated public var calibration: StudyCalibration?
  /// The rates of its opinions on questions with a known outcome.
  @Stated public var questions: Rates?

  /// One figure a rule that the method used; a method that refused everything has one without a rule.
  static func all(of cases: [StudyCase], method index: Int, study: AccuracyStudy) -> [MethodAccuracy] {
    var rules: [String] = []
    for item in cases where !item.verdicts[index].isRefused && !rules.contains(item.verdicts[index].rule) {
      rules.append(item.verdicts[index].rule)
    }
    if rules.isEmpty { rules = [""] }
    return rules.sorted().enumerated().map { place, rule in
      MethodAccuracy(cases, index, rule: rule, countsRefusals: place == 0, study)
    }
  }

  private init(_ cases: [StudyCase], _ index: Int, rule: String, countsRefusals: Bool, _ study: AccuracyStudy) {
    let own = study.analysis.methods[index]
    let used = cases.filter { !$0.verdicts[index].isRefused && $0.verdicts[index].rule == rule }
    let sided = used.filter { $0.verdicts[index].side != nil }
    let z = NormalDistribution.standard.quantile(1 - (1 - study.confidence) / 2)
    method = own.identifier
    version = own.version
    parameters = own.parameters
    decisionRule = rule
    scored = used.count
    withoutOpinion = used.count - sided.count
    let outside = used.filter { $0.verdicts[index].isOutsideValidatedDesign }
    outsideValidatedDesign = outside.count
    outsideReasons = Self.reasons(outside, index).filter { $0.key != "outside the validated design" }
      .map { CountedReason(reason: $0.key, count: $0.value) }.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    let refusing = countsRefusals ? cases.filter { $0.verdicts[index].isRefused } : []
    refused = refusing.count
    refusals = Self.reasons(refusing, index)
    let accuracy = DecisionAccuracy(sided.map { ($0.truth == .deceptive, $0.verdicts[index].side ?? .neither) })
    rates = sided.isEmpty ? nil : Rates(accuracy, z: z)
    predictiveValues = sided.isEmpty ? [] : Self.predictiveValues(accuracy, study.baseRates)
    curve = StudyCurve(used, index, rule: rule, study)
    calibration = StudyCalibration(used, index)
    let questions = used.flatMap { $0.verdicts[index].questions }
    self.questions =
      questions.isEmpty ? nil : Rates(DecisionAccuracy(questions.map { ($0.truth == .deceptive, $0.side) }), z: z)
  }

  /// The reasons of verdicts, with how often.
  private static func reasons(_ cases: [StudyCase], _ index: Int) -> [String: Int] {
    var reasons: [String: Int] = [:]
    for item in cases { for reason in item.verdicts[index].reasons { reasons[reason, default: 0] += 1 } }
    return reasons
  }

  private static func predictiveValues(_ accuracy: DecisionAccuracy, _ rates: [Double]) -> [PredictiveValues] {
    func values(_ rate: Double, isSample: Bool) -> PredictiveValues {
      PredictiveValues(
        baseRate: rate, isSample: isSample, positive: accuracy.positivePredictiveValue(baseRate: rate),
        negative: accuracy.negativePredictiveValue(baseRate: rate))
    }
    return (accuracy.baseRate.map { [values($0, isSample: true)] } ?? []) + rates.map { values($0, isSample: false) }
  }
}

extension DecisionAccuracy {
  /// Counts opinions on deceptive and truthful cases.
  fileprivate init(_ opinions: [(isDeceptive: Bool, side: OpinionSide)]) {
    func count(_ isDeceptive: Bool, _ side: OpinionSide) -> Int {
      opinions.count { $0.isDeceptive == isDeceptive && $0.side == side }
    }
    guard
      let counted = DecisionAccuracy(
        truePositive: count(true, .deceptive), falseNegative: count(true, .truthful),
        inconclusiveDeceptive: count(true, .neither), falsePositive: count(false, .deceptive),
        trueNegative: count(false, .truthful), inconclusiveTruthful: count(false, .neither))
    else { preconditionFailure("Counts are not negative.") }
    self = counted
  }
}

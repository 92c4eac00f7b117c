/// How often a method's opinions were right, over exams with known outcomes.
///
/// *Definition*: rates are of all exams of a class, inconclusive ones included; shares of correct opinions leave the
/// inconclusive ones out; the unweighted accuracy is the mean of the two classes. Predictive values are at equal base
/// rates.
public struct DecisionAccuracy: Hashable, Sendable {
  /// Deceptive exams called deceptive.
  public let truePositive: Int
  /// Deceptive exams called truthful.
  public let falseNegative: Int
  /// Deceptive exams without an opinion.
  public let inconclusiveDeceptive: Int
  /// Truthful exams called deceptive.
  public let falsePositive: Int
  /// Truthful exams called truthful.
  public let trueNegative: Int
  /// Truthful exams without an opinion.
  public let inconclusiveTruthful: Int

  /// Makes the summary; `nil` for a negative count.
  public init?(
    truePositive: Int, falseNegative: Int, inconclusiveDeceptive: Int, falsePositive: Int, trueNegative: Int,
    inconclusiveTruthful: Int
  ) {
    let counts = [
      truePositive, falseNegative, inconclusiveDeceptive, falsePositive, trueNegative, inconclusiveTruthful,
    ]
    guard counts.allSatisfy({ $0 >= 0 }) else { return nil }
    self.truePositive = truePositive
    self.falseNegative = falseNegative
    self.inconclusiveDeceptive = inconclusiveDeceptive
    self.falsePositive = falsePositive
    self.trueNegative = trueNegative
    self.inconclusiveTruthful = inconclusiveTruthful
  }

  /// The number of deceptive exams.
  public var deceptive: Int { truePositive + falseNegative + inconclusiveDeceptive }
  /// The number of truthful exams.
  public var truthful: Int { falsePositive + trueNegative + inconclusiveTruthful }

  /// The share of deceptive exams called deceptive.
  public var sensitivity: Double? { Self.share(truePositive, deceptive) }
  /// The share of truthful exams called truthful.
  public var specificity: Double? { Self.share(trueNegative, truthful) }
  /// The share of deceptive exams called truthful.
  public var falseNegativeRate: Double? { Self.share(falseNegative, deceptive) }
  /// The share of truthful exams called deceptive.
  public var falsePositiveRate: Double? { Self.share(falsePositive, truthful) }
  /// The share of deceptive exams without an opinion.
  public var inconclusiveDeceptiveRate: Double? { Self.share(inconclusiveDeceptive, deceptive) }
  /// The share of truthful exams without an opinion.
  public var inconclusiveTruthfulRate: Double? { Self.share(inconclusiveTruthful, truthful) }
  /// The share of all exams without an opinion.
  public var inconclusive: Double? {
    Self.share(inconclusiveDeceptive + inconclusiveTruthful, deceptive + truthful)
  }
  /// The mean of the two classes' shares without an opinion.
  public var unweightedInconclusive: Double? { Self.mean(inconclusiveDeceptiveRate, inconclusiveTruthfulRate) }
  /// The share of opinions that are right.
  public var correct: Double? {
    Self.share(truePositive + trueNegative, truePositive + trueNegative + falsePositive + falseNegative)
  }
  /// The share of opinions on deceptive exams that are right.
  public var correctDeceptive: Double? { Self.share(truePositive, truePositive + falseNegative) }
  /// The share of opinions on truthful exams that are right.
  public var correctTruthful: Double? { Self.share(trueNegative, trueNegative + falsePositive) }
  /// The mean of the two classes' shares of right opinions.
  public var unweightedAccuracy: Double? { Self.mean(correctDeceptive, correctTruthful) }
  /// The positive predictive value at equal base rates.
  public var positivePredictiveValue: Double? { Self.part(sensitivity, falsePositiveRate) }
  /// The negative predictive value at equal base rates.
  public var negativePredictiveValue: Double? { Self.part(specificity, falseNegativeRate) }

  /// The share of deceptive ones among all exams; `nil` without exams.
  public var baseRate: Double? { Self.share(deceptive, deceptive + truthful) }

  /// The share of right ones among deceptive opinions where a share `baseRate` of exams is deceptive. A base rate
  /// outside 0...1 is a programming error.
  public func positivePredictiveValue(baseRate: Double) -> Double? {
    Self.part(sensitivity, falsePositiveRate, weights: Self.weights(baseRate))
  }

  /// The share of right ones among truthful opinions where a share `baseRate` of exams is deceptive. A base rate
  /// outside 0...1 is a programming error.
  public func negativePredictiveValue(baseRate: Double) -> Double? {
    Self.part(specificity, falseNegativeRate, weights: Self.weights(1 - baseRate))
  }
  /// The share of wrong ones among truthful opinions at equal base rates.
  public var falseNegativeIndex: Double? { Self.part(falseNegativeRate, specificity) }
  /// The share of wrong ones among deceptive opinions at equal base rates.
  public var falsePositiveIndex: Double? { Self.part(falsePositiveRate, sensitivity) }

  private static func share(_ count: Int, _ total: Int) -> Double? {
    total > 0 ? Double(count) / Double(total) : nil
  }

  private static func mean(_ left: Double?, _ right: Double?) -> Double? {
    guard let left, let right else { return nil }
    return (left + right) / 2
  }

  private static func weights(_ share: Double) -> (Double, Double) {
    precondition((0...1).contains(share), "A base rate lies between 0 and 1.")
    return (share, 1 - share)
  }

  private static func part(_ first: Double?, _ second: Double?, weights: (Double, Double) = (1, 1)) -> Double? {
    guard let first, let second else { return nil }
    let (right, wrong) = (first * weights.0, second * weights.1)
    return right + wrong > 0 ? right / (right + wrong) : nil
  }
}

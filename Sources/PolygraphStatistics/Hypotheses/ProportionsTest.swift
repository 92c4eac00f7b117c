import RealModule

/// The test of two proportions with a pooled variance, as used for artifacts on comparison and relevant questions.
///
/// *Definition*: z = (a₁/n₁ − a₂/n₂)/√(p(1−p)(1/n₁ + 1/n₂)) with p the pooled share; the one-tailed probability is that
/// of the tail z points to.
/// *Source*: Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, chapter 3.
public struct ProportionsTest: Hashable, Sendable {
  /// The test value, positive when the first share is larger.
  public let z: Double
  /// The one-tailed probability.
  public let p: Double

  /// Tests `first` of `firstTrials` against `second` of `secondTrials`; `nil` when the test is not defined: no trials,
  /// counts outside them, or a pooled share of 0 or 1.
  public init?(first: Int, of firstTrials: Int, second: Int, of secondTrials: Int) {
    guard firstTrials > 0, secondTrials > 0, (0...firstTrials).contains(first), (0...secondTrials).contains(second)
    else { return nil }
    let n1 = Double(firstTrials)
    let n2 = Double(secondTrials)
    let pooled = Double(first + second) / (n1 + n2)
    guard pooled > 0, pooled < 1 else { return nil }
    z = (Double(first) / n1 - Double(second) / n2) / Double.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    p = NormalDistribution.standard.upperTail(z.magnitude)
  }
}

/// The F distribution (Fisher and Snedecor).
///
/// *Definition*: d₁x/(d₁x + d₂) has a beta distribution with parameters d₁/2 and d₂/2.
/// *Source*: Johnson, Kotz & Balakrishnan 1995, Continuous Univariate Distributions, chapter 27.
public struct FDistribution: Hashable, Sendable {
  /// The degrees of freedom of the numerator.
  public let numerator: Double
  /// The degrees of freedom of the denominator.
  public let denominator: Double
  private let share: BetaDistribution
  private let complement: BetaDistribution

  /// Makes the distribution, or returns `nil` when a parameter is not a positive finite number.
  public init?(numerator: Double, denominator: Double) {
    guard let share = BetaDistribution(alpha: numerator / 2, beta: denominator / 2),
      let complement = BetaDistribution(alpha: denominator / 2, beta: numerator / 2)
    else { return nil }
    self.numerator = numerator
    self.denominator = denominator
    self.share = share
    self.complement = complement
  }

  /// The probability of a value not above `x`.
  public func cumulative(_ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 0 }
    return x == .infinity ? 1 : share.cumulative(numerator * x / (numerator * x + denominator))
  }

  /// The probability of a value above `x`, exact also where it is tiny.
  public func upperTail(_ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 1 }
    return x == .infinity ? 0 : complement.cumulative(denominator / (numerator * x + denominator))
  }

  /// The value that is not exceeded with probability `p`; 0 at 0, infinite at 1, NaN outside.
  public func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? 0 : p == 1 ? .infinity : .nan }
    let low = share.quantile(p)
    if low <= 0.5 { return denominator * low / (numerator * (1 - low)) }
    // Near 1 the share has lost the digits of its distance from 1; its complement has them.
    let high = complement.quantile(1 - p)
    return denominator * (1 - high) / (numerator * high)
  }
}

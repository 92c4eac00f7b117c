import RealModule

/// The normal distribution.
///
/// *Source*: NIST Digital Library of Mathematical Functions, section 7.17 (error functions and the normal probability).
public struct NormalDistribution: Hashable, Sendable {
  /// The mean.
  public let mean: Double
  /// The standard deviation, positive.
  public let standardDeviation: Double

  /// The distribution with mean 0 and standard deviation 1.
  public static let standard = NormalDistribution(unchecked: 0, 1)

  /// Makes the distribution, or returns `nil` when the mean is not finite or the standard deviation not positive.
  public init?(mean: Double, standardDeviation: Double) {
    guard mean.isFinite, standardDeviation > 0, standardDeviation.isFinite else { return nil }
    self.init(unchecked: mean, standardDeviation)
  }

  private init(unchecked mean: Double, _ standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// How many standard deviations a value lies above the mean.
  public func standardised(_ x: Double) -> Double { (x - mean) / standardDeviation }

  /// The density at `x`.
  public func density(_ x: Double) -> Double {
    let z = standardised(x)
    return Double.exp(-z * z / 2) / (standardDeviation * Double.sqrt(2 * .pi))
  }

  /// The probability of a value not above `x`.
  public func cumulative(_ x: Double) -> Double { Double.erfc(-standardised(x) / Double.sqrt(2)) / 2 }

  /// The probability of a value above `x`, exact also where it is tiny.
  public func upperTail(_ x: Double) -> Double { Double.erfc(standardised(x) / Double.sqrt(2)) / 2 }

  /// The value that is not exceeded with probability `p`; infinite at 0 and 1, NaN outside.
  ///
  /// *Definition*: bisection on the lower tail, which keeps its relative precision, down to neighbouring doubles.
  public func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? -.infinity : p == 1 ? .infinity : .nan }
    let z = p <= 0.5 ? Self.lowerQuantile(p) : -Self.lowerQuantile(1 - p)
    return mean + standardDeviation * z
  }

  /// The quantile of the standard distribution for 0 < p ≤ 1/2.
  private static func lowerQuantile(_ p: Double) -> Double {
    guard p < 0.5 else { return 0 }
    return Bisection.root(-40, 0) { standard.cumulative($0) < p }
  }
}

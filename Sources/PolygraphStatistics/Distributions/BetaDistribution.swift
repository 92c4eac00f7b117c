import RealModule

/// The beta distribution and the functions it rests on.
///
/// *Source*: NIST Digital Library of Mathematical Functions, sections 8.17 (incomplete beta, continued fraction
/// 8.17.22) and 5.12.
public struct BetaDistribution: Hashable, Sendable {
  /// The first shape parameter, positive.
  public let alpha: Double
  /// The second shape parameter, positive.
  public let beta: Double

  /// Makes the distribution, or returns `nil` when a parameter is not a positive finite number.
  public init?(alpha: Double, beta: Double) {
    guard alpha > 0, beta > 0, alpha.isFinite, beta.isFinite else { return nil }
    self.alpha = alpha
    self.beta = beta
  }

  /// The probability of a value not above `x`: the regularised incomplete beta function.
  public func cumulative(_ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 0 }
    guard x < 1 else { return 1 }
    // The fraction converges fast on the side of the mean.
    if x < (alpha + 1) / (alpha + beta + 2) {
      return front(x) * Self.fraction(alpha, beta, x) / alpha
    }
    return 1 - front(x) * Self.fraction(beta, alpha, 1 - x) / beta
  }

  /// The value that is not exceeded with probability `p`. `p` outside 0...1 gives NaN.
  ///
  /// *Definition*: bisection on the cumulative probability down to neighbouring doubles.
  public func quantile(_ p: Double) -> Double {
    guard p > 0 else { return p == 0 ? 0 : .nan }
    guard p < 1 else { return p == 1 ? 1 : .nan }
    var low = 0.0
    var high = 1.0
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      if cumulative(middle) < p { low = middle } else { high = middle }
    }
  }

  private func front(_ x: Double) -> Double {
    let logBeta = Double.logGamma(alpha) + Double.logGamma(beta) - Double.logGamma(alpha + beta)
    return Double.exp(alpha * Double.log(x) + beta * Double.log(onePlus: -x) - logBeta)
  }

  /// The continued fraction by Lentz's method.
  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...2000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / kept(1 + even * d)
      c = kept(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / kept(1 + odd * d)
      c = kept(1 + odd / c)
      let change = d * c
      result *= change
      if (change - 1).magnitude < 1e-16 { break }
    }
    return result
  }
}

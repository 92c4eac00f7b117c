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
  public func cumulative(_ x: Double) -> Double { cumulative(x, logBeta: logBeta) }

  /// The value that is not exceeded with probability `p`. `p` outside 0...1 gives NaN.
  ///
  /// *Definition*: bisection on the cumulative probability down to neighbouring doubles. Newton's method tells first
  /// where the root lies; bisection evaluates only within that bracket, since outside it the outcome is known.
  public func quantile(_ p: Double) -> Double {
    guard p > 0 else { return p == 0 ? 0 : .nan }
    guard p < 1 else { return p == 1 ? 1 : .nan }
    let logBeta = logBeta
    let bracket = bracket(p, logBeta)
    return Bisection.root(0, 1) { x in
      x <= bracket.low || (x < bracket.high && cumulative(x, logBeta: logBeta) < p)
    }
  }

  /// Two places with the quantile between them, so far apart that rounding errors of the cumulative probability cannot
  /// change the side on which a place beyond them lies; 0 and 1 where Newton's method finds no narrower ones.
  private func bracket(_ p: Double, _ logBeta: Double) -> (low: Double, high: Double) {
    var low = 0.0
    var high = 1.0
    var x = alpha / (alpha + beta)
    for _ in 0..<Self.mostSteps {
      guard x > low, x < high else { break }
      let excess = cumulative(x, logBeta: logBeta) - p
      if excess < 0 { low = x } else { high = x }
      let step = excess * x * (1 - x) / front(x, logBeta)
      guard step.isFinite else { break }
      let next = x - step
      if step.magnitude < Self.closeness * x {
        let margin = 4 * Self.rounding * min(next, 1 - next)
        let (below, above) = (next - margin, next + margin)
        let isLow = cumulative(below, logBeta: logBeta) < p - Self.rounding * p
        let isHigh = cumulative(above, logBeta: logBeta) > p + Self.rounding * p
        return (isLow ? below : 0, isHigh ? above : 1)
      }
      x = next > low && next < high ? next : low + (high - low) / 2
    }
    return (0, 1)
  }

  /// The most steps of Newton's method.
  private static let mostSteps = 60
  /// A relative step below which Newton's method has arrived: what is left is of the order of its square.
  private static let closeness = 1e-6
  /// The relative rounding error that the cumulative probability stays well below.
  private static let rounding = 1e-12

  private var logBeta: Double { Double.logGamma(alpha) + Double.logGamma(beta) - Double.logGamma(alpha + beta) }

  private func cumulative(_ x: Double, logBeta: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 0 }
    guard x < 1 else { return 1 }
    // The fraction converges fast on the side of the mean.
    if x < (alpha + 1) / (alpha + beta + 2) {
      return front(x, logBeta) * Self.fraction(alpha, beta, x) / alpha
    }
    return 1 - front(x, logBeta) * Self.fraction(beta, alpha, 1 - x) / beta
  }

  private func front(_ x: Double, _ logBeta: Double) -> Double {
    Double.exp(alpha * Double.log(x) + beta * Double.log(onePlus: -x) - logBeta)
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

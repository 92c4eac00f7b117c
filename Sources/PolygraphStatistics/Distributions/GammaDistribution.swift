import RealModule

/// The gamma distribution, and through it the chi-square distribution.
///
/// *Source*: NIST Digital Library of Mathematical Functions, sections 8.11.4 (series) and 8.9.2 (continued fraction) of
/// the incomplete gamma functions.
public struct GammaDistribution: Hashable, Sendable {
  /// The shape, positive.
  public let shape: Double
  /// The scale, positive.
  public let scale: Double

  /// Makes the distribution, or returns `nil` when a parameter is not a positive finite number.
  public init?(shape: Double, scale: Double) {
    guard shape > 0, scale > 0, shape.isFinite, scale.isFinite else { return nil }
    self.shape = shape
    self.scale = scale
  }

  /// The chi-square distribution, or `nil` when the degrees of freedom are not positive and finite.
  public static func chiSquare(degreesOfFreedom: Double) -> GammaDistribution? {
    GammaDistribution(shape: degreesOfFreedom / 2, scale: 2)
  }

  /// The probability of a value not above `x`: the lower regularised incomplete gamma function.
  public func cumulative(_ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 0 }
    let y = x / scale
    guard y < .infinity else { return 1 }
    return y < shape + 1 ? series(y) : 1 - fraction(y)
  }

  /// The probability of a value above `x`, exact also where it is tiny.
  public func upperTail(_ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 1 }
    let y = x / scale
    guard y < .infinity else { return 0 }
    return y < shape + 1 ? 1 - series(y) : fraction(y)
  }

  /// The value that is not exceeded with probability `p`; 0 at 0, infinite at 1, NaN outside.
  ///
  /// *Definition*: bisection on the smaller tail, down to neighbouring doubles.
  public func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? 0 : p == 1 ? .infinity : .nan }
    var high = scale * (shape + 1)
    while cumulative(high) < p && high < .greatestFiniteMagnitude / 4 { high *= 2 }
    if p <= 0.5 { return Bisection.root(0, high) { cumulative($0) < p } }
    while upperTail(high) > 1 - p && high < .greatestFiniteMagnitude / 4 { high *= 2 }
    return Bisection.root(0, high) { upperTail($0) > 1 - p }
  }

  /// y^a e^(−y) / Γ(a).
  private func front(_ y: Double) -> Double {
    Double.exp(shape * Double.log(y) - y - Double.logGamma(shape))
  }

  private func series(_ y: Double) -> Double {
    var term = 1 / shape
    var sum = term
    var step = shape
    while term > sum * 1e-17 {
      step += 1
      term *= y / step
      sum += term
    }
    return min(1, sum * front(y))
  }

  /// The upper tail by Lentz's method.
  private func fraction(_ y: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
    var b = y + 1 - shape
    var c = 1 / tiny
    var d = 1 / kept(b)
    var result = d
    for step in 1...5000 {
      let numerator = -Double(step) * (Double(step) - shape)
      b += 2
      d = 1 / kept(numerator * d + b)
      c = kept(b + numerator / c)
      let change = d * c
      result *= change
      if (change - 1).magnitude < 1e-16 { break }
    }
    return front(y) * result
  }
}

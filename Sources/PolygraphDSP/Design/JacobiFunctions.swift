import RealModule

/// A modulus k of the elliptic functions together with its complement k′ = √(1 − k²), each to full precision.
///
/// Keeping both means that neither k near 0 nor k near 1 costs digits.
/// *Source*: Abramowitz & Stegun, chapters 16 and 17.
struct EllipticModulus: Sendable {
  let modulus: Double
  let complement: Double

  init(modulus: Double, complement: Double) { (self.modulus, self.complement) = (modulus, complement) }

  /// The modulus itself; for k no larger than about 0.7 or for k whose complement need not be sharp.
  init(modulus: Double) {
    self.init(modulus: modulus, complement: Double.sqrt((1 - modulus) * (1 + modulus)))
  }

  /// The modulus whose nome is e^(`logarithm`): k = (ϑ₂/ϑ₃)².
  ///
  /// Theta series converge fast below the lemniscate's nome e^(−π); above it the complement's nome is used, by Jacobi's
  /// imaginary transformation.
  init(logarithmOfNome logarithm: Double) {
    if logarithm <= -.pi {
      self.init(modulus: Self.modulus(logarithmOfNome: logarithm))
    } else {
      let complement = Self.modulus(logarithmOfNome: .pi * .pi / logarithm)
      self.init(modulus: Double.sqrt((1 - complement) * (1 + complement)), complement: complement)
    }
  }

  var swapped: EllipticModulus { EllipticModulus(modulus: complement, complement: modulus) }

  /// The complete integral of the first kind, K(k) = π / 2M(1, k′).
  var quarterPeriod: Double { .pi / (2 * Self.means(complement).last) }

  /// sn, cn and dn at a real argument, by descending the arithmetic–geometric mean.
  func functions(at argument: Double) -> (sn: Double, cn: Double, dn: Double) {
    let ladder = Self.means(complement)
    var amplitude = Double(sign: .plus, exponent: ladder.ratios.count, significand: 1) * ladder.last * argument
    // Each rung's ratio is c/a of the mean after it.
    for ratio in ladder.ratios.reversed() {
      amplitude = (amplitude + Double.asin(ratio * Double.sin(amplitude))) / 2
    }
    let (sn, cn) = (Double.sin(amplitude), Double.cos(amplitude))
    // Both terms are positive: no digits are lost where dn is small.
    return (sn, cn, Double.sqrt(cn * cn + complement * complement * sn * sn))
  }

  /// The argument whose amplitude is the given angle in [0, π/2): the incomplete integral F.
  func argument(amplitude: Double) -> Double {
    var (a, b) = (1.0, complement)
    var angle = amplitude
    var scale = 1.0
    while abs(a - b) > 2 * Double.ulpOfOne * a {
      angle += Double.atan(b / a * Double.tan(angle)) + .pi * (angle / .pi + 0.5).rounded(.down)
      (a, b) = ((a + b) / 2, Double.sqrt(a * b))
      scale *= 2
    }
    return angle / (scale * a)
  }

  /// The arithmetic–geometric mean of 1 and `start`, and c/a of every step on the way.
  private static func means(_ start: Double) -> (last: Double, ratios: [Double]) {
    var (a, b) = (1.0, start)
    var ratios: [Double] = []
    while abs(a - b) > 2 * Double.ulpOfOne * a {
      let mean = (a + b) / 2
      ratios.append((a - b) / 2 / mean)
      (a, b) = (mean, Double.sqrt(a * b))
    }
    return (a, ratios)
  }

  private static func modulus(logarithmOfNome logarithm: Double) -> Double {
    var (second, third) = (1.0, 1.0)
    for index in 1...8 {
      let number = Double(index)
      second += Double.exp(logarithm * number * (number + 1))
      third += 2 * Double.exp(logarithm * number * number)
    }
    let quotient = second / third
    return 4 * Double.exp(logarithm / 2) * quotient * quotient
  }
}

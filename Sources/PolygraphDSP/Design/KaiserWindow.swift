import RealModule

/// Kaiser's window and the two formulas that choose it.
///
/// *Source*: Kaiser 1974; Oppenheim & Schafer, section 7.6.
public enum KaiserWindow {
  /// The greatest shape parameter; above some 710 the weights would leave the range of doubles. It holds a stop band
  /// down by 6000 dB.
  public static let greatestBeta = 700.0

  /// The window's weights, symmetric, 1 in the middle.
  ///
  /// *Shape*: `count` weights. A count below 1 is a programming error, as is a shape parameter outside
  /// 0…``greatestBeta``.
  public static func weights(count: Int, beta: Double) -> [Double] {
    precondition(count >= 1, "A window has one or more weights.")
    precondition(
      (0...greatestBeta).contains(beta), "The shape parameter of Kaiser's window lies in 0…\(greatestBeta).")
    guard count > 1 else { return [1] }
    let scale = besselI0(beta)
    let half = Double(count - 1) / 2
    return (0..<count).map { index in
      let place = (Double(index) - half) / half
      return besselI0(beta * Double.sqrt(max(0, 1 - place * place))) / scale
    }
  }

  /// The shape parameter for a stop band of this many decibels below the pass band.
  public static func beta(decibels: Double) -> Double {
    if decibels > 50 { return 0.1102 * (decibels - 8.7) }
    if decibels > 21 { return 0.5842 * Double.pow(decibels - 21, 0.4) + 0.07886 * (decibels - 21) }
    return 0
  }

  /// The number of taps for an attenuation and a transition width given as a part of half the sample rate.
  ///
  /// Decibels that are not finite, or a width that is not above 0, are a programming error.
  public static func tapCount(decibels: Double, transition: Double) -> Int {
    precondition(decibels.isFinite && transition > 0, "Decibels are finite and a transition has a width.")
    let order = (decibels - 7.95) / (2.285 * .pi * transition)
    return max(1, Int(min(order, 1e15).rounded(.up)) + 1)
  }

  /// The modified Bessel function of the first kind and order 0, by its power series, whose terms are all positive.
  static func besselI0(_ x: Double) -> Double {
    let quarter = x * x / 4
    var term = 1.0
    var sum = 1.0
    var index = 1.0
    while term > sum * 1e-17 {
      term *= quarter / (index * index)
      sum += term
      index += 1
    }
    return sum
  }
}

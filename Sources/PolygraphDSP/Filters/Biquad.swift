/// One second-order section: y[n] = b0 x[n] + b1 x[n−1] + b2 x[n−2] − a1 y[n−1] − a2 y[n−2].
public struct Biquad: Hashable, Sendable, Codable {
  /// The weight of the present input.
  public var b0: Double
  /// The weight of the input one sample ago.
  public var b1: Double
  /// The weight of the input two samples ago.
  public var b2: Double
  /// The weight of the output one sample ago, to be subtracted.
  public var a1: Double
  /// The weight of the output two samples ago, to be subtracted.
  public var a2: Double

  /// Makes a section; the leading denominator coefficient is 1.
  public init(b0: Double, b1: Double, b2: Double, a1: Double, a2: Double) {
    self.b0 = b0
    self.b1 = b1
    self.b2 = b2
    self.a1 = a1
    self.a2 = a2
  }

  /// The gain at 0 Hz.
  var gainAtZero: Double { (b0 + b1 + b2) / (1 + a1 + a2) }

  /// The state of the transposed direct form II that a constant input of 1 settles at.
  ///
  /// *Definition*: the output has settled at the gain G at 0 Hz, so the recursion leaves (G − b0, b2 − a2 G). Nothing
  /// cancels where b0 + b1 + b2 is exactly zero, as in a high-pass, however low its edge.
  /// *Source*: the step response's final state; Gustafsson 1996, section II.
  var steadyState: (Double, Double) {
    let gain = gainAtZero
    return (gain - b0, b2 - a2 * gain)
  }

  /// True when both poles lie inside the unit circle (the triangle |a2| < 1, |a1| < 1 + a2).
  var isStable: Bool { abs(a2) < 1 && abs(a1) < 1 + a2 }
}

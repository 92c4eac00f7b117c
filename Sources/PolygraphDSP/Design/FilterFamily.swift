/// Which approximation to the ideal low-pass a recursive filter is made from.
///
/// *Units*: ripples and attenuations in decibels, positive numbers.
public enum FilterFamily: Hashable, Sendable {
  /// Maximally flat pass band; −3 dB at each edge.
  case butterworth
  /// Equal ripple in the pass band, which ends at the edges; a monotone stop band.
  case chebyshevI(rippleDecibels: Double)
  /// Equal ripple in the stop band, which begins at the edges; a monotone pass band.
  case chebyshevII(stopBandDecibels: Double)
  /// Equal ripple in both bands (Cauer): the steepest cut for an order. The pass band ends at the edges.
  case elliptic(rippleDecibels: Double, stopBandDecibels: Double)
  /// Maximally flat delay, so that a pulse keeps its shape.
  case bessel(BesselNormalization)

  /// What an edge means for a Bessel filter.
  public enum BesselNormalization: String, Hashable, Sendable, CaseIterable {
    /// The edge is where the phase has made half its way, where a Butterworth filter of the same order has its −3 dB
    /// point; both then fall alike far in the stop band. SciPy's default.
    case phase
    /// The analogue prototype delays slow waves by one over the edge's angular frequency.
    case delay
    /// The edge is the −3 dB point.
    case magnitude
  }

  /// The pass-band ripples that can be asked for, in decibels.
  public static let designableRipples = 1e-6...40.0
  /// The stop-band attenuations that can be asked for, in decibels.
  public static let designableAttenuations = 1.0...300.0

  /// Checks the decibels.
  func validate() throws(FilterDesignError) {
    switch self {
    case .butterworth, .bessel: break
    case .chebyshevI(let ripple): try Self.check(ripple: ripple)
    case .chebyshevII(let attenuation): try Self.check(attenuation: attenuation)
    case .elliptic(let ripple, let attenuation):
      try Self.check(ripple: ripple)
      try Self.check(attenuation: attenuation)
      guard attenuation > ripple else {
        throw .decibelsOutsideRange(
          found: attenuation, expected: "a stop-band attenuation above the pass-band ripple of \(ripple) dB")
      }
    }
  }

  private static func check(ripple: Double) throws(FilterDesignError) {
    guard designableRipples.contains(ripple) else {
      throw .decibelsOutsideRange(
        found: ripple,
        expected: "a pass-band ripple from \(designableRipples.lowerBound) to \(designableRipples.upperBound) dB")
    }
  }

  private static func check(attenuation: Double) throws(FilterDesignError) {
    let range = designableAttenuations
    guard range.contains(attenuation) else {
      throw .decibelsOutsideRange(
        found: attenuation, expected: "a stop-band attenuation from \(range.lowerBound) to \(range.upperBound) dB")
    }
  }
}

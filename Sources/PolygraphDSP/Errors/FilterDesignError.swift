import PolygraphQuantities

/// Why a filter cannot be designed as asked.
public enum FilterDesignError: Error, Hashable, Sendable {
  /// The order lies outside the orders the design is trusted for.
  case orderOutsideRange(found: Int, allowed: ClosedRange<Int>)
  /// A band edge is NaN or infinite.
  case edgeNotFinite
  /// A band edge does not lie strictly between 0 and half the sample rate.
  case edgeOutsideBand(edge: Hertz, nyquist: Hertz)
  /// The upper edge of a band does not lie above its lower edge.
  case edgesNotAscending(lower: Hertz, upper: Hertz)
  /// A ripple or attenuation in decibels is not a positive finite number, or the two contradict each other.
  case decibelsOutsideRange(found: Double, expected: String)
  /// A quality factor is not a positive finite number.
  case qualityOutsideRange(found: Double)
  /// A length, degree or tap count does not fit the design.
  case lengthOutsideRange(found: Int, expected: String)
  /// The design came out with a pole on or outside the unit circle, or with numbers that are not finite.
  case unstable
}

extension FilterDesignError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .orderOutsideRange(let found, let allowed):
      "The filter order is \(found); orders from \(allowed.lowerBound) to \(allowed.upperBound) can be designed."
    case .edgeNotFinite:
      "A band edge is not a finite number; give the edge in hertz."
    case .edgeOutsideBand(let edge, let nyquist):
      "The band edge \(edge.value) Hz must lie above 0 Hz and below \(nyquist.value) Hz, half the sample rate; "
        + "choose a lower edge or resample the channel to a higher rate."
    case .edgesNotAscending(let lower, let upper):
      "The band from \(lower.value) Hz to \(upper.value) Hz is empty; give the lower edge first."
    case .decibelsOutsideRange(let found, let expected):
      "\(found) dB cannot be designed; expected \(expected)."
    case .qualityOutsideRange(let found):
      "The quality factor is \(found); it must be a positive finite number."
    case .lengthOutsideRange(let found, let expected):
      "The length is \(found); expected \(expected)."
    case .unstable:
      "The design is not stable in double precision; lower the order or widen the band."
    }
  }
}

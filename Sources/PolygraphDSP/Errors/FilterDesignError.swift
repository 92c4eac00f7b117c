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
  /// A ripple or attenuation in decibels lies outside its range, or the two contradict each other.
  case decibelsOutsideRange(found: Double, expected: String)
  /// A transition band is not a positive finite width, or does not fit between 0, the edges and half the rate.
  case transitionOutsideRange(found: Hertz, largest: Hertz)
  /// A quality factor makes a bandwidth that the filter cannot have.
  case qualityOutsideRange(found: Double, expected: String)
  /// A length, degree or tap count does not fit the design.
  case lengthOutsideRange(found: Int, expected: String)
  /// A linear-phase filter of an even number of taps has a zero at half the rate, which the band would have to pass.
  case evenLengthCannotPassNyquist(found: Int)
  /// A comb's fundamental does not divide the sample rate.
  case fundamentalDoesNotDivide(fundamental: Hertz, rate: Hertz)
  /// Double precision cannot hold the design: a pole came out on or outside the unit circle, a number is not finite, or
  /// rounding has moved the response.
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
    case .transitionOutsideRange(let found, let largest):
      "The transition band is \(found.value) Hz wide; it must be above 0 Hz and at most \(largest.value) Hz to fit "
        + "beside the edges."
    case .qualityOutsideRange(let found, let expected):
      "The quality factor is \(found); expected \(expected)."
    case .lengthOutsideRange(let found, let expected):
      "The length is \(found); expected \(expected)."
    case .evenLengthCannotPassNyquist(let found):
      "A filter that passes half the sample rate cannot have \(found) taps, an even number; use \(found + 1)."
    case .fundamentalDoesNotDivide(let fundamental, let rate):
      "\(rate.value) samples a second is no whole multiple of \(fundamental.value) Hz; resample the channel, or use a "
        + "cascade of notches."
    case .unstable:
      "The design is not stable in double precision; lower the order or widen the band."
    }
  }
}

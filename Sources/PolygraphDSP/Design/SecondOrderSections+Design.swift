import PolygraphQuantities
import RealModule

extension SecondOrderSections {
  /// The orders of prototype that are designed; band filters have twice the order.
  public static let designableOrders = ZeroPoleGain.designableOrders

  /// How far rounding may move the response of the sections from the design's at its edges and in its pass band, as a
  /// part of the response: a hundredth of a decibel.
  public static let greatestRoundingOfResponse = 1e-3

  /// The filter of a family and a band, as sections that can be run.
  ///
  /// *Definition*: ``ZeroPoleGain/design(_:_:order:at:)``, roots paired by nearness.
  /// *Units*: edges in hertz, strictly between 0 and half the rate; decibels positive.
  /// *Errors*: order, edges, decibels. ``FilterDesignError/unstable`` when double precision cannot hold the design: a
  /// pole on the unit circle, or a response moved by more than ``greatestRoundingOfResponse`` (a section's coefficients
  /// resolve an edge f to about (fs/f)² last bits, so edges below some 10⁻⁷ of the rate are refused, but for
  /// first-order filters).
  /// *Complexity*: microseconds; design once, outside loops.
  public static func design(
    _ family: FilterFamily, _ band: FilterBand, order: Int, at rate: SampleRate
  ) throws(FilterDesignError) -> SecondOrderSections {
    let digital = try ZeroPoleGain.design(family, band, order: order, at: rate)
    let sections = digital.sections()
    let isUsable = sections.allSatisfy { section in
      [section.b0, section.b1, section.b2, section.a1, section.a2].allSatisfy(\.isFinite) && section.isStable
    }
    guard isUsable else { throw .unstable }
    let cascade = SecondOrderSections(sections: sections, sampleRate: rate)
    let isFaithful = band.probes(at: rate).allSatisfy { frequency in
      let expected = digital.response(at: frequency, sampleRate: rate)
      let error = (cascade.response(at: frequency) - expected).magnitude
      return error <= greatestRoundingOfResponse * expected.magnitude
    }
    guard isFaithful else { throw .unstable }
    return cascade
  }

  /// A Butterworth filter: maximally flat pass band, −3 dB at each edge of one causal pass.
  ///
  /// *Definition*, *Units*, *Errors*: as ``design(_:_:order:at:)``.
  /// *Source*: Butterworth 1930; Oppenheim & Schafer, chapter 7.
  public static func butterworth(
    _ band: FilterBand, order: Int, at rate: SampleRate
  ) throws(FilterDesignError) -> SecondOrderSections {
    try design(.butterworth, band, order: order, at: rate)
  }

  /// The edge to design with so that a zero-phase pass keeps −3 dB at `wanted`.
  ///
  /// *Definition*: two passes of a Butterworth filter of order n are −3 dB where one pass is −1.5 dB; in the bilinear
  /// transform's warped frequency Ω that point lies at Ωc (√2 − 1)^(1/2n) for a low-pass, so the design edge is moved
  /// the other way. Only for low-pass and high-pass filters.
  /// *Errors*: order and edge, as the design has them.
  public static func butterworthEdge(
    keepingZeroPhaseCorner wanted: Hertz, isHighPass: Bool, order: Int, at rate: SampleRate
  ) throws(FilterDesignError) -> Hertz {
    guard designableOrders.contains(order) else {
      throw .orderOutsideRange(found: order, allowed: designableOrders)
    }
    try FilterBand.lowPass(wanted).validate(at: rate)
    let nyquist = rate.hertz.value / 2
    let warped = Double.tan(.pi * (wanted.value / nyquist) / 2)
    let factor = Double.pow(Double.sqrt(2) - 1, 1 / Double(2 * order))
    let moved = isHighPass ? warped * factor : warped / factor
    return Hertz(2 * Double.atan(moved) / .pi * nyquist)
  }
}

extension FilterBand {
  /// Frequencies at which a design's response does not vanish and tells whether its coefficients hold it.
  fileprivate func probes(at rate: SampleRate) -> [Hertz] {
    let nyquist = Hertz(rate.hertz.value / 2)
    switch self {
    case .lowPass(let edge): return [0, edge]
    case .highPass(let edge): return [edge, nyquist]
    case .bandPass(let lower, let upper):
      let tangents = edges.map { Double.tan(.pi / 2 * ($0.value / nyquist.value)) }
      let centre = Double.atan(Double.sqrt(tangents[0] * tangents[1]))
      return [lower, Hertz(2 * centre / .pi * nyquist.value), upper]
    case .bandStop(let lower, let upper): return [0, lower, upper, nyquist]
    }
  }
}

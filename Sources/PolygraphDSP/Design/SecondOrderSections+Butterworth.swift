import PolygraphQuantities
import RealModule

extension SecondOrderSections {
  /// The orders of prototype that are designed; band filters have twice the order.
  public static let designableOrders = 1...24

  /// A Butterworth filter: maximally flat pass band, −3 dB at each edge of one causal pass.
  ///
  /// *Definition*: analogue Butterworth prototype, prewarped edges, bilinear transform, sections by nearest pairing.
  /// Band-pass and band-stop filters have 2 × `order` poles, as in SciPy's `butter`.
  /// *Units*: edges in hertz, strictly between 0 and half the rate.
  /// *Source*: Butterworth 1930; Oppenheim & Schafer, chapter 7.
  /// *Errors*: order, edges, or a design that double precision cannot hold.
  public static func butterworth(
    _ band: FilterBand, order: Int, at rate: SampleRate
  ) throws(FilterDesignError) -> SecondOrderSections {
    try checkOrder(order)
    let poles = (0..<order).map { index -> ComplexNumber in
      let step = 2 * index - order + 1
      return step == 0 ? ComplexNumber(-1) : -ComplexNumber.unit(.pi * Double(step) / Double(2 * order))
    }
    return try design(ZeroPoleGain(zeros: [], poles: poles, gain: 1), band, at: rate)
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
    try checkOrder(order)
    try FilterBand.lowPass(wanted).validate(at: rate)
    let nyquist = rate.hertz.value / 2
    let warped = Double.tan(.pi * (wanted.value / nyquist) / 2)
    let factor = Double.pow(Double.sqrt(2) - 1, 1 / Double(2 * order))
    let moved = isHighPass ? warped * factor : warped / factor
    return Hertz(2 * Double.atan(moved) / .pi * nyquist)
  }

  static func checkOrder(_ order: Int) throws(FilterDesignError) {
    guard designableOrders.contains(order) else {
      throw .orderOutsideRange(found: order, allowed: designableOrders)
    }
  }

  /// Turns a prototype of unit edge into sections, and refuses what came out unstable or not finite.
  static func design(
    _ prototype: ZeroPoleGain, _ band: FilterBand, at rate: SampleRate
  ) throws(FilterDesignError) -> SecondOrderSections {
    try band.validate(at: rate)
    let digital = prototype.digital(band, at: rate)
    guard digital.gain.isFinite, digital.poles.allSatisfy({ $0.magnitude < 1 }) else { throw .unstable }
    let sections = digital.sections()
    guard sections.allSatisfy({ [$0.b0, $0.b1, $0.b2].allSatisfy(\.isFinite) && $0.isStable }) else {
      throw .unstable
    }
    return SecondOrderSections(sections: sections, sampleRate: rate)
  }
}

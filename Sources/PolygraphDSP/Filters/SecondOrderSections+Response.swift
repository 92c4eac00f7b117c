import PolygraphQuantities
import RealModule

/// What a cascade does to a sine of each frequency.
extension SecondOrderSections {
  /// The complex gain at a frequency: its magnitude is the amplitude ratio, its phase the lead in radians.
  ///
  /// *Definition*: H(e^{jω}) with ω = 2πf / sample rate. Frequencies above half the rate alias.
  public func response(at frequency: Hertz) -> ComplexNumber {
    let z = ComplexNumber.unit(-angle(frequency))
    return sections.reduce(ComplexNumber(1)) { product, section in
      let top = (ComplexNumber(section.b2) * z + ComplexNumber(section.b1)) * z + ComplexNumber(section.b0)
      let bottom = (ComplexNumber(section.a2) * z + ComplexNumber(section.a1)) * z + ComplexNumber(1)
      return product * (top / bottom)
    }
  }

  /// The amplitude ratio of one causal pass at a frequency; a zero-phase pass has its square.
  public func gain(at frequency: Hertz) -> Double { response(at: frequency).magnitude }

  /// How long one causal pass delays a slow wave packet around a frequency.
  ///
  /// *Definition*: −dφ/dω, from the derivative of each section's polynomials (no differences of phases).
  /// *Edges*: NaN at a zero on the unit circle, where the phase jumps.
  public func groupDelay(at frequency: Hertz) -> Seconds {
    let z = ComplexNumber.unit(-angle(frequency))
    var samples = 0.0
    for section in sections {
      samples += Self.delay(of: (section.b0, section.b1, section.b2), at: z)
      samples -= Self.delay(of: (1, section.a1, section.a2), at: z)
    }
    return Seconds(samples / sampleRate.hertz.value)
  }

  /// The poles, two a section; a first-order section brings one at 0.
  public var poles: [ComplexNumber] { sections.flatMap { Self.roots(1, $0.a1, $0.a2) } }

  /// The zeros, at most two a section.
  public var zeros: [ComplexNumber] { sections.flatMap { Self.roots($0.b0, $0.b1, $0.b2) } }

  private func angle(_ frequency: Hertz) -> Double { 2 * .pi * frequency.value / sampleRate.hertz.value }

  /// Re(Σ k c_k z^k / Σ c_k z^k).
  private static func delay(of taps: (Double, Double, Double), at z: ComplexNumber) -> Double {
    let square = z * z
    let weighted = z * taps.1 + square * (2 * taps.2)
    return (weighted / (ComplexNumber(taps.0) + z * taps.1 + square * taps.2)).real
  }

  /// The roots of a z² + b z + c; fewer than two when a is 0. The smaller real root comes from the product of the
  /// roots, so that nearly cancelling terms do not cost its digits.
  private static func roots(_ a: Double, _ b: Double, _ c: Double) -> [ComplexNumber] {
    guard a != 0 else { return b == 0 ? [] : [ComplexNumber(-c / b)] }
    let half = -b / (2 * a)
    let square = half * half - c / a
    guard square >= 0 else {
      let offset = Double.sqrt(-square)
      return [ComplexNumber(half, offset), ComplexNumber(half, -offset)]
    }
    let larger = half < 0 ? half - Double.sqrt(square) : half + Double.sqrt(square)
    return [ComplexNumber(larger), ComplexNumber(larger == 0 ? 0 : c / a / larger)]
  }
}

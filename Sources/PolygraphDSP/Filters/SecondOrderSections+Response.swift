import PolygraphQuantities
import RealModule

/// What a cascade does to a sine of each frequency.
extension SecondOrderSections {
  /// The complex gain at a frequency: its magnitude is the amplitude ratio, its phase the lead in radians.
  ///
  /// *Definition*: H(e^{iω}) with ω = 2πf / sample rate. Frequencies above half the rate alias.
  /// *Edges*: sharp also near 0 Hz and near half the rate, where the terms of a section cancel.
  public func response(at frequency: Hertz) -> ComplexNumber {
    let place = CirclePoint(angle: angle(frequency))
    return sections.reduce(ComplexNumber(1)) { product, section in
      let top = place.value(section.b0, section.b1, section.b2)
      return product * (top / place.value(1, section.a1, section.a2))
    }
  }

  /// The complex gains at several frequencies.
  public func response(at frequencies: [Hertz]) -> [ComplexNumber] { frequencies.map { response(at: $0) } }

  /// The amplitude ratio of one causal pass at a frequency; a zero-phase pass has its square.
  public func gain(at frequency: Hertz) -> Double { response(at: frequency).magnitude }

  /// How long one causal pass delays a slow wave packet around a frequency.
  ///
  /// *Definition*: −dφ/dω, from the derivative of each section's polynomials (no differences of phases).
  /// *Edges*: NaN at a zero on the unit circle, where the phase jumps.
  public func groupDelay(at frequency: Hertz) -> Seconds {
    let place = CirclePoint(angle: angle(frequency))
    var samples = 0.0
    for section in sections {
      samples += place.delay(section.b0, section.b1, section.b2)
      samples -= place.delay(1, section.a1, section.a2)
    }
    return Seconds(samples / sampleRate.hertz.value)
  }

  /// The poles, two a section; a first-order section brings one at 0.
  public var poles: [ComplexNumber] { sections.flatMap { Self.roots(1, $0.a1, $0.a2) } }

  /// The zeros, at most two a section.
  public var zeros: [ComplexNumber] { sections.flatMap { Self.roots($0.b0, $0.b1, $0.b2) } }

  /// The largest distance of a pole from 0: below 1 for a stable filter, and the factor by which the slowest part of
  /// its memory fades with each sample.
  public var poleRadius: Double { poles.map(\.magnitude).max() ?? 0 }

  private func angle(_ frequency: Hertz) -> Double { 2 * .pi * frequency.value / sampleRate.hertz.value }

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

/// A point e^{−iω} of the unit circle, written as its distance from the nearer of 1 and −1.
///
/// A section at a low edge has coefficients like 1, −2, 1 whose sum in powers of e^{−iω} cancels; in powers of the
/// distance every term is small and sharp.
private struct CirclePoint {
  /// 1 or −1.
  let centre: Double
  /// e^{−iω} − centre.
  let offset: ComplexNumber

  init(angle: Double) {
    let half = angle / 2
    let (sine, cosine) = (Double.sin(half), Double.cos(half))
    let isNearOne = abs(sine) <= abs(cosine)
    centre = isNearOne ? 1 : -1
    offset = ComplexNumber(isNearOne ? -2 * sine * sine : 2 * cosine * cosine, -2 * sine * cosine)
  }

  /// c0 + c1 v + c2 v² at the point v.
  func value(_ c0: Double, _ c1: Double, _ c2: Double) -> ComplexNumber {
    let constant = ComplexNumber((c0 + centre * c1) + c2)
    return constant + offset * (ComplexNumber(c1 + 2 * centre * c2) + offset * c2)
  }

  /// Re(Σ k cₖ vᵏ / Σ cₖ vᵏ).
  func delay(_ c0: Double, _ c1: Double, _ c2: Double) -> Double {
    (value(0, c1, 2 * c2) / value(c0, c1, c2)).real
  }
}

import PolygraphQuantities
import RealModule

/// The analogue low-pass prototypes of unit edge.
extension ZeroPoleGain {
  /// The orders of prototype that are designed; band filters have twice the order.
  public static let designableOrders = 1...24

  /// The analogue low-pass of a family whose edge lies at 1 rad/s.
  ///
  /// *Source*: Butterworth 1930; Thomson 1949 for Bessel filters; for the rippled families Daniels, Approximation
  /// Methods for Electronic Filter Design, 1974, and Orfanidis, Introduction to Signal Processing, 1996.
  /// *Errors*: an order outside ``designableOrders`` or decibels outside the family's range.
  public static func prototype(_ family: FilterFamily, order: Int) throws(FilterDesignError) -> ZeroPoleGain {
    guard designableOrders.contains(order) else {
      throw .orderOutsideRange(found: order, allowed: designableOrders)
    }
    try family.validate()
    switch family {
    case .butterworth: return ZeroPoleGain(zeros: [], poles: butterworthPoles(order), gain: 1)
    case .chebyshevI(let ripple): return chebyshevI(order, ripple: ripple)
    case .chebyshevII(let attenuation): return chebyshevII(order, attenuation: attenuation)
    case .elliptic(let ripple, let attenuation): return elliptic(order, ripple: ripple, attenuation: attenuation)
    case .bessel(let normalization): return bessel(order, normalization)
    }
  }

  /// The poles on the left half of the unit circle.
  private static func butterworthPoles(_ order: Int) -> [ComplexNumber] {
    let upper = (0..<(order / 2)).map { index in
      -ComplexNumber.unit(.pi * Double(2 * index - order + 1) / Double(2 * order))
    }
    return mirrored(upper, middle: order.isMultiple(of: 2) ? nil : -1)
  }

  /// Poles on an ellipse: sinh μ times the real parts, cosh μ times the imaginary parts of Butterworth's, with
  /// μ = asinh(1/ε)/n and ε² = 10^(ripple/10) − 1.
  private static func chebyshevI(_ order: Int, ripple: Double) -> ZeroPoleGain {
    let square = excess(ripple)
    let spread = Double.asinh(1 / Double.sqrt(square)) / Double(order)
    let poles = onEllipse(order, spread: spread)
    let peak = order.isMultiple(of: 2) ? Double.sqrt(1 + square) : 1
    return ZeroPoleGain(zeros: [], poles: poles, gain: negativeProduct(poles) / peak)
  }

  /// The reciprocals of Chebyshev I's poles for the ripple's reciprocal, and zeros on the imaginary axis at the
  /// reciprocals of the Chebyshev polynomial's roots.
  private static func chebyshevII(_ order: Int, attenuation: Double) -> ZeroPoleGain {
    let spread = Double.asinh(Double.sqrt(excess(attenuation))) / Double(order)
    let poles = onEllipse(order, spread: spread).map { ComplexNumber(1) / $0 }
    let zeros = mirrored(
      (0..<(order / 2)).map { index in
        ComplexNumber(0, 1 / Double.sin(.pi * Double(order - 1 - 2 * index) / Double(2 * order)))
      }, middle: nil)
    return ZeroPoleGain(zeros: zeros, poles: poles, gain: negativeProduct(poles) / negativeProduct(zeros))
  }

  /// *Definition*: the discrimination k₁ = √((10^(r/10) − 1)/(10^(a/10) − 1)) and the order fix the selectivity k by
  /// the degree equation, in nomes q(k)ⁿ = q(k₁). Zeros lie at i/(k sn uⱼ), poles at the images of uⱼ + iv under i·sn,
  /// with uⱼ = jK/n and v from sc(v n K₁/K, k₁′) = 1/ε.
  private static func elliptic(_ order: Int, ripple: Double, attenuation: Double) -> ZeroPoleGain {
    let square = excess(ripple)
    let discrimination = discriminationModulus(ripple: ripple, attenuation: attenuation)
    let complementPeriod = discrimination.swapped.quarterPeriod
    let period = discrimination.quarterPeriod
    let modulus = EllipticModulus(logarithmOfNome: -.pi * complementPeriod / period / Double(order))
    let quarter = modulus.quarterPeriod
    let offset = discrimination.swapped.argument(amplitude: Double.atan(1 / Double.sqrt(square)))
    let other = modulus.swapped.functions(at: quarter * offset / (Double(order) * period))

    func pole(_ step: Int) -> ComplexNumber {
      let (sn, cn, dn) = modulus.functions(at: quarter * Double(step) / Double(order))
      // 1 − dn² sn′², as a sum of squares.
      let scaled = modulus.modulus * sn * other.sn
      let bottom = other.cn * other.cn + scaled * scaled
      return ComplexNumber(-cn * dn * other.sn * other.cn / bottom, sn * other.dn / bottom)
    }
    let steps = stride(from: order - 1, to: 0, by: -2)
    let zeros = mirrored(
      steps.map { step in
        ComplexNumber(0, 1 / (modulus.modulus * modulus.functions(at: quarter * Double(step) / Double(order)).sn))
      }, middle: nil)
    let poles = mirrored(steps.map(pole), middle: order.isMultiple(of: 2) ? nil : pole(0).real)
    let peak = order.isMultiple(of: 2) ? Double.sqrt(1 + square) : 1
    return ZeroPoleGain(
      zeros: zeros, poles: poles, gain: negativeProduct(poles) / negativeProduct(zeros) / peak)
  }

  private static func discriminationModulus(ripple: Double, attenuation: Double) -> EllipticModulus {
    let bottom = excess(attenuation)
    // 10^(a/10) − 10^(r/10), without the difference of two near numbers.
    let difference = Double.pow(10, ripple / 10) * excess(attenuation - ripple)
    return EllipticModulus(
      modulus: Double.sqrt(excess(ripple) / bottom), complement: Double.sqrt(difference / bottom))
  }

  private static func bessel(_ order: Int, _ normalization: FilterFamily.BesselNormalization) -> ZeroPoleGain {
    let roots = BesselPolynomial.roots(order: order)
    let constant = BesselPolynomial.constantTerm(order: order)
    switch normalization {
    case .delay: return ZeroPoleGain(zeros: [], poles: roots, gain: constant)
    case .phase:
      let scale = Double.pow(constant, -1 / Double(order))
      return ZeroPoleGain(zeros: [], poles: roots.map { $0 * scale }, gain: 1)
    case .magnitude:
      let scale = 1 / halfPowerFrequency(roots)
      return ZeroPoleGain(
        zeros: [], poles: roots.map { $0 * scale }, gain: constant * Double.pow(scale, order))
    }
  }

  /// Where an all-pole low-pass of unit gain at zero has half its power: Newton's method on the logarithm of the gain,
  /// which falls steadily.
  private static func halfPowerFrequency(_ poles: [ComplexNumber]) -> Double {
    var frequency = 1.0
    for _ in 0..<100 {
      var (logarithm, slope) = (0.0, 0.0)
      for pole in poles {
        let distance = (ComplexNumber(0, frequency) - pole).squaredMagnitude
        logarithm += Double.log(distance / pole.squaredMagnitude)
        slope += 2 * (frequency - pole.imaginary) / distance
      }
      // Conjugate pairs leave log(1 + …), whose value at the half-power point is log 2.
      let step = (logarithm - Double.log(2)) / slope
      frequency = max(frequency - step, frequency / 4)
      if abs(step) <= 2 * Double.ulpOfOne * frequency { break }
    }
    return frequency
  }

  private static func onEllipse(_ order: Int, spread: Double) -> [ComplexNumber] {
    let (real, imaginary) = (Double.sinh(spread), Double.cosh(spread))
    return butterworthPoles(order).map { ComplexNumber($0.real * real, $0.imaginary * imaginary) }
  }

  /// 10^(decibels/10) − 1, sharp for small decibels.
  private static func excess(_ decibels: Double) -> Double { Double.expMinusOne(decibels / 10 * Double.log(10)) }

  private static func negativeProduct(_ roots: [ComplexNumber]) -> Double {
    roots.reduce(ComplexNumber(1)) { $0 * -$1 }.real
  }

  /// Roots of the upper half plane, their mirror images, and the real one between them, exactly symmetric.
  private static func mirrored(_ upper: [ComplexNumber], middle: Double?) -> [ComplexNumber] {
    upper + (middle.map { [ComplexNumber($0)] } ?? []) + upper.reversed().map(\.conjugate)
  }
}

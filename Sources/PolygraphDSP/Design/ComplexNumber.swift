import RealModule

/// A complex number in double precision: a pole, a zero, a spectral line or a value of a frequency response.
public struct ComplexNumber: Hashable, Sendable, Codable {
  /// The real part.
  public var real: Double
  /// The imaginary part.
  public var imaginary: Double

  /// Makes a number from its parts.
  public init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// The distance from zero, without overflow on the way.
  public var magnitude: Double { Double.hypot(real, imaginary) }
  /// The square of ``magnitude``.
  public var squaredMagnitude: Double { real * real + imaginary * imaginary }
  /// The angle from the positive real axis in radians, in (−π, π].
  public var phase: Double { Double.atan2(y: imaginary, x: real) }
  /// The number mirrored at the real axis.
  public var conjugate: ComplexNumber { ComplexNumber(real, -imaginary) }

  /// The sum.
  public static func + (left: Self, right: Self) -> Self {
    Self(left.real + right.real, left.imaginary + right.imaginary)
  }
  /// The difference.
  public static func - (left: Self, right: Self) -> Self {
    Self(left.real - right.real, left.imaginary - right.imaginary)
  }
  /// The product.
  public static func * (left: Self, right: Self) -> Self {
    Self(
      left.real * right.real - left.imaginary * right.imaginary,
      left.real * right.imaginary + left.imaginary * right.real)
  }
  /// The product with a real number.
  public static func * (left: Self, right: Double) -> Self { Self(left.real * right, left.imaginary * right) }
  /// The quotient, scaled so that large divisors do not overflow (Smith 1962).
  public static func / (left: Self, right: Self) -> Self {
    if abs(right.real) >= abs(right.imaginary) {
      let ratio = right.imaginary / right.real
      let scale = right.real + right.imaginary * ratio
      return Self(
        (left.real + left.imaginary * ratio) / scale, (left.imaginary - left.real * ratio) / scale)
    }
    let ratio = right.real / right.imaginary
    let scale = right.real * ratio + right.imaginary
    return Self(
      (left.real * ratio + left.imaginary) / scale, (left.imaginary * ratio - left.real) / scale)
  }
  /// The negative.
  public static prefix func - (value: Self) -> Self { Self(-value.real, -value.imaginary) }

  /// The point of the unit circle at an angle in radians.
  public static func unit(_ angle: Double) -> ComplexNumber {
    ComplexNumber(Double.cos(angle), Double.sin(angle))
  }

  /// The square root with a non-negative real part.
  public var squareRoot: ComplexNumber {
    if imaginary == 0 {
      return real >= 0 ? ComplexNumber(Double.sqrt(real)) : ComplexNumber(0, Double.sqrt(-real))
    }
    let size = magnitude
    let larger = Double.sqrt((size + abs(real)) / 2)
    let smaller = abs(imaginary) / (2 * larger)
    let positive = real >= 0 ? (larger, smaller) : (smaller, larger)
    return ComplexNumber(positive.0, imaginary < 0 ? -positive.1 : positive.1)
  }

  var isReal: Bool { imaginary == 0 }
}

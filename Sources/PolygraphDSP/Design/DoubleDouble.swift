/// A number as an unevaluated sum of two doubles, about 32 digits.
///
/// For the few places where a root has to be polished beyond what cancelling terms leave of a double. Products are
/// split, not fused, so the digits are the same on every processor.
/// *Source*: Dekker 1971; Knuth, The Art of Computer Programming, volume 2, section 4.2.2.
struct DoubleDouble: Sendable {
  let high: Double
  let low: Double

  init(_ value: Double) { (high, low) = (value, 0) }

  /// Joins two parts of which the first is the larger.
  private init(larger: Double, smaller: Double) {
    high = larger + smaller
    low = smaller - (high - larger)
  }

  var rounded: Double { high + low }

  static func + (left: Self, right: Self) -> Self {
    let sum = exactSum(left.high, right.high)
    let rest = exactSum(left.low, right.low)
    let first = Self(larger: sum.0, smaller: sum.1 + rest.0)
    return Self(larger: first.high, smaller: first.low + rest.1)
  }

  static func - (left: Self, right: Self) -> Self { left + -right }

  static prefix func - (value: Self) -> Self { Self(larger: -value.high, smaller: -value.low) }

  static func * (left: Self, right: Self) -> Self {
    let product = exactProduct(left.high, right.high)
    return Self(larger: product.0, smaller: product.1 + (left.high * right.low + left.low * right.high))
  }

  private static func exactSum(_ a: Double, _ b: Double) -> (Double, Double) {
    let sum = a + b
    let shifted = sum - a
    return (sum, (a - (sum - shifted)) + (b - shifted))
  }

  private static func exactProduct(_ a: Double, _ b: Double) -> (Double, Double) {
    let product = a * b
    let (aHigh, aLow) = halves(a)
    let (bHigh, bLow) = halves(b)
    return (product, ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow)
  }

  /// Two parts of at most 26 bits whose sum is the number.
  private static func halves(_ value: Double) -> (Double, Double) {
    let scaled = 134_217_729 * value
    let high = scaled - (scaled - value)
    return (high, value - high)
  }
}

/// A complex number of two ``DoubleDouble``s.
struct ComplexDoubleDouble: Sendable {
  let real: DoubleDouble
  let imaginary: DoubleDouble

  init(_ real: DoubleDouble, _ imaginary: DoubleDouble) { (self.real, self.imaginary) = (real, imaginary) }
  init(_ value: ComplexNumber) { self.init(DoubleDouble(value.real), DoubleDouble(value.imaginary)) }

  var rounded: ComplexNumber { ComplexNumber(real.rounded, imaginary.rounded) }

  static func + (left: Self, right: Self) -> Self {
    Self(left.real + right.real, left.imaginary + right.imaginary)
  }
  static func * (left: Self, right: Self) -> Self {
    Self(
      left.real * right.real - left.imaginary * right.imaginary,
      left.real * right.imaginary + left.imaginary * right.real)
  }
  static func * (left: Self, right: Double) -> Self {
    Self(left.real * DoubleDouble(right), left.imaginary * DoubleDouble(right))
  }
}

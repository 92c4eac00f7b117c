import RealModule

/// The reverse Bessel polynomials, whose roots are the poles of a filter of maximally flat delay.
///
/// *Definition*: θ₀ = 1, θ₁ = s + 1, θₙ = (2n − 1) θₙ₋₁ + s² θₙ₋₂.
/// *Source*: Thomson 1949; Grosswald, Bessel Polynomials, 1978.
enum BesselPolynomial {
  /// θₙ(0) = (2n)! / (2ⁿ n!), the product of the odd numbers below 2n.
  static func constantTerm(order: Int) -> Double {
    (0..<order).reduce(1) { $0 * Double(2 * $1 + 1) }
  }

  /// The roots, exact conjugates of each other: those of the upper half plane, their images, then the real one.
  ///
  /// *Definition*: simultaneous iteration (Aberth 1973, Ehrlich 1967) from an arc in the left half plane. The terms of
  /// θₙ cancel at its roots by up to 12 digits at order 24, so values are formed in double-double arithmetic.
  static func roots(order: Int) -> [ComplexNumber] {
    let pairCount = order / 2
    let size = Double(order)
    let step = Double.pi / 2 / (Double(pairCount) + (order.isMultiple(of: 2) ? 0 : 0.5))
    var upper = (0..<pairCount).map { ComplexNumber.unit(.pi / 2 + (Double($0) + 0.5) * step) * (0.85 * size) }
    var middle = order.isMultiple(of: 2) ? [] : [ComplexNumber(-0.7 * size)]
    for _ in 0..<200 {
      let all = upper + upper.map(\.conjugate) + middle
      let upperSteps = upper.indices.map { aberthStep(at: $0, among: all, order: order) }
      let middleSteps = middle.indices.map { aberthStep(at: 2 * pairCount + $0, among: all, order: order) }
      upper = zip(upper, upperSteps).map { $0 - $1 }
      middle = zip(middle, middleSteps).map { ComplexNumber($0.real - $1.real) }
      let moved = zip(upperSteps + middleSteps, upper + middle).map { $0.magnitude / $1.magnitude }
      if moved.allSatisfy({ $0 < 4 * Double.ulpOfOne }) { break }
    }
    return upper + upper.map(\.conjugate) + middle
  }

  private static func aberthStep(at index: Int, among roots: [ComplexNumber], order: Int) -> ComplexNumber {
    let place = roots[index]
    let (value, slope) = evaluate(order: order, at: place)
    let newton = value / slope
    let repulsion = roots.indices.reduce(ComplexNumber(0)) { sum, other in
      other == index ? sum : sum + ComplexNumber(1) / (place - roots[other])
    }
    return newton / (ComplexNumber(1) - newton * repulsion)
  }

  /// The polynomial's value and its derivative.
  private static func evaluate(order: Int, at place: ComplexNumber) -> (ComplexNumber, ComplexNumber) {
    let s = ComplexDoubleDouble(place)
    let square = s * s
    let one = ComplexDoubleDouble(ComplexNumber(1))
    var (earlier, value) = (one, s + one)
    var (earlierSlope, slope) = (ComplexDoubleDouble(ComplexNumber(0)), one)
    for index in 1..<max(order, 1) {
      let factor = Double(2 * index + 1)
      let nextSlope = slope * factor + (s * earlier) * 2 + square * earlierSlope
      (earlier, value) = (value, value * factor + square * earlier)
      (earlierSlope, slope) = (slope, nextSlope)
    }
    return (value.rounded, slope.rounded)
  }
}

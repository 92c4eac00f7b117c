/// What running sums need. A NaN or an infinity in a sum makes it NaN.
extension DoubleDouble {
  static func += (sum: inout Self, term: Self) { sum = sum + term }

  static func += (sum: inout Self, term: Double) { sum = sum + Self(term) }

  static func / (left: Self, right: Double) -> Self {
    let quotient = left.high / right
    let rest = left - Self(quotient) * Self(right)
    return Self(quotient) + Self(rest.rounded / right)
  }
}

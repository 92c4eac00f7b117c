/// Rounding as the field's reference scripts do it, for results that must equal theirs digit by digit.
enum SourceRounding {
  /// The nearest number with so many decimals; a tie goes to the even digit.
  ///
  /// *Definition*: of the two neighbours with so many decimals, both as doubles, the one closer to `value`.
  static func rounded(_ value: Double, decimals: Int) -> Double {
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    let scaled = value * power
    guard scaled.isFinite, scaled.magnitude < 0x1p52 else { return value }
    let below = scaled.rounded(.down)
    let low = below / power
    let high = scaled.rounded(.up) / power
    let toLow = value - low
    let toHigh = high - value
    if toLow != toHigh { return toLow < toHigh ? low : high }
    return below.truncatingRemainder(dividingBy: 2) == 0 ? low : high
  }
}

/// Rounds to decimals when a method runs in its source's rounding, and leaves the number alone otherwise.
struct Rounding: Hashable, Sendable {
  let isOn: Bool

  func callAsFunction(_ value: Double, _ decimals: Int) -> Double {
    isOn ? SourceRounding.rounded(value, decimals: decimals) : value
  }
}

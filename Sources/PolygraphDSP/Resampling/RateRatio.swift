import PolygraphQuantities

/// The exact ratio of two rates as whole numbers: `up` new samples for `down` old ones.
struct RateRatio: Hashable, Sendable {
  let up: Int
  let down: Int

  init(from: SampleRate, to: SampleRate) {
    let top = to.numerator * from.denominator
    let bottom = to.denominator * from.numerator
    let divisor = Self.greatestCommonDivisor(top, bottom)
    up = top / divisor
    down = bottom / divisor
  }

  /// True when both rates are the same.
  var isIdentity: Bool { up == down }

  /// ⌈n · up / down⌉.
  func outputCount(for inputCount: Int) -> Int {
    let (quotient, remainder) = down.dividingFullWidth(inputCount.multipliedFullWidth(by: up))
    return remainder > 0 ? quotient + 1 : quotient
  }

  /// Where an output sample lies between input samples: the one at or before it, and how many `up`ths after it.
  func position(ofOutput index: Int) -> (left: Int, rest: Int) {
    let (quotient, remainder) = up.dividingFullWidth(index.multipliedFullWidth(by: down))
    return (quotient, remainder)
  }

  private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    var (a, b) = (left, right)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

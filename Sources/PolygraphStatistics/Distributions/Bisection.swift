/// Search for the place where a monotone condition changes.
enum Bisection {
  /// The point between `low` and `high` up to which `isBelow` holds, to neighbouring doubles.
  static func root(_ low: Double, _ high: Double, isBelow: (Double) -> Bool) -> Double {
    var low = low
    var high = high
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      if isBelow(middle) { low = middle } else { high = middle }
    }
  }
}

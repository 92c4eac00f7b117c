import RealModule

/// Order statistics and moments of a set of numbers.
///
/// Every function returns `nil` for no numbers (or too few), and NaN when any number is NaN: absence is not a number,
/// and a NaN does not hide. Drop missing samples first, by mask.
public enum Robust {
  /// How a quantile between two order statistics is found, numbered as in R.
  ///
  /// *Source*: Hyndman & Fan 1996.
  public enum QuantileType: Int, Hashable, Sendable, Codable {
    /// At (n + 1) p: Weibull's plotting position.
    case six = 6
    /// At 1 + (n − 1) p: R's and NumPy's default, used throughout this field.
    case seven = 7
    /// At (n + 1/3) p + 1/3: median-unbiased for any distribution.
    case eight = 8
  }

  /// The middle value, or the mean of the two middle values.
  public static func median(_ values: some Collection<Double>) -> Double? { median(Array(values)) }

  /// The median distance from the median, not scaled. Multiply by 1.4826 for a normal distribution's standard
  /// deviation.
  public static func medianAbsoluteDeviation(_ values: some Collection<Double>) -> Double? {
    let values = Array(values)
    return median(values).flatMap { centre in median(values.map { abs($0 - centre) }) }
  }

  // Arrays have versions of their own: the generic ones are not specialised across modules.
  private static func median(_ values: [Double]) -> Double? {
    guard let order = order(values) else { return values.isEmpty ? nil : .nan }
    let middle = order.count / 2
    guard order.count.isMultiple(of: 2) else { return order.pair(at: middle).value }
    let (lower, upper) = order.pair(at: middle - 1)
    return (lower + upper) / 2
  }

  /// The value below which a part `p` of the numbers lies. A part outside 0…1 is a programming error.
  public static func quantile(
    _ p: Double, of values: some Collection<Double>, type: QuantileType = .seven
  ) -> Double? {
    quantiles([p], of: values, type: type)?[0]
  }

  /// Several quantiles. *Complexity*: O(n) each.
  public static func quantiles(
    _ parts: [Double], of values: some Collection<Double>, type: QuantileType = .seven
  ) -> [Double]? {
    precondition(parts.allSatisfy { (0...1).contains($0) }, "A quantile's part lies in 0...1.")
    guard !values.isEmpty else { return nil }
    guard let order = order(Array(values)) else { return parts.map { _ in .nan } }
    return parts.map { quantile($0, of: order, type: type) }
  }

  /// The arithmetic mean.
  public static func mean(_ values: some Collection<Double>) -> Double? {
    values.isEmpty ? nil : Array(values).reduce(0, +) / Double(values.count)
  }

  /// The root of the mean squared distance from the mean (divided by n).
  public static func populationStandardDeviation(_ values: some Collection<Double>) -> Double? {
    squaredDeviations(values).map { Double.sqrt($0 / Double(values.count)) }
  }

  /// The root of the summed squared distance from the mean over n − 1; `nil` for fewer than two numbers.
  public static func sampleStandardDeviation(_ values: some Collection<Double>) -> Double? {
    guard values.count > 1 else { return nil }
    return squaredDeviations(values).map { Double.sqrt($0 / Double(values.count - 1)) }
  }

  private static func squaredDeviations(_ values: some Collection<Double>) -> Double? {
    guard let centre = mean(values) else { return nil }
    return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  }

  private static func order(_ values: [Double]) -> OrderStatistics? {
    let order = OrderStatistics(values)
    return order.count == 0 || order.hasNaN ? nil : order
  }

  private static func quantile(_ p: Double, of order: OrderStatistics, type: QuantileType) -> Double {
    let (index, share) = place(of: p, count: order.count, type: type)
    let (lower, upper) = order.pair(at: index)
    guard share > 0 else { return lower }
    return lower == upper ? lower : lower + share * (upper - lower)
  }

  /// The order statistic, from 0, at or below a quantile of `count` numbers, and the quantile's way to the next one,
  /// which is above 0 only where there is a next one.
  static func place(of p: Double, count: Int, type: QuantileType) -> (index: Int, share: Double) {
    let n = Double(count)
    let place =
      switch type {
      case .six: (n + 1) * p - 1
      case .seven: (n - 1) * p
      case .eight: (n + 1.0 / 3) * p + 1.0 / 3 - 1
      }
    // R's slack: a place that is whole but for rounding is whole.
    let slack = 4 * Double.ulpOfOne
    let base = (place + slack).rounded(.down)
    if base < 0 { return (0, 0) }
    if base >= n - 1 { return (count - 1, 0) }
    let share = place - base
    return (Int(base), abs(share) < slack ? 0 : share)
  }
}

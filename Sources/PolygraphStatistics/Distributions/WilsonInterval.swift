import RealModule

/// A share with Wilson's interval.
///
/// *Source*: Wilson 1927, Probable inference, the law of succession, and statistical inference, JASA 22.
public struct WilsonInterval: Hashable, Sendable {
  /// The share itself.
  public let share: Double
  /// The lower limit.
  public let lower: Double
  /// The upper limit.
  public let upper: Double

  /// The interval of `successes` of `trials` at `z` standard errors (2.5758 for 99 %). No trials is a programming
  /// error.
  public init(successes: Int, trials: Int, z: Double) {
    precondition(trials > 0 && (0...trials).contains(successes), "A share is of at least one trial.")
    let n = Double(trials)
    let p = Double(successes) / n
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * Double.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    share = p
    lower = successes == 0 ? 0 : max(0, centre - half)
    upper = successes == trials ? 1 : min(1, centre + half)
  }

  /// True when the interval holds a share.
  public func contains(_ other: Double) -> Bool { (lower...upper).contains(other) }
}

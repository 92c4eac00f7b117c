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
    self.init(share: Double(successes) / Double(trials), trials: trials, z: z)
  }

  /// The interval around a known `share` for `trials` trials, where successes of that share need not be a whole number.
  /// A share outside 0...1 and no trials are programming errors.
  public init(share p: Double, trials: Int, z: Double) {
    precondition(trials > 0 && (0...1).contains(p), "A share lies between 0 and 1 and is of at least one trial.")
    let n = Double(trials)
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * Double.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    share = p
    lower = p == 0 ? 0 : max(0, centre - half)
    upper = p == 1 ? 1 : min(1, centre + half)
  }

  /// True when the interval holds a share.
  public func contains(_ other: Double) -> Bool { (lower...upper).contains(other) }
}

/// The limits between which a share of `trials` lies by chance alone, when the true share is known: where the lines of
/// a funnel plot run.
///
/// *Definition*: with R binomial, r the least number with P(R ≤ r) ≥ p and a = (P(R ≤ r) − p)/P(R = r), the limit of
/// the tail p is (r − a)/trials: exact tails, interpolated between whole numbers, kept within 0 and 1.
/// *Source*: Spiegelhalter 2005, Funnel plots for comparing institutional performance, Statistics in Medicine 24,
/// appendix A.1.1.
public struct FunnelLimits: Hashable, Sendable {
  /// The share that would be exceeded but for the lower tail.
  public let lower: Double
  /// The share that would not be exceeded but for the upper tail.
  public let upper: Double

  /// The limits around a known `share` for `trials` trials. A share outside 0...1, no trials and a confidence that does
  /// not lie between 0 and 1 are programming errors.
  public init(share: Double, trials: Int, confidence: Double) {
    precondition(trials > 0 && (0...1).contains(share), "A share lies between 0 and 1 and is of at least one trial.")
    precondition(confidence > 0 && confidence < 1, "A confidence lies between 0 and 1.")
    let tail = (1 - confidence) / 2
    lower = Self.limit(tail, share, trials)
    upper = Self.limit(1 - tail, share, trials)
  }

  private static func limit(_ p: Double, _ share: Double, _ trials: Int) -> Double {
    guard share > 0, share < 1 else { return share }
    var low = -1
    var high = trials
    // P(R ≤ low) < p ≤ P(R ≤ high).
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if cumulative(middle, share, trials) >= p { high = middle } else { low = middle }
    }
    let upTo = cumulative(high, share, trials)
    let mass = upTo - cumulative(high - 1, share, trials)
    let excess = mass > 0 ? (upTo - p) / mass : 0
    return min(1, max(0, (Double(high) - excess) / Double(trials)))
  }

  /// P(R ≤ count), by the incomplete beta function (NIST DLMF 8.17.5).
  private static func cumulative(_ count: Int, _ share: Double, _ trials: Int) -> Double {
    guard count >= 0 else { return 0 }
    guard count < trials else { return 1 }
    guard let beta = BetaDistribution(alpha: Double(count + 1), beta: Double(trials - count)) else {
      preconditionFailure("Both shapes are positive whole numbers.")
    }
    return 1 - beta.cumulative(share)
  }
}

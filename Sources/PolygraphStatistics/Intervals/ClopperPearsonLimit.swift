/// The one-sided lower limit of a share by Clopper and Pearson.
///
/// *Definition*: with n trials and a share p the beta quantile B(α; np, n(1−p) + 1), or the same through the F
/// distribution with ν₁ = 2(n(1−p) + 1) and ν₂ = 2np degrees of freedom, which printed tables make whole.
/// *Source*: Clopper & Pearson 1934, Biometrika 26.
public enum ClopperPearsonLimit {
  /// How far under a whole number truncated degrees of freedom may lie and still be that number.
  public static let wholeSlack = 1e-9

  /// What becomes of degrees of freedom that are not whole.
  public enum DegreesOfFreedom: String, Hashable, Sendable, Codable, CaseIterable {
    /// They stay as they are: the beta quantile.
    case exact
    /// The nearest whole number.
    case rounded
    /// The whole number below; one that lies less than ``ClopperPearsonLimit/wholeSlack`` under a whole number is that
    /// number, as the printed tables have it for near certain shares.
    case truncated
  }

  /// The lower limit of a share at confidence 1 − `alpha`; `nil` for a share outside 0...1, no trials, or an alpha
  /// outside 0..<1.
  ///
  /// *Edges*: whole degrees of freedom are at least 1; a share of 0 has the limit 0 when exact.
  public static func lower(
    share: Double, trials: Int, alpha: Double, degreesOfFreedom: DegreesOfFreedom = .exact
  ) -> Double? {
    guard (0...1).contains(share), trials > 0, alpha > 0, alpha < 1 else { return nil }
    let n = Double(trials)
    let successes = n * share
    let failures = n * (1 - share)
    func whole(_ value: Double) -> Double {
      let isRounded = degreesOfFreedom == .rounded
      return max(1, isRounded ? value.rounded(.toNearestOrEven) : (value + wholeSlack).rounded(.down))
    }
    if degreesOfFreedom == .exact {
      return successes > 0 ? BetaDistribution(alpha: successes, beta: failures + 1)?.quantile(alpha) : 0
    }
    guard share > 0,
      let f = FDistribution(numerator: whole(2 * (failures + 1)), denominator: whole(2 * successes))
    else { return 0 }
    return 1 / (1 + f.quantile(1 - alpha) * (1 - share + 1 / n) / share)
  }
}

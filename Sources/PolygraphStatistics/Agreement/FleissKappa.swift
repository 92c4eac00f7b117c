import RealModule

/// Agreement of several raters beyond chance: Fleiss' kappa.
///
/// *Definition*: the mean share of agreeing pairs of ratings of one thing, P̄, against the one expected when all
/// ratings are drawn from the overall shares of categories, P̄ₑ: κ = (P̄ − P̄ₑ)/(1 − P̄ₑ). Every thing has the same
/// number of ratings; the raters may differ from thing to thing.
/// *Source*: Fleiss 1971, Psychological Bulletin 76; the standard error under chance by Fleiss, Nee & Landis 1979,
/// Psychological Bulletin 86.
public struct FleissKappa: Hashable, Sendable {
  /// How many things were rated.
  public let count: Int
  /// How many ratings each has.
  public let raters: Int
  /// The mean share of agreeing pairs.
  public let observed: Double
  /// The share of agreeing pairs expected by chance.
  public let expected: Double
  /// Kappa; `nil` when all ratings are one category, where it is not defined.
  public let kappa: Double?
  /// The standard error when the true kappa is 0; `nil` where kappa is.
  public let nullStandardError: Double?

  /// The agreement in counts: a row a thing, a column a category. `nil` for rows of differing lengths or sums, a
  /// negative count, fewer than two ratings a thing, or no thing.
  public init?(counts: [[Int]]) {
    guard let first = counts.first, !first.isEmpty, counts.allSatisfy({ $0.count == first.count }),
      counts.allSatisfy({ $0.allSatisfy { $0 >= 0 } })
    else { return nil }
    let raters = first.reduce(0, +)
    guard raters >= 2, counts.allSatisfy({ $0.reduce(0, +) == raters }) else { return nil }
    let n = Double(raters)
    let things = Double(counts.count)
    let pairs = counts.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * ($1 - 1) } }
    let shares = first.indices.map { column in Double(counts.reduce(0) { $0 + $1[column] }) / (things * n) }
    observed = Double(pairs) / (things * n * (n - 1))
    expected = shares.reduce(0) { $0 + $1 * $1 }
    count = counts.count
    self.raters = raters
    guard 1 - expected > 1e-12 else {
      (kappa, nullStandardError) = (nil, nil)
      return
    }
    kappa = (observed - expected) / (1 - expected)
    let spread = shares.reduce(0) { $0 + $1 * (1 - $1) }
    let skew = shares.reduce(0) { $0 + $1 * (1 - $1) * (1 - 2 * $1) }
    nullStandardError = Double.sqrt(2 * max(0, spread * spread - skew) / (things * n * (n - 1))) / spread
  }
}

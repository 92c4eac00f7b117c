/// The Kruskal–Wallis test: do several groups differ in location?
///
/// *Definition*: average ranks over all values, no correction for ties; H is the sum of nᵢ(R̄ᵢ − mean of the R̄)² over
/// N(N+1)/12, referred to the chi-square distribution with one degree of freedom fewer than groups.
/// *Source*: Kruskal & Wallis 1952, JASA 47; the form without tie correction is the one OSS-3 uses.
public struct KruskalWallisTest: Hashable, Sendable {
  /// The test value.
  public let h: Double
  /// The degrees of freedom.
  public let degreesOfFreedom: Int
  /// The probability of a test value at least as large when the groups do not differ.
  public var p: Double { Self.p(h: h, degreesOfFreedom: degreesOfFreedom) }

  /// Tests groups of values, or returns `nil` for fewer than two groups or an empty one.
  public init?(_ groups: [[Double]]) {
    guard groups.count >= 2, groups.allSatisfy({ !$0.isEmpty }) else { return nil }
    let ranks = Ranks.ascending(groups.flatMap(\.self))
    var start = 0
    let means = groups.map { group -> Double in
      let sum = ranks[start..<(start + group.count)].reduce(0, +)
      start += group.count
      return sum / Double(group.count)
    }
    let centre = means.reduce(0, +) / Double(means.count)
    let spread = zip(groups, means).reduce(0) { $0 + Double($1.0.count) * ($1.1 - centre) * ($1.1 - centre) }
    let count = Double(ranks.count)
    h = spread / (count * (count + 1) / 12)
    degreesOfFreedom = groups.count - 1
  }

  /// The probability of a test value at least `h`.
  public static func p(h: Double, degreesOfFreedom: Int) -> Double {
    precondition(degreesOfFreedom > 0, "At least two groups are compared.")
    return GammaDistribution.chiSquare(degreesOfFreedom: Double(degreesOfFreedom))?.upperTail(h) ?? .nan
  }
}

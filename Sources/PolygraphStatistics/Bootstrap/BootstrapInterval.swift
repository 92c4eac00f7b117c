import RealModule

/// An interval from replicates of a statistic on resampled data.
///
/// *Definition*: percentile: the quantiles of the replicates at (1 ∓ confidence)/2. BCa: the same with the levels moved
/// by the bias z₀ (the normal quantile of the share of replicates below the estimate, ties counted half) and the
/// acceleration a (the skewness of the jackknife values over 6). Quantiles between replicates are linear (type 7).
/// *Source*: Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapters 13 and 14.
public struct BootstrapInterval: Hashable, Sendable {
  /// How the limits are found.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Quantiles of the replicates.
    case percentile
    /// Bias-corrected and accelerated.
    case bca
  }

  /// The statistic of the data themselves.
  public let estimate: Double
  /// The lower limit.
  public let lower: Double
  /// The upper limit.
  public let upper: Double
  /// The standard deviation of the replicates.
  public let standardError: Double
  /// The share of the statistic's distribution between the limits.
  public let confidence: Double
  /// How the limits were found.
  public let kind: Kind

  /// The percentile interval of replicates; `nil` for fewer than two or one that is not finite.
  public init?(percentile replicates: [Double], estimate: Double, confidence: Double) {
    let tail = (1 - Self.checked(confidence)) / 2
    self.init(replicates, estimate, confidence, .percentile, levels: (tail, 1 - tail))
  }

  /// The BCa interval of replicates with the statistic's jackknife values (each with one datum left out).
  ///
  /// *Edges*: jackknife values without spread have no acceleration. `nil` for fewer than two replicates or jackknife
  /// values, one that is not finite, and when the estimate lies outside all replicates, where the bias has no bound.
  public init?(bca replicates: [Double], estimate: Double, jackknife: [Double], confidence: Double) {
    let tail = (1 - Self.checked(confidence)) / 2
    guard replicates.count > 1, jackknife.count > 1, jackknife.allSatisfy(\.isFinite) else { return nil }
    let below = replicates.count { $0 < estimate }
    let upTo = replicates.count { $0 <= estimate }
    let share = Double(below + upTo) / 2 / Double(replicates.count)
    let normal = NormalDistribution.standard
    guard share > 0, share < 1 else { return nil }
    let bias = normal.quantile(share)
    let acceleration = Self.acceleration(jackknife)
    func level(_ p: Double) -> Double {
      let z = bias + normal.quantile(p)
      return normal.cumulative(bias + z / (1 - acceleration * z))
    }
    self.init(replicates, estimate, confidence, .bca, levels: (level(tail), level(1 - tail)))
  }

  private init?(
    _ replicates: [Double], _ estimate: Double, _ confidence: Double, _ kind: Kind, levels: (Double, Double)
  ) {
    guard replicates.count > 1, replicates.allSatisfy(\.isFinite), estimate.isFinite, levels.0.isFinite,
      levels.1.isFinite
    else { return nil }
    let sorted = replicates.sorted()
    self.estimate = estimate
    self.confidence = confidence
    self.kind = kind
    lower = Self.quantile(levels.0, ofSorted: sorted)
    upper = Self.quantile(levels.1, ofSorted: sorted)
    let mean = replicates.reduce(0, +) / Double(replicates.count)
    let squares = replicates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardError = Double.sqrt(squares / Double(replicates.count - 1))
  }

  private static func checked(_ confidence: Double) -> Double {
    precondition(confidence > 0 && confidence < 1, "A confidence lies between 0 and 1.")
    return confidence
  }

  private static func acceleration(_ jackknife: [Double]) -> Double {
    let mean = jackknife.reduce(0, +) / Double(jackknife.count)
    let squares = jackknife.reduce(0) { $0 + (mean - $1) * (mean - $1) }
    let cubes = jackknife.reduce(0) { $0 + (mean - $1) * (mean - $1) * (mean - $1) }
    return squares > 0 ? cubes / (6 * squares * Double.sqrt(squares)) : 0
  }

  private static func quantile(_ p: Double, ofSorted sorted: [Double]) -> Double {
    let place = Double(sorted.count - 1) * p
    let index = min(Int(place), sorted.count - 1)
    let next = min(index + 1, sorted.count - 1)
    return sorted[index] + (place - Double(index)) * (sorted[next] - sorted[index])
  }
}

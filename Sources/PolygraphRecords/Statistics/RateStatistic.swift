import PolygraphStatistics

/// A share of counted things, with how sure it is and what chance alone would allow.
public struct RateStatistic: Hashable, Sendable, Codable {
  /// Where a group's share lies among the limits of its size around the share of all groups together.
  public enum Place: String, Hashable, Sendable, Codable {
    /// Within the limits of 95 %.
    case within
    /// Outside 95 %, within 99.8 %.
    case notable
    /// Outside 99.8 %.
    case outside
  }

  /// Limits of a funnel plot; see `FunnelLimits`.
  public struct Funnel: Hashable, Sendable, Codable {
    /// The share of all groups together.
    public let centre: Double
    /// The limits of 95 %.
    public let lower95: Double
    /// The limits of 95 %.
    public let upper95: Double
    /// The limits of 99.8 %.
    public let lower998: Double
    /// The limits of 99.8 %.
    public let upper998: Double
    /// Where the group lies.
    public let place: Place
  }

  /// What it is; ``StatisticsDefinition`` says what is counted.
  public let name: String
  /// How many.
  public let count: Int
  /// Of how many.
  public let of: Int
  /// The share; `nil` of none.
  public let value: Double?
  /// The lower limit of Wilson's interval of 95 %; `nil` of none.
  public let lower: Double?
  /// The upper limit of Wilson's interval of 95 %; `nil` of none.
  public let upper: Double?
  /// The funnel's limits, where groups are compared.
  public internal(set) var funnel: Funnel?

  init(_ name: String, _ count: Int, of total: Int) {
    self.name = name
    self.count = count
    of = total
    let interval = total > 0 ? WilsonInterval(successes: count, trials: total, z: Self.z) : nil
    value = interval?.share
    lower = interval?.lower
    upper = interval?.upper
  }

  /// The rate with the limits that chance allows a group of its size around the rate of all.
  func compared(with all: RateStatistic) -> RateStatistic {
    guard let value, let centre = all.value else { return self }
    let inner = FunnelLimits(share: centre, trials: of, confidence: 0.95)
    let outer = FunnelLimits(share: centre, trials: of, confidence: 0.998)
    func isWithin(_ limits: FunnelLimits) -> Bool { (limits.lower...limits.upper).contains(value) }
    var compared = self
    compared.funnel = Funnel(
      centre: centre, lower95: inner.lower, upper95: inner.upper, lower998: outer.lower, upper998: outer.upper,
      place: isWithin(inner) ? .within : isWithin(outer) ? .notable : .outside)
    return compared
  }

  /// Standard errors of an interval of 95 %.
  static let z = NormalDistribution.standard.quantile(0.975)
}

/// How long something took.
public struct DurationStatistic: Hashable, Sendable, Codable {
  /// How many were measured.
  public let count: Int
  /// The middle one, in hours; `nil` of none.
  public let medianHours: Double?
  /// What nine of ten did not exceed, in hours; `nil` of none.
  public let p90Hours: Double?

  /// *Definition*: quantiles by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996, The
  /// American Statistician 50).
  init(_ hours: [Double]) {
    let sorted = hours.sorted()
    func quantile(_ p: Double) -> Double? {
      guard let last = sorted.last else { return nil }
      let place = Double(sorted.count - 1) * p
      let index = Int(place)
      guard index + 1 < sorted.count else { return last }
      return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
    }
    count = sorted.count
    medianHours = quantile(0.5)
    p90Hours = quantile(0.9)
  }
}

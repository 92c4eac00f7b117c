import PolygraphModel
import RealModule

/// How ESS-M turns two measurements into a log ratio, and a log ratio into an integer.
///
/// *Source*: Nelson 2017; Nelson et al. 2011.
enum ESSMRatios {
  /// Amplitudes below this many chart units (0.5 % of the axis) count as this.
  static let smallestAmplitude = 10.0
  /// Slack of the bounds, which are inclusive.
  static let slack = 1e-12

  /// The log ratio of a sensor; positive points at the comparison question. `nil` when there is no score.
  static func logRatio(relevant: Double?, comparison: Double?, sensor: ScoredSensor, bounds: ESSMBounds) -> Double? {
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration: return respiration(relevant, comparison)
    case .vasomotor: return comparison.flatMap { vasomotor(relevant, $0, least: bounds.vasomotor) }
    default:
      guard let relevant, let comparison else { return nil }
      return -Double.log(max(relevant, smallestAmplitude) / max(comparison, smallestAmplitude))
    }
  }

  /// A smaller excursion is the stronger reaction, so the ratio is the other way round.
  private static func respiration(_ relevant: Double?, _ comparison: Double?) -> Double? {
    let r = max(relevant ?? 0, 0)
    let c = max(comparison ?? 0, 0)
    if r == 0 && c == 0 { return relevant == nil || comparison == nil ? nil : 0 }
    // A difference of logarithms, since the quotient of extreme values has none.
    return r > 0 && c > 0 ? Double.log(r) - Double.log(c) : nil
  }

  /// Values are log ratios already; below the least one they are no reaction.
  private static func vasomotor(_ relevant: Double?, _ comparison: Double, least: Double) -> Double? {
    guard let relevant else { return nil }
    let r = max(relevant, 0.001)
    let c = comparison
    switch (r >= least, c >= least) {
    case (false, false): return -r
    case (true, true): return -Double.log(Double.sqrt(r) / Double.sqrt(c))
    case (false, true): return c
    case (true, false): return -r
    }
  }

  /// The integer of a log ratio.
  static func integer(_ logRatio: Double, sensor: ScoredSensor, bounds: ESSMBounds) -> Int {
    let magnitude = logRatio.magnitude
    let sign = logRatio < 0 ? -1 : 1
    func reaches(_ bound: Double) -> Bool { magnitude >= bound - slack }
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration:
      let isTooLarge = magnitude > bounds.respirationHigh + slack
      return reaches(bounds.respirationLow) && !isTooLarge ? sign : 0
    case .electrodermal: return reaches(bounds.electrodermal) ? 2 * sign : 0
    case .vasomotor: return reaches(bounds.vasomotor) ? sign : 0
    default: return reaches(bounds.cardio) ? sign : 0
    }
  }
}

/// The least ratios that count as a difference, per sensor.
public struct ESSMConstraints: Hashable, Sendable {
  /// Respiration below this ratio scores 0.
  public var respirationLow = 1.2
  /// Respiration beyond this ratio scores 0: too large means artifact.
  public var respirationHigh = 1.6
  /// EDA below this ratio scores 0.
  public var electrodermal = 1.1
  /// Cardio below this ratio scores 0.
  public var cardio = 1.25
  /// Vasomotor below this ratio scores 0.
  public var vasomotor = 1.1

  /// Makes the default constraints.
  public init() {}
}

/// The constraints as log ratios, made once for an exam.
struct ESSMBounds {
  let respirationLow: Double
  let respirationHigh: Double
  let electrodermal: Double
  let cardio: Double
  let vasomotor: Double

  init(_ constraints: ESSMConstraints) {
    respirationLow = Double.log(constraints.respirationLow)
    respirationHigh = Double.log(constraints.respirationHigh)
    electrodermal = Double.log(constraints.electrodermal)
    cardio = Double.log(constraints.cardio)
    vasomotor = Double.log(constraints.vasomotor)
  }
}

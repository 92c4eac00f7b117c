import PolygraphQuantities

/// When a stretch of a line is no reaction but a disturbance, for every sensor, and what follows from it.
///
/// A rule set is a value and part of the filter profile, so that its every threshold stands in the profile's digest.
/// *Source*: the field's artifact rules as its open reference implementation has them; ``standard`` makes their unit
/// thresholds relative to the channel's usual amplitude and keeps clean signals free of findings.
public struct ArtifactRules: Hashable, Sendable, Codable {
  /// Whether a disturbance of a sensor withholds that sensor's measurement.
  public var withholds: Bool
  /// Disturbances that are reported and flagged and withhold nothing all the same; `nil` for none.
  public var reportedOnly: [ArtifactCode]?
  /// Whether a shared disturbance of one sensor withholds the other sensors' measurements as well.
  public var integratesArtifacts: Bool
  /// Both respirations.
  public var respiration: RespirationArtifactRules
  /// Electrodermal activity.
  public var electrodermal: ElectrodermalArtifactRules
  /// The arm cuff.
  public var cardio: CuffArtifactRules
  /// The finger or forearm cuff.
  public var fingerCuff: CuffArtifactRules
  /// The photoplethysmograph.
  public var vasomotor: PulseArtifactRules
  /// Seat and limb activity.
  public var activity: ActivityArtifactRules

  /// Makes the rules.
  public init(
    withholds: Bool, reportedOnly: [ArtifactCode]? = nil, integratesArtifacts: Bool,
    respiration: RespirationArtifactRules,
    electrodermal: ElectrodermalArtifactRules, cardio: CuffArtifactRules, fingerCuff: CuffArtifactRules,
    vasomotor: PulseArtifactRules, activity: ActivityArtifactRules
  ) {
    self.withholds = withholds
    self.reportedOnly = reportedOnly
    self.integratesArtifacts = integratesArtifacts
    self.respiration = respiration
    self.electrodermal = electrodermal
    self.cardio = cardio
    self.fingerCuff = fingerCuff
    self.vasomotor = vasomotor
    self.activity = activity
  }
}

/// A threshold on a line's height.
public enum HeightThreshold: Hashable, Sendable, Codable {
  /// So many chart units, whatever the channel does.
  case chartUnits(Double)
  /// This part of the display range to which the sensor's usual excursion is scaled.
  case partOfRange(Double)
  /// This part of the chart's usual amplitude: the median difference of successive peaks and troughs.
  case partOfAmplitude(Double)

  /// The threshold in chart units.
  func units(range: Double, amplitude: Double) -> Double {
    switch self {
    case .chartUnits(let units): units
    case .partOfRange(let part): part * range
    case .partOfAmplitude(let part): part * amplitude
    }
  }

  /// The number the threshold carries.
  var number: Double {
    switch self {
    case .chartUnits(let number), .partOfRange(let number), .partOfAmplitude(let number): number
    }
  }
}

/// The bounds between which an interquartile range is held before it makes a limit.
public struct QuartileBounds: Hashable, Sendable, Codable {
  /// The least.
  public var least: HeightThreshold
  /// The most.
  public var most: HeightThreshold

  /// Makes the bounds.
  public init(least: HeightThreshold, most: HeightThreshold) {
    self.least = least
    self.most = most
  }

  /// The range, held between the bounds.
  func clamped(_ quartileRange: Double, range: Double, amplitude: Double) -> Double {
    let (low, high) = (
      least.units(range: range, amplitude: amplitude), most.units(range: range, amplitude: amplitude)
    )
    return max(low, min(high, quartileRange))
  }
}

/// When a movement of the line in a few coarse steps is too small to be alive.
public struct StillnessRules: Hashable, Sendable, Codable {
  /// The window.
  public var window: Seconds
  /// In how many steps the window is walked.
  public var steps: Int
  /// The window is as long as this many of the chart's usual cycles at least; zero for the window alone.
  public var leastCycles: Double

  /// Makes the rules.
  public init(window: Seconds, steps: Int, leastCycles: Double) {
    self.window = window
    self.steps = steps
    self.leastCycles = leastCycles
  }
}

import PolygraphQuantities

/// Every parameter that turns a channel's samples into a measurement, under one name and version.
///
/// A profile is a value: two tables made with equal profiles from equal samples are equal. Its digest
/// (``reference()``) goes into every result, so that a number can be traced to the rules that made it. Nothing outside
/// the profile changes a number: neither the maker of the instrument nor what its software is known to do.
///
/// *Units*: durations in seconds, frequencies in hertz, sizes in chart units (the dimensionless axis of 2000 units).
public struct FilterProfile: Hashable, Sendable, Codable {
  /// The profile's name, as `standard`.
  public var name: String
  /// The profile's version; a change of any parameter of a published profile makes a new version.
  public var version: String
  /// Which procedures the parameters feed.
  public var procedure: Procedure
  /// The common rate, and what is done with gaps.
  public var timeBase: TimeBaseRules
  /// The windows around a stimulus, and what a chart needs to be measured at all.
  public var windows: WindowRules
  /// Respiration, both sensors.
  public var respiration: RespirationRules
  /// Electrodermal activity.
  public var electrodermal: ElectrodermalRules
  /// The arm cuff.
  public var cardio: CardioRules
  /// The finger or forearm cuff.
  public var fingerCuff: CardioRules
  /// The electronic cardio.
  public var electronicCardio: CardioRules
  /// The photoplethysmograph.
  public var vasomotor: VasomotorRules
  /// Pulse transit time.
  public var transit: TransitRules
  /// Seat and limb activity.
  public var activity: ActivityRules
  /// How lines are scaled into chart units.
  public var display: DisplayRules
  /// When a stretch of a line is a disturbance.
  public var artifacts: ArtifactRules

  /// Makes a profile from its parts.
  public init(
    name: String, version: String, procedure: Procedure, timeBase: TimeBaseRules, windows: WindowRules,
    respiration: RespirationRules, electrodermal: ElectrodermalRules, cardio: CardioRules, fingerCuff: CardioRules,
    electronicCardio: CardioRules, vasomotor: VasomotorRules, transit: TransitRules, activity: ActivityRules,
    display: DisplayRules, artifacts: ArtifactRules
  ) {
    self.procedure = procedure
    self.electronicCardio = electronicCardio
    self.transit = transit
    self.name = name
    self.version = version
    self.timeBase = timeBase
    self.windows = windows
    self.respiration = respiration
    self.electrodermal = electrodermal
    self.cardio = cardio
    self.fingerCuff = fingerCuff
    self.vasomotor = vasomotor
    self.activity = activity
    self.display = display
    self.artifacts = artifacts
  }

  /// The profiles that come with the library.
  public static let builtIn: [FilterProfile] =
    [.standard, .reference] + ElectrodermalPreset.allCases.filter { $0 != .laf18 }.map(reference)

  /// A built-in profile by its name, or `nil`.
  public static func named(_ name: String) -> FilterProfile? { builtIn.first { $0.name == name } }
}

/// Which procedures a profile's parameters feed.
///
/// The two differ in steps that no parameter can bridge: where the line is scaled, which of its bits of arithmetic
/// count, how turning points are told. A profile never mixes them.
public enum Procedure: String, Hashable, Sendable, Codable {
  /// The library's own: analysis lines without delay, one scale a series, turning points with a least swing, states and
  /// flags.
  case recommended
  /// That of the field's open reference implementation, step by step and number for number, its defects included where
  /// they change numbers. It knows no least swing, no dead band, no lead of the detection line and no beats; those
  /// parameters are kept in its profiles and not read.
  case reference
}

/// The common rate of all lines, and what is done with gaps.
public struct TimeBaseRules: Hashable, Sendable, Codable {
  /// The rate of all lines, samples a second.
  public var workingRate: SampleRate
  /// The upper edge of the band that resampling leaves as it is; the stop band begins at half the working rate.
  public var passEdge: Hertz
  /// How far the anti-alias filter holds its stop band down.
  public var stopBandDecibels: Double
  /// The longest gap that is bridged by a straight line and then measured across.
  public var longestBridgedGap: Seconds
  /// The range to which the activity channels of a series' last chart are stretched once more before their
  /// filters: of the reference implementation's pre-processing only the last chart keeps the result. `nil` stretches
  /// none.
  public var lastChartRange: Double?

  /// Makes the rules.
  public init(
    workingRate: SampleRate, passEdge: Hertz, stopBandDecibels: Double, longestBridgedGap: Seconds,
    lastChartRange: Double? = nil
  ) {
    self.lastChartRange = lastChartRange
    self.workingRate = workingRate
    self.passEdge = passEdge
    self.stopBandDecibels = stopBandDecibels
    self.longestBridgedGap = longestBridgedGap
  }
}

/// The windows around a stimulus, and what a chart needs to be measured at all.
public struct WindowRules: Hashable, Sendable, Codable {
  /// The window of evaluation (WOE), from the stimulus onset.
  public var evaluation: Seconds
  /// The data kept after the window of evaluation, in which a late peak may lie.
  public var postStimulus: Seconds
  /// The context before the onset; less of it is marked `shortPre`.
  public var preStimulus: Seconds
  /// An answer later than this after the question's end counts as missing.
  public var latestAnswer: Seconds
  /// Charts shorter than this have no measurements.
  public var shortestChart: Seconds
  /// Charts with fewer presented questions have no measurements.
  public var fewestQuestions: Int
  /// Another stimulus this close before the onset forbids a measurement.
  public var stackedStimulus: Seconds
  /// Another stimulus this close before the onset is marked.
  public var closeStimulus: Seconds

  /// Makes the rules.
  public init(
    evaluation: Seconds, postStimulus: Seconds, preStimulus: Seconds, latestAnswer: Seconds, shortestChart: Seconds,
    fewestQuestions: Int, stackedStimulus: Seconds, closeStimulus: Seconds
  ) {
    self.evaluation = evaluation
    self.postStimulus = postStimulus
    self.preStimulus = preStimulus
    self.latestAnswer = latestAnswer
    self.shortestChart = shortestChart
    self.fewestQuestions = fewestQuestions
    self.stackedStimulus = stackedStimulus
    self.closeStimulus = closeStimulus
  }
}

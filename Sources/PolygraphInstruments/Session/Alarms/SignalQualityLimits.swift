import PolygraphModel

/// When a channel's signal draws an alarm. Site settings; the usual values are guesses from the signals' nature.
public struct SignalQualityLimits: Hashable, Sendable {
  /// How long a window for saturation and sensor flags is, in seconds.
  public var window = 0.5
  /// The share of a window at the converter's end that is saturation.
  public var saturatedShare = 0.5
  /// How long a pulse channel may stay at one count, in seconds: longer than a heart beat.
  public var flatPulse = 2.0
  /// How long a respiration channel may, in seconds: longer than a pause at the end of a breath.
  public var flatRespiration = 6.0
  /// How long an electrodermal channel may, in seconds; a converter of ten bits rests for long.
  public var flatElectrodermal = 30.0
  /// The share of a channel's variance at the mains' frequency that is hum.
  public var humShare = 0.3
  /// The least amplitude of hum, in counts.
  public var humCounts = 4.0
  /// How long a cuff's mean must fall without a break, in seconds.
  public var leakSeconds = 60.0
  /// The share of its level it must lose meanwhile.
  public var leakShare = 0.05
  /// How long after a loss its alarm stands, in seconds.
  public var lossSeconds = 60.0
  /// No data for so long draws an alarm, in seconds of the session; at low rates 2.5 frames.
  public var noData = 0.75
  /// A clock further from its nominal rate, in parts a million.
  public var partsPerMillion = 500.0
  /// Samples that lie further from their clock, in seconds, for five seconds.
  public var clockJump = 0.02

  /// Makes the usual limits.
  public init() {}

  /// How long a sensor's channel may stay at one count; `nil` where standing still means nothing.
  func flatSeconds(_ sensor: Sensor) -> Double? {
    switch sensor {
    case .cardio, .vasomotor, .fingerCuff, .electronicCardio: flatPulse
    case .thoracicRespiration, .abdominalRespiration, .respiration: flatRespiration
    case .electrodermal, .secondElectrodermal: flatElectrodermal
    default: nil
    }
  }
}

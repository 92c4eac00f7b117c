import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// A sensor's line as it is drawn while the person is recorded: causal, sample by sample, at the channel's own rate.
///
/// It is for the eye and for alarms. It is later than the line that is measured, by ``latency``, and it is not that
/// line: nothing drawn live is ever scored. Values are those of the channel, not scaled into chart units.
///
/// *Definition*: a channel faster than the profile's working rate is held to the band that resampling leaves, by a
/// Butterworth low-pass of order ``bandLimitOrder`` at the time base's pass edge; then the profile's chain follows,
/// each step in its causal form. Every step starts from the steady state of the first sample.
/// *Missing*: a sample that is missing, or is no finite number, gives a missing value and leaves the state as it is.
/// *Chunking*: any cutting of a recording into blocks gives the same bits. *Complexity*: O(1) a sample and step;
/// nothing is allocated after the first sample.
///
/// ```swift
/// var line = try LiveTracing(.electrodermal, .auto, rate: SampleRate(1000))
/// let value = line.next(12.5)   // drawn line.latency seconds late
/// ```
public struct LiveTracing: Sendable {
  /// What the channel senses.
  public let sensor: Sensor
  /// Which line it is.
  public let kind: TracingKind
  /// Samples a second, in and out.
  public let rate: SampleRate
  /// How much later than the samples slow waves of the line come: the group delays of the low-passes at 0 Hz, half the
  /// windows of the means, and one sample of a baseline follower. A high-pass adds nothing.
  public let latency: Seconds
  private var stages: [any LiveStage]

  /// The order of the low-pass that stands for the resampling to the working rate.
  public static let bandLimitOrder = 4
  /// The most samples that a mean of a live line goes over: a minute on either side at 8000 a second.
  public static let mostWindowSamples = 960_001

  /// Makes a line that has seen nothing yet.
  ///
  /// *Errors*: ``LiveTracingError`` for a line or a profile without a live form, and for a rate at which the profile's
  /// filters cannot be made; ``FilterProfileError`` for a profile that is none.
  public init(
    _ sensor: Sensor, _ kind: TracingKind = .signal, profile: FilterProfile = .standard, rate: SampleRate
  ) throws {
    try profile.validate()
    guard let steps = Self.chain(sensor, kind, profile: profile) else {
      throw LiveTracingError.noLiveForm(sensor: sensor, kind: kind)
    }
    var chain = LiveChain()
    if rate > profile.timeBase.workingRate {
      try chain.addLowPass(profile.timeBase.passEdge, order: Self.bandLimitOrder, at: rate)
    }
    // As in the line that is measured: a pulse transit time is drawn upside down, so that its shortening rises.
    if sensor == .pulseTransitTime { chain.add(LiveInversion()) }
    for step in steps { try step.addLive(to: &chain, at: rate, profile: profile.name) }
    self.sensor = sensor
    self.kind = kind
    self.rate = rate
    latency = chain.latency
    stages = chain.stages
  }

  /// The lines of a sensor that have a live form, the drawn ones first.
  public static func kinds(of sensor: Sensor) -> [TracingKind] {
    switch sensor {
    case .electrodermal: [.auto, .manual, .detrended]
    case .thoracicRespiration, .abdominalRespiration: [.signal, .mid]
    case .cardio, .fingerCuff, .electronicCardio: [.signal, .mid, .movingAverage]
    case .vasomotor: [.signal, .movingAverage]
    case .activity: [.signal, .smooth, .movingAverage]
    default: [.signal]
    }
  }

  private static func chain(_ sensor: Sensor, _ kind: TracingKind, profile: FilterProfile) -> [FilterStage]? {
    guard kinds(of: sensor).contains(kind) else { return nil }
    // A channel that no profile knows is drawn as it is.
    guard DrawnChannel.sensors.contains(sensor) else { return [] }
    let drawn = DrawnChannel.chains(sensor, profile: profile)
    if let own = drawn.first(where: { $0.kind == kind }) { return own.chain }
    return drawn[0].chain + derived(sensor, kind, profile: profile)
  }

  private static func derived(_ sensor: Sensor, _ kind: TracingKind, profile: FilterProfile) -> [FilterStage] {
    switch sensor {
    case .cardio: kind == .mid ? profile.cardio.mid : profile.cardio.movingAverage
    case .fingerCuff: kind == .mid ? profile.fingerCuff.mid : profile.fingerCuff.movingAverage
    case .electronicCardio: kind == .mid ? profile.electronicCardio.mid : profile.electronicCardio.movingAverage
    case .vasomotor: profile.vasomotor.movingAverage
    case .activity: profile.activity.line + (kind == .smooth ? [] : profile.activity.movingAverage)
    default: profile.respiration.mid
    }
  }

  /// The value of the next sample, or `nil` when it is missing.
  public mutating func next(_ sample: Double?) -> Double? {
    guard let sample, sample.isFinite else { return nil }
    var value = sample
    for index in stages.indices { value = stages[index].next(value) }
    return value
  }

  /// Filters a block in place.
  public mutating func process(_ block: inout [Double?]) {
    for index in block.indices { block[index] = next(block[index]) }
  }

  /// Forgets everything, as after a gap behind which the line may stand elsewhere: the next sample is a first one.
  public mutating func reset() {
    for index in stages.indices { stages[index].reset() }
  }
}

import PolygraphModel
import PolygraphQuantities

/// A channel's drawn lines in chart units, from which all its other lines are derived.
struct DrawnChannel {
  let channel: Channel
  /// One line; the self-centring, level-keeping and detrended lines of electrodermal activity.
  var lines: [TracingKind: [Double]] = [:]
  /// Chart units for one unit of the channel (after its filters), a line each.
  var factors: [TracingKind: Double] = [:]
  /// Rows whose value rests on samples that are missing; empty when none does.
  var mask: SampleMask?

  var sensor: Sensor { channel.sensor }

  /// The sensors that have lines.
  static let sensors: Set<Sensor> = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .secondElectrodermal, .cardio, .vasomotor, .fingerCuff,
    .electronicCardio, .pulseTransitTime, .activity,
  ]

  init(channel: Channel) { self.channel = channel }

  /// The chains from samples to a sensor's drawn lines.
  static func chains(_ sensor: Sensor, profile: FilterProfile) -> [(kind: TracingKind, chain: [FilterStage])] {
    switch sensor {
    case .electrodermal:
      [
        (.auto, profile.electrodermal.auto), (.manual, profile.electrodermal.manual),
        (.detrended, profile.electrodermal.detrended),
      ]
    case .secondElectrodermal: [(.signal, profile.electrodermal.second)]
    case .cardio: [(.signal, profile.cardio.line)]
    case .fingerCuff: [(.signal, profile.fingerCuff.line)]
    case .electronicCardio: [(.signal, profile.electronicCardio.line)]
    case .vasomotor: [(.signal, profile.vasomotor.line)]
    case .activity: [(.signal, profile.activity.drawn)]
    case .pulseTransitTime: [(.signal, profile.transit.line)]
    default: [(.signal, profile.respiration.line)]
    }
  }

  /// Where a line is drawn.
  static func target(_ sensor: Sensor, kind: TracingKind, rules: DisplayRules) -> DisplayTarget {
    var name = sensor == .secondElectrodermal ? Sensor.electrodermal.rawValue : sensor.rawValue
    if kind == .manual, rules.targets[DisplayRules.manualElectrodermal] != nil {
      name = DisplayRules.manualElectrodermal
    }
    return rules.targets[name] ?? DisplayTarget(range: 100, offset: 0)
  }
}

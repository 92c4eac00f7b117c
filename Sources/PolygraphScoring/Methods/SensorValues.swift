import PolygraphModel

/// One number a scored sensor, in place: cheaper than a dictionary, which would hash a name for every look-up.
///
/// Sensors that no method scores (activity, finger cuff and so on) are not kept.
struct SensorValues: Hashable, Sendable {
  private var numbers: (Double, Double, Double, Double, Double, Double) = (0, 0, 0, 0, 0, 0)
  private var present: UInt8 = 0

  init() {}

  /// True when no sensor has a number.
  var isEmpty: Bool { present == 0 }

  /// The number of a sensor, or `nil`.
  subscript(sensor: Sensor) -> Double? {
    get { Self.slot(sensor).flatMap(number) }
    set {
      if let slot = Self.slot(sensor) { set(slot, newValue) }
    }
  }

  /// The number of a scored sensor, or `nil`.
  subscript(sensor: ScoredSensor) -> Double? {
    get { number(sensor.rawValue) }
    set { set(sensor.rawValue, newValue) }
  }

  /// The place of a scored sensor, or `nil`. Their names differ in length, so that one comparison decides.
  static func slot(_ sensor: Sensor) -> UInt8? {
    switch sensor.rawValue.utf8.count {
    case 19: sensor == .thoracicRespiration ? 0 : nil
    case 20: sensor == .abdominalRespiration ? 1 : nil
    case 11: sensor == .respiration ? 2 : nil
    case 13: sensor == .electrodermal ? 3 : nil
    case 6: sensor == .cardio ? 4 : nil
    case 9: sensor == .vasomotor ? 5 : nil
    default: nil
    }
  }

  /// A set of scored sensors as bits; 0 for a sensor that no method scores.
  static func bit(_ sensor: Sensor) -> UInt8 { slot(sensor).map { 1 << $0 } ?? 0 }

  private func number(_ slot: UInt8) -> Double? {
    guard present & (1 << slot) != 0 else { return nil }
    switch slot {
    case 0: return numbers.0
    case 1: return numbers.1
    case 2: return numbers.2
    case 3: return numbers.3
    case 4: return numbers.4
    default: return numbers.5
    }
  }

  private mutating func set(_ slot: UInt8, _ value: Double?) {
    if value == nil { present &= ~(1 << slot) } else { present |= 1 << slot }
    let value = value ?? 0
    switch slot {
    case 0: numbers.0 = value
    case 1: numbers.1 = value
    case 2: numbers.2 = value
    case 3: numbers.3 = value
    case 4: numbers.4 = value
    default: numbers.5 = value
    }
  }

  static func == (left: Self, right: Self) -> Bool {
    left.present == right.present && (0..<6).allSatisfy { left.number($0) == right.number($0) }
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(present)
    for slot in 0..<6 as Range<UInt8> { hasher.combine(number(slot)) }
  }
}

extension SensorValues: ExpressibleByDictionaryLiteral {
  init(dictionaryLiteral elements: (Sensor, Double)...) {
    self.init()
    for (sensor, value) in elements { self[sensor] = value }
  }
}

/// The sensors that methods score, by their place in ``SensorValues``: for loops that would compare names all the time.
enum ScoredSensor: UInt8 {
  case thoracicRespiration
  case abdominalRespiration
  case respiration
  case electrodermal
  case cardio
  case vasomotor

  /// The scored sensor that a sensor is, or `nil`.
  init?(_ sensor: Sensor) {
    guard let slot = SensorValues.slot(sensor) else { return nil }
    self.init(rawValue: slot)
  }

  /// The sensor.
  var sensor: Sensor {
    switch self {
    case .thoracicRespiration: .thoracicRespiration
    case .abdominalRespiration: .abdominalRespiration
    case .respiration: .respiration
    case .electrodermal: .electrodermal
    case .cardio: .cardio
    case .vasomotor: .vasomotor
    }
  }

  /// True for the two respiration channels.
  var isRespirationChannel: Bool { self == .thoracicRespiration || self == .abdominalRespiration }
}

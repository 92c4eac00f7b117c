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
    get {
      guard let slot = Self.slot(sensor), present & (1 << slot) != 0 else { return nil }
      return number(slot)
    }
    set {
      guard let slot = Self.slot(sensor) else { return }
      set(slot, newValue ?? 0)
      if newValue == nil { present &= ~(1 << slot) } else { present |= 1 << slot }
    }
  }

  /// The names of the scored sensors differ in length, so that one comparison decides.
  private static func slot(_ sensor: Sensor) -> UInt8? {
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

  private func number(_ slot: UInt8) -> Double {
    switch slot {
    case 0: numbers.0
    case 1: numbers.1
    case 2: numbers.2
    case 3: numbers.3
    case 4: numbers.4
    default: numbers.5
    }
  }

  private mutating func set(_ slot: UInt8, _ value: Double) {
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

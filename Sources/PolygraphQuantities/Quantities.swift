/// A frequency in cycles per second.
public struct Hertz: Hashable, Sendable, Comparable, Codable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// The number of cycles per second.
  public var value: Double

  /// Makes a frequency of `value` cycles per second.
  public init(_ value: Double) { self.value = value }
  /// Makes a frequency from a literal.
  public init(floatLiteral value: Double) { self.value = value }
  /// Makes a frequency from a literal.
  public init(integerLiteral value: Int) { self.value = Double(value) }

  /// Orders frequencies by value.
  public static func < (left: Hertz, right: Hertz) -> Bool { left.value < right.value }

  /// Reads the bare number of cycles per second.
  public init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Double.self) }
  /// Writes the bare number of cycles per second.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// A time or a duration in seconds.
public struct Seconds: Hashable, Sendable, Comparable, Codable, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral
{
  /// The number of seconds.
  public var value: Double

  /// Makes a duration of `value` seconds.
  public init(_ value: Double) { self.value = value }
  /// Makes a duration from a literal.
  public init(floatLiteral value: Double) { self.value = value }
  /// Makes a duration from a literal.
  public init(integerLiteral value: Int) { self.value = Double(value) }

  /// Orders durations by value.
  public static func < (left: Seconds, right: Seconds) -> Bool { left.value < right.value }
  /// The sum of two durations.
  public static func + (left: Seconds, right: Seconds) -> Seconds { Seconds(left.value + right.value) }
  /// The difference of two durations.
  public static func - (left: Seconds, right: Seconds) -> Seconds { Seconds(left.value - right.value) }

  /// Reads the bare number of seconds.
  public init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Double.self) }
  /// Writes the bare number of seconds.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// The unit in which a channel's physical values, or a measurement, are given.
///
/// The set is open: an instrument may bring a unit of its own. ``count`` (instrument counts) and ``chartUnits`` (the
/// dimensionless y axis of 2000 units) convert into nothing.
public struct MeasurementUnit: RawRepresentable, Hashable, Sendable, Codable {
  /// The unit's symbol as it is printed and stored.
  public let rawValue: String
  /// Makes a unit from its symbol.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Instrument counts without calibration.
  public static let count = MeasurementUnit(rawValue: "count")
  /// Units of the dimensionless chart axis, −1000 to +1000.
  public static let chartUnits = MeasurementUnit(rawValue: "chart units")
  /// The natural logarithm of a ratio of pre-stimulus to post-stimulus amplitude.
  public static let logRatio = MeasurementUnit(rawValue: "ln(pre/post)")
  /// Microsiemens.
  public static let microsiemens = MeasurementUnit(rawValue: "µS")
  /// Millimetres of mercury.
  public static let millimetresOfMercury = MeasurementUnit(rawValue: "mmHg")
  /// Volts.
  public static let volt = MeasurementUnit(rawValue: "V")
}

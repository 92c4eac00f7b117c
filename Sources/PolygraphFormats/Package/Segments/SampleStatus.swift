/// The status of one frame, as the last channel of a segment holds it.
public struct SampleStatus: OptionSet, Hashable, Sendable {
  /// The bits; a 24-bit number.
  public let rawValue: Int32
  /// Makes a status from its bits.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// The frame was written. Always set, so that a tail of zeros that a file system left is recognised.
  public static let written = SampleStatus(rawValue: 1 << 0)
  /// The frame was lost; the values before it are held.
  public static let filled = SampleStatus(rawValue: 1 << 1)
  /// A value is at the converter's end.
  public static let clipped = SampleStatus(rawValue: 1 << 2)
  /// The device says that a sensor is off.
  public static let sensorOff = SampleStatus(rawValue: 1 << 3)
  /// Auxiliary values are new in this frame.
  public static let auxiliaryFresh = SampleStatus(rawValue: 1 << 4)
  /// The device is settling; the values are no signal.
  public static let settling = SampleStatus(rawValue: 1 << 5)
  /// The gap's length is the nearest that fits the clock, and not certain.
  public static let uncertainGap = SampleStatus(rawValue: 1 << 6)

  /// The status that carries a device's digital inputs in bits 8 to 15.
  public static func digitalInputs(_ inputs: UInt8) -> SampleStatus {
    SampleStatus(rawValue: Int32(inputs) << 8)
  }

  /// The device's digital inputs.
  public var digitalInputs: UInt8 { UInt8(truncatingIfNeeded: rawValue >> 8) }
}

/// The bytes that a BITalino takes.
public enum BITalinoCommand {
  /// Ask for the version text; idle only.
  public static let version: [UInt8] = [0x07]
  /// Ask for the state packet; idle only, firmware 4.2 or later.
  public static let state: [UInt8] = [0x0B]
  /// Stop streaming.
  public static let stop: [UInt8] = [0x00]

  /// Set the rate; idle only. A rate other than 1, 10, 100 or 1000 Hz is a programming error.
  public static func rate(_ hertz: Int) -> [UInt8] {
    guard let code = [1, 10, 100, 1000].firstIndex(of: hertz) else {
      preconditionFailure("A BITalino samples at 1, 10, 100 or 1000 Hz.")
    }
    return [UInt8(code) << 6 | 3]
  }

  /// Start streaming the inputs (A1 is 1), or fixed tables of numbers in their place.
  public static func start(inputs: [Int], isSimulated: Bool = false) -> [UInt8] {
    precondition(inputs.allSatisfy { (1...6).contains($0) }, "A BITalino's inputs are A1 to A6.")
    let mask = inputs.reduce(UInt8(0)) { $0 | 1 << UInt8($1 - 1) }
    return [mask << 2 | (isSimulated ? 2 : 1)]
  }

  /// Set the battery's threshold, 0 to 63; idle only.
  public static func batteryThreshold(_ value: Int) -> [UInt8] {
    precondition((0...63).contains(value), "The threshold is 0 to 63.")
    return [UInt8(value) << 2]
  }

  /// Set the two digital outputs.
  public static func outputs(_ first: Bool, _ second: Bool) -> [UInt8] {
    [0xB3 | (first ? 4 : 0) | (second ? 8 : 0)]
  }

  /// Set the PWM output, 0 to 255.
  public static func pulseWidth(_ value: UInt8) -> [UInt8] { [0xA3, value] }
}

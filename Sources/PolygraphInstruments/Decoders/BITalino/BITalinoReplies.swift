import Foundation

/// What a BITalino answers when it is idle.
public enum BITalinoReply {
  /// The version in a text such as `BITalino_v5.2`, wherever it stands in the bytes; `nil` when it is not there.
  ///
  /// *Edges*: an original BITalino writes `V` without an underscore before it.
  public static func version(in bytes: some Collection<UInt8>) -> (major: Int, minor: Int)? {
    let text = String(decoding: bytes, as: UTF8.self)
    for mark in ["_v", "V"] {
      guard let range = text.range(of: mark) else { continue }
      let numbers = text[range.upperBound...].prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        .split(separator: ".").map { Int($0) }
      if let major = numbers.first.flatMap({ $0 }) { return (major, numbers.count > 1 ? numbers[1] ?? 0 : 0) }
    }
    return nil
  }

  /// The state of an idle BITalino.
  public struct State: Hashable, Sendable {
    /// The inputs A1 to A6 and the battery, in counts.
    public let analog: [Int]
    /// The battery's threshold, 0 to 63.
    public let batteryThreshold: Int
    /// The PWM output, 0 to 255; `nil` before firmware 5.2, which does not send it.
    public let pulseWidth: Int?
    /// I1 I2 O1 O2, the first in the highest bit.
    public let digital: UInt8
  }

  /// Reads a state packet of 17 bytes, or of 16 from firmware before 5.2, by its CRC; `nil` when that is wrong.
  public static func state(_ bytes: [UInt8]) -> State? {
    guard bytes.count == 16 || bytes.count == 17, let last = bytes.last else { return nil }
    guard crc(bytes) == last & 15 else { return nil }
    let analog = (0..<7).map { Int(bytes[2 * $0]) | Int(bytes[2 * $0 + 1]) << 8 }
    return State(
      analog: analog, batteryThreshold: Int(bytes[14]), pulseWidth: bytes.count == 17 ? Int(bytes[15]) : nil,
      digital: last >> 4)
  }

  private static func crc(_ bytes: [UInt8]) -> UInt8 {
    let remainders: [UInt8] = [0, 3, 6, 5, 12, 15, 10, 9, 11, 8, 13, 14, 7, 4, 1, 2]
    var register: UInt8 = 0
    for (place, byte) in bytes.enumerated() {
      register = remainders[Int(register)] ^ (byte >> 4)
      register = remainders[Int(register)] ^ (place == bytes.count - 1 ? 0 : byte & 15)
    }
    return register
  }
}

/// The cyclic redundancy check of zlib, PNG and Ethernet: polynomial 0x04C11DB7, reflected, inverted at both ends.
///
/// *Source*: ISO 3309. The check value of the nine digits `123456789` is `cbf43926`.
public struct CRC32: Hashable, Sendable {
  private var state: UInt32 = 0xFFFF_FFFF

  /// Starts a check of no bytes.
  public init() {}

  /// The check of some bytes.
  public init(of bytes: some Sequence<UInt8>) {
    update(bytes)
  }

  /// The check of the bytes so far.
  public var value: UInt32 { ~state }

  /// The check of the bytes so far as eight lower-case hexadecimal digits.
  public var hexadecimal: String { Self.digits(value) }

  /// Adds bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { update(byte) }
  }

  /// Adds a byte.
  @inline(__always)
  mutating func update(_ byte: UInt8) {
    state = Self.table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8)
  }

  private static func digits(_ value: UInt32) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 8 - text.count) + text
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { word, _ in word & 1 == 1 ? 0xEDB8_8320 ^ (word >> 1) : word >> 1 }
  }
}

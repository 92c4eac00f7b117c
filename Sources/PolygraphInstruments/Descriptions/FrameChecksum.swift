/// A checksum that an instrument description names.
public enum FrameChecksum: String, Hashable, Sendable, Codable, CaseIterable {
  /// All bytes XORed.
  case xor8
  /// The sum of all bytes modulo 256.
  case sum8
  /// CRC-8, polynomial 07, start 00 (SMBus).
  case crc8
  /// CRC-16, polynomial 1021, start FFFF (CCITT-FALSE).
  case crc16ccitt = "crc16-ccitt"
  /// CRC-16, polynomial 8005 reflected, start FFFF (MODBUS).
  case crc16modbus = "crc16-modbus"
  /// CRC-32, polynomial 04C11DB7 reflected (zlib, Ethernet).
  case crc32

  /// Bytes of the checksum.
  public var byteCount: Int {
    switch self {
    case .xor8, .sum8, .crc8: 1
    case .crc16ccitt, .crc16modbus: 2
    case .crc32: 4
    }
  }

  /// The checksum of some bytes.
  public func value(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    switch self {
    case .xor8: bytes.reduce(0) { $0 ^ UInt32($1) }
    case .sum8: bytes.reduce(0) { ($0 + UInt32($1)) & 255 }
    case .crc8: Self.forward(bytes, width: 8, polynomial: 0x07, start: 0)
    case .crc16ccitt: Self.forward(bytes, width: 16, polynomial: 0x1021, start: 0xFFFF)
    case .crc16modbus: Self.reflected(bytes, polynomial: 0xA001, start: 0xFFFF)
    case .crc32: ~Self.reflected(bytes, polynomial: 0xEDB8_8320, start: 0xFFFF_FFFF)
    }
  }

  private static func forward(
    _ bytes: UnsafeBufferPointer<UInt8>, width: UInt32, polynomial: UInt32, start: UInt32
  ) -> UInt32 {
    var register = start
    let top: UInt32 = 1 << (width - 1)
    for byte in bytes {
      register ^= UInt32(byte) << (width - 8)
      for _ in 0..<8 { register = register & top != 0 ? register << 1 ^ polynomial : register << 1 }
    }
    return register & (top << 1 &- 1)
  }

  private static func reflected(
    _ bytes: UnsafeBufferPointer<UInt8>, polynomial: UInt32, start: UInt32
  ) -> UInt32 {
    var register = start
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register & 1 != 0 ? register >> 1 ^ polynomial : register >> 1 }
    }
    return register
  }
}

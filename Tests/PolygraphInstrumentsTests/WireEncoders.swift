/// Encoders of every protocol, written for the tests from the protocols' descriptions: bit by bit where the decoders
/// use tables.
enum WireEncoder {
  static func bitalino(_ values: [Int], sequence: Int, digital: Int) -> [UInt8] {
    var bits: [Int] = []
    func add(_ value: Int, _ width: Int) { bits += (0..<width).map { value >> $0 & 1 } }
    // From the last byte's lowest bit upward: CRC, counter, a1 …, as the frame is one long number.
    add(0, 4)
    add(sequence & 15, 4)
    // Byte L-2: digital in the upper nibble, a1's upper four bits below it.
    add(values[0] >> 6, 4)
    add(digital, 4)
    add(values.count > 1 ? values[1] >> 8 : 0, 2)
    add(values[0] & 63, 6)
    if values.count > 1 { add(values[1] & 255, 8) }
    if values.count > 2 {
      add(values[2] >> 2, 8)
      add(values.count > 3 ? values[3] >> 4 : 0, 6)
      add(values[2] & 3, 2)
    }
    if values.count > 3 {
      add(values.count > 4 ? values[4] >> 2 & 15 : 0, 4)
      add(values[3] & 15, 4)
    }
    if values.count > 4 {
      add(values.count > 5 ? values[5] & 63 : 0, 6)
      add(values[4] & 3, 2)
    }
    var bytes = stride(from: 0, to: bits.count, by: 8).map { start in
      UInt8((0..<8).reduce(0) { $0 | bits[start + $1] << $1 })
    }
    bytes.reverse()
    // One bit at a time through x⁴ + x + 1.
    var register = 0
    for byte in bytes {
      for bit in (0..<8).reversed() {
        register = register << 1 | Int(byte >> UInt8(bit) & 1)
        if register & 16 != 0 { register ^= 0b10011 }
      }
    }
    bytes[bytes.count - 1] |= UInt8(register & 15)
    return bytes
  }

  static func cyton(_ counts: [Int], auxiliary: [UInt8], sequence: Int, stop: UInt8 = 0xC0) -> [UInt8] {
    var bytes: [UInt8] = [0xA0, UInt8(sequence & 255)]
    for count in counts { bytes += [UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)] }
    return bytes + auxiliary + [stop]
  }

  static func p2(_ values: [Int], count: Int, switches: Int = 1) -> [UInt8] {
    var bytes: [UInt8] = [0xA5, 0x5A, 2, UInt8(count & 255)]
    for value in values { bytes += [UInt8(value / 256), UInt8(value % 256)] }
    return bytes + [UInt8(switches)]
  }

  static func nonin2(status: Int, pleth: Int, slow: Int) -> [UInt8] {
    let bytes = [1, status, pleth, slow]
    return bytes.map(UInt8.init) + [UInt8(bytes.reduce(0, +) % 256)]
  }

  static func nonin7(status: Int, pleth: Int, slow: Int) -> [UInt8] {
    let bytes = [status, pleth / 256, pleth % 256, slow]
    return bytes.map(UInt8.init) + [UInt8(bytes.reduce(0, +) % 256)]
  }

  static func contec(
    wave: Int, rate: Int, saturation: Int, signal: Int = 5, bar: Int = 7, beep: Bool = false
  ) -> [UInt8] {
    [
      UInt8(0x80 | (beep ? 0x40 : 0) | signal), UInt8(wave), UInt8((rate & 0x80) >> 1 | bar), UInt8(rate & 0x7F),
      UInt8(saturation),
    ]
  }

  static func contecSeven(_ payload: [UInt8]) -> [UInt8] {
    var high: UInt8 = 0x80
    for (place, byte) in payload.enumerated() where byte >= 128 { high |= 1 << UInt8(place) }
    return [1, high] + payload.map { $0 | 0x80 }
  }

  static func shimmer(_ words: [Int], ticks: Int, checksumBytes: Int = 2) -> [UInt8] {
    var bytes: [UInt8] = [0, UInt8(ticks & 255), UInt8(ticks >> 8 & 255), UInt8(ticks >> 16 & 255)]
    for word in words { bytes += [UInt8(word & 255), UInt8(word >> 8)] }
    let crc = shimmerCRC(bytes)
    return bytes + [UInt8(crc & 255), UInt8(crc >> 8)].prefix(checksumBytes)
  }

  /// CRC-16/CCITT with the start B0CA, bit by bit.
  static func shimmerCRC(_ bytes: [UInt8]) -> Int {
    var register = 0xB0CA
    for byte in bytes.count % 2 == 0 ? bytes : bytes + [0] {
      for bit in (0..<8).reversed() {
        let carry = (register >> 15 ^ Int(byte) >> bit) & 1
        register = register << 1 & 0xFFFF
        if carry == 1 { register ^= 0x1021 }
      }
    }
    return register
  }

  static func plg1(_ body: String) -> [UInt8] {
    let sum = body.utf8.reduce(UInt8(0), ^)
    let hex = String(sum, radix: 16, uppercase: true)
    return Array("$\(body)*\(hex.count == 1 ? "0" : "")\(hex)\r\n".utf8)
  }

  static func plg1Sample(_ values: [Int?], sequence: Int, microseconds: Int) -> [UInt8] {
    let cells = values.map { $0.map(String.init) ?? "" }.joined(separator: ",")
    return plg1("P,\(sequence),\(microseconds % (1 << 32)),\(cells)")
  }

  static func hex(_ text: String) -> [UInt8] {
    text.split { " |".contains($0) }.map { UInt8($0, radix: 16) ?? 0 }
  }
}

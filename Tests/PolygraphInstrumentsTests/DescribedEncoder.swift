import Foundation

@testable import PolygraphInstruments

/// Writes frames of described instruments, with checksums of its own.
struct DescribedEncoder: Sendable {
  let description: InstrumentDescription

  func encode(_ values: [Int], index: Int) -> [UInt8] {
    description.framing.kind == .line ? line(values, index) : stuffed(binary(values, index))
  }

  private func line(_ values: [Int], _ index: Int) -> [UInt8] {
    let framing = description.framing
    var cells: [Int: String] = [:]
    if let counter = description.counter, let column = counter.column {
      cells[column] = "\(index % counter.modulus)"
    }
    for (value, field) in zip(values, description.fields) {
      var text = "\(abs(value))"
      if let decimals = field.decimals {
        while text.count <= decimals { text = "0" + text }
        text.insert(".", at: text.index(text.endIndex, offsetBy: -decimals))
      }
      cells[field.column ?? 0] = (value < 0 ? "-" : "") + text
    }
    let separator = framing.separator ?? ","
    let body = cells.keys.sorted().map { cells[$0] ?? "" }.joined(separator: separator)
    let covered = (framing.prefix == "$D" ? separator : "") + body
    let checksum = description.checksum.map { part in
      let digits = String(Self.sum(part.kind, Array(covered.utf8)), radix: 16, uppercase: true)
      return (part.mark ?? "*") + String(repeating: "0", count: 2 * part.kind.byteCount - digits.count) + digits
    }
    return Array("\(framing.prefix ?? "")\(covered)\(checksum ?? "")\r\n".utf8)
  }

  private func binary(_ values: [Int], _ index: Int) -> [UInt8] {
    let framing = description.framing
    var bytes = [UInt8](repeating: 0, count: framing.length ?? 0)
    func put(_ value: Int, _ type: FieldType, _ place: Int) {
      for number in 0..<type.byteCount {
        let shift = type.rawValue.hasSuffix("be") ? type.byteCount - 1 - number : number
        bytes[place + number] = UInt8(truncatingIfNeeded: value >> (8 * shift))
      }
    }
    func hex(_ text: String?) -> [UInt8] { WireEncoder.hex(text ?? "") }
    for (place, byte) in hex(framing.header).enumerated() { bytes[place] = byte }
    let stop = hex(framing.stop)
    for (place, byte) in stop.enumerated() { bytes[bytes.count - stop.count + place] = byte }
    if let counter = description.counter, let place = counter.at, let type = counter.type {
      put(index % counter.modulus, type, place)
    }
    for (value, field) in zip(values, description.fields) { put(value, field.type ?? .u8, field.at ?? 0) }
    if let part = description.checksum {
      let place = bytes.count - stop.count - part.kind.byteCount
      let sum = Self.sum(part.kind, Array(bytes[0..<place]))
      for number in 0..<part.kind.byteCount {
        let shift = part.order == .big ? part.kind.byteCount - 1 - number : number
        bytes[place + number] = UInt8(sum >> (8 * shift) & 255)
      }
    }
    return bytes
  }

  private func stuffed(_ bytes: [UInt8]) -> [UInt8] {
    switch description.framing.kind {
    case .slip:
      return bytes.flatMap { $0 == 0xC0 ? [0xDB, 0xDC] : $0 == 0xDB ? [0xDB, 0xDD] : [$0] } + [0xC0]
    case .cobs:
      let runs = bytes.split(separator: 0, omittingEmptySubsequences: false)
      return runs.flatMap { [UInt8($0.count + 1)] + $0 } + [0]
    case .line, .fixed: return bytes
    }
  }

  /// Long division, bit by bit.
  static func sum(_ kind: FrameChecksum, _ bytes: [UInt8]) -> Int {
    func divide(_ width: Int, _ polynomial: Int, _ start: Int, reflected: Bool) -> Int {
      var register = start
      for byte in bytes {
        for bit in 0..<8 {
          let input = Int(byte) >> (reflected ? bit : 7 - bit) & 1
          let carry = register >> (width - 1) & 1 ^ input
          register = register << 1 & (1 << width - 1)
          if carry == 1 { register ^= polynomial }
        }
      }
      guard reflected else { return register }
      return (0..<width).reduce(0) { $0 | (register >> $1 & 1) << (width - 1 - $1) }
    }
    switch kind {
    case .xor8: return Int(bytes.reduce(0, ^))
    case .sum8: return bytes.reduce(0) { $0 + Int($1) } % 256
    case .crc8: return divide(8, 0x07, 0, reflected: false)
    case .crc16ccitt: return divide(16, 0x1021, 0xFFFF, reflected: false)
    case .crc16modbus: return divide(16, 0x8005, 0xFFFF, reflected: true)
    case .crc32: return divide(32, 0x04C1_1DB7, 0xFFFF_FFFF, reflected: true) ^ 0xFFFF_FFFF
    }
  }
}

import PolygraphQuantities

/// The bytes of a file while they are written.
struct NCCAText {
  private(set) var bytes: [UInt8] = []
  private let lineEnd: [UInt8]

  init(usesCRLF: Bool) { lineEnd = usesCRLF ? [0x0D, 0x0A] : [0x0A] }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func line(_ text: String) {
    bytes += text.utf8
    bytes += lineEnd
  }

  mutating func endLine() { bytes += lineEnd }

  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func append(byte: UInt8) { bytes.append(byte) }

  mutating func append(_ more: [UInt8]) { bytes += more }

  /// A whole number, right-justified.
  mutating func integer(_ value: Int, width: Int) {
    let magnitude = value.magnitude
    var digits = 1
    var power: UInt = 1
    while magnitude / power >= 10 {
      power *= 10
      digits += 1
    }
    var blanks = width - digits - (value < 0 ? 1 : 0)
    while blanks > 0 {
      bytes.append(0x20)
      blanks -= 1
    }
    if value < 0 { bytes.append(0x2D) }
    while power > 0 {
      bytes.append(UInt8(truncatingIfNeeded: magnitude / power % 10) + 48)
      power /= 10
    }
  }

  /// A stamp `mm:ss.cc`; from 100 minutes on it has more digits and makes its row longer.
  mutating func stamp(hundredths: Int) {
    let minutes = hundredths / 6000
    if minutes > 99 { bytes += String(minutes).utf8 } else { pair(minutes) }
    bytes.append(0x3A)
    pair(hundredths / 100 % 60)
    bytes.append(0x2E)
    pair(hundredths % 100)
  }

  private mutating func pair(_ value: Int) {
    bytes.append(UInt8(value / 10 % 10) + 48)
    bytes.append(UInt8(value % 10) + 48)
  }

  /// Text in printable ASCII; every other character becomes `_` and is reported.
  static func ascii(_ text: String, _ findings: inout NCCAFindings) -> String {
    guard !text.utf8.allSatisfy({ (32...126).contains($0) }) else { return text }
    let plain = String(text.map { $0.unicodeScalars.count == 1 && $0 >= " " && $0 <= "~" ? $0 : "_" })
    findings.add("non-ascii", "Characters outside ASCII were replaced by \"_\".")
    return plain
  }

  /// A rate as the header has it: whole, or in decimals.
  static func rate(_ rate: SampleRate) -> String {
    rate.denominator == 1 ? "\(rate.numerator)" : "\((rate.hertz.value * 1_000_000).rounded() / 1_000_000)"
  }
}

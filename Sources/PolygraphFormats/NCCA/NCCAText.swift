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
    text.withUTF8Buffer { bytes += $0 }
  }

  mutating func append(byte: UInt8) { bytes.append(byte) }

  mutating func append(_ more: [UInt8]) { bytes += more }

  /// A whole number, right-justified.
  mutating func integer(_ value: Int, width: Int) {
    var digits: (UInt8, Int) = (0, 0)
    var rest = value.magnitude
    let start = bytes.count
    repeat {
      digits = (UInt8(rest % 10) + 48, digits.1 + 1)
      bytes.append(digits.0)
      rest /= 10
    } while rest > 0
    if value < 0 { bytes.append(0x2D) }
    while bytes.count - start < width { bytes.append(0x20) }
    bytes[start...].reverse()
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

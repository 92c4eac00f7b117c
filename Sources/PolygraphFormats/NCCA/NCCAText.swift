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

  /// A stamp `mm:ss.cc` of a sample number from 1: hundredths cut off, as the exports have them.
  mutating func stamp(sample: Int, rate: SampleRate) {
    let seconds = Double(sample - 1) / rate.hertz.value
    let whole = seconds.rounded(.down)
    let hundredths = Int((seconds - whole) * 100)
    let minutes = Int(whole) / 60
    func pair(_ value: Int) -> [UInt8] { [UInt8(value / 10 % 10) + 48, UInt8(value % 10) + 48] }
    if minutes > 99 {
      bytes += String(minutes).utf8
    } else {
      bytes += pair(minutes)
    }
    bytes.append(0x3A)
    bytes += pair(Int(whole) % 60)
    bytes.append(0x2E)
    bytes += pair(hundredths)
  }

  /// Text in ASCII; every other character becomes `_` and is reported.
  static func ascii(_ text: String, _ findings: inout NCCAFindings) -> String {
    guard !text.utf8.allSatisfy({ (32...126).contains($0) }) else { return text }
    let plain = String(text.map { $0.isASCII && !$0.isNewline && $0 != "\t" ? $0 : "_" })
    findings.add("non-ascii", "Characters outside ASCII were replaced by \"_\".")
    return plain
  }

  /// A rate as the header has it: whole, or in decimals.
  static func rate(_ rate: SampleRate) -> String {
    rate.denominator == 1 ? "\(rate.numerator)" : "\((rate.hertz.value * 1_000_000).rounded() / 1_000_000)"
  }
}

/// What can be said of bytes that a port sent, when they are not the expected ones.
public struct PortListening: Hashable, Sendable {
  /// What the bytes look like, in words.
  public let description: String

  /// Looks at bytes.
  public init(_ bytes: [UInt8]) {
    if bytes.isEmpty {
      description = "silence: nothing was sent"
    } else if let line = Self.firstLine(bytes) {
      description = "text: '\(line)'"
    } else if Self.looksMistimed(bytes) {
      description = "bytes as a wrong baud rate makes them (mostly 00, FF, 80 and F8)"
    } else if let period = Self.period(bytes) {
      description = "binary data that repeat every \(period) bytes"
    } else {
      description = "binary data without a period (\(bytes.count) bytes)"
    }
  }

  /// The printable characters of some bytes, 400 at most, others left out.
  public static func printable(_ bytes: [UInt8]) -> String {
    let kept = bytes.filter { (0x20..<0x7F).contains($0) || $0 == 0x0A }
    return String(decoding: kept.prefix(400), as: UTF8.self).split(whereSeparator: \.isNewline)
      .joined(separator: "; ")
  }

  private static func firstLine(_ bytes: [UInt8]) -> String? {
    let good = bytes.count { (0x20..<0x7F).contains($0) || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    guard good * 20 >= bytes.count * 19 else { return nil }
    let line = bytes.split { $0 == 0x0A || $0 == 0x0D }.first.map { Array($0.prefix(60)) } ?? []
    return printable(line)
  }

  private static func looksMistimed(_ bytes: [UInt8]) -> Bool {
    let odd: Set<UInt8> = [0x00, 0xFF, 0x80, 0xF8, 0xFE, 0xE0]
    return bytes.count >= 16 && bytes.count { odd.contains($0) } * 10 >= bytes.count * 8 && Set(bytes).count <= 24
  }

  /// The shortest distance at which one byte stands again and again.
  private static func period(_ all: [UInt8]) -> Int? {
    // Enough to see 34 rows of the longest frame.
    let bytes = all.prefix(4096)
    guard bytes.count >= 60 else { return nil }
    for period in 2...min(120, bytes.count / 5) {
      for start in 0..<period {
        let places = stride(from: start, to: bytes.count, by: period)
        let same = places.count { bytes[$0] == bytes[start] }
        let total = (bytes.count - start + period - 1) / period
        guard same == total else { continue }
        let usual = bytes.count { $0 == bytes[start] }
        if usual <= 2 * total { return period }
      }
    }
    return nil
  }
}

import PolygraphQuantities

/// The identifier of a record: a UUID of version 7, unique across offices that have never met.
///
/// *Shape*: 36 characters of lower-case hexadecimal and hyphens. Identifiers made later sort later, to the millisecond.
/// *Source*: RFC 9562, section 5.7.
public struct RecordIdentifier: RawRepresentable, Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
  /// The identifier's text.
  public let rawValue: String

  /// Takes a text as an identifier, as a store that already holds it does.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Reads an identifier that a person typed, in either case, or returns `nil` when the text is none.
  public init?(_ text: String) {
    let lower = text.lowercased()
    let groups = lower.split(separator: "-", omittingEmptySubsequences: false)
    guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12], lower.utf8.allSatisfy({ Self.alphabet.contains($0) }) else {
      return nil
    }
    rawValue = lower
  }

  /// Makes a new identifier: the time in milliseconds, and 74 random bits.
  public init(at time: Timestamp) {
    var generator = SystemRandomNumberGenerator()
    let milliseconds = UInt64(bitPattern: time.millisecondsSince1970) & 0xFFFF_FFFF_FFFF
    let high = milliseconds << 16 | 0x7000 | generator.next() & 0x0FFF
    let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let digits = Self.hexadecimal(high) + Self.hexadecimal(low)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append("-") }
      text.append(digit)
    }
    rawValue = text
  }

  /// The identifier's text.
  public var description: String { rawValue }

  /// Orders identifiers by their text, which is by their time.
  public static func < (left: RecordIdentifier, right: RecordIdentifier) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }

  private static let alphabet = Set("0123456789abcdef-".utf8)

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

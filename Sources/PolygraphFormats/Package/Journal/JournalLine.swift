import Foundation
import PolygraphIntegrity

/// A line of a journal or of the amendments: JSON, a tab, the CRC-32 of the JSON's bytes as eight hexadecimal digits,
/// a line feed.
enum JournalLine {
  /// The bytes of a line.
  static func bytes(_ json: Data) -> [UInt8] {
    let check = CRC32(of: json).hexadecimal
    return Array(json) + [9] + Array(check.utf8) + [10]
  }

  /// The JSON of a line without its line feed, or `nil` when the check does not agree.
  static func json(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard line.count > 9, line[line.endIndex - 9] == 9 else { return nil }
    let json = line[..<(line.endIndex - 9)]
    let digits = String(decoding: line[(line.endIndex - 8)...], as: UTF8.self)
    return CRC32(of: json).hexadecimal == digits ? json : nil
  }

  /// JSON as it stands in lines and in the package's documents: sorted names, slashes as they are.
  static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}

/// The running digest of a journal: `chain(0) = SHA-256("")`, `chain(i) = SHA-256(chain(i − 1) ‖ line i)`, a line with
/// its line feed. A record carries the first sixteen digits of the chain before it.
struct JournalChain: Hashable, Sendable {
  private(set) var digest = SHA256Digest(of: Data())

  mutating func add(_ line: some Collection<UInt8>) { digest = SHA256Digest(of: Data(digest.bytes) + Data(line)) }

  /// What a record carries.
  var mark: String { String(digest.hexadecimal.prefix(16)) }
}

import PolygraphModel

/// Names of files that are made from data, so that nothing leaves the output folder.
public enum FileName {
  /// The longest name this makes, in bytes; file systems take 255, and callers add endings.
  public static let longest = 200

  /// The text as a file name: letters, digits, `-`, `_` and inner dots stay, every other byte becomes `%` and two
  /// hexadecimal digits.
  ///
  /// *Edges*: an empty text becomes `%`; a dot at the start is encoded, so neither `.` nor `..` nor a hidden file can
  /// come out. A name that would be longer than ``longest`` is cut and ends in `~` and a checksum of the whole text.
  /// Different texts give different names.
  public static func encoded(_ text: String) -> String {
    guard !text.isEmpty else { return "%" }
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      let isPlain: Bool =
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        case UInt8(ascii: "."): !bytes.isEmpty
        default: false
        }
      if isPlain { bytes.append(byte) } else { bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    }
    guard bytes.count > longest else { return String(decoding: bytes, as: UTF8.self) }
    let checksum = String(fowlerNollVo(text), radix: 16)
    return String(decoding: bytes.prefix(longest - 17), as: UTF8.self) + "~" + checksum
  }

  /// The 64-bit FNV-1a checksum (Fowler, Noll, Vo).
  private static func fowlerNollVo(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

/// A file a writer made; the caller puts it where the user asked.
public struct WrittenFile: Hashable, Sendable {
  /// The file's name, safe to join to a folder.
  public var name: String
  /// The file's bytes.
  public var bytes: [UInt8]

  /// Makes a file.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// What a writer made of an exam, and what it noticed.
public struct Conversion: Hashable, Sendable {
  /// The files, in the exam's order.
  public var files: [WrittenFile]
  /// What the format could not carry, or what was changed.
  public var findings: [Finding]

  /// Makes a conversion.
  public init(files: [WrittenFile], findings: [Finding] = []) {
    self.files = files
    self.findings = findings
  }
}

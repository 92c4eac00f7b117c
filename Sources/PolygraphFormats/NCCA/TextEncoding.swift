import Foundation

/// How the bytes above ASCII in texts are to be read.
public enum TextEncoding: String, Hashable, Sendable, CaseIterable {
  /// UTF-8.
  case utf8
  /// ISO 8859-1, Western European.
  case latin1
  /// ISO 8859-2, Central European.
  case latin2
  /// Windows-1252, Western European.
  case windows1252

  /// The text of some bytes; a byte the encoding has no character for becomes U+FFFD.
  ///
  /// Left to itself (`encoding` is `nil`) a text is ASCII, else UTF-8 where its bytes are valid, else Windows-1252.
  static func decode(_ bytes: UnsafeRawBufferPointer, _ encoding: TextEncoding?) -> String {
    switch encoding {
    case .utf8: return String(decoding: bytes, as: UTF8.self)
    case .latin1: return decode(bytes, foundation: .isoLatin1)
    case .latin2: return decode(bytes, foundation: .isoLatin2)
    case .windows1252: return decode(bytes, foundation: .windowsCP1252)
    case nil: return String(validating: bytes, as: UTF8.self) ?? decode(bytes, foundation: .windowsCP1252)
    }
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer, foundation encoding: String.Encoding) -> String {
    if let text = String(data: Data(bytes), encoding: encoding) { return text }
    return bytes.map { byte in String(data: Data([byte]), encoding: encoding) ?? "\u{FFFD}" }.joined()
  }
}

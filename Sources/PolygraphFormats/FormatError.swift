import PolygraphModel

/// Why a file was refused: what was found, where, and what to do.
public struct FormatError: Error, Hashable, Sendable {
  /// The stable code, as `no-columns`.
  public var code: String
  /// What was found and what was expected, in a sentence without personal data.
  public var message: String
  /// Where.
  public var place: Place

  /// Makes an error.
  public init(code: String, message: String, place: Place = Place()) {
    self.code = code
    self.message = message
    self.place = place
  }

  /// The error as a finding, for a file that is left out while others are kept.
  public var finding: Finding { Finding(code: code, severity: .error, message: message, place: place) }
}

extension FormatError: CustomStringConvertible {
  /// File, line and message, as `D&-DEMO01-1.01A, line 26: …`.
  public var description: String {
    let parts = [place.file, place.line.map { "line \($0)" }, place.byte.map { "byte \($0)" }, place.field]
    let whereabouts = parts.compactMap(\.self).joined(separator: ", ")
    return whereabouts.isEmpty ? "\(message) (\(code))" : "\(whereabouts): \(message) (\(code))"
  }
}

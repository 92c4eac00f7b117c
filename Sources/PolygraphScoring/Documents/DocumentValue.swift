/// A value of a JSON document, for documents whose fields are checked one by one.
public enum DocumentValue: Hashable, Sendable, Codable {
  /// `null`.
  case null
  /// A switch.
  case flag(Bool)
  /// A number.
  case number(Double)
  /// A text.
  case text(String)
  /// A list.
  case list([DocumentValue])
  /// An object.
  case object([String: DocumentValue])

  /// Reads any JSON value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([DocumentValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: DocumentValue].self))
    }
  }

  /// Writes the bare value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .object(let fields): try container.encode(fields)
    }
  }

  /// What kind of value it is, in words.
  var kindInWords: String {
    switch self {
    case .null: "null"
    case .flag: "true or false"
    case .number: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

extension DocumentValue {
  /// A whole number.
  static func integer(_ value: Int?) -> DocumentValue { value.map { .number(Double($0)) } ?? .null }

  /// A number; `null` when there is none or it is not finite.
  static func figure(_ value: Double?) -> DocumentValue { value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null }

  /// A number to so many decimals, as printed tables have it.
  static func figure(_ value: Double?, decimals: Int) -> DocumentValue {
    .figure(value.map { SourceRounding.rounded($0, decimals: decimals) })
  }
}

/// Why a document was refused: where, what was found there, and what was expected.
public struct DocumentFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place, as `sheets[1].cells[3].score`; empty for the document itself.
  public let place: String
  /// What was found.
  public let found: String
  /// What was expected.
  public let expected: String

  /// Makes a fault.
  public init(place: String, found: String, expected: String) {
    self.place = place
    self.found = found
    self.expected = expected
  }

  /// The fault in a sentence.
  public var description: String { (place.isEmpty ? "" : "at \(place): ") + "found \(found); expected \(expected)" }
}

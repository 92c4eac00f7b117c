import Foundation

/// JSON in the one form that RFC 8785 (JSON Canonicalization Scheme) allows, so that equal values have equal bytes.
///
/// Object members are sorted by the UTF-16 code units of their names, numbers are written as ECMAScript writes them,
/// strings escape only what must be escaped, and there is no white space.
public enum CanonicalJSON {
  /// The canonical bytes of a value.
  ///
  /// *Errors*: ``CanonicalJSONError``, and what the value's own encoding throws (NaN and infinity among it).
  public static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return try canonicalize(encoder.encode(value))
  }

  /// The canonical bytes of a JSON text in UTF-8.
  ///
  /// *Errors*: ``CanonicalJSONError`` for text that is no JSON, for a name that stands twice in an object, and for an
  /// integer that a double cannot hold.
  public static func canonicalize(_ json: Data) throws(CanonicalJSONError) -> Data {
    var parser = JSONParser(bytes: Array(json))
    let value = try parser.document()
    var output: [UInt8] = []
    output.reserveCapacity(json.count)
    value.write(to: &output)
    return Data(output)
  }

  /// The SHA-256 of a value's canonical bytes.
  public static func digest(of value: some Encodable) throws -> SHA256Digest { SHA256Digest(of: try encode(value)) }
}

/// Why a text has no canonical form.
public struct CanonicalJSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble.
  public enum Code: Hashable, Sendable {
    /// The text is no JSON.
    case syntax
    /// A name stands twice in an object.
    case duplicateName
    /// A number is no double, or an integer that a double cannot hold.
    case number
    /// Values are nested deeper than ``CanonicalJSONError/deepestNesting``.
    case nesting
  }

  /// How deep values may be nested.
  public static let deepestNesting = 256
  /// What kind of trouble.
  public let code: Code
  /// The byte at which it was found, from 0.
  public let byte: Int

  /// What was found and where.
  public var description: String {
    switch code {
    case .syntax: "The text is no JSON at byte \(byte)."
    case .duplicateName: "A name stands twice in the object at byte \(byte); one of the two must go."
    case .number: "The number at byte \(byte) cannot be held exactly by a double; write it as a string."
    case .nesting: "Values are nested deeper than \(Self.deepestNesting) at byte \(byte)."
    }
  }
}

/// A JSON value whose members are in canonical order.
enum JSONValue {
  case null
  case boolean(Bool)
  case number(Double)
  case string([UInt16])
  case array([JSONValue])
  case object([(name: [UInt16], value: JSONValue)])

  func write(to output: inout [UInt8]) {
    switch self {
    case .null: output += "null".utf8
    case .boolean(let flag): output += (flag ? "true" : "false").utf8
    case .number(let number): output += ECMAScriptNumber.text(number).utf8
    case .string(let units): Self.write(units, to: &output)
    case .array(let values):
      output.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        value.write(to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        Self.write(member.name, to: &output)
        output.append(UInt8(ascii: ":"))
        member.value.write(to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ units: [UInt16], to output: inout [UInt8]) {
    CanonicalJSON.append(String(decoding: units, as: UTF16.self), to: &output)
  }
}

extension CanonicalJSON {
  /// Appends a text as a canonical JSON string, with its quotation marks.
  public static func append(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): output += #"\""#.utf8
      case UInt8(ascii: "\\"): output += #"\\"#.utf8
      case 0x08: output += #"\b"#.utf8
      case 0x09: output += #"\t"#.utf8
      case 0x0A: output += #"\n"#.utf8
      case 0x0C: output += #"\f"#.utf8
      case 0x0D: output += #"\r"#.utf8
      case ..<0x20:
        let digits = String(byte, radix: 16)
        output += (#"\u"# + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}

/// Numbers as ECMAScript's `Number.prototype.toString` writes them (ECMA-262, Number::toString).
enum ECMAScriptNumber {
  static func text(_ number: Double) -> String {
    precondition(number.isFinite, "JSON has no infinite numbers.")
    guard number != 0 else { return "0" }
    let (digits, exponent) = shortest(number.magnitude)
    let count = digits.count
    let sign = number < 0 ? "-" : ""
    // `exponent` is the power of ten of the place before the first digit: 0.digits × 10^exponent.
    if count <= exponent, exponent <= 21 {
      return sign + digits + String(repeating: "0", count: exponent - count)
    }
    if 0 < exponent, exponent <= 21 {
      return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent)
    }
    if -6 < exponent, exponent <= 0 {
      return sign + "0." + String(repeating: "0", count: -exponent) + digits
    }
    let power = exponent - 1
    let mantissa = count == 1 ? digits : digits.prefix(1) + "." + digits.dropFirst(1)
    return sign + mantissa + "e" + (power < 0 ? "-" : "+") + String(abs(power))
  }

  /// The fewest digits that read back as the same double, without zeros at either end, and the decimal exponent.
  private static func shortest(_ magnitude: Double) -> (digits: String, exponent: Int) {
    let parts = magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + mantissa[0].count
    var digits = String(mantissa[0]) + (mantissa.count > 1 ? String(mantissa[1]) : "")
    while digits.hasPrefix("0"), digits.count > 1 {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    return (digits, exponent)
  }
}

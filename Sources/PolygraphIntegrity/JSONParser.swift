/// A strict reader of JSON text (RFC 8259) that keeps names in canonical order and finds names that stand twice.
struct JSONParser {
  let bytes: [UInt8]
  private var place = 0
  private var depth = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(CanonicalJSONError) -> JSONValue {
    let value = try self.value()
    skipBlanks()
    guard place == bytes.count else { throw failure(.syntax) }
    return value
  }

  private func failure(_ code: CanonicalJSONError.Code, at byte: Int? = nil) -> CanonicalJSONError {
    CanonicalJSONError(code: code, byte: byte ?? place)
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { place += 1 }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(CanonicalJSONError) {
    guard next == UInt8(ascii: character) else { throw failure(.syntax) }
    place += 1
  }

  private mutating func value() throws(CanonicalJSONError) -> JSONValue {
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return try nested { parser throws(CanonicalJSONError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(CanonicalJSONError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(CanonicalJSONError) -> JSONValue
  ) throws(CanonicalJSONError) -> JSONValue {
    depth += 1
    guard depth <= CanonicalJSONError.deepestNesting else { throw failure(.nesting) }
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(CanonicalJSONError) -> JSONValue {
    guard bytes[place...].starts(with: text.utf8) else { throw failure(.syntax) }
    place += text.utf8.count
    return value
  }

  private mutating func array() throws(CanonicalJSONError) -> JSONValue {
    try expect("[")
    var values: [JSONValue] = []
    skipBlanks()
    if next == UInt8(ascii: "]") {
      place += 1
      return .array([])
    }
    while true {
      values.append(try value())
      skipBlanks()
      if next == UInt8(ascii: ",") {
        place += 1
        continue
      }
      try expect("]")
      return .array(values)
    }
  }

  private mutating func object() throws(CanonicalJSONError) -> JSONValue {
    let start = place
    try expect("{")
    var members: [(name: [UInt16], value: JSONValue)] = []
    skipBlanks()
    if next == UInt8(ascii: "}") {
      place += 1
      return .object([])
    }
    while true {
      skipBlanks()
      let name = try string()
      skipBlanks()
      try expect(":")
      members.append((name, try value()))
      skipBlanks()
      if next == UInt8(ascii: ",") {
        place += 1
        continue
      }
      try expect("}")
      break
    }
    members.sort { $0.name.lexicographicallyPrecedes($1.name) }
    for pair in zip(members, members.dropFirst()) where pair.0.name == pair.1.name {
      throw failure(.duplicateName, at: start)
    }
    return .object(members)
  }

  private mutating func string() throws(CanonicalJSONError) -> [UInt16] {
    try expect("\"")
    var units: [UInt16] = []
    var run = place
    while let byte = next {
      guard byte >= 0x20 else { break }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        guard let text = String(validating: bytes[run..<place], as: UTF8.self) else { throw failure(.syntax, at: run) }
        units += text.utf16
        place += 1
        if byte == UInt8(ascii: "\"") { return try paired(units) }
        units.append(try escape())
        run = place
      } else {
        place += 1
      }
    }
    throw failure(.syntax)
  }

  /// A lone surrogate has no bytes in UTF-8.
  private func paired(_ units: [UInt16]) throws(CanonicalJSONError) -> [UInt16] {
    guard String(validating: units, as: UTF16.self) != nil else { throw failure(.syntax) }
    return units
  }

  private mutating func escape() throws(CanonicalJSONError) -> UInt16 {
    guard let byte = next else { throw failure(.syntax) }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(byte)
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"):
      guard place + 4 <= bytes.count,
        let digits = String(validating: bytes[place..<(place + 4)], as: UTF8.self),
        digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16)
      else { throw failure(.syntax) }
      place += 4
      return unit
    default: throw failure(.syntax, at: place - 1)
    }
  }

  private mutating func number() throws(CanonicalJSONError) -> JSONValue {
    let start = place
    func digits(_ parser: inout JSONParser) throws(CanonicalJSONError) {
      let first = parser.place
      while let byte = parser.next, (48...57).contains(byte) { parser.place += 1 }
      guard parser.place > first else { throw parser.failure(.syntax) }
    }
    if next == UInt8(ascii: "-") { place += 1 }
    if next == UInt8(ascii: "0") { place += 1 } else { try digits(&self) }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      isWhole = false
      place += 1
      try digits(&self)
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isWhole = false
      place += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
      try digits(&self)
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    guard let value = Double(text), value.isFinite else { throw failure(.number, at: start) }
    // A whole number that a double cannot hold would change silently: a counter or an identifier would be damaged.
    if isWhole, value.magnitude >= 0x1p53, ECMAScriptNumber.text(value) != text {
      throw failure(.number, at: start)
    }
    return .number(value)
  }
}

import Foundation
import PolygraphModel

/// Why an instrument description cannot be used, and what to do.
public struct InstrumentDescriptionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in the document, as `fields[2].at`.
  public let path: String
  /// What was found and what is expected.
  public let problem: String
  /// Both in a sentence.
  public var description: String { (path.isEmpty ? "" : "at \(path): ") + problem }
}

extension InstrumentDescription {
  /// The most bytes of a description.
  public static let largestFile = 65_536

  /// Reads a description.
  ///
  /// *Errors*: ``InstrumentDescriptionError`` with the place in the document: a name that is missing or unknown, a
  /// value that does not fit, parts that contradict each other.
  public init(json: Data) throws(InstrumentDescriptionError) {
    guard json.count <= Self.largestFile else {
      throw InstrumentDescriptionError(
        path: "", problem: "the file has \(json.count) bytes; a description has \(Self.largestFile) at most")
    }
    let decoded: InstrumentDescription
    do {
      decoded = try JSONDecoder().decode(Self.self, from: json)
    } catch let error as DecodingError {
      throw InstrumentDescriptionError(error)
    } catch {
      throw InstrumentDescriptionError(path: "", problem: "\(error)")
    }
    try Self.checkNames(json)
    self = decoded
    try check()
  }

  /// A misspelt optional name would change the meaning silently.
  private static func checkNames(_ json: Data) throws(InstrumentDescriptionError) {
    guard let top = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else { return }
    let known: [String: Set<String>] = [
      "": [
        "schema", "identifier", "name", "rate", "line", "framing", "checksum", "counter", "fields", "commands",
        "electricalSafety",
      ],
      "line": ["baud", "parity", "stopBits"],
      "framing": ["kind", "prefix", "separator", "suffix", "header", "stop", "length"],
      "checksum": ["kind", "at", "from", "order", "mark"],
      "counter": ["at", "type", "column", "modulus", "first"],
      "commands": ["start", "stop", "identify", "answer"],
      "electricalSafety": ["isolation", "supply", "statement"],
      "fields": [
        "name", "sensor", "at", "type", "column", "decimals", "unit", "scale", "offset", "minimum", "maximum",
        "mayBeEmpty",
      ],
    ]
    func check(_ object: [String: Any], _ place: String, _ names: Set<String>) throws(InstrumentDescriptionError) {
      for name in object.keys.sorted() where !names.contains(name) {
        throw InstrumentDescriptionError(
          path: place.isEmpty ? name : "\(place).\(name)",
          problem: "this name means nothing here; known are \(names.sorted().joined(separator: ", "))")
      }
    }
    try check(top, "", known[""] ?? [])
    for (name, value) in top.sorted(by: { $0.key < $1.key }) {
      if let object = value as? [String: Any] { try check(object, name, known[name] ?? []) }
      for (index, element) in ((value as? [[String: Any]]) ?? []).enumerated() {
        try check(element, "\(name)[\(index)]", known[name] ?? [])
      }
    }
  }
}

extension InstrumentDescriptionError {
  init(_ error: DecodingError) {
    let (context, problem): (DecodingError.Context, String) =
      switch error {
      case .keyNotFound(let key, let context): (context, "'\(key.stringValue)' is missing")
      case .typeMismatch(let type, let context): (context, "the value is no \(type)")
      case .valueNotFound(let type, let context): (context, "null stands in place of a \(type)")
      case .dataCorrupted(let context): (context, context.debugDescription)
      @unknown default: (.init(codingPath: [], debugDescription: ""), "\(error)")
      }
    path = context.codingPath.reduce("") { text, key in
      key.intValue.map { "\(text)[\($0)]" } ?? (text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)")
    }
    self.problem = problem
  }
}

extension InstrumentDescription {
  /// Holds the parts against each other.
  func check() throws(InstrumentDescriptionError) {
    func require(
      _ condition: Bool, _ path: String, _ problem: @autoclosure () -> String
    ) throws(InstrumentDescriptionError) {
      guard condition else { throw InstrumentDescriptionError(path: path, problem: problem()) }
    }
    try require(schema == Self.schema, "schema", "this program reads '\(Self.schema)', not '\(schema)'")
    let letters = identifier.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    try require(
      !identifier.isEmpty && identifier.count <= 40 && letters, "identifier",
      "an identifier has 1 to 40 small letters, digits and hyphens")
    try require(!name.isEmpty, "name", "a name for people is needed")
    try require(rate.isFinite && rate >= 0 && rate <= 100_000, "rate", "a rate is 0 to 100000 samples a second")
    try require((1...4_000_000).contains(line.baud), "line.baud", "a baud rate is 1 to 4000000")
    try require([nil, 1, 2].contains(line.stopBits), "line.stopBits", "there are 1 or 2 stop bits")
    for (path, text) in [
      ("isolation", electricalSafety.isolation), ("supply", electricalSafety.supply),
      ("statement", electricalSafety.statement),
    ] {
      try require(
        text.contains { $0.isLetter }, "electricalSafety.\(path)",
        "say what is known, in words; an instrument that touches a person is not used without it")
    }
    try require(
      (1...64).contains(fields.count), "fields", "an instrument has 1 to 64 values a frame, not \(fields.count)")
    try require(Set(fields.map(\.name)).count == fields.count, "fields", "two values have the same name")
    for (path, text) in [
      ("start", commands?.start), ("stop", commands?.stop), ("identify", commands?.identify),
    ] {
      if let text { _ = try Self.bytes(of: text, path: "commands.\(path)") }
    }
    if let counter {
      try require(
        counter.modulus >= 2 && counter.modulus <= 1 << 32, "counter.modulus", "a modulus is 2 to 4294967296")
      try require(
        counter.first.map { (0..<counter.modulus).contains($0) } ?? true, "counter.first",
        "the first counter is 0 or more and below the modulus")
    }
    for (index, field) in fields.enumerated() {
      try require(!field.name.isEmpty, "fields[\(index)].name", "a value needs a name")
      let scale = field.scale ?? 1
      try require(scale.isFinite && scale != 0, "fields[\(index)].scale", "a scale is a number other than 0")
      if let least = field.minimum, let most = field.maximum {
        try require(least < most, "fields[\(index)].minimum", "the minimum \(least) is not below the maximum \(most)")
      }
      try require((field.offset ?? 0).isFinite, "fields[\(index)].offset", "an offset is a number")
      let range = field.type?.range ?? Int(Int32.min)...Int(Int32.max)
      for (limit, place) in [(field.minimum, "minimum"), (field.maximum, "maximum")] {
        guard let limit else { continue }
        try require(
          Int32(exactly: limit) != nil && range.contains(limit), "fields[\(index)].\(place)",
          "\(limit) is no count of \(field.type?.rawValue ?? "32 bits with sign")")
      }
    }
    if framing.kind == .line { try checkLine() } else { try checkBinary() }
  }

  /// The bytes of a command: text, or hexadecimal after `hex:`.
  static func bytes(of command: String, path: String) throws(InstrumentDescriptionError) -> [UInt8] {
    guard command.hasPrefix("hex:") else { return Array(command.utf8) }
    return try hexadecimal(String(command.dropFirst(4)), path: path)
  }

  static func hexadecimal(_ text: String, path: String) throws(InstrumentDescriptionError) -> [UInt8] {
    let digits = text.filter { $0 != " " }
    guard digits.count.isMultiple(of: 2), digits.allSatisfy(\.isHexDigit), digits.allSatisfy(\.isASCII) else {
      throw InstrumentDescriptionError(path: path, problem: "'\(text)' is no row of bytes in hexadecimal")
    }
    let characters = Array(digits)
    return stride(from: 0, to: characters.count, by: 2).compactMap {
      UInt8(String(characters[$0...$0 + 1]), radix: 16)
    }
  }
}

import PolygraphModel
import PolygraphQuantities

/// Reads the fields of one object and remembers which: what nobody asked for is refused, never ignored.
struct DocumentReader {
  /// The largest magnitude of a number; sums of squares of many such numbers are still finite.
  static let largestNumber = 1e100
  /// The numbers that are taken where nothing narrower is said.
  static let finite = -largestNumber...largestNumber

  /// The place of the object in its document.
  let place: String
  private let fields: [String: DocumentValue]
  private var read: Set<String> = []

  init(_ value: DocumentValue, at place: String) throws(DocumentFault) {
    guard case .object(let fields) = value else {
      throw DocumentFault(place: place, found: value.kindInWords, expected: "an object")
    }
    self.fields = fields
    self.place = place
  }

  /// The names of all fields.
  var names: Set<String> { Set(fields.keys) }

  /// The place of a field.
  func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

  /// A field's value, or `nil` when it is absent or null.
  mutating func value(_ name: String) -> DocumentValue? {
    read.insert(name)
    guard let value = fields[name], value != .null else { return nil }
    return value
  }

  /// A fault of a field.
  func fault(_ name: String, _ found: String, expected: String) -> DocumentFault {
    DocumentFault(place: path(name), found: found, expected: expected)
  }

  private func required<T>(_ value: T?, _ name: String, _ kind: String) throws(DocumentFault) -> T {
    guard let value else { throw fault(name, "nothing", expected: kind) }
    return value
  }

  mutating func text(_ name: String) throws(DocumentFault) -> String? {
    guard let value = value(name) else { return nil }
    guard case .text(let text) = value else { throw fault(name, value.kindInWords, expected: "a text") }
    return text
  }

  mutating func requiredText(_ name: String) throws(DocumentFault) -> String {
    try required(try text(name), name, "a text")
  }

  /// One of several words.
  mutating func word(_ name: String, among words: [String]) throws(DocumentFault) -> String? {
    guard let text = try text(name) else { return nil }
    guard words.contains(text) else {
      throw fault(name, "\"\(text)\"", expected: "one of " + words.map { "\"\($0)\"" }.joined(separator: ", "))
    }
    return text
  }

  mutating func flag(_ name: String) throws(DocumentFault) -> Bool? {
    guard let value = value(name) else { return nil }
    guard case .flag(let flag) = value else { throw fault(name, value.kindInWords, expected: "true or false") }
    return flag
  }

  mutating func number(
    _ name: String, in range: ClosedRange<Double> = Self.finite
  ) throws(DocumentFault) -> Double? {
    guard let value = value(name) else { return nil }
    return try Self.number(value, in: range, at: path(name))
  }

  mutating func requiredNumber(
    _ name: String, in range: ClosedRange<Double> = Self.finite
  ) throws(DocumentFault) -> Double {
    try required(try number(name, in: range), name, "a number")
  }

  mutating func integer(_ name: String, in range: ClosedRange<Int> = -1_000_000...1_000_000) throws(DocumentFault)
    -> Int?
  {
    guard let value = value(name) else { return nil }
    return try Self.integer(value, in: range, at: path(name))
  }

  mutating func requiredInteger(
    _ name: String, in range: ClosedRange<Int> = -1_000_000...1_000_000
  ) throws(DocumentFault) -> Int {
    try required(try integer(name, in: range), name, "a whole number")
  }

  /// A probability between 0 and 1, both excluded.
  mutating func probability(_ name: String) throws(DocumentFault) -> Double? {
    guard let value = try number(name) else { return nil }
    guard value > 0, value < 1 else {
      throw fault(name, "\(value)", expected: "a probability between 0 and 1, both excluded")
    }
    return value
  }

  mutating func list(_ name: String) throws(DocumentFault) -> [DocumentValue]? {
    guard let value = value(name) else { return nil }
    guard case .list(let values) = value else { throw fault(name, value.kindInWords, expected: "a list") }
    return values
  }

  mutating func requiredList(_ name: String) throws(DocumentFault) -> [DocumentValue] {
    try required(try list(name), name, "a list")
  }

  /// An object's fields in the order of their names; numbers in names count as numbers, so `R10` follows `R7`.
  mutating func entries(_ name: String) throws(DocumentFault) -> [(key: String, value: DocumentValue)]? {
    guard let value = value(name) else { return nil }
    return try Self.entries(of: value, at: path(name))
  }

  mutating func requiredEntries(
    _ name: String
  ) throws(DocumentFault) -> [(key: String, value: DocumentValue)] {
    try required(try entries(name), name, "an object")
  }

  /// An object's numbers by name.
  mutating func numbers(
    _ name: String, in range: ClosedRange<Double> = Self.finite
  ) throws(DocumentFault) -> [(key: String, value: Double)]? {
    guard let entries = try entries(name) else { return nil }
    var numbers: [(key: String, value: Double)] = []
    for entry in entries {
      numbers.append((entry.key, try Self.number(entry.value, in: range, at: "\(path(name)).\(entry.key)")))
    }
    return numbers
  }

  /// A list's numbers.
  mutating func numberList(_ name: String) throws(DocumentFault) -> [Double]? {
    guard let values = try list(name) else { return nil }
    return try Self.numbers(values, at: path(name))
  }

  /// Throws for the first field that nobody read.
  func finish(knowing fields: [String] = []) throws(DocumentFault) {
    guard let unknown = names.subtracting(read).min() else { return }
    let known = Set(fields).union(read).sorted().joined(separator: ", ")
    throw fault(unknown, "an unknown field", expected: "one of: \(known)")
  }

  static func number(
    _ value: DocumentValue,
    in range: ClosedRange<Double> = Self.finite, at place: String
  ) throws(DocumentFault) -> Double {
    guard case .number(let number) = value else {
      throw DocumentFault(place: place, found: value.kindInWords, expected: "a number")
    }
    guard range.contains(number) else {
      throw DocumentFault(
        place: place, found: number.written,
        expected: "a number from \(range.lowerBound.written) to \(range.upperBound.written)")
    }
    return number
  }

  static func integer(
    _ value: DocumentValue, in range: ClosedRange<Int> = -1_000_000...1_000_000, at place: String
  ) throws(DocumentFault) -> Int {
    let number = try number(value, at: place)
    guard number == number.rounded(), number.magnitude < 1e15, range.contains(Int(number)) else {
      throw DocumentFault(
        place: place, found: number.written,
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return Int(number)
  }

  static func numbers(_ values: [DocumentValue], at place: String) throws(DocumentFault) -> [Double] {
    var numbers: [Double] = []
    for (index, value) in values.enumerated() { numbers.append(try number(value, at: "\(place)[\(index)]")) }
    return numbers
  }

  static func entries(
    of value: DocumentValue, at place: String
  ) throws(DocumentFault) -> [(key: String, value: DocumentValue)] {
    guard case .object(let fields) = value else {
      throw DocumentFault(place: place, found: value.kindInWords, expected: "an object")
    }
    return fields.sorted { NaturalOrder.precedes($0.key, $1.key) }
  }
}

/// The order of names in which the numbers in them count: `R5`, `R7`, `R10`.
enum NaturalOrder {
  static func precedes(_ left: String, _ right: String) -> Bool {
    let (a, b) = (key(left), key(right))
    return a.number != b.number ? a.number < b.number : left < right
  }

  private static func key(_ text: String) -> (number: Int, text: String) {
    (text.reduce(0) { $1.isNumber ? min($0 * 10 + ($1.wholeNumberValue ?? 0), 1 << 40) : $0 }, text)
  }
}

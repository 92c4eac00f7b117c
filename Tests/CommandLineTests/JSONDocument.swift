import Foundation
import Testing

/// A JSON document that the program printed, with the ways of asking that tests need.
struct JSONDocument {
  let value: Any

  /// Reads a document and holds it against what every document of the program keeps: a schema with its version, and
  /// sorted keys in lowerCamelCase.
  init(_ data: Data, schema: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    value = try JSONSerialization.jsonObject(with: data)
    #expect(self["schema"] as? String == schema, sourceLocation: sourceLocation)
    let keys = JSONKeys(data)
    #expect(keys.unsorted == nil, "keys are sorted", sourceLocation: sourceLocation)
    #expect(keys.notCamelCase == nil, "keys are lowerCamelCase", sourceLocation: sourceLocation)
  }

  private init(value: Any) { self.value = value }

  subscript(key: String) -> Any? { (value as? [String: Any])?[key] }

  /// The member of that name, which must be there.
  func member(_ key: String) throws -> JSONDocument { JSONDocument(value: try #require(self[key], "\(key)")) }

  /// The objects of the list of that name, which must be there.
  func list(_ key: String) throws -> [JSONDocument] {
    try #require(self[key] as? [Any], "\(key) is a list").map(JSONDocument.init(value:))
  }

  /// The names of the object's members.
  var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
  func text(_ key: String) throws -> String { try #require(self[key] as? String, "\(key) is text") }
  func flag(_ key: String) throws -> Bool { try #require(self[key] as? Bool, "\(key) is true or false") }
  func integer(_ key: String) throws -> Int { try #require(self[key] as? Int, "\(key) is a whole number") }
  func number(_ key: String) throws -> Double { try #require(self[key] as? Double, "\(key) is a number") }
  func isNull(_ key: String) -> Bool { self[key] is NSNull }
}

/// The object keys of JSON text in the order they stand there.
private struct JSONKeys {
  private(set) var unsorted: String?
  private(set) var notCamelCase: String?

  init(_ data: Data) {
    var last: [String?] = []
    var string: [UInt8]?
    var closed: [UInt8]?
    var isEscaped = false
    for byte in data {
      if var open = string {
        if isEscaped || byte != UInt8(ascii: "\"") {
          isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
          open.append(byte)
          string = open
        } else {
          (string, closed) = (nil, open)
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): string = []
      case UInt8(ascii: "{"), UInt8(ascii: "["): last.append(nil)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): last.removeLast()
      case UInt8(ascii: ":"): add(String(decoding: closed ?? [], as: UTF8.self), &last)
      default: break
      }
    }
  }

  private mutating func add(_ key: String, _ last: inout [String?]) {
    if let before = last[last.count - 1], before >= key { unsorted = "\(before) before \(key)" }
    last[last.count - 1] = key
    // The labels of questions are keys of a chart's kinds.
    let isLabel = key.first?.isNumber == true || (key.first?.isUppercase == true && key.count <= 8)
    let isPlain = key.first?.isLowercase == true && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    if !isLabel, !isPlain { notCamelCase = key }
  }
}

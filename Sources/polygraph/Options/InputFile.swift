import Foundation

/// A document a user names: a profile, a measurement table. It may be a pipe.
enum InputFile {
  /// The most bytes that are read; a table of a hundred charts has a hundredth of that.
  static let limit = 256 * 1024 * 1024

  /// The bytes of a file, or why they cannot be had in a sentence.
  static func read(_ path: String, limit: Int = limit) throws -> Data {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw RefusedInput(path: path, problem: "there is no such file")
    }
    guard !isFolder.boolValue else { throw RefusedInput(path: path, problem: "this is a folder; name a file in it") }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw RefusedInput(path: path, problem: "the file cannot be opened; see who may read it")
    }
    defer { try? handle.close() }
    var data = Data()
    while data.count <= limit, let next = try handle.read(upToCount: 1 << 20), !next.isEmpty { data += next }
    guard data.count <= limit else {
      throw RefusedInput(path: path, problem: "the file is larger than \(limit) bytes, which no such document is")
    }
    return data
  }
}

/// Why an input was refused, and what to do, in sentences.
struct RefusedInput: Error, CustomStringConvertible {
  let description: String
}

extension RefusedInput {
  init(path: String, problem: String) { description = "\(path): \(problem)" }

  /// What a JSON document lacks, in a sentence.
  init(path: String, _ error: DecodingError) {
    let (context, problem): (DecodingError.Context, String) =
      switch error {
      case .keyNotFound(let key, let context): (context, "'\(key.stringValue)' is missing")
      case .typeMismatch(let type, let context): (context, "a value is no \(type)")
      case .valueNotFound(let type, let context): (context, "null stands in place of a \(type)")
      case .dataCorrupted(let context): (context, context.debugDescription)
      @unknown default: (.init(codingPath: [], debugDescription: ""), "\(error)")
      }
    let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    self.init(path: path, problem: (place.isEmpty ? "" : "at \(place): ") + problem)
  }
}

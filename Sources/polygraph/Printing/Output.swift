import ArgumentParser
import Foundation
import Glibc

/// Writes text to standard output.
///
/// A reader that went away (`polygraph … | head`) ends the program quietly: by SIGPIPE, or, where that is ignored,
/// here.
/// *Errors*: ``OutputFailure``, for what was printed must not be taken for the whole when it is not.
func emit(_ text: String) throws { try emit(bytes: Data(text.utf8)) }

/// Writes a value as a JSON document to standard output: sorted keys, indented, slashes as they are.
func emit(json value: some Encodable) throws { try emit(bytes: try printedJSON(value) + Data("\n".utf8)) }

/// Writes a value as JSON on one line, for documents that come one a line.
func emit(jsonLine value: some Encodable) throws { try emit(bytes: try lineJSON(value) + Data("\n".utf8)) }

private func emit(bytes: Data) throws {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    if written >= 0 {
      rest = rest.dropFirst(written)
    } else if errno == EPIPE {
      throw ExitCode.failure
    } else if errno != EINTR {
      throw OutputFailure(reason: String(cString: strerror(errno)))
    }
  }
}

/// Standard output did not take what was printed.
struct OutputFailure: Error, CustomStringConvertible {
  let reason: String
  var description: String { "Standard output could not be written (\(reason)); what was printed is not whole." }
}

/// Writes a line to standard error; where that is closed there is nobody to tell.
func note(_ text: String) { tell(text + "\n") }

private func tell(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

private func printedJSON(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return try encoder.encode(value)
}

private func lineJSON(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return try encoder.encode(value)
}

/// A number as people read it: whole numbers without a point, others with `digits` places.
func shown(_ value: Double, digits: Int = 2) -> String {
  value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : fixed(value, digits: digits)
}

/// A number with `digits` places, whole or not.
func fixed(_ value: Double, digits: Int) -> String {
  value.formatted(.number.precision(.fractionLength(digits)).grouping(.never).locale(.posix))
}

extension Locale {
  /// A locale that prints points, whatever the machine's language.
  fileprivate static let posix = Locale(identifier: "en_US_POSIX")
}

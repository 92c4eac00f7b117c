import ArgumentParser
import Foundation
import Glibc

/// Writes text to standard output.
///
/// A closed pipe (`polygraph … | head`) ends the program quietly: SIGPIPE keeps its default action.
func emit(_ text: String) {
  FileHandle.standardOutput.write(Data(text.utf8))
}

/// Writes bytes and a line break to standard output.
func emit(_ json: Data) {
  FileHandle.standardOutput.write(json + Data("\n".utf8))
}

/// Writes a line to standard error.
func note(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// JSON as it is printed: sorted keys, indented, slashes as they are.
func printedJSON(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return try encoder.encode(value)
}

/// JSON on one line, for documents that come one a line.
func lineJSON(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return try encoder.encode(value)
}

/// Tells people on a terminal what is going on; silent with `--quiet` and where standard error is no terminal.
struct Progress: Sendable {
  private let isShown: Bool

  /// Makes a teller that obeys `--quiet`.
  init(quiet: Bool) { isShown = !quiet && isatty(STDERR_FILENO) == 1 }

  /// Shows what is being done now, in place of what was shown before.
  func show(_ text: String) {
    guard isShown else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  /// Clears the line.
  func finish() {
    guard isShown else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}

/// A number as people read it: whole numbers without a point, others with `digits` places.
func shown(_ value: Double, digits: Int = 2) -> String {
  value == value.rounded() && abs(value) < 1e15
    ? String(Int(value)) : value.formatted(.number.precision(.fractionLength(digits)).grouping(.never).locale(.posix))
}

extension Locale {
  /// A locale that prints points, whatever the machine's language.
  fileprivate static let posix = Locale(identifier: "en_US_POSIX")
}

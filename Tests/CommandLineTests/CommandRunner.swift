import Foundation
import TestSupport
import Testing

/// The program under test, run as a user would run it.
struct CommandRunner {
  /// What a run left behind.
  struct Outcome {
    let status: Int32
    let output: Data
    let errors: String
    var text: String { String(decoding: output, as: UTF8.self) }

    /// The output as a JSON object.
    func object() throws -> [String: Any] {
      let value = try JSONSerialization.jsonObject(with: output)
      guard let object = value as? [String: Any] else { throw CocoaError(.coderReadCorrupt) }
      return object
    }
  }

  /// A Federal ZCT of three charts, made by the program.
  static let exam = Repository.fixture("exams/federal-zct").path

  /// The binary built beside the test bundle.
  static let binary = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "polygraph")

  /// Runs the program with these arguments and waits for its end.
  static func run(_ arguments: String..., in folder: URL? = nil, environment: [String: String] = [:]) throws -> Outcome
  {
    try run(arguments, in: folder, environment: environment)
  }

  /// Runs the program with these arguments and waits for its end.
  static func run(_ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:]) throws -> Outcome {
    try run(binary, arguments, in: folder, environment: environment)
  }

  /// Runs a shell script, in which `$polygraph` is the program, and waits for its end.
  static func shell(_ script: String, in folder: URL? = nil) throws -> Outcome {
    try run(
      URL(filePath: "/bin/bash"), ["-c", "set -o pipefail\n" + script], in: folder,
      environment: ["polygraph": binary.path])
  }

  private static func run(
    _ executable: URL, _ arguments: [String], in folder: URL?, environment: [String: String]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: two pipes read one after the other can block each other.
    let scratch = try TemporaryFolder()
    let (out, errors) = (scratch.url.appending(path: "out"), scratch.url.appending(path: "errors"))
    for file in [out, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try Data(contentsOf: out),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }
}

extension CommandRunner.Outcome {
  /// The run did what it was asked to: exit code 0 and nothing on standard error.
  func expectSuccess(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(status == 0 && errors.isEmpty, "exit code \(status), \(errors)", sourceLocation: sourceLocation)
  }

  /// The run did what it was asked to, and said on standard error what is worth knowing: notes with this code alone.
  func expectSuccess(noting code: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let lines = errors.split(separator: "\n")
    #expect(
      status == 0 && !lines.isEmpty && lines.allSatisfy { $0.hasPrefix("note") && $0.contains(code) },
      "exit code \(status), \(errors)", sourceLocation: sourceLocation)
  }

  /// The run was refused: this exit code, nothing on standard output, and a sentence with these words on standard
  /// error.
  func expectRefusal(_ code: Int32, _ words: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(status == code, "exit code \(status), \(errors)", sourceLocation: sourceLocation)
    #expect(output.isEmpty, "standard output: \(text.prefix(200))", sourceLocation: sourceLocation)
    #expect(errors.hasPrefix("Error: "), "standard error: \(errors)", sourceLocation: sourceLocation)
    for word in words {
      #expect(errors.contains(word), "'\(word)' is not in: \(errors)", sourceLocation: sourceLocation)
    }
  }
}

import Foundation
import TestSupport
import Testing

@Suite("Pipes, streams and names")
struct PipeTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  static let commands = [
    "inspect '\(CommandRunner.exam)' --json", "measure '\(CommandRunner.exam)'", "score '\(CommandRunner.exam)' --json",
    "profiles show standard", "explain '\(CommandRunner.exam)' --question R5", "--help",
  ]

  @Test("a reader that stops early ends the program quietly, whatever SIGPIPE does", arguments: commands)
  func stopsEarly(command: String) throws {
    // The reader is gone before the first byte comes.
    for setting in ["", "trap '' PIPE; "] {
      let outcome = try CommandRunner.shell("\(setting)(sleep 0.2; \"$polygraph\" \(command); echo $? >&2) | true")
      let status = try #require(
        Int(outcome.errors.trimmingCharacters(in: .whitespacesAndNewlines)), "\(outcome.errors)")
      // 141 is SIGPIPE; a program that trapped would end with 132, 133 or 134.
      #expect([0, 1, 141].contains(status), "\(setting) \(outcome.errors)")
    }
    let first = try CommandRunner.shell("\"$polygraph\" \(command) | head -1")
    #expect(first.errors.isEmpty && first.text.split(separator: "\n").count <= 1)
  }

  @Test("standard output that takes nothing is an error, not a silent loss", arguments: commands.dropLast())
  func fullDisk(command: String) throws {
    let outcome = try CommandRunner.shell("\"$polygraph\" \(command) > /dev/full")
    outcome.expectRefusal(1, ["Standard output could not be written"])
  }

  @Test("JSON goes to another program")
  func toAnotherProgram() throws {
    let outcome = try CommandRunner.shell(
      "\"$polygraph\" score '\(CommandRunner.exam)' --json | grep -c '\"sensor\" : \"electrodermal\"'")
    outcome.expectSuccess()
    #expect(outcome.text == "9\n")
  }

  @Test(
    "names with blanks, signs and letters of other scripts are names",
    arguments: ["an exam", "prüfung", "試験", "a'b\"c", "-dash", "semi;colon $HOME"])
  func names(name: String) throws {
    let folder = scratch.url.appending(path: name)
    try FileManager.default.copyItem(at: URL(filePath: CommandRunner.exam), to: folder)
    let relative = name.hasPrefix("-") ? "./" + name : name
    let outcome = try CommandRunner.run("inspect", relative, in: scratch.url)
    outcome.expectSuccess()
    #expect(outcome.text.hasPrefix("Exam SIM1 "))
    let converted = try CommandRunner.run(
      "convert", relative, "--to", "json", "--out", relative + " out", in: scratch.url)
    converted.expectSuccess()
    #expect(converted.text.hasSuffix("/SIM1.json\n"))
  }
}

import Testing

@Suite("Help")
struct HelpTests {
  static let commands: [[String]] = [
    ["demo"], ["inspect"], ["lint"], ["convert"], ["profiles"], ["profiles", "list"], ["profiles", "show"],
    ["profiles", "compare"], ["measure"], ["caliper"], ["methods"], ["methods", "list"], ["methods", "show"],
    ["methods", "evaluate"], ["methods", "formats"], ["score"], ["explain"], ["study"], ["instruments"],
    ["check"], ["capture"], ["simulate"], ["verify"], ["recover"],
    ["records"], ["records", "exams"], ["records", "audit"], ["records", "audit", "verify"],
  ]

  @Test("every command explains itself with an example that names it", arguments: commands)
  func explains(command: [String]) throws {
    let outcome = try CommandRunner.run(command + ["--help"])
    outcome.expectSuccess()
    #expect(outcome.text.contains("USAGE: polygraph \(command.joined(separator: " "))"))
    let example = "polygraph \(command[0])"
    let lines = outcome.text.split(separator: "\n").map(String.init)
    let heading = try #require(lines.firstIndex { $0.hasPrefix("Example") })
    #expect(lines[heading + 1].hasPrefix("  \(example)"), "\(lines[heading + 1])")
    #expect(lines.allSatisfy { $0.count <= 80 || $0.hasPrefix("USAGE") })
  }

  @Test("the program lists every command, says what exit codes mean, and where to begin")
  func overview() throws {
    for arguments in [["--help"], ["help"], []] {
      let outcome = try CommandRunner.run(arguments)
      outcome.expectSuccess()
      for command in Self.commands { #expect(outcome.text.contains("  \(command[0]) "), "\(command[0])") }
      #expect(outcome.text.contains("Exit codes: 0 done; 1 the input was refused or a check failed; 64 wrong usage."))
      #expect(outcome.text.contains("polygraph demo"))
    }
  }

  @Test("the version is three numbers")
  func version() throws {
    let outcome = try CommandRunner.run("--version")
    outcome.expectSuccess()
    #expect(outcome.text.split(separator: ".").count == 3)
    #expect(outcome.text.allSatisfy { $0.isNumber || $0 == "." || $0 == "\n" })
  }
}

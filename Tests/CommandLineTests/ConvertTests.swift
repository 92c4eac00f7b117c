import Foundation
import TestSupport
import Testing

@Suite("polygraph convert")
struct ConvertTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  private func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.url.appending(path: folder).path).sorted()
  }

  @Test(
    "files of every format are written into the folder and listed",
    arguments: [
      ("ncca", ["D&-SIM1-1.01A", "D&-SIM1-1.02A", "D&-SIM1-1.03A"]),
      ("csv", ["SIM1-1-1.csv", "SIM1-1-2.csv", "SIM1-1-3.csv", "SIM1-events.csv"]), ("json", ["SIM1.json"]),
    ])
  func formats(format: String, names: [String]) throws {
    let outcome = try CommandRunner.run(
      "convert", CommandRunner.exam, "--to", format, "--out", "my tables/ä", in: scratch.url)
    outcome.expectSuccess()
    #expect(try files("my tables/ä") == names)
    #expect(outcome.text.split(separator: "\n").map { URL(filePath: String($0)).lastPathComponent } == names)
    #expect(outcome.text.split(separator: "\n").allSatisfy { FileManager.default.fileExists(atPath: String($0)) })
  }

  @Test("NCCA ASCII that was read comes out with the same bytes")
  func sameBytes() throws {
    try CommandRunner.run("convert", CommandRunner.exam, "--to", "ncca", "--out", "out", in: scratch.url)
      .expectSuccess()
    for name in try files("out") {
      let written = try Data(contentsOf: scratch.url.appending(path: "out/\(name)"))
      #expect(written == (try Data(contentsOf: URL(filePath: CommandRunner.exam).appending(path: name))), "\(name)")
    }
  }

  @Test("existing files stay, and nothing beside them is written, until --replace")
  func existing() throws {
    let out = scratch.url.appending(path: "out")
    try FileManager.default.createDirectory(at: out, withIntermediateDirectories: false)
    try Data("mine".utf8).write(to: out.appending(path: "SIM1-events.csv"))
    let arguments = ["convert", CommandRunner.exam, "--to", "csv", "--out", "out"]
    try CommandRunner.run(arguments, in: scratch.url).expectRefusal(1, ["SIM1-events.csv exists already", "--replace"])
    #expect(try files("out") == ["SIM1-events.csv"])
    try CommandRunner.run(arguments + ["--replace"], in: scratch.url).expectSuccess()
    #expect(try files("out").count == 4)
    #expect(try Data(contentsOf: out.appending(path: "SIM1-events.csv")) != Data("mine".utf8))
  }

  @Test("the JSON report names files and findings; text puts findings on standard error")
  func report() throws {
    let input = Repository.fixture("ncca/defects/D&-dropout-1.01A").path
    let outcome = try CommandRunner.run(
      "convert", input, "--to", "csv", "--out", "out", "--json", in: scratch.url)
    outcome.expectSuccess()
    let document = try JSONDocument(outcome.output, schema: "polygraph.conversion/1")
    #expect((document["files"] as? [String])?.count == 2)
    #expect(try document.list("findings").contains { try $0.text("code") == "dropout" })
    #expect(try document.list("findings").contains { try $0.text("code") == "not-carried" })
    let text = try CommandRunner.run("convert", input, "--to", "csv", "--out", "out2", in: scratch.url)
    #expect(text.status == 0 && text.errors.contains(": dropout: ") && !text.text.contains("dropout:"))
  }
}

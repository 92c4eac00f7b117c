import Foundation
import TestSupport
import Testing

@Suite("polygraph demo")
struct DemoTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  @Test("it tells its steps, prints the sheet and where everything lies; what it suggests next works")
  func walk() throws {
    let outcome = try CommandRunner.run("demo", "--test", "dlst", "--out", "my demo", in: scratch.url)
    #expect(outcome.status == 0)
    #expect(outcome.errors.split(separator: "\n").count == 11)
    #expect(outcome.text.contains("certified") && outcome.text.contains("concur") && outcome.text.contains("0 overdue"))
    #expect(outcome.text.contains("  opinion: ") && outcome.text.contains("decide nothing about a person"))
    let lines = outcome.text.split(separator: "\n").map(String.init)
    let suggestions = lines.compactMap { line -> String? in
      line.range(of: "polygraph ").map { String(line[$0.upperBound...]) }
    }
    let next = suggestions.filter { $0.contains(scratch.url.lastPathComponent) }
    #expect(next.count == 4)
    for command in next {
      let outcome = try CommandRunner.shell("\"$polygraph\" \(command)", in: scratch.url)
      #expect(outcome.status == 0, "\(command): \(outcome.errors)")
    }
  }

  @Test("with --quiet only the result is printed, with --json as a document whose files exist")
  func document() throws {
    let outcome = try CommandRunner.run(
      "demo", "--test", "acqt", "--seed", "3", "--json", "--quiet", in: scratch.url)
    outcome.expectSuccess()
    let document = try JSONDocument(outcome.output, schema: "polygraph.demo/1")
    let files = try #require(document["charts"] as? [String])
    for path in files + [
      try document.text("measurements"), try document.text("scores"), try document.text("records"),
    ] {
      #expect(FileManager.default.fileExists(atPath: path), "\(path)")
      #expect(path.hasPrefix(scratch.url.resolvingSymlinksInPath().path) || path.hasPrefix(scratch.url.path))
    }
    #expect(try document.member("sheet").text("testFormat") == "acqt")
    // The method refuses a test of one comparison a chart, and what has no opinion is not reviewed.
    #expect(document["review"] == nil)
  }

  @Test("the same seed gives the same bytes, another seed other ones")
  func seeds() throws {
    func chart(_ seed: String, _ out: String) throws -> Data {
      let outcome = try CommandRunner.run(
        "demo", "--test", "acqt", "--seed", seed, "--out", out, "--json", in: scratch.url)
      let files = try JSONDocument(outcome.output, schema: "polygraph.demo/1")["charts"] as? [String]
      return try Data(contentsOf: URL(filePath: try #require(files?.first)))
    }
    let first = try chart("7", "a")
    #expect(first == (try chart("7", "b")))
    #expect(first != (try chart("8", "a")))
  }
}

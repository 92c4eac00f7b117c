import Foundation
import TestSupport
import Testing

@Suite("polygraph records")
struct RecordsTests {
  private let scratch: TemporaryFolder
  private var records: String { scratch.url.appending(path: "our office/records.sqlite").path }

  init() throws { scratch = try TemporaryFolder() }

  private func listing(_ arguments: String...) throws -> JSONDocument {
    let outcome = try CommandRunner.run(["records", "exams", "--records", records, "--json"] + arguments)
    outcome.expectSuccess()
    return try JSONDocument(outcome.output, schema: "polygraph.records.exams/1")
  }

  @Test("an exam that is filed twice is listed once, with its result, its opinion and an intact audit trail")
  func filing() throws {
    for _ in 0..<2 {
      let outcome = try CommandRunner.run("score", CommandRunner.exam, "--record", "--records", records)
      #expect(outcome.status == 0 && outcome.errors.hasPrefix("Filed as ") && outcome.errors.contains(records))
    }
    let listing = try listing()
    #expect(try listing.integer("total") == 1)
    let exam = try #require(try listing.list("exams").first)
    #expect(
      exam.keys.isSuperset(of: [
        "id", "name", "format", "testFormat", "filedAt", "filedBy", "charts", "results", "opinions", "opinion",
        "intact",
      ]))
    #expect(try exam.text("name") == "SIM1")
    #expect(try exam.text("testFormat") == "federal-zct")
    #expect(try exam.list("charts").count == 3)
    #expect(try exam.list("results").count == 1)
    #expect(try exam.member("opinion").text("opinion") == "DI")
    #expect(exam["intact"] as? Bool == true)
    #expect(try self.listing("--name", "sim").integer("total") == 1)
    #expect(try self.listing("--name", "other").integer("total") == 0)
    #expect(try self.listing("--limit", "0").list("exams").isEmpty)
    #expect(try self.listing("--since", "2100-01-01T00:00:00Z").integer("total") == 0)
    let text = try CommandRunner.run("records", "exams", "--records", records)
    text.expectSuccess()
    #expect(text.text.hasPrefix("FILED ") && text.text.hasSuffix("1 of 1 exam\n"))
    let audit = try CommandRunner.run("records", "audit", "verify", "--records", records)
    audit.expectSuccess()
    #expect(audit.text.contains("Every entry and every record is as it was written."))
  }

  @Test("the records file is where the environment says when no option does")
  func environment() throws {
    let variables = ["POLYGRAPH_RECORDS": records]
    let filed = try CommandRunner.run(["score", CommandRunner.exam, "--record", "--quiet"], environment: variables)
    filed.expectSuccess()
    let listed = try CommandRunner.run("records", "exams", environment: variables)
    listed.expectSuccess()
    #expect(listed.text.contains("SIM1") && FileManager.default.fileExists(atPath: records))
  }

  @Test("a record that was changed behind the program's back is found: exit code 1")
  func tampering() throws {
    _ = try CommandRunner.run("score", CommandRunner.exam, "--record", "--records", records)
    // The exam's name stands in the file as text; another of the same length keeps the database whole.
    var bytes = try Data(contentsOf: URL(filePath: records))
    let name = Data("SIM1".utf8)
    var place = bytes.startIndex
    while let found = bytes.range(of: name, in: place..<bytes.endIndex) {
      bytes.replaceSubrange(found, with: Data("SIM2".utf8))
      place = found.upperBound
    }
    try bytes.write(to: URL(filePath: records))
    let audit = try CommandRunner.run("records", "audit", "verify", "--records", records, "--json")
    #expect(audit.status == 1)
    #expect(audit.text.contains("\"findings\"") && audit.errors.isEmpty)
  }
}

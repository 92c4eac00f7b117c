import Foundation
import TestSupport
import Testing

@Suite("polygraph records: statistics, trends, annual figures, sampling")
struct RecordsStatisticsTests {
  private let scratch: TemporaryFolder
  private var records: String { scratch.url.appending(path: "records.sqlite").path }

  /// The records file of version 2: an agency of one person, with an exam in its pre-test that has an admission.
  init() throws {
    scratch = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: Repository.fixture("records/version-2.sqlite"), to: URL(filePath: records))
  }

  private func run(_ arguments: String...) throws -> CommandRunner.Outcome {
    try CommandRunner.run(["records"] + arguments + ["--records", records])
  }

  /// Records of our own, with the person who runs the tests in every role.
  private func initialise() throws {
    try FileManager.default.removeItem(atPath: records)
    try run("init", "--role", "supervisor", "--role", "program-analyst", "--role", "examiner").expectSuccess()
  }

  @Test("every command explains itself with an example, in 80 columns")
  func help() throws {
    for command in ["stats", "trends", "annual", "sampling", "sampling plan", "sampling show", "exam allow"] {
      let words = command.split(separator: " ").map(String.init)
      let outcome = try CommandRunner.run(["records"] + words + ["--help"])
      outcome.expectSuccess()
      let lines = outcome.text.split(separator: "\n").map(String.init)
      let heading = try #require(lines.firstIndex { $0.hasPrefix("Example") }, "\(command)")
      #expect(lines[heading + 1].hasPrefix("  polygraph records \(words[0])"), "\(command)")
      for line in lines where !line.hasPrefix("USAGE") { #expect(line.count <= 80, "\(command): \(line)") }
    }
  }

  @Test("statistics of records without exams are whole documents in all three forms")
  func empty() throws {
    try initialise()
    let document = try JSONDocument(run("stats", "--json").output, schema: "polygraph.records.statistics/1")
    #expect(try document.member("all").member("counts").integer("scheduled") == 0)
    #expect(try document.list("definitions").count == document.member("all").list("rates").count)
    let text = try run("stats", "--by", "office", "--from", "2026-01-01", "--to", "2027-01-01")
    text.expectSuccess()
    #expect(text.text.contains("Scheduled 0") && text.text.contains("By office"))
    let table = try run("stats", "--csv", "--by", "month").text.split(separator: "\n")
    #expect(table.count == 2 && table[0].hasPrefix("group,scheduled,") && table[1].hasPrefix("all,0,"))
    #expect(table[0].filter { $0 == "," }.count == table[1].filter { $0 == "," }.count)
    let definitions = try CommandRunner.run("records", "stats", "--definitions", "--records", records)
    #expect(definitions.text.contains("reviewCoverage") && definitions.text.contains("submitted exams"))
  }

  @Test("trends and annual figures hide small numbers in all three forms")
  func trends() throws {
    try initialise()
    let document = try JSONDocument(
      run("trends", "--from", "2026-01-01", "--to", "2026-03-01", "--json").output, schema: "polygraph.records.trends/1"
    )
    #expect(try document.integer("threshold") == 5 && document.list("entries").count == 12 * 2 * 3)
    let csv = try run("trends", "--from", "2026-01-01", "--to", "2026-03-01", "--csv").text.split(separator: "\n")
    #expect(csv.count == 73 && csv[0] == "category,office,month,count" && csv[72] == "all,all,all,")
    #expect(try run("trends").text.contains("CATEGORY"))
    try run("trends", "--from", "1900-01-01", "--to", "2026-01-01").expectRefusal(1, ["120 months"])
    try run("trends", "--from", "2026-01-01").expectRefusal(1, ["begins and"])
    let annual = try JSONDocument(run("annual", "2026", "--json").output, schema: "polygraph.records.annual/1")
    #expect(try annual.integer("year") == 2026 && annual.list("breakdowns").count == 9)
    #expect(try run("annual", "2026").text.contains("referralsByLevel"))
    #expect(try run("annual", "2026", "--csv").text.hasPrefix("figure,part,count,of\n"))
  }

  @Test("a sampling plan is made once for what comes, and its key is not shown")
  func sampling() throws {
    try initialise()
    #expect(try run("sampling").text.contains("no sampling plan"))
    let made = try JSONDocument(
      run("sampling", "plan", "--level", "2", "--one-in", "10", "--json").output,
      schema: "polygraph.records.sampling-made/1")
    #expect(try made.text("rule") == "1 exam in 10" && !made.keys.contains("key"))
    let shown = try run("sampling", "show", "--json")
    let report = try JSONDocument(shown.output, schema: "polygraph.records.sampling/1")
    #expect(try report.list("plans").count == 1 && !shown.text.contains("\"key\""))
  }

  @Test("what makes no sense is wrong usage, and says so")
  func usage() throws {
    try run("stats", "--from", "yesterday").expectRefusal(64, ["2026-01-01"])
    try run("stats", "--from", "2026-02-01", "--to", "2026-01-01").expectRefusal(64, ["after --from"])
    try run("stats", "--csv", "--json").expectRefusal(64, ["exclude"])
    try run("annual", "0").expectRefusal(64, ["9998"])
    try run("sampling", "plan").expectRefusal(64, ["--every"])
    try run("sampling", "plan", "--one-in", "1001").expectRefusal(64, ["1000"])
    try run("sampling", "plan", "--level", "3", "--every").expectRefusal(64, ["1 or 2"])
  }
}

import Foundation
import TestSupport
import Testing

@Suite("polygraph records sync and simulate-year")
struct RecordsSyncTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  private func path(_ name: String) -> String { scratch.url.appending(path: name).path }

  private func document(_ schema: String, _ arguments: String...) throws -> JSONDocument {
    let outcome = try CommandRunner.run(["records"] + arguments + ["--json"])
    outcome.expectSuccess()
    return try JSONDocument(outcome.output, schema: schema)
  }

  @Test("the commands explain themselves with an example, in 80 columns")
  func help() throws {
    for command in ["sync", "sync run", "sync conflicts", "sync resolve", "simulate-year"] {
      let outcome = try CommandRunner.run(["records"] + command.split(separator: " ").map(String.init) + ["--help"])
      outcome.expectSuccess()
      let lines = outcome.text.split(separator: "\n").map(String.init)
      let heading = try #require(lines.firstIndex { $0.hasPrefix("Example") }, "\(command)")
      #expect(lines[heading + 1].hasPrefix("  polygraph records \(command.split(separator: " ")[0])"), "\(command)")
      for line in lines where !line.hasPrefix("USAGE") { #expect(line.count <= 80, "\(command): \(line)") }
    }
  }

  @Test("a conflict between an office and the centre is shown, decided with a reason, and gone on both sides")
  func conflict() throws {
    let (hq, sat) = (path("hq.sqlite"), path("sat/records.sqlite"))
    try CommandRunner.run("records", "init", "--records", hq, "--role", "supervisor").expectSuccess()
    try CommandRunner.run("records", "office", "SAT", "--name", "San Antonio", "--records", hq).expectSuccess()
    let examinee = path("examinee.json")
    try Data(
      """
      {"name":"Test Person","born":"1990-01-01","birthplace":"Nowhere","number":"A-1","document":{"type":"passport",
      "number":"P1","issuer":"US","expires":"2030-01-01T00:00:00Z"}}
      """.utf8
    ).write(to: URL(filePath: examinee))
    let person = try document("polygraph.records.examinee-list/1", "examinee", "--add", examinee, "--records", hq)
    let id = try #require(try person.list("records").first).text("id")
    let exam = try document(
      "polygraph.records.exam-file/1", "exam", "request", "--office", "SAT", "--case", "C-1", "--authority", "law",
      "--requester", "hiring", "--examinee", id, "--test-format", "federal-zct", "--records", hq)
    let number = try exam.member("record").text("number")
    let joined = try CommandRunner.run(
      "records", "sync", "--records", sat, "--central", hq, "--office", "SAT", "--quiet")
    joined.expectSuccess()
    #expect(joined.text.contains("Office SAT took"))
    for (place, reason) in [(sat, "no authority"), (hq, "withdrawn")] {
      try CommandRunner.run("records", "exam", "step", number, "decline", "--reason", reason, "--records", place)
        .expectSuccess()
    }
    _ = try document("polygraph.records.sync/1", "sync", "--records", sat, "--central", hq)
    for place in [sat, hq] {
      let open = try document("polygraph.records.conflicts/1", "sync", "conflicts", "--records", place)
      #expect(try open.list("conflicts").count == 1)
    }
    let open = try document("polygraph.records.conflicts/1", "sync", "conflicts", "--records", sat)
    let conflict = try #require(try open.list("conflicts").first).text("id")
    try CommandRunner.run(
      "records", "sync", "resolve", conflict, "--take", "--reason", "the office was right", "--records", sat
    ).expectSuccess()
    _ = try document("polygraph.records.sync/1", "sync", "--records", sat, "--central", hq)
    for place in [sat, hq] {
      let left = try document("polygraph.records.conflicts/1", "sync", "conflicts", "--records", place)
      #expect(try left.list("conflicts").isEmpty)
      let file = try CommandRunner.run("records", "exam", "show", number, "--records", place)
      #expect(file.text.contains("declined"))
      try CommandRunner.run("records", "audit", "verify", "--records", place).expectSuccess()
    }
    try CommandRunner.run("records", "sync", "--records", hq, "--central", hq).expectRefusal(64, ["takes two"])
  }

  @Test("a small simulated year ends soundly, and says so")
  func year() throws {
    let report = try document(
      "polygraph.records.year/1", "simulate-year", "--exams", "3", "--records", path("year.sqlite"))
    #expect(try report.text("digest").count == 64)
    try CommandRunner.run("records", "simulate-year", "--exams", "0", "--records", path("x")).expectRefusal(
      64, ["--exams takes"])
  }
}

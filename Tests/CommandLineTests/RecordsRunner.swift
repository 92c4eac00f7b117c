import Foundation
import TestSupport
import Testing

/// Records of an agency of one person with every role, worked on by `polygraph records`.
struct RecordsRunner {
  let folder: TemporaryFolder
  /// The person's account.
  let account: String
  /// The number of an exam that is requested.
  let number: String
  /// The pseudonym of its examinee.
  let examinee: String

  var records: String { Self.path(folder) }

  private static func path(_ folder: TemporaryFolder) -> String {
    folder.url.appending(path: "office/records.sqlite").path
  }

  /// Makes the records in a folder.
  init(in folder: TemporaryFolder) throws {
    self.folder = folder
    let roles = ["examiner", "reviewer", "supervisor", "adjudicator", "referral-officer"]
    let people = try Self.document(
      folder, "polygraph.records.person-list/1", ["init", "--name", "One"] + roles.flatMap { ["--role", $0] })
    account = try #require(try people.list("records").first).text("account")
    _ = try Self.document(folder, "polygraph.records.office/1", ["office", "SAT", "--name", "San Antonio"])
    let file = folder.url.appending(path: "examinee.json")
    let person = """
      {"name":"Test Person","born":"1990-01-01","birthplace":"Nowhere","number":"A-1","document":{"type":"passport",
      "number":"P1","issuer":"US","expires":"2030-01-01T00:00:00Z"}}
      """
    try Data(person.utf8).write(to: file)
    let added = try Self.document(folder, "polygraph.records.examinee-list/1", ["examinee", "--add", file.path])
    examinee = try #require(try added.list("records").first).text("id")
    let exam = try Self.document(
      folder, "polygraph.records.exam-file/1",
      [
        "exam", "request", "--office", "SAT", "--case", "C-1", "--authority", "law", "--requester", "hiring",
        "--examinee", examinee, "--test-format", "federal-zct",
      ])
    number = try exam.member("record").text("number")
  }

  /// Runs a command on the records.
  func run(_ arguments: String...) throws -> CommandRunner.Outcome {
    try CommandRunner.run(["records"] + arguments + ["--records", records])
  }

  /// Runs a command that must succeed, and gives its JSON document.
  func document(_ schema: String, _ arguments: String...) throws -> JSONDocument {
    try Self.document(folder, schema, arguments)
  }

  private static func document(
    _ folder: TemporaryFolder, _ schema: String, _ arguments: [String]
  ) throws -> JSONDocument {
    let outcome = try CommandRunner.run(["records"] + arguments + ["--records", path(folder), "--json"])
    outcome.expectSuccess()
    return try JSONDocument(outcome.output, schema: schema)
  }

  /// Writes a file into the folder, and gives its path.
  func write(_ name: String, _ text: String) throws -> String {
    let url = folder.url.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }
}

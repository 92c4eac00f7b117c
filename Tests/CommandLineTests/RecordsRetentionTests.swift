import Foundation
import TestSupport
import Testing

@Suite("polygraph records: retention, complaints, disclosures, exports, site modes")
struct RecordsRetentionTests {
  private let agency: RecordsRunner

  init() throws { agency = try RecordsRunner(in: try TemporaryFolder()) }

  @Test("every command explains itself with an example, in 80 columns")
  func help() throws {
    let commands = [
      "retention", "retention due", "retention hold", "retention holds", "retention lift", "retention destroy",
      "retention purge", "complaint", "complaint list", "complaint add", "complaint show", "complaint acknowledge",
      "complaint triage", "complaint assign", "complaint investigate", "complaint find", "complaint decide",
      "complaint answer", "disclosure", "disclosure list", "disclosure release", "disclosure confirm", "export",
      "export exam", "export referral", "export log", "export register", "site", "site show", "site set",
      "site flags",
    ]
    for command in commands {
      let outcome = try CommandRunner.run(["records"] + command.split(separator: " ").map(String.init) + ["--help"])
      outcome.expectSuccess()
      let lines = outcome.text.split(separator: "\n").map(String.init)
      let heading = try #require(lines.firstIndex { $0.hasPrefix("Example") }, "\(command)")
      #expect(lines[heading + 1].hasPrefix("  polygraph records \(command.split(separator: " ")[0])"), "\(command)")
      for line in lines where !line.hasPrefix("USAGE") { #expect(line.count <= 80, "\(command): \(line)") }
    }
  }

  @Test("what is due is shown, held, and destroyed only when it is confirmed; the trail then verifies")
  func retention() throws {
    try agency.run("exam", "step", agency.number, "decline", "--reason", "not needed").expectSuccess()
    try agency.run("exam", "step", agency.number, "close").expectSuccess()
    let schema = "polygraph.records.retention/1"
    #expect(try agency.document(schema, "retention", "due").integer("due") == 0)
    let policy = try agency.write("policy.json", "{\"retentionDays\":{\"suitability\":0}}")
    let due = try agency.document(schema, "retention", "due", "--policy", policy)
    let item = try #require(try due.list("items").first)
    #expect(try due.integer("due") == 1 && item.text("rule") == "suitability" && item.text("number") == agency.number)
    let hold = try agency.document(
      "polygraph.records.hold/1", "retention", "hold", agency.number, "--reason", "matter 17"
    ).member("record").text("id")
    #expect(try agency.document("polygraph.records.hold-list/1", "retention", "holds").list("records").count == 1)
    let id = try item.text("id")
    try agency.run("retention", "destroy", id, "--reason", "run", "--yes", "--policy", policy).expectRefusal(
      1, ["held: hold"])
    try agency.run("retention", "lift", hold, "--reason", " ").expectRefusal(1, ["why"])
    try agency.run("retention", "lift", hold, "--reason", "settled").expectSuccess()
    try agency.run("retention", "destroy", "--reason", "run", "--policy", policy).expectRefusal(
      1, ["1 of 1 due record,", "cannot be undone", "Nothing was destroyed", "--yes"])
    try agency.run("exam", "show", agency.number).expectSuccess()
    let done = try agency.document(
      "polygraph.records.destruction/1", "retention", "destroy", "--reason", "run", "--yes", "--policy", policy)
    #expect(try done.integer("identities") == 1 && done.integer("records") == 3)
    try agency.run("exam", "show", agency.number).expectRefusal(1, ["There is no exam"])
    try agency.run("audit", "verify").expectSuccess()
    let folder = URL(filePath: agency.records).deletingLastPathComponent()
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
      let bytes = try Data(contentsOf: file)
      let isLeft = bytes.range(of: Data("Test Person".utf8)) != nil
      #expect(!isLeft, "\(file.lastPathComponent)")
    }
    #expect(try agency.document("polygraph.records.purge/1", "retention", "purge").text("records") == agency.records)
  }

  @Test("a complaint is taken from its receipt to its answer")
  func complaint() throws {
    #expect(try agency.run("complaint", "add", "--allegation", "x").status == 64)
    let schema = "polygraph.records.complaint/1"
    let id = try agency.document(
      schema, "complaint", "add", "--exam", agency.number, "--allegation", "shouted"
    ).member("record").text("id")
    try agency.run("complaint", "acknowledge", id).expectSuccess()
    try agency.run("complaint", "triage", id, "--vague").expectRefusal(1, ["lacks"])
    try agency.run("complaint", "triage", id, "--vague", "--note", "when?").expectSuccess()
    try agency.run("complaint", "triage", id, "--specific").expectSuccess()
    try agency.run("complaint", "assign", id, "--to", "nobody").expectRefusal(1, ["investigator"])
    try agency.run("complaint", "assign", id, "--to", agency.account).expectSuccess()
    try agency.run("complaint", "investigate", id).expectSuccess()
    try agency.run("complaint", "find", id, "--finding", "he did", "--substantiated").expectSuccess()
    try agency.run("complaint", "decide", id, "--remedy", "retest").expectSuccess()
    let shown = try agency.run("complaint", "show", id)
    #expect(shown.text.contains("he did (substantiated)") && shown.text.contains("next: answer"))
    #expect(try agency.document("polygraph.records.complaint-list/1", "complaint", "list").list("records").count == 1)
    let answered = try agency.document(schema, "complaint", "answer", id, "--text", "You are right.")
    #expect(try answered.member("record").text("state") == "answered")
    #expect(try agency.document("polygraph.records.complaint-list/1", "complaint", "list").list("records").isEmpty)
    let own = try agency.document(
      schema, "complaint", "add", "--about", agency.account, "--allegation", "late"
    ).member("record").text("id")
    try agency.run("complaint", "acknowledge", own).expectRefusal(1, ["about themselves", "not-permitted"])
  }

  @Test("what is given is in the log of the person, with its confirmation")
  func disclosures() throws {
    let release = ["disclosure", "release", agency.number, "--to", "personnel-security", "--authority", "a"]
    let early = try CommandRunner.run(
      ["records"] + release + ["--content", "c", "--records", agency.records])
    early.expectRefusal(1, ["certified"])
    let given = try agency.document(
      "polygraph.records.disclosure/1", "exam", "disclose", agency.number, "--to", "Court", "--authority", "order",
      "--content", "dates")
    let id = try given.member("record").text("id")
    try agency.run("disclosure", "confirm", id, "--reference", "R-1").expectSuccess()
    let log = try agency.document(
      "polygraph.records.disclosures/1", "disclosure", "list", "--examinee", agency.examinee)
    let entry = try #require(try log.list("entries").first)
    #expect(try entry.text("recipient") == "Court" && entry.text("reference") == "R-1")
    let table = try agency.run("disclosure", "list", "--exam", agency.number)
    #expect(table.text.contains("Court") && table.text.contains("order"))
  }

  @Test("exports are redacted unless a reason is given, stay in their folder, and keep what is there")
  func exports() throws {
    let out = agency.folder.url.appending(path: "out").path
    let schema = "polygraph.records.exported/1"
    let files = try agency.document(schema, "export", "exam", agency.number, "--out", out)
    let path = try #require(files["files"] as? [String]).first ?? ""
    #expect(path.hasPrefix(out + "/exam-") && path.hasSuffix(".json"))
    let redacted = try JSONDocumentText(path)
    #expect(redacted.text.contains("exam-redacted/1") && redacted.text.contains("personal data"))
    #expect(!redacted.text.contains(agency.examinee) && !redacted.text.contains("C-1"))
    #expect(try agency.run("export", "exam", agency.number, "--out", out, "--unredacted").status == 64)
    #expect(try agency.run("export", "exam", agency.number, "--out", out, "--reason", "x").status == 64)
    let full = ["export", "exam", agency.number, "--out", out, "--unredacted", "--reason", "order 4"]
    let refused = try CommandRunner.run(["records"] + full + ["--records", agency.records])
    refused.expectRefusal(1, ["--replace"])
    #expect(try JSONDocumentText(path).text == redacted.text, "what is there is kept")
    let before = try agency.document("polygraph.records.exam-log/1", "export", "log", agency.number)
    #expect(try before.list("entries").map { try $0.text("action") } == ["exam.requested"], "nothing was exported")
    let replaced = try CommandRunner.run(["records"] + full + ["--replace", "--records", agency.records])
    replaced.expectSuccess()
    #expect(try JSONDocumentText(path).text.contains("Test Person"))
    let log = try agency.run("export", "log", agency.number)
    #expect(log.text.contains("exported") && log.text.contains("order 4"))
    try agency.run("export", "referral", agency.examinee, "--out", out).expectRefusal(1, ["no referral record"])
  }

  @Test("the register has the exam; the name only with a reason")
  func register() throws {
    let schema = "polygraph.records.exam-register/1"
    let entry = try #require(try agency.document(schema, "export", "register").list("entries").first)
    #expect(try entry.text("number") == agency.number && !entry.keys.contains("name"))
    #expect(try agency.run("export", "register", "--names").status == 64)
    let named = try agency.document(schema, "export", "register", "--names", "--reason", "inspection")
    #expect(try named.list("entries").first?.text("name") == "Test Person")
    let since = try agency.document(schema, "export", "register", "--from", "2026-01-01T00:00:00Z")
    #expect(try since.list("entries").isEmpty, "it has no date yet")
  }

  @Test("an office is put under a policy file, which is read strictly")
  func site() throws {
    let policy = try agency.write("site.json", "{\"sensitiveTopics\":{},\"privateSector\":{\"leastMinutes\":100}}")
    let wrong = try agency.write("wrong.json", "{\"privateSector\":{\"minutes\":100}}")
    try agency.run("site", "set", "SAT", "--file", wrong, "--reason", "x").expectRefusal(1, ["no setting 'minutes'"])
    #expect(try agency.run("site", "set", "SAT", "--reason", "x").status == 64)
    let set = try agency.run("site", "set", "SAT", "--file", policy, "--reason", "private work")
    set.expectSuccess()
    #expect(set.text.contains("at least 100 min") && set.text.contains("religion"))
    let shown = try agency.document("polygraph.records.office/1", "site", "show", "SAT").member("record")
    #expect(try shown.member("site").member("privateSector").integer("examsPerDay") == 5)
    try agency.run("exam", "disclose", agency.number, "--to", "a", "--authority", "b", "--content", "c").expectRefusal(
      1, ["private-sector mode"])
    let consent = try agency.write("consent.txt", "I consent.")
    let given = try agency.document(
      "polygraph.records.disclosure/1", "exam", "disclose", agency.number, "--to", "a", "--authority", "b", "--content",
      "c", "--attachment", consent)
    #expect(try given.member("record").text("attachment").count == 64)
    let flags = try agency.document(
      "polygraph.records.question-flags/1", "site", "flags", agency.number, "--as", "supervisor")
    #expect(try flags.list("flags").isEmpty)
    let cleared = try agency.run("site", "set", "SAT", "--none", "--reason", "over")
    #expect(cleared.text == "SAT: no modes\n")
  }
}

/// A file's text.
private struct JSONDocumentText {
  let text: String
  init(_ path: String) throws { text = try String(contentsOf: URL(filePath: path), encoding: .utf8) }
}

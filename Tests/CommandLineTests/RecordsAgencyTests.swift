import Foundation
import TestSupport
import Testing

@Suite("polygraph records: an agency's exams")
struct RecordsAgencyTests {
  private let scratch: TemporaryFolder
  private var records: String { scratch.url.appending(path: "office/records.sqlite").path }

  init() throws { scratch = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> CommandRunner.Outcome {
    try CommandRunner.run(["records"] + arguments + ["--records", records])
  }

  /// Runs a command that must succeed, and gives its JSON document.
  private func document(_ schema: String, _ arguments: String...) throws -> JSONDocument {
    let outcome = try CommandRunner.run(["records"] + arguments + ["--records", records, "--json"])
    outcome.expectSuccess()
    return try JSONDocument(outcome.output, schema: schema)
  }

  private func write(_ name: String, _ text: String) throws -> String {
    let url = scratch.url.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  /// An agency of one person with every role, and an exam that is requested.
  private func open() throws -> (account: String, number: String) {
    var arguments = ["init", "--name", "One"]
    for role in ["examiner", "reviewer", "supervisor", "adjudicator", "referral-officer"] {
      arguments += ["--role", role]
    }
    let made = try CommandRunner.run(["records"] + arguments + ["--records", records, "--json"])
    made.expectSuccess()
    let people = try JSONDocument(made.output, schema: "polygraph.records.person-list/1")
    let account = try #require(try people.list("records").first).text("account")
    _ = try document("polygraph.records.office/1", "office", "SAT", "--name", "San Antonio")
    _ = try document(
      "polygraph.records.instrument/1", "instrument", "77", "--model", "LX6", "--check-due", "2100-01-01T00:00:00Z")
    let examinee = try write(
      "examinee.json",
      """
      {"name":"Test Person","born":"1990-01-01","birthplace":"Nowhere","number":"A-1","document":{"type":"passport",
      "number":"P1","issuer":"US","expires":"2030-01-01T00:00:00Z"}}
      """)
    let person = try document("polygraph.records.examinee-list/1", "examinee", "--add", examinee)
    let id = try #require(try person.list("records").first).text("id")
    let exam = try document(
      "polygraph.records.exam-file/1", "exam", "request", "--office", "SAT", "--case", "C-1", "--authority", "law",
      "--requester", "hiring", "--examinee", id, "--test-format", "federal-zct")
    return (account, try exam.member("record").text("number"))
  }

  @Test("every command explains itself with an example, in 80 columns")
  func help() throws {
    let commands: [String] = [
      "init", "exam", "exam request", "exam list", "exam show", "exam schedule", "exam forms", "exam questions",
      "exam charts", "exam seal", "exam step", "exam disclose", "review", "review list", "review assign",
      "review package", "review seal", "review attest", "admission", "admission list", "admission note",
      "admission step", "admission adjudicate", "referral", "referral ledger", "referral draft", "referral step",
      "referral escalate", "people", "people list", "people add", "office", "instrument", "examinee",
      "audit verify", "audit checkpoint",
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

  @Test("an exam goes through its guards to quality control, and its examiner cannot review it")
  func wholeWay() throws {
    let (account, number) = try open()
    let schedule = [
      "exam", "schedule", number, "--examiner", account, "--instrument", "77", "--at", "2026-12-01T14:00:00Z",
    ]
    let refused = try CommandRunner.run(["records"] + schedule + ["--records", records])
    refused.expectRefusal(1, ["examiner-qualified", "step-refused"])
    let forced = try CommandRunner.run(
      ["records"] + schedule
        + ["--override", "examiner-qualified", "--reason", "renewal is under way", "--records", records])
    forced.expectSuccess()
    #expect(forced.text.contains("OVERRIDDEN examiner-qualified"))
    try run("exam", "step", number, "check-in").expectRefusal(1, ["identity-verified", "recording-notice"])
    let now = "2026-12-01T14:05:00Z"
    let forms = try write(
      "forms.json",
      """
      {"identityVerifiedAt":"\(now)","recordingNoticeAt":"\(now)","toldOfDisclosuresAt":"\(now)",
      "toldOfRightToStopAt":"\(now)","advisement":"general","medical":{"selfRated":"good","decision":"fit"},
      "consent":{"form":"CF","version":"1","at":"\(now)","signature":"signed"}}
      """)
    try run("exam", "forms", number, "--file", forms).expectSuccess()
    for step in ["check-in", "begin-pretest"] { try run("exam", "step", number, step).expectSuccess() }
    let admission = try document(
      "polygraph.records.admission/1", "admission", "note", number, "--phase", "pretest", "--at", "75.5", "--category",
      "smuggling", "--certainty", "plain", "--summary", "own words", "--disqualifying"
    ).member("record").text("id")
    try run("exam", "step", number, "begin-acquaintance").expectRefusal(1, ["stop-gate-open"])
    try run("exam", "step", number, "pause").expectSuccess()
    try run("admission", "adjudicate", admission, "--no-stop", "--reason", "rule 4 b").expectSuccess()
    for step in ["resume", "begin-acquaintance", "review-questions"] {
      try run("exam", "step", number, step).expectSuccess()
    }
    let questions = try write(
      "questions.json",
      "[{\"label\":\"R5\",\"kind\":\"relevant\",\"text\":\"Did you?\",\"answer\":\"No\",\"reviewedAt\":\"\(now)\"}]")
    try run("exam", "questions", number, "--file", questions, "--freeze").expectSuccess()
    try run("exam", "step", number, "begin-test").expectSuccess()
    try run("exam", "charts", number, CommandRunner.exam).expectSuccess()
    try run("exam", "step", number, "finish-test").expectSuccess()
    let sheet = scratch.url.appending(path: "sheet.json")
    let scored = try CommandRunner.run("score", CommandRunner.exam, "--json", "--quiet")
    try scored.output.write(to: sheet)
    try run("exam", "seal", number, CommandRunner.exam, "--sheet", sheet.path).expectSuccess()
    try run("exam", "step", number, "begin-posttest").expectSuccess()
    let sound = try write("session.flac", "sound")
    try run("exam", "step", number, "submit", "--package", sheet.path).expectRefusal(1, ["recording-complete"])
    try run("exam", "step", number, "submit", "--package", sheet.path, "--recording", sound + ":7200").expectSuccess()
    let shown = try document("polygraph.records.exam-file/1", "exam", "show", number)
    #expect(try shown.member("record").text("state") == "submitted")
    #expect(try shown.member("record").text("opinion") == "DI")
    try run("review", "assign", number, "--reviewer", account).expectRefusal(1, ["reviewer-independent"])
    #expect(try document("polygraph.records.review-list/1", "review", "list").list("records").isEmpty)
    try referral(admission)
    try audit()
  }

  private func referral(_ admission: String) throws {
    for step in ["structure", "submit"] { try run("admission", "step", admission, step).expectSuccess() }
    let draft = try document(
      "polygraph.records.referral/1", "referral", "draft", admission, "--level", "state", "--agency", "State police",
      "--category", "smuggling", "--urgency", "routine", "--summary", "own words")
    let id = try draft.member("record").text("id")
    for step in ["submit", "approve"] { try run("referral", "step", id, step).expectSuccess() }
    let policy = try write("policy.json", "{\"referralHours\":{\"routine\":{\"sent\":0}}}")
    let sent = try document("polygraph.records.referral/1", "referral", "step", id, "send", "--policy", policy)
    #expect(try sent.member("record").text("due") == sent.member("record").text("since"))
    let ledger = try document("polygraph.records.ledger/1", "referral", "ledger")
    let entry = try #require(try ledger.list("open").first)
    #expect(try entry.text("state") == "sent" && entry.text("level") == "state")
    #expect(try ledger.integer("overdue") == 1)
    #expect(try run("referral", "ledger", "--check").status == 1)
    #expect(try document("polygraph.records.escalated/1", "referral", "escalate").keys.contains("escalated"))
    try run("referral", "step", id, "close").expectRefusal(1, ["acknowledge", "give-up"])
  }

  private func audit() throws {
    let out = scratch.url.appending(path: "checkpoint.json").path
    let key = scratch.url.appending(path: "key").path
    let made = try document("polygraph.records.checkpoint/1", "audit", "checkpoint", "--key", key, "--out", out)
    let publicKey = try made.text("publicKey")
    try run("audit", "checkpoint", "--key", key, "--out", out).expectRefusal(1, ["not overwritten"])
    try run("office", "ELP").expectSuccess()
    try run("audit", "verify", "--checkpoint", out, "--public-key", publicKey).expectSuccess()
    try run("audit", "verify", "--checkpoint", out, "--public-key", String(repeating: "0", count: 64)).expectRefusal(
      1, ["another key"])
    let other = scratch.url.appending(path: "other/records.sqlite").path
    try CommandRunner.run("records", "init", "--records", other).expectSuccess()
    let foreign = try CommandRunner.run("records", "audit", "verify", "--checkpoint", out, "--records", other)
    #expect(foreign.status == 1 && foreign.text.contains("checkpoint-broken"))
  }

  @Test("records without people refuse the agency's commands, and init is done once")
  func uninitialised() throws {
    _ = try CommandRunner.run("score", CommandRunner.exam, "--record", "--records", records)
    try run("exam", "list").expectRefusal(1, ["records init", "records-not-initialised"])
    try run("init").expectSuccess()
    try run("init").expectRefusal(1, ["have people already"])
    try run("exam", "list").expectRefusal(1, ["not-permitted"])
    #expect(try document("polygraph.records.exams/1", "exams").integer("total") == 1)
  }
}

import Foundation
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphRecords

/// A client that is not this program: it logs in with a person's own database role and says what it likes.
private struct Bypass {
  let connection: PostgreSQLConnection

  init(_ agency: SampleAgency, _ folder: TemporaryFolder, as actor: Actor) throws {
    let server = try PostgreSQLServer.shared.get()
    connection = try PostgreSQLConnection(
      url: server.url(PostgreSQLServer.database(folder), as: actor.account.name), timeout: 10)
    try connection.script("SET search_path = polygraph, pg_temp")
  }

  /// How many rows a question is answered with, or why it is refused.
  func rows(_ sql: String) throws -> Int {
    var count = 0
    try connection.run(sql, []) { _ in count += 1 }
    return count
  }

  /// The SQLSTATE that a script is refused with, or `nil` when it goes through.
  func refusal(_ sql: String) -> String? {
    do {
      try connection.script(sql)
      return nil
    } catch PostgreSQLFailure.refused(let state, _) {
      try? connection.script("ROLLBACK")
      return state
    } catch {
      return "\(error)"
    }
  }
}

@Suite("The server's grants and policies hold against a client that bypasses this program")
struct PostgreSQLSecurityTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// An agency with a submitted exam that has an admission, and its examinee.
  private func submitted() async throws -> (SampleAgency, RecordIdentifier, RecordIdentifier) {
    let agency = try await SampleAgency.make(.postgreSQLRoles, in: folder)
    let exam = try await agency.request(try await agency.addExaminee())
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let admission = try await agency.admit(exam)
    try await agency.runTest(exam)
    return (agency, exam, admission)
  }

  @Test("a reviewer reads no score, opinion, admission or case fact until their own scores are sealed")
  func blindness() async throws {
    let (agency, exam, _) = try await submitted()
    try await agency.store.assignReview(exam: exam, reviewer: agency.reviewer.account.name, by: agency.chief)
    let client = try Bypass(agency, folder, as: agency.reviewer)
    func seen() throws -> [Int] {
      try [
        "SELECT 1 FROM record WHERE kind IN ('exam-file', 'admission', 'pre-test')", "SELECT 1 FROM result",
        "SELECT 1 FROM opinion", "SELECT 1 FROM record WHERE kind = 'score-seal'",
      ].map { try client.rows($0) }
    }
    #expect(try seen() == [0, 0, 0, 0])
    // The blind package is what is reviewed: the lists of charts and questions hold free texts and exclusions.
    #expect(try client.rows("SELECT 1 FROM record WHERE kind IN ('chart', 'question-list')") == 0)
    #expect(try client.rows("SELECT 1 FROM exam") == 0)
    #expect(try client.rows("SELECT 1 FROM chart") == 0)
    #expect(try client.rows("SELECT 1 FROM record WHERE kind = 'review'") == 1)
    // Saying that the scores are sealed does not open the file; sealing them does.
    #expect(
      client.refusal("UPDATE record SET state = 'sealed', version = version + 1 WHERE kind = 'review'") == "42501")
    #expect(try seen() == [0, 0, 0, 0])
    try await agency.store.sealReview(exam: exam, result: Sample.result(), opinion: .inconclusive, by: agency.reviewer)
    #expect(try seen() == [3, 2, 1, 2])
    #expect(try Bypass(agency, folder, as: agency.second).rows("SELECT 1 FROM result") == 0, "another reviewer")
  }

  @Test("each role reads what it may and nothing else")
  func reading() async throws {
    let (agency, _, _) = try await submitted()
    let kinds = ["exam-file", "admission", "pre-test", "person"]
    for (name, _) in SampleAgency.people {
      let client = try Bypass(agency, folder, as: agency.actor(name, .examiner))
      let counts = try kinds.map { try client.rows("SELECT 1 FROM record WHERE kind = '\($0)'") }
      let identity = client.refusal("SELECT 1 FROM identity.examinee") == nil
      let trail = client.refusal("SELECT * FROM audit_entry") == nil
      let all = SampleAgency.people.count
      let expected: ([Int], Bool, Bool) =
        switch name {
        case "chief", "dan": ([1, 1, 1, all], true, true)
        case "eve", "ada": ([1, 1, 1, all], true, false)
        case "ole": ([1, 1, 0, all], true, false)
        case "eva": ([0, 0, 0, all], true, false)
        case "adm", "ann": ([0, 0, 0, all], false, true)
        default: ([0, 0, 0, all], false, false)
        }
      #expect(counts == expected.0 && identity == expected.1 && trail == expected.2, "\(name)")
    }
  }

  @Test("nobody changes or deletes the audit trail, takes away a record, or rises to another's rights")
  func trail() async throws {
    let (agency, _, _) = try await submitted()
    for (name, _) in SampleAgency.people {
      let client = try Bypass(agency, folder, as: agency.actor(name, .examiner))
      for sql in [
        "UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry",
        "DELETE FROM record", "DELETE FROM result", "UPDATE result SET opinion = 'NDI'", "DELETE FROM opinion",
        "DROP TABLE audit_entry", "ALTER TABLE record DISABLE ROW LEVEL SECURITY",
        "SET session_replication_role = replica", "SELECT grant_access(current_user::text, 'supervisor')",
        "SET ROLE \"srv\(agency.suffix)\"",
      ] {
        #expect(client.refusal(sql) == "42501", "\(name): \(sql)")
      }
    }
  }

  @Test("a change without its own entry in the trail, or under another's name, is refused")
  func entries() async throws {
    let (agency, exam, admission) = try await submitted()
    let client = try Bypass(agency, folder, as: agency.chief)
    #expect(
      client.refusal("UPDATE record SET state = 'no-action', version = version + 1 WHERE id = '\(admission)'")
        == "42501")
    #expect(client.refusal("UPDATE record SET kind = 'hold', version = version + 1 WHERE id = '\(exam)'") == "42501")
    let forged = """
      INSERT INTO audit_entry (sequence, time, actor, action, kind, record, salt, previous, digest)
      SELECT max(sequence) + 1, 0, '\(agency.examiner.account.name)', 'x', 'x', 'x', '\\x00', 'x', 'x' FROM audit_entry
      """
    #expect(client.refusal(forged) == "42501", "the examiner's name")
    let report = try await StoreKind.postgreSQL.open(in: folder).verifyAudit()
    #expect(report.isIntact)
  }

  @Test("a client that writes its own entries takes an exam along no other way than the lifecycle's")
  func lifecycle() async throws {
    let (agency, exam, admission) = try await submitted()
    /// Changes a document and its row as this program would, with an entry in the trail.
    func change(_ actor: Actor, _ id: RecordIdentifier, _ kind: String, _ state: String?, _ edit: String) throws
      -> String?
    {
      let who = actor.account.name
      return try Bypass(agency, folder, as: actor).refusal(
        """
        BEGIN;
        CREATE TEMP TABLE changed ON COMMIT DROP AS
          SELECT id, convert_to((\(edit))::text, 'UTF8') AS document FROM (
            SELECT id, convert_from(document, 'UTF8')::jsonb AS d FROM record WHERE id = '\(id)') r;
        INSERT INTO audit_entry (sequence, time, actor, action, kind, record, after_sha256, salt, previous, digest)
          SELECT (SELECT max(sequence) + 1 FROM audit_entry), 0, '\(who)', 'x', '\(kind)', '\(id)',
            encode(sha256(document), 'hex'), decode(repeat('00', 32), 'hex'), 'x', 'x' || random() FROM changed;
        UPDATE record SET document = changed.document, sha256 = encode(sha256(changed.document), 'hex'),
          version = version + 1\(state.map { ", state = '\($0)'" } ?? "") FROM changed WHERE record.id = changed.id;
        COMMIT
        """)
    }
    func step(_ actor: Actor, _ from: String, _ to: String, as name: String? = nil) -> String {
      let who = name ?? actor.account.name
      let entry = "{\"from\":\"\(from)\",\"to\":\"\(to)\",\"by\":\"\(who)\",\"event\":\"x\",\"overridden\":[]}"
      return
        "jsonb_set(d, '{state}', '\"\(to)\"') || jsonb_build_object('history', d -> 'history' || '\(entry)'::jsonb)"
    }
    let file = "exam-file"
    let chief = agency.chief
    // Past the review; without a step in the history; under another's name; with another history; another opinion.
    #expect(try change(chief, exam, file, "certified", step(chief, "submitted", "certified")) == "42501")
    #expect(try change(chief, exam, file, "returned", "jsonb_set(d, '{state}', '\"returned\"')") == "42501")
    #expect(try change(chief, exam, file, "returned", step(chief, "submitted", "returned", as: "x")) == "42501")
    #expect(try change(chief, exam, file, nil, "jsonb_set(d, '{history}', '[]')") == "42501")
    #expect(try change(chief, exam, file, nil, "jsonb_set(d, '{history,0,by}', '\"x\"')") == "42501")
    #expect(try change(chief, exam, file, nil, "jsonb_set(d, '{opinion}', '\"NDI\"')") == "42501")
    #expect(try change(chief, exam, file, nil, "jsonb_set(d, '{state}', '\"certified\"')") == "42501")
    // The examiner does not do what is the supervisor's.
    let examiner = agency.examiner
    #expect(try change(examiner, exam, file, "returned", step(examiner, "submitted", "returned")) == "42501")
    // An admission does not come to rest without its supervisor.
    let rest = "jsonb_set(d, '{state}', '\"no-action\"')"
    #expect(try change(examiner, admission, "admission", "no-action", rest) == "42501")
    let untouched = try await StoreKind.postgreSQL.open(in: folder).verifyAudit()
    #expect(untouched.isIntact, "nothing of it was kept: \(untouched.findings)")
    // What the lifecycle allows goes through, so the refusals above are the trigger's.
    #expect(try change(chief, exam, file, "returned", step(chief, "submitted", "returned")) == nil)
    #expect(try change(chief, admission, "admission", "no-action", rest) == nil)
  }

  @Test("what an owner changes behind the program's back is named")
  func tampering() async throws {
    let (agency, exam, admission) = try await submitted()
    _ = agency
    let server = try PostgreSQLServer.shared.get()
    let owner = try PostgreSQLConnection(url: server.url(PostgreSQLServer.database(folder)), timeout: 10)
    try owner.script(
      """
      SET search_path = polygraph; SET session_replication_role = replica;
      UPDATE record SET state = 'no-action' WHERE id = '\(admission)';
      UPDATE record SET document = document || '\\x20' WHERE id = '\(exam)';
      DELETE FROM record WHERE kind = 'pre-test';
      UPDATE identity.examinee SET key = 'other';
      """)
    let found = try await StoreKind.postgreSQL.open(in: folder).verifyAudit().findings
    let named = Set(found.map { "\($0.code.rawValue) \($0.kind?.rawValue ?? "")" })
    #expect(
      named == [
        "record-altered admission", "record-altered exam-file", "record-missing pre-test", "record-altered examinee",
      ])
  }

  @Test("a person's own login acts for that person alone")
  func ownLogin() async throws {
    let (agency, exam, _) = try await submitted()
    let server = try PostgreSQLServer.shared.get()
    let store = try await PostgreSQLRecordStore.open(
      server.url(PostgreSQLServer.database(folder), as: agency.examiner.account.name))
    #expect(try await store.examFile(exam, by: agency.examiner).record.state == .submitted)
    #expect(await agency.code { _ = try await store.examFile(exam, by: agency.chief) } == .notPermitted)
    #expect(await agency.code { _ = try await store.verifyAudit() } == .notPermitted, "others do not see every record")
  }
}

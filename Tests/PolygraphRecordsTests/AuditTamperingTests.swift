import Foundation
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("What is changed behind the program's back is named")
struct AuditTamperingTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The codes, and where they point: `record-altered exam`, `entry-missing 2`.
  private func findings(after sql: String) async throws -> [String] {
    let url = try await SQLiteRecordStore.makeFilled(in: folder)
    try SQLiteRecordStore.tamper(url, sql)
    let report = try await SQLiteRecordStore.open(url).verifyAudit()
    #expect(report.isIntact == report.findings.isEmpty)
    return report.findings.map { finding in
      "\(finding.code.rawValue) \(finding.kind?.rawValue ?? finding.sequence.map(String.init) ?? "")"
    }
  }

  @Test("an untouched file has no findings")
  func untouched() async throws {
    #expect(try await findings(after: "SELECT 1").isEmpty)
  }

  @Test(
    "a changed column of any record is named",
    arguments: [
      ("UPDATE exam SET name = 'OTHER' WHERE name = 'DEMO01'", "exam"),
      ("UPDATE exam SET test_format = NULL WHERE name = 'DEMO01'", "exam"),
      ("UPDATE exam SET filed_by = 'nobody' WHERE name = 'DEMO01'", "exam"),
      ("UPDATE exam SET filed_at = filed_at - 1 WHERE name = 'DEMO01'", "exam"),
      ("UPDATE exam SET charts_sha256 = 'x' WHERE name = 'DEMO01'", "exam"),
      ("UPDATE exam SET sha256 = 'x' WHERE name = 'DEMO01'", "exam"),
      ("UPDATE chart SET sha256 = 'x' WHERE position = 1 AND exam = (SELECT min(id) FROM exam)", "exam"),
      ("DELETE FROM chart WHERE position = 2 AND exam = (SELECT min(id) FROM exam)", "exam"),
      ("UPDATE result SET opinion = 'NDI' WHERE method = 'ess-m' AND opinion = 'DI'", "result"),
      ("UPDATE result SET profile_version = '2' WHERE method = 'ross'", "result"),
      ("UPDATE result SET status = 'refused' WHERE method = 'ross'", "result"),
      ("UPDATE result SET status = 'excellent' WHERE method = 'ross'", "result"),
      ("UPDATE result SET document = CAST('{}' AS BLOB) WHERE method = 'ross'", "result"),
      ("UPDATE opinion SET opinion = 'NDI' WHERE opinion = 'DI'", "opinion"),
      ("UPDATE opinion SET reason = 'examiner' WHERE opinion = 'DI'", "opinion"),
      ("UPDATE opinion SET result = NULL WHERE opinion = 'DI'", "opinion"),
    ])
  func alteredRecord(sql: String, kind: String) async throws {
    #expect(try await findings(after: sql) == ["record-altered \(kind)"])
  }

  @Test("a document that is replaced together with its digests is named")
  func replacedDocument() async throws {
    // Everything the attacker can recompute is recomputed, but for the trail.
    let sql = """
      UPDATE opinion SET opinion = 'NDI', sha256 = (SELECT sha256 FROM opinion WHERE opinion = 'NDI')
      WHERE opinion = 'DI'
      """
    #expect(try await findings(after: sql) == ["record-altered opinion"])
  }

  @Test("missing and added records are named")
  func missingAndAdded() async throws {
    let missing = try await findings(after: "DELETE FROM opinion WHERE opinion = 'DI'")
    #expect(missing == ["record-missing opinion"])
  }

  @Test("an exam that is taken out with all that belongs to it is named, each record")
  func missingExam() async throws {
    let sql = """
      DELETE FROM opinion WHERE exam = (SELECT id FROM exam WHERE name = 'DEMO02');
      DELETE FROM result WHERE exam = (SELECT id FROM exam WHERE name = 'DEMO02');
      DELETE FROM chart WHERE exam = (SELECT id FROM exam WHERE name = 'DEMO02');
      DELETE FROM exam WHERE name = 'DEMO02';
      """
    let found = try await findings(after: sql)
    #expect(found.sorted() == ["record-missing exam", "record-missing opinion", "record-missing result"])
  }

  @Test("a record that is put in is named")
  func addedRecord() async throws {
    let sql = """
      INSERT INTO opinion SELECT '00000000-0000-7000-8000-000000000000', exam, result, 'NDI', reason, stated_at,
        stated_by, sha256 FROM opinion WHERE opinion = 'DI'
      """
    #expect(try await findings(after: sql) == ["record-added opinion"])
  }

  @Test("rows whose record is gone are named")
  func orphans() async throws {
    let found = try await findings(after: "DELETE FROM exam WHERE name = 'DEMO02'")
    #expect(found.contains("record-missing exam") && found.contains("store-damaged "))
  }

  @Test(
    "a changed entry of the trail is named",
    arguments: [
      "time = time + 1", "actor = 'nobody'", "action = 'exam.burnt'", "kind = 'opinion'",
      "record = (SELECT id FROM exam WHERE name = 'DEMO02')", "before_sha256 = 'x'", "after_sha256 = 'x'",
      "salt = zeroblob(32)", "salt = zeroblob(31)", "digest = 'x'",
    ])
  func alteredEntry(change: String) async throws {
    let found = try await findings(after: "UPDATE audit_entry SET \(change) WHERE sequence = 2")
    #expect(found.contains("entry-altered 2"), "\(found)")
  }

  @Test("missing entries are named, with the record they spoke of", arguments: [1, 3, 6])
  func missingEntry(sequence: Int) async throws {
    let found = try await findings(after: "DELETE FROM audit_entry WHERE sequence = \(sequence)")
    #expect(found.contains("entry-missing \(sequence)"), "\(found)")
    #expect(found.contains { $0.hasPrefix("record-added") }, "\(found)")
  }

  @Test("a missing entry is named even where the later ones were numbered anew")
  func missingAndRenumbered() async throws {
    let found = try await findings(
      after: """
        DELETE FROM audit_entry WHERE sequence IN (3, 4);
        UPDATE audit_entry SET sequence = sequence - 2 WHERE sequence = 5;
        UPDATE audit_entry SET sequence = sequence - 2 WHERE sequence = 6;
        UPDATE audit_entry SET sequence = sequence - 2 WHERE sequence = 7;
        """)
    #expect(
      Array(found.prefix(4)) == ["entry-reordered 3", "entry-missing 3", "entry-reordered 4", "entry-reordered 5"])
  }

  @Test("an entry that was emptied as a destruction would, without a destruction that tells of it, is named")
  func forgedErasure() async throws {
    let url = try await SQLiteRecordStore.makeFilled(in: folder)
    let trail = try await SQLiteRecordStore.open(url).auditTrail()
    let entry = try #require(trail.last { $0.payload.kind == .opinion })
    // The true commitment keeps every link of the chain, whatever the columns say from then on.
    let commitment = try #require(entry.commitmentDigest()).hexadecimal
    try SQLiteRecordStore.tamper(
      url,
      """
      DELETE FROM opinion WHERE id = '\(entry.payload.record)';
      UPDATE audit_entry SET salt = NULL, commitment = '\(commitment)', before_sha256 = NULL, after_sha256 = NULL,
        reason = NULL, actor = 'nobody' WHERE sequence = \(entry.sequence)
      """)
    let report = try await SQLiteRecordStore.open(url).verifyAudit()
    let named = report.findings.map { "\($0.code.rawValue) \($0.sequence ?? 0)" }
    #expect(!report.isIntact && named.contains("entry-altered \(entry.sequence)"), "\(named)")
  }

  @Test(
    "after a destruction, what its entry vouches for cannot be changed",
    arguments: [
      "actor = 'nobody'", "time = time + 1", "role = 'examiner'", "kind = 'office'", "action = 'created.otherwise'",
      "reason = 'put in'", "after_sha256 = digest",
    ])
  func changedRemains(change: String) async throws {
    let agency = try await SampleAgency.make(.sqlite, in: folder)
    let exam = try await agency.closed()
    let owner = try await agency.owner(in: folder, later: 1830)
    _ = try await owner.destroy([exam], reason: "run", by: agency.admin)
    #expect(try await owner.verifyAudit().isIntact)
    let emptied = try await owner.auditTrail().filter { $0.payload.record == exam && $0.salt == nil }
    let place = try #require(emptied.first).sequence
    try SQLiteRecordStore.tamper(
      StoreKind.file(in: folder), "UPDATE audit_entry SET \(change) WHERE sequence = \(place)")
    let findings = try await owner.verifyAudit().findings
    #expect(findings.contains { $0.code == .entryAltered && $0.sequence == place }, "\(findings)")
  }

  @Test("the entry of a destruction cannot be taken for another record's, nor be left out")
  func movedDestruction() async throws {
    let agency = try await SampleAgency.make(.sqlite, in: folder)
    let exams = [try await agency.closed(seed: 1), try await agency.closed(seed: 2)]
    let owner = try await agency.owner(in: folder, later: 1830)
    _ = try await owner.destroy(exams, reason: "run", by: agency.admin)
    let destroyed = try await owner.auditTrail().filter {
      exams.contains($0.payload.record) && $0.payload.action == .destroyed
    }
    #expect(destroyed.count == 2)
    let emptied = try await owner.auditTrail().filter { $0.payload.record == exams[0] && $0.salt == nil }
    // An entry of the one record is given to the other, whose destruction does not vouch for it.
    let place = try #require(emptied.last).sequence
    try SQLiteRecordStore.tamper(
      StoreKind.file(in: folder), "UPDATE audit_entry SET record = '\(exams[1])' WHERE sequence = \(place)")
    let altered = try await owner.verifyAudit().findings.filter { $0.code == .entryAltered }.compactMap(\.sequence)
    #expect(altered.contains(place))
  }

  @Test("exchanged entries are named")
  func reordered() async throws {
    let found = try await findings(
      after: """
        UPDATE audit_entry SET sequence = 100 WHERE sequence = 2;
        UPDATE audit_entry SET sequence = 2 WHERE sequence = 3;
        UPDATE audit_entry SET sequence = 3 WHERE sequence = 100;
        """)
    #expect(found == ["entry-reordered 2", "entry-reordered 3"])
  }

  @Test("an entry that is put in at the end without the chain is named")
  func addedEntry() async throws {
    let sql = """
      INSERT INTO audit_entry SELECT 8, time, actor, role, action, kind, record, reason, before_sha256,
        after_sha256, salt, commitment, 'no digest', 'another' FROM audit_entry WHERE sequence = 7
      """
    #expect(try await findings(after: sql) == ["entry-added 8"])
  }

  @Test("a table, trigger or column that is not ours is refused at the door")
  func foreignObjects() async throws {
    let url = try await SQLiteRecordStore.makeFilled(in: folder)
    let trigger = "CREATE TRIGGER quiet AFTER INSERT ON opinion BEGIN DELETE FROM opinion WHERE id = new.id; END"
    try SQLiteRecordStore.tamper(url, trigger)
    await #expect { try await SQLiteRecordStore.open(url) } throws: { ($0 as? RecordError)?.code == .damaged }
  }

  @Test("an altered record is listed as not intact, and is not given out otherwise")
  func alteredIsNotUsed() async throws {
    let url = try await SQLiteRecordStore.makeFilled(in: folder)
    try SQLiteRecordStore.tamper(
      url,
      """
      UPDATE result SET opinion = 'NDI' WHERE method = 'ess-m' AND opinion = 'DI';
      UPDATE result SET document = CAST('{}' AS BLOB) WHERE method = 'ross';
      """)
    let store = try await SQLiteRecordStore.open(url)
    let listing = try await store.exams()
    #expect(listing.exams.map(\.intact) == [true, false])
    let altered = listing.exams[1]
    await #expect { try await store.exam(altered.id) } throws: { ($0 as? RecordError)?.code == .altered }
    for result in altered.results {
      await #expect { try await store.sealedResult(result.id) } throws: { ($0 as? RecordError)?.code == .altered }
    }
    #expect(try await store.exam(listing.exams[0].id).intact)
  }
}

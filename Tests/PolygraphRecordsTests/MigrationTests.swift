import Foundation
import PolygraphIntegrity
import PolygraphQuantities
import TestSupport
import Testing

import class GRDB.DatabaseQueue

@testable import PolygraphRecords

@Suite("Records of earlier versions are taken over whole")
struct MigrationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a file of each earlier version is migrated once, and everything in it is as it was")
  func sqlite() async throws {
    #expect(SQLiteSchema.currentVersion == 3, "there is a file for each earlier version")
    let url = folder.url.appending(path: "old.sqlite")
    try FileManager.default.copyItem(at: Repository.fixture("records/version-1.sqlite"), to: url)
    let store = try await SQLiteRecordStore.open(url)
    let report = try await store.verifyAudit()
    #expect(report.isIntact && report.entryCount == 4 && report.recordCount == 4)
    let trail = try await store.auditTrail()
    #expect(trail.map(\.payload.action) == [.examFiled, .resultSealed, .resultSealed, .opinionStated])
    #expect(trail.allSatisfy { $0.payload.role == nil && $0.payload.reason == nil && $0.commitment == nil })
    let exam = try #require(try await store.exams().exams.first)
    #expect(exam.name == "SIM1" && exam.results.map(\.method) == ["ess-m", "pss"] && exam.charts.count == 3)
    for result in exam.results { #expect(try await store.sealedResult(result.id).result.method == result.method) }
    let admin = try await store.initialise(account: RecordActor(name: "adm"), name: "Adm")
    let again = try await SQLiteRecordStore.open(url)
    #expect(try await again.verifyAudit().isIntact)
    let actor = Actor(RecordActor(name: admin.account), as: .administrator)
    #expect(try await again.directory(Person.self, by: actor).map(\.record) == [admin])
  }

  @Test("a file of version 2 keeps its agency, and its exams are found by their case's number")
  func sqliteVersionTwo() async throws {
    let url = folder.url.appending(path: "old.sqlite")
    try FileManager.default.copyItem(at: Repository.fixture("records/version-2.sqlite"), to: url)
    let store = try await SQLiteRecordStore.open(url)
    let report = try await store.verifyAudit()
    #expect(report.isIntact && report.entryCount == 14 && report.recordCount == 11, "\(report)")
    let account = RecordActor(name: try #require(try await store.auditTrail().last).payload.actor.name)
    let chief = Actor(account, as: .supervisor)
    let found = try await store.examFiles(caseNumber: "C-1", by: chief)
    #expect(found.map(\.record.number) == ["SAT-26-00001"] && found[0].record.state == .pretest)
    #expect(try await store.examFiles(caseNumber: "C-2", by: chief).isEmpty)
    let statistics = try await store.statistics(by: .office, as: chief)
    #expect(statistics.all.counts.begun == 1 && statistics.groups.map(\.name) == ["SAT"])
    #expect(statistics.all.rate("withAdmission")?.count == 1)
  }

  @Test("a server's records of each earlier version are migrated by their owner, and everything in them is as it was")
  func postgreSQLVersions() async throws {
    #expect(PostgreSQLSchema.currentVersion == 3)
    let server = try PostgreSQLServer.shared.get()
    for version in 1...2 {
      let name = "m\(version)" + PostgreSQLServer.database(folder)
      let url = try server.makeDatabase(name)
      let connection = try PostgreSQLConnection(url: url, timeout: 10)
      try connection.script("BEGIN")
      for step in PostgreSQLSchema.steps.prefix(version) { try connection.script(step) }
      try connection.script("INSERT INTO polygraph.schema_version VALUES (\(version)); COMMIT")
      // What a program of that version wrote: the rows of a records file of version 2.
      try Self.copyRecords(to: connection, in: folder, name: name)
      // Version 2 keeps the cases' numbers beside the documents.
      if version >= 2 {
        try connection.script(
          """
          BEGIN; SET LOCAL session_replication_role = replica;
          UPDATE record SET subject = 'C-1' WHERE kind = 'exam-file'; COMMIT
          """)
      }
      do {
        _ = try await PostgreSQLRecordStore.open(url)
        Issue.record("records of version \(version) were used unmigrated")
      } catch let error as RecordError {
        #expect(error.code == .refused)
      }
      let store = try await PostgreSQLRecordStore.open(url, creating: true, accounts: .owner)
      let report = try await store.verifyAudit()
      #expect(report.isIntact && report.entryCount == 14 && report.recordCount == 11, "\(report.findings)")
      let account = RecordActor(name: try #require(try await store.auditTrail().last).payload.actor.name)
      let chief = Actor(account, as: .supervisor)
      #expect(try await store.examFiles(caseNumber: "C-1", by: chief).map(\.record.number) == ["SAT-26-00001"])
      #expect(try await store.statistics(as: chief).all.counts.begun == 1)
    }
  }

  /// Writes the rows of the fixture of version 2 to a server, as its owner and behind the triggers.
  private static func copyRecords(
    to connection: PostgreSQLConnection, in folder: TemporaryFolder, name: String
  ) throws {
    let file = folder.url.appending(path: name + ".sqlite")
    try FileManager.default.copyItem(at: Repository.fixture("records/version-2.sqlite"), to: file)
    let queue = try DatabaseQueue(path: file.path)
    try connection.script("SET search_path = polygraph; BEGIN; SET LOCAL session_replication_role = replica")
    for table in ["exam", "chart", "result", "opinion", "record", "examinee", "audit_entry"] {
      try queue.read { db in
        try SQLiteSession(db: db).query("SELECT * FROM \(table)", []) { row in
          let names = row.columns.sorted { $0.value < $1.value }.map(\.key)
          let places = names.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
          let target = table == "examinee" ? "identity.examinee" : "polygraph." + table
          try connection.run(
            "INSERT INTO \(target) (\(names.joined(separator: ", "))) VALUES (\(places))", row.values)
        }
      }
    }
    try connection.script("COMMIT")
  }

  @Test("two programs that open an old file at once migrate it once")
  func atOnce() async throws {
    let url = folder.url.appending(path: "old.sqlite")
    try FileManager.default.copyItem(at: Repository.fixture("records/version-1.sqlite"), to: url)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<6 { group.addTask { try await SQLiteRecordStore.open(url).verifyAudit().isIntact } }
      for try await isIntact in group { #expect(isIntact) }
    }
  }

  @Test("a server's records of a newer version are refused, and an empty database is told")
  func postgreSQL() async throws {
    let server = try PostgreSQLServer.shared.get()
    let url = try server.makeDatabase(PostgreSQLServer.database(folder))
    func code() async -> RecordError.Code? {
      do { _ = try await PostgreSQLRecordStore.open(url, accounts: .owner) } catch {
        return (error as? RecordError)?.code
      }
      return nil
    }
    #expect(await code() == .notFound)
    _ = try await PostgreSQLRecordStore.open(url, creating: true, accounts: .owner)
    #expect(await code() == nil)
    try PostgreSQLConnection(url: url, timeout: 5).script("UPDATE polygraph.schema_version SET version = 9")
    #expect(await code() == .newerSchema)
    try PostgreSQLConnection(url: url, timeout: 5).script("UPDATE polygraph.schema_version SET version = 0")
    #expect(await code() == .notFound)
  }
}

@Suite("Checkpoints of the audit trail")
struct CheckpointTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func key() throws -> SigningKey {
    let url = folder.url.appending(path: "key")
    try SigningKey().write(to: url)
    return try SigningKey(contentsOf: url)
  }

  @Test("a trail that goes on still keeps its checkpoint; one that was cut or written anew does not")
  func checkpoint() async throws {
    let store = try await StoreKind.sqlite.open(in: folder)
    let key = try key()
    func code(_ body: () async throws -> Void) async -> RecordError.Code? {
      do { try await body() } catch { return (error as? RecordError)?.code }
      return nil
    }
    #expect(await code { _ = try await store.checkpoint(signedWith: key) } == .refused, "nothing to vouch for")
    for seed in 0..<4 { _ = try await store.file(Sample.filing(seed), by: Sample.examiner) }
    let checkpoint = try await store.checkpoint(signedWith: key)
    #expect(checkpoint.sequence == 4 && checkpoint.publicKey == key.publicKey)
    #expect(try checkpoint.isSigned())
    _ = try await store.file(Sample.filing(5), by: Sample.examiner)
    #expect(try await store.verifyAudit(against: checkpoint).isIntact)
    // The newest entries and their records are taken away: the trail alone cannot know.
    let url = StoreKind.file(in: folder)
    try SQLiteRecordStore.tamper(
      url,
      """
      DELETE FROM chart WHERE exam IN (SELECT record FROM audit_entry WHERE sequence >= 3);
      DELETE FROM exam WHERE id IN (SELECT record FROM audit_entry WHERE sequence >= 3);
      DELETE FROM audit_entry WHERE sequence >= 3;
      """)
    #expect(try await store.verifyAudit().isIntact)
    #expect(try await store.verifyAudit(against: checkpoint).findings.map(\.code) == [.checkpointBroken])
    for seed in 7..<9 { _ = try await store.file(Sample.filing(seed), by: Sample.examiner) }
    #expect(try await store.verifyAudit(against: checkpoint).findings.map(\.code) == [.checkpointBroken])
  }

  @Test("a changed checkpoint, or one signed by another, is not signed")
  func forged() async throws {
    let store = try await StoreKind.sqlite.open(in: folder)
    _ = try await store.file(Sample.filing(), by: Sample.examiner)
    let checkpoint = try await store.checkpoint(signedWith: try key())
    let json = try String(decoding: CanonicalJSON.encode(checkpoint), as: UTF8.self)
    func read(_ text: String) throws -> AuditCheckpoint {
      try JSONDecoder().decode(AuditCheckpoint.self, from: Data(text.utf8))
    }
    #expect(try read(json).isSigned())
    for (from, to) in [
      ("\"sequence\":1", "\"sequence\":2"), (checkpoint.head, String(repeating: "0", count: 64)),
      (checkpoint.publicKey, SigningKey().publicKey), ("checkpoint/1", "checkpoint/2"),
    ] {
      let changed = try read(json.replacing(from, with: to))
      #expect(changed != checkpoint)
      #expect(try !changed.isSigned())
    }
  }

  @Test("a key file that others may read, or that is none, is refused, and none is overwritten")
  func keyFiles() throws {
    let url = folder.url.appending(path: "key")
    try SigningKey().write(to: url)
    #expect(try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int == 0o600)
    #expect(throws: SigningKeyError.unwritable(url.path)) { try SigningKey().write(to: url) }
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: url.path)
    #expect(throws: SigningKeyError.exposed(url.path)) { try SigningKey(contentsOf: url) }
    let other = folder.url.appending(path: "none")
    #expect(throws: SigningKeyError.unreadable(other.path)) { try SigningKey(contentsOf: other) }
    try Data("not a key".utf8).write(to: other)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: other.path)
    #expect(throws: SigningKeyError.unreadable(other.path)) { try SigningKey(contentsOf: other) }
  }

  @Test(
    "a destroyed record takes the salts of its entries with it, and the chain still verifies",
    arguments: StoreKind.allCases)
  func destruction(kind: StoreKind) async throws {
    let clock = SteppingClock()
    let store = try await kind.open(in: folder, clock: clock)
    let admin = Actor(RecordActor(name: "adm"), as: .administrator)
    _ = try await store.initialise(account: admin.account, name: "Adm")
    let office = try await store.add(Office(id: RecordIdentifier(at: clock()), code: "X", name: "secret"), by: admin)
    let before = try await store.auditTrail()
    try await store.transaction(.change, as: admin.account) { records in
      try records.destroy(records.fetch(Office.self, office.record.id), by: admin, reason: "due")
    }
    let trail = try await store.auditTrail()
    #expect(trail.count == before.count + 1 && trail.map(\.digest).starts(with: before.map(\.digest)))
    let erased = trail[1]
    #expect(erased.salt == nil && erased.payload.after == nil && erased.commitment != nil)
    #expect(trail[2].payload.action == .destroyed && trail[2].payload.reason == "due" && trail[2].salt != nil)
    let report = try await store.verifyAudit()
    #expect(report.isIntact && report.recordCount == 1, "\(report.findings)")
  }
}

import Foundation
import TestSupport
import Testing

import struct GRDB.Configuration
import struct GRDB.DatabaseError
import class GRDB.DatabaseQueue

@testable import PolygraphRecords

@Suite("The SQLite store")
struct SQLiteRecordStoreTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func permissions(_ url: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
  }

  private func code(_ body: () async throws -> Void) async -> RecordError.Code? {
    do { try await body() } catch { return (error as? RecordError)?.code }
    return nil
  }

  @Test("the file is the owner's alone, and so are the files beside it and the folders that are made")
  func ownersAlone() async throws {
    let url = folder.url.appending(path: "new/folder/records.sqlite")
    func check() async throws {
      let store = try await SQLiteRecordStore.open(url, creating: true)
      _ = try await store.file(Sample.filing(), by: Sample.examiner)
      for suffix in ["", "-wal", "-shm"] { #expect(try permissions(URL(filePath: url.path + suffix)) == 0o600) }
      let names = try FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)
      #expect(Set(names) == ["records.sqlite", "records.sqlite-wal", "records.sqlite-shm"])
    }
    try await check()
    for made in ["new", "new/folder"] { #expect(try permissions(folder.url.appending(path: made)) == 0o700) }
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: url.path)
    try await check()
  }

  @Test("every change is on the disk, keys are checked, and the schema is not trusted")
  func settings() async throws {
    let store = try await SQLiteRecordStore.open(StoreKind.file(in: folder), creating: true)
    let names = ["journal_mode", "synchronous", "foreign_keys", "trusted_schema", "user_version", "application_id"]
    let settings = try await store.queue.read { db in
      try names.map { try String.fetchOne(db, sql: "PRAGMA \($0)") }
    }
    #expect(settings == ["wal", "2", "1", "0", "3", "1347176274"])
  }

  @Test("a missing file is made only when asked")
  func missingFile() async throws {
    let url = StoreKind.file(in: folder)
    #expect(await code { _ = try await SQLiteRecordStore.open(url) } == .notFound)
    #expect(!FileManager.default.fileExists(atPath: url.path))
    #expect(await code { _ = try await SQLiteRecordStore.open(url, creating: true) } == nil)
    #expect(await code { _ = try await SQLiteRecordStore.open(folder.url, creating: true) } == .notADatabase)
  }

  @Test("many programs may make the file at once")
  func madeAtOnce() async throws {
    let url = StoreKind.file(in: folder)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for seed in 0..<8 {
        group.addTask {
          let store = try await SQLiteRecordStore.open(url, creating: true)
          _ = try await store.file(Sample.filing(seed), by: Sample.examiner)
        }
      }
      try await group.waitForAll()
    }
    let store = try await SQLiteRecordStore.open(url)
    #expect(try await store.exams().total == 8)
    #expect(try await store.verifyAudit().isIntact)
  }

  @Test("a file that is no records file is refused and left as it is")
  func foreignFiles() async throws {
    let url = folder.url.appending(path: "other")
    let database = folder.url.appending(path: "other.sqlite")
    try SQLiteRecordStore.tamper(database, "CREATE TABLE mine (a)")
    let cases: [(Data, RecordError.Code)] = [
      (Data("not a database at all, but a letter".utf8), .notADatabase), (Data(), .damaged),
      (Data("SQLite for".utf8), .notADatabase), (Data(count: 5000), .notADatabase),
      (try Data(contentsOf: database), .foreignDatabase),
    ]
    for (content, expected) in cases {
      try content.write(to: url)
      #expect(await code { _ = try await SQLiteRecordStore.open(url, creating: true) } == expected)
      #expect(try Data(contentsOf: url) == content)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(Set(names) == ["other", "other.sqlite"], "nothing is left beside it")
  }

  @Test("a file of a newer version is refused and left as it is")
  func newerVersion() async throws {
    let url = try await SQLiteRecordStore.makeFilled(in: folder)
    try SQLiteRecordStore.tamper(url, "PRAGMA user_version = 4")
    let content = try Data(contentsOf: url)
    #expect(await code { _ = try await SQLiteRecordStore.open(url) } == .newerSchema)
    #expect(try Data(contentsOf: url) == content)
  }

  @Test("a full disk is told, nothing is half done, and the change succeeds when there is room")
  func fullDisk() async throws {
    let url = try await SQLiteRecordStore.makeFilled(in: folder)
    let store = try await SQLiteRecordStore.open(url, creating: false, clock: { .now() }) { db in
      // The engine then reports what it reports when the disk has no room.
      try db.execute(sql: "PRAGMA max_page_count = 1")
    }
    let before = try await store.exams()
    let large = Sample.filing(5, name: String(repeating: "x", count: 100_000))
    #expect(await code { _ = try await store.file(large, by: Sample.examiner) } == .diskFull)
    #expect(try await store.exams() == before)
    #expect(try await store.verifyAudit().isIntact)
    let roomy = try await SQLiteRecordStore.open(url)
    #expect(try await roomy.file(large, by: Sample.examiner).isNew)
    #expect(try await roomy.verifyAudit().isIntact)
  }

  @Test("records that someone else holds are told as locked, and can be changed when let go")
  func locked() async throws {
    let url = try await SQLiteRecordStore.makeFilled(in: folder)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let holder = try DatabaseQueue(path: url.path, configuration: configuration)
    // Nobody wants to wait as long in a test as in an office.
    let store = try await SQLiteRecordStore.open(url, creating: false, clock: { .now() }) { db in
      try db.execute(sql: "PRAGMA busy_timeout = 20")
    }
    try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    #expect(await code { _ = try await store.file(Sample.filing(9), by: Sample.examiner) } == .locked)
    #expect(try await store.exams().total == 2, "reading goes on meanwhile")
    try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    #expect(try await store.file(Sample.filing(9), by: Sample.examiner).isNew)
  }

  @Test("errors carry no content of records")
  func quietErrors() async throws {
    let error = DatabaseError(
      resultCode: .SQLITE_CONSTRAINT, message: "secret", sql: "INSERT secret", arguments: ["secret"])
    let told = SQLiteRecordStore.recordError(error, file: "records.sqlite")
    #expect(!"\(told)".contains("secret") && "\(told)".contains("records.sqlite"))
  }
}

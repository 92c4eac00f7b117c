import Foundation
import GRDB
import PolygraphQuantities

/// Records in one SQLite file, for one person or one office.
///
/// The file is in write-ahead mode and every change is on the disk when the call returns (`synchronous=FULL`). Several
/// stores, in one process or in several, may use one file at once; a change waits for another one for up to
/// ``busyTimeout``. All calls of a store run one after the other on a queue of its own. The file is closed when the
/// store goes away.
///
/// The file and the files SQLite keeps beside it are the owner's alone (0600), and so is a folder that is made for them
/// (0700). Whoever may write to the file can change it behind this program's back; the audit trail shows it.
public final class SQLiteRecordStore: RecordStore {
  /// How long a change waits for another program's.
  public static let busyTimeout = Seconds(10)

  /// The path of the records file.
  public let path: String
  let queue: DatabaseQueue
  let clock: @Sendable () -> Timestamp

  /// Opens a records file.
  ///
  /// *Errors*: ``RecordError``; without `creating`, a missing file is ``RecordError/Code/notFound``. A file that is
  /// empty, cut off, of another program or of a newer version of this one is refused and left as it is.
  public static func open(_ url: URL, creating: Bool = false) async throws -> SQLiteRecordStore {
    try await open(url, creating: creating, clock: { Timestamp.now() }, prepare: { _ in })
  }

  static func open(
    _ url: URL, creating: Bool, clock: @escaping @Sendable () -> Timestamp,
    prepare: @escaping @Sendable (Database) throws -> Void
  ) async throws -> SQLiteRecordStore {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(
          with: Result { try SQLiteRecordStore(url, creating: creating, clock: clock, prepare: prepare) })
      }
    }
  }

  private init(
    _ url: URL, creating: Bool, clock: @escaping @Sendable () -> Timestamp,
    prepare: @escaping @Sendable (Database) throws -> Void
  ) throws {
    path = url.absoluteURL.path
    self.clock = clock
    let path = path
    var configuration = Configuration()
    configuration.label = "records"
    configuration.busyMode = .timeout(Self.busyTimeout.value)
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA synchronous = FULL;
          PRAGMA trusted_schema = OFF;
          PRAGMA cell_size_check = ON;
          """)
      try prepare(db)
    }
    do {
      if creating, !FileManager.default.fileExists(atPath: path) { try SQLiteFile.create(url) }
      try SQLiteFile.checkPresence(path)
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { db in
        try SQLiteFile.check(db, path)
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
          throw RecordError.damaged("The records file cannot be put into write-ahead mode.", file: path)
        }
        try SQLiteSchema.migrate(db, file: path)
        try SQLiteSchema.check(db, file: path)
      }
    } catch {
      throw Self.recordError(error, file: path)
    }
  }

  /// The path of the records file.
  public var location: String { path }

  /// Runs a transaction on the store's queue, as ``RecordStore/transaction(_:as:_:)`` says. The account plays no part:
  /// in a file, roles are checked by this program alone.
  public func transaction<Value: Sendable>(
    _ kind: TransactionKind, as account: RecordActor?,
    _ body: @escaping @Sendable (RecordTransaction) throws -> Value
  ) async throws -> Value {
    let (clock, path) = (clock, path)
    let run: @Sendable (Database) throws -> Value = { db in
      try body(RecordTransaction(SQLiteSession(db: db), clock: clock, location: path))
    }
    do {
      return switch kind {
      case .read: try await queue.read(run)
      case .change: try await queue.write(run)
      }
    } catch {
      throw Self.recordError(error, file: path)
    }
  }

  /// Verifies the trail, as ``RecordStore/verifyAudit(against:)`` says: before it the file's own structure. Of a file
  /// whose structure is damaged nothing else is told.
  public func verifyAudit(against checkpoint: AuditCheckpoint?) async throws -> AuditReport {
    let (clock, path) = (clock, path)
    do {
      return try await queue.read { db in
        try SQLiteSchema.check(db, file: path)
        let damage = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }.map {
          "The structure of the records file is damaged: \($0)."
        }
        guard damage.isEmpty else {
          var verification = AuditVerification()
          verification.addDamage(damage)
          return try verification.report()
        }
        let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
        let lost = orphans > 0 ? ["\(orphans) rows belong to records that are not there."] : []
        return try RecordTransaction(SQLiteSession(db: db), clock: clock, location: path).verifyAudit(
          damage: lost, checkpoint: checkpoint)
      }
    } catch {
      throw Self.recordError(error, file: path)
    }
  }
}

/// Destruction.
extension SQLiteRecordStore {
  /// Nothing: whoever opens the file sees all of it.
  public func requireOwner() async throws {}

  /// Writes the file anew without what was deleted, and empties the log; see ``RecordStore/purgeDestroyed()``. The disk
  /// itself may keep blocks it gave up: that is the encrypted disk's to answer for.
  public func purgeDestroyed() async throws {
    let path = path
    do {
      try await queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA secure_delete = ON")
        try db.execute(sql: "VACUUM")
        let isBusy = try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") != 0
        guard !isBusy else {
          throw RecordError(
            code: .locked,
            message: "The records are destroyed, but another program reads them, and the file's log still holds their "
              + "bytes. End it, and overwrite them ('polygraph records retention purge').", file: path)
        }
      }
    } catch {
      throw Self.recordError(error, file: path)
    }
  }
}

extension SQLiteRecordStore {
  /// What an error of the engine means to the caller. The engine's own texts are left out: they can hold content.
  static func recordError(_ error: any Error, file: String) -> any Error {
    if let error = error as? RecordError, error.file == nil {
      return RecordError(code: error.code, message: error.message, file: file)
    }
    guard let error = error as? DatabaseError else { return error }
    func made(_ code: RecordError.Code, _ message: String) -> RecordError {
      RecordError(code: code, message: message, file: file)
    }
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return made(
        .locked,
        "Another program has held the records for more than \(Int(busyTimeout.value)) s. Let it finish, and do "
          + "the same again.")
    case .SQLITE_FULL:
      return made(.diskFull, "The disk is full; nothing of this change was kept. Make room, and do the same again.")
    case .SQLITE_NOTADB:
      return made(
        .notADatabase,
        "This is no SQLite database, or its head is damaged. Give the path of a records file or of a new one; "
          + "restore a damaged one from a backup.")
    case .SQLITE_CORRUPT:
      return RecordError.damaged(
        "The records file is damaged (SQLite code \(error.extendedResultCode.rawValue)).", file: file)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
      return made(.noAccess, "The records file or its folder cannot be written by this user. Mend the permissions.")
    case .SQLITE_IOERR:
      return made(
        .inputOutput,
        "The disk failed under the records file (SQLite code \(error.extendedResultCode.rawValue)); this "
          + "change was not kept. Check the disk.")
    default:
      return made(
        .unexpected,
        "The database engine refused (SQLite code \(error.extendedResultCode.rawValue)); this change was not "
          + "kept. Verify the audit trail.")
    }
  }
}

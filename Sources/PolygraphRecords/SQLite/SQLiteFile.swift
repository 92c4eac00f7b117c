import Foundation
import GRDB
import Glibc

/// The records file on disk: how it comes into being, and what is looked at before it is used.
///
/// Nothing here opens a records file that others may have open: when a process closes a file, the system lets go of
/// every lock the process holds on it, those of its other stores among them.
enum SQLiteFile {
  /// Refuses what is no file, or an empty one.
  static func checkPresence(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(errno, path, "found") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw RecordError(code: .notADatabase, message: "This is no file, so it is no records file.", file: path)
    }
    guard status.st_size > 0 else {
      throw RecordError.damaged("The records file is empty: it was cut off, or is not a records file.", file: path)
    }
  }

  /// Refuses a database that is no records file or is cut off, before anything is written to it, and takes it from
  /// others' eyes.
  static func check(_ db: Database, _ path: String) throws {
    // The engine reads what lacks of the last page as zeros. Only a log can make that good, after a crash.
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(errno, path, "found") }
    let pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 512
    guard Int(status.st_size) % pageSize == 0 || hasLog(path) else {
      throw RecordError.damaged("The records file is cut off.", file: path)
    }
    guard try Int.fetchOne(db, sql: "PRAGMA application_id") == SQLiteSchema.applicationIdentifier else {
      throw RecordError(
        code: .foreignDatabase,
        message: "This is a SQLite database of another program; it is left untouched. Give the path of a records file, "
          + "or of a new one.",
        file: path)
    }
    // The engine gives the files it makes beside this one the permissions it finds here; it has made them by now.
    guard status.st_mode & 0o077 != 0 else { return }
    guard chmod(path, 0o600) == 0 else { throw failure(errno, path, "protected") }
    for suffix in ["-wal", "-shm"] where chmod(path + suffix, 0o600) != 0 && errno != ENOENT {
      throw failure(errno, path + suffix, "protected")
    }
  }

  private static func hasLog(_ path: String) -> Bool {
    var status = stat()
    return stat(path + "-wal", &status) == 0 && status.st_size > 0
  }

  /// Makes a new records file, whole or not at all, unless one is there already.
  ///
  /// The file is made under another name and then linked to its own, so no one ever sees half a file, and of two
  /// programs that make it at once one makes it.
  static func create(_ url: URL) throws {
    let folder = url.deletingLastPathComponent()
    try makeFolder(folder)
    let scratch = folder.appending(path: ".\(url.lastPathComponent).\(UUID().uuidString)")
    let descriptor = Glibc.open(scratch.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(errno, url.path, "made") }
    close(descriptor)
    defer { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(scratch.path + suffix) } }
    let queue = try DatabaseQueue(path: scratch.path)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA application_id = \(SQLiteSchema.applicationIdentifier)")
      _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
      try SQLiteSchema.migrate(db, file: url.path)
    }
    try queue.close()
    guard link(scratch.path, url.path) == 0 || errno == EEXIST else { throw failure(errno, url.path, "made") }
    try synchronize(folder)
  }

  /// Makes the folders that are missing, for their owner alone; a folder that is there is left as it is.
  private static func makeFolder(_ folder: URL) throws {
    if mkdir(folder.path, 0o700) == 0 || errno == EEXIST { return }
    let parent = folder.deletingLastPathComponent()
    guard errno == ENOENT, parent.path != folder.path else { throw failure(errno, folder.path, "made") }
    try makeFolder(parent)
    guard mkdir(folder.path, 0o700) == 0 || errno == EEXIST else { throw failure(errno, folder.path, "made") }
  }

  private static func synchronize(_ folder: URL) throws {
    let descriptor = Glibc.open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno, folder.path, "opened") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(errno, folder.path, "synchronised") }
  }

  /// The error of a system call.
  private static func failure(_ number: Int32, _ path: String, _ what: String) -> RecordError {
    switch number {
    case ENOENT, ENOTDIR:
      RecordError(
        code: .notFound, message: "There is no records file here. File an exam first, or give the right path.",
        file: path)
    case EACCES, EPERM, EROFS:
      RecordError(
        code: .noAccess, message: "The records file cannot be \(what) by this user. Mend its permissions.", file: path)
    case ENOSPC, EDQUOT:
      RecordError(code: .diskFull, message: "The disk is full. Make room, and do the same again.", file: path)
    default:
      RecordError(
        code: .inputOutput,
        message: "The records file cannot be \(what): \(String(cString: strerror(number))). Check the disk.", file: path
      )
    }
  }
}

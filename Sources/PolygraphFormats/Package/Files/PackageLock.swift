import Foundation
import Glibc

/// A claim on a package's journal: whoever records, recovers, archives or amends a package holds it meanwhile.
///
/// The writer of a package holds it from the first record to the close. It ends with the value, and with the process.
final class PackageLock {
  private let descriptor: Int32

  /// Claims a package; one without a journal, or whose journal cannot be written, has nobody who records it.
  ///
  /// *Errors*: `busy` when another has it; `disk`.
  init?(_ path: String, _ calls: any FileCalls) throws(PackageError) {
    let journal = PackageNames.path(path, PackageNames.journal)
    guard FileManager.default.fileExists(atPath: journal) else { return nil }
    // The system's own call, so that a claim is none of the calls a disk can fail.
    let opened = SystemFileCalls().open(journal, creating: false)
    // What cannot be opened for writing, no other program of this person writes; that it cannot be read is told by
    // whoever reads it.
    guard opened >= 0 else { return nil }
    let claimed = calls.claim(Int32(opened))
    guard claimed >= 0 else {
      _ = SystemFileCalls().close(Int32(opened))
      throw claimed == -Int(EWOULDBLOCK) ? .busy(path) : .call("claimed", journal, claimed)
    }
    descriptor = Int32(opened)
  }

  deinit {
    // A child that another thread is just starting has the descriptor for a moment too; the claim ends here all the
    // same.
    flock(descriptor, LOCK_UN)
    _ = SystemFileCalls().close(descriptor)
  }
}

import Foundation

/// Files that are whole or not there: written under another name, brought to the disk, and renamed.
enum AtomicFile {
  /// The ending of a file that is not whole yet; readers pass such files over.
  static let partialEnding = ".partial"

  /// Writes a file, replacing the one of that name.
  static func write(_ data: Data, to path: String, _ calls: any FileCalls) throws(PackageError) {
    let partial = path + partialEnding
    _ = calls.remove(partial)
    let opened = calls.open(partial, creating: true)
    guard opened >= 0 else { throw .call("made", path, opened) }
    let descriptor = Int32(opened)
    let failure = fill(descriptor, data, path, calls)
    let closed = calls.close(descriptor)
    if let failure {
      _ = calls.remove(partial)
      throw failure
    }
    guard closed >= 0 else { throw .call("closed", path, closed) }
    try install(partial, as: path, calls)
  }

  /// Gives a file that is whole and on the disk its own name.
  static func install(_ partial: String, as path: String, _ calls: any FileCalls) throws(PackageError) {
    let renamed = calls.rename(partial, to: path)
    guard renamed >= 0 else { throw .call("put in place", path, renamed) }
    let synced = calls.synchronizeFolder((path as NSString).deletingLastPathComponent)
    guard synced >= 0 else { throw .call("brought to the disk", path, synced) }
  }

  private static func fill(
    _ descriptor: Int32, _ data: Data, _ path: String, _ calls: any FileCalls
  ) -> PackageError? {
    var done = 0
    while done < data.count {
      let written = data.withUnsafeBytes { bytes in
        calls.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[done...]), at: done)
      }
      guard written > 0 else { return .call("written", path, written) }
      done += written
    }
    let synced = calls.synchronize(descriptor)
    return synced < 0 ? .call("brought to the disk", path, synced) : nil
  }
}

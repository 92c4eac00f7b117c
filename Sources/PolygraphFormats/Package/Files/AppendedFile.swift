import Glibc

/// A file that only grows, whose bytes stay in memory until the disk has them.
///
/// After a failed write or a failed sync everything since the last sync is written again: a file system may have
/// dropped what it could not write, and says so only once.
struct AppendedFile {
  let path: String
  private let descriptor: Int32
  private let calls: any FileCalls
  /// How many bytes are on the disk.
  private(set) var durable: Int
  /// The bytes behind them.
  private(set) var pending: [UInt8] = []
  private var written = 0
  private var isTorn = false

  /// Makes a new file.
  init(creating path: String, _ calls: any FileCalls) throws(PackageError) {
    let opened = calls.open(path, creating: true)
    guard opened >= 0 else { throw .call("made", path, opened) }
    self.init(path: path, descriptor: Int32(opened), durable: 0, calls)
  }

  /// Opens a file that ends in whole lines, to add to it.
  init(appendingTo path: String, _ calls: any FileCalls) throws(PackageError) {
    let opened = calls.open(path, creating: false)
    guard opened >= 0 else { throw .call("opened", path, opened) }
    let length = calls.length(Int32(opened))
    guard length >= 0 else {
      _ = calls.close(Int32(opened))
      throw .call("measured", path, length)
    }
    self.init(path: path, descriptor: Int32(opened), durable: length, calls)
  }

  private init(path: String, descriptor: Int32, durable: Int, _ calls: any FileCalls) {
    self.path = path
    self.descriptor = descriptor
    self.durable = durable
    self.calls = calls
  }

  /// Adds bytes in memory.
  mutating func append(_ bytes: [UInt8]) { pending += bytes }

  /// Hands the waiting bytes to the operating system, so that the end of the process does not lose them.
  mutating func flush() throws(PackageError) {
    if isTorn {
      // What stands behind the durable bytes may be half a line; it goes before anything is written again.
      let cut = calls.truncate(descriptor, to: durable)
      guard cut >= 0 else { throw .call("cut back", path, cut) }
      isTorn = false
    }
    while written < pending.count {
      let count = pending.withUnsafeBytes { bytes in
        calls.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[written...]), at: durable + written)
      }
      guard count > 0 else {
        rewind()
        throw .call("written", path, count)
      }
      written += count
    }
  }

  /// Brings everything to the disk.
  mutating func synchronize() throws(PackageError) {
    try flush()
    guard !pending.isEmpty else { return }
    let synced = calls.synchronize(descriptor)
    guard synced >= 0 else {
      rewind()
      throw .call("brought to the disk", path, synced)
    }
    durable += pending.count
    pending.removeAll(keepingCapacity: true)
    written = 0
  }

  /// Claims the file for this program alone.
  ///
  /// *Errors*: `busy`.
  func claim(package: String) throws(PackageError) {
    let claimed = calls.claim(descriptor)
    if claimed == -Int(EWOULDBLOCK) { throw .busy(package) }
    guard claimed >= 0 else { throw .call("claimed", path, claimed) }
  }

  /// Ends the claim and closes the file. The claim is given back by name: a child that another thread is just starting
  /// has the descriptor for a moment too.
  func close() {
    flock(descriptor, LOCK_UN)
    _ = calls.close(descriptor)
  }

  private mutating func rewind() {
    written = 0
    isTorn = true
    // Tried at once, so that a program that ends now leaves whole lines; tried again before the next write.
    if calls.truncate(descriptor, to: durable) >= 0 { isTorn = false }
  }
}

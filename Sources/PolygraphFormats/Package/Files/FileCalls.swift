import Foundation
import Glibc

/// The file system as the writer of a package uses it: one method a system call.
///
/// Every method returns what the call returns, or the negative of its error number. A caller may put another
/// implementation in place, to fail the nth call or to stall.
public protocol FileCalls: Sendable {
  /// Opens a file for reading and writing, making it when `creating` is set; it must not exist then.
  func open(_ path: String, creating: Bool) -> Int
  /// Writes bytes at a place of an open file.
  func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int
  /// Reads bytes from a place of an open file.
  func read(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int
  /// Brings a file's data, and the length that is needed to read them, to the disk.
  func synchronize(_ descriptor: Int32) -> Int
  /// Sets a file's length.
  func truncate(_ descriptor: Int32, to length: Int) -> Int
  /// Claims an open file for this program alone, without waiting: `EWOULDBLOCK` when another has it. The claim ends
  /// with the descriptor.
  func claim(_ descriptor: Int32) -> Int
  /// The length of an open file.
  func length(_ descriptor: Int32) -> Int
  /// Closes a file.
  func close(_ descriptor: Int32) -> Int
  /// Gives a file another name, replacing what had it.
  func rename(_ path: String, to target: String) -> Int
  /// Removes a file.
  func remove(_ path: String) -> Int
  /// Makes a folder that must not exist.
  func makeFolder(_ path: String) -> Int
  /// Brings a folder's names to the disk.
  func synchronizeFolder(_ path: String) -> Int
}

extension FileCalls {
  /// Calls `flock`, which also parts two descriptors of one program. A file system that has no such locks grants every
  /// claim.
  public func claim(_ descriptor: Int32) -> Int {
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return 0 }
    return [EWOULDBLOCK, EINTR, EBADF].contains(errno) ? -Int(errno) : 0
  }
}

/// The operating system's own calls.
public struct SystemFileCalls: FileCalls {
  /// Makes the calls.
  public init() {}

  /// Opens a file, never through a link.
  public func open(_ path: String, creating: Bool) -> Int {
    let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (creating ? O_CREAT | O_EXCL : 0)
    return result(Int(Glibc.open(path, flags, 0o644)))
  }

  /// Writes at a place; again when a signal came.
  public func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
    repeated { pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset)) }
  }

  /// Reads from a place; again when a signal came.
  public func read(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    repeated { pread(descriptor, bytes.baseAddress, bytes.count, off_t(offset)) }
  }

  /// Calls `fdatasync`.
  public func synchronize(_ descriptor: Int32) -> Int { repeated { Int(fdatasync(descriptor)) } }

  /// Calls `ftruncate`.
  public func truncate(_ descriptor: Int32, to length: Int) -> Int {
    repeated { Int(ftruncate(descriptor, off_t(length))) }
  }

  /// The length by `fstat`.
  public func length(_ descriptor: Int32) -> Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : -Int(errno)
  }

  /// Calls `close`. A signal in between is no failure: the file is closed then too.
  public func close(_ descriptor: Int32) -> Int {
    let closed = result(Int(Glibc.close(descriptor)))
    return closed == -Int(EINTR) ? 0 : closed
  }

  /// Calls `rename`.
  public func rename(_ path: String, to target: String) -> Int { result(Int(Glibc.rename(path, target))) }

  /// Calls `unlink`.
  public func remove(_ path: String) -> Int { result(Int(unlink(path))) }

  /// Calls `mkdir`.
  public func makeFolder(_ path: String) -> Int { result(Int(mkdir(path, 0o755))) }

  /// Calls `fsync` on the folder; the working folder when the path is empty, as the parent of a relative name is.
  public func synchronizeFolder(_ path: String) -> Int {
    let descriptor = Glibc.open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return -Int(errno) }
    defer { _ = Glibc.close(descriptor) }
    return repeated { Int(fsync(descriptor)) }
  }

  private func result(_ value: Int) -> Int { value < 0 ? -Int(errno) : value }

  private func repeated(_ call: () -> Int) -> Int {
    while true {
      let value = call()
      if value >= 0 { return value }
      if errno != EINTR { return -Int(errno) }
    }
  }
}

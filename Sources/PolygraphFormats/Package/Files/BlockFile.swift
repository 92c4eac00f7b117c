import Foundation
import Glibc
import PolygraphModel

/// A regular file that is read in blocks, by place. It is never mapped: a mapped file that is cut ends the process.
final class BlockFile: Sendable {
  let name: String
  private let descriptor: Int32

  /// Opens a file of a package.
  ///
  /// *Errors*: `not-readable`.
  init(_ folder: String, _ name: String) throws(FormatError) {
    self.name = name
    let path = PackageNames.path(folder, name)
    // Not blocking, so that a pipe in the file's place does not hang the reader.
    descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.failure(name, String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      Glibc.close(descriptor)
      throw Self.failure(name, "it is no regular file")
    }
  }

  deinit { Glibc.close(descriptor) }

  private static func failure(_ name: String, _ reason: String) -> FormatError {
    FormatError(code: "not-readable", message: "The file cannot be read: \(reason).", place: Place(file: name))
  }

  /// The file's length now.
  var length: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Fills a buffer from a place on and returns how many bytes there were.
  func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FormatError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure(name, String(cString: strerror(errno))) }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// The first bytes, fewer when the file is shorter.
  func head(_ count: Int) throws(FormatError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: min(count, length))
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(FormatError) in try read(buffer, at: 0) }
    }
    bytes.removeLast(bytes.count - (try result.get()))
    return bytes
  }

  /// All bytes of a file that is no longer than `limit`.
  ///
  /// *Errors*: `too-large`.
  func all(limit: Int) throws(FormatError) -> Data {
    guard length <= limit else {
      throw FormatError(
        code: "too-large", message: "The file has \(length) bytes; the limit is \(limit).", place: Place(file: name))
    }
    return Data(try head(length))
  }
}

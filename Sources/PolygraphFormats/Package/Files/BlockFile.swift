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

  /// The bytes of a disk that are read or lost together.
  static let sector = 4096

  /// For tests: bytes of files that the disk cannot read.
  @TaskLocal static var badSectors: (@Sendable (_ file: String, _ bytes: Range<Int>) -> Bool)?

  /// Fills a buffer from a place on and returns how many bytes there were.
  func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FormatError) -> Int {
    var done = 0
    while done < buffer.count {
      if let bad = Self.badSectors, bad(name, (offset + done)..<(offset + buffer.count)) {
        throw Self.failure(name, String(cString: strerror(EIO)))
      }
      let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure(name, String(cString: strerror(errno))) }
      if count == 0 { break }
      done += count
    }
    return done
  }

  /// Fills a buffer as ``read(_:at:)`` does; what a broken disk does not give becomes zeros. Returns those bytes'
  /// places.
  func readTolerantly(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> (count: Int, bad: [Range<Int>]) {
    if let count = try? read(buffer, at: offset) { return (count, []) }
    let count = max(0, min(buffer.count, length - offset))
    var bad: [Range<Int>] = []
    var place = offset
    while place < offset + count {
      let end = min((place / Self.sector + 1) * Self.sector, offset + count)
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[(place - offset)..<(end - offset)])
      if (try? read(part, at: place)) != part.count {
        for index in part.indices { part[index] = 0 }
        if let last = bad.last, last.upperBound == place {
          bad[bad.count - 1] = last.lowerBound..<end
        } else {
          bad.append(place..<end)
        }
      }
      place = end
    }
    return (count, bad)
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

  /// All bytes of a file that is no longer than `limit`; what a broken disk does not give is zeros.
  ///
  /// *Errors*: `too-large`.
  func allTolerantly(limit: Int) throws(FormatError) -> (data: Data, bad: [Range<Int>]) {
    try checkLength(limit)
    var bytes = [UInt8](repeating: 0, count: length)
    let (count, bad) = bytes.withUnsafeMutableBytes { readTolerantly($0, at: 0) }
    return (Data(bytes.prefix(count)), bad)
  }

  /// All bytes of a file that is no longer than `limit`.
  ///
  /// *Errors*: `too-large`.
  func all(limit: Int) throws(FormatError) -> Data {
    try checkLength(limit)
    return Data(try head(length))
  }

  private func checkLength(_ limit: Int) throws(FormatError) {
    guard length > limit else { return }
    throw FormatError(
      code: "too-large", message: "The file has \(length) bytes; the limit is \(limit).", place: Place(file: name))
  }
}

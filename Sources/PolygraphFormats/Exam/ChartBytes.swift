import Foundation
import Glibc
import PolygraphModel

/// A regular file's bytes, read at once into one block.
///
/// The block is filled by `read` and not mapped: a mapped file that another program cuts while it is parsed ends the
/// process with a bus error, which no caller could catch. Folders, pipes and devices are not opened, and a pipe put in
/// the file's place meanwhile does not block.
struct ChartBytes: ~Copyable {
  private let descriptor: CInt
  private let place: Place
  /// The size when the file was opened.
  let size: Int

  private init(descriptor: CInt, place: Place, size: Int) {
    self.descriptor = descriptor
    self.place = place
    self.size = size
  }

  /// Opens a file.
  ///
  /// *Errors*: `not-readable` for what is no regular file or cannot be opened.
  static func open(path: String, name: String) throws(FormatError) -> ChartBytes {
    let place = Place(file: name)
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure("be opened", place) }
    guard isRegular(status) else { throw irregular(place) }
    let descriptor = opened(path)
    guard descriptor >= 0 else { throw failure("be opened", place) }
    guard fstat(descriptor, &status) == 0, isRegular(status) else {
      close(descriptor)
      throw irregular(place)
    }
    return ChartBytes(descriptor: descriptor, place: place, size: Int(status.st_size))
  }

  deinit { close(descriptor) }

  /// The file's first bytes, fewer than `count` when it is shorter.
  func head(_ count: Int) throws(FormatError) -> Data { try bytes(min(count, size), isWhole: false) }

  /// All bytes.
  ///
  /// *Errors*: `not-readable` when the file cannot be read, or became shorter meanwhile.
  func all() throws(FormatError) -> Data { try bytes(size, isWhole: true) }

  private func bytes(_ count: Int, isWhole: Bool) throws(FormatError) -> Data {
    guard count > 0, let block = malloc(count) else { return Data() }
    var filled = 0
    while filled < count {
      let got = pread(descriptor, block + filled, count - filled, off_t(filled))
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else {
        let error = Self.failure("be read", place)
        free(block)
        throw error
      }
      if got == 0 { break }
      filled += got
    }
    guard filled == count || !isWhole else {
      free(block)
      throw FormatError(
        code: "not-readable",
        message: "The file had \(count) bytes and only \(filled) could be read: it was cut meanwhile. Read it again.",
        place: place)
    }
    return Data(bytesNoCopy: block, count: filled, deallocator: .free)
  }

  private static func opened(_ path: String) -> CInt {
    #if canImport(Glibc)
      Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #elseif canImport(Musl)
      Musl.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #else
      Darwin.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    #endif
  }

  private static func isRegular(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }

  private static func irregular(_ place: Place) -> FormatError {
    FormatError(code: "not-readable", message: "This is no regular file.", place: place)
  }

  private static func failure(_ what: String, _ place: Place) -> FormatError {
    FormatError(
      code: "not-readable", message: "The file cannot \(what): \(String(cString: strerror(errno))).", place: place)
  }
}

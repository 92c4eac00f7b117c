import Foundation
import Glibc
import PolygraphModel

/// Takes counts of several channels block by block and hands them out as ``SampleCounts``: from memory for a short
/// chart, else from a mapped temporary file that has no name any more.
final class CountStore {
  /// Counts of a chart that are kept in memory: 64 MB.
  static let mostInMemory = 1 << 24

  private let channels: Int
  private let length: Int
  private var arrays: [[Int32]] = []
  private var file: (path: String, descriptor: Int32)?

  /// Makes room for `channels` times `length` counts, zero until they are written.
  ///
  /// *Errors*: `no-room` when the temporary folder does not take them.
  init(channels: Int, length: Int, mostInMemory: Int = CountStore.mostInMemory) throws(FormatError) {
    self.channels = channels
    self.length = length
    guard channels * length > mostInMemory else {
      arrays = Array(repeating: [Int32](repeating: 0, count: length), count: channels)
      return
    }
    let path = FileManager.default.temporaryDirectory.appending(path: "polygraph-\(UUID().uuidString)").path
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure() }
    file = (path, descriptor)
    guard ftruncate(descriptor, off_t(channels * length * 4)) == 0 else { throw Self.failure() }
  }

  /// The mapped file while it has a name.
  var temporaryPath: String? { file?.path }

  deinit {
    if let file {
      close(file.descriptor)
      unlink(file.path)
    }
  }

  private static func failure() -> FormatError {
    FormatError(
      code: "no-room",
      message: "The samples do not fit the temporary folder: \(String(cString: strerror(errno))). Set TMPDIR to one"
        + " with room.")
  }

  /// Writes counts of a channel from a place on.
  func write(_ counts: UnsafeBufferPointer<Int32>, channel: Int, at start: Int) throws(FormatError) {
    precondition(start >= 0 && start + counts.count <= length, "Counts lie inside the store.")
    guard let file else {
      arrays[channel].withUnsafeMutableBufferPointer { array in
        for index in counts.indices { array[start + index] = counts[index] }
      }
      return
    }
    let bytes = UnsafeRawBufferPointer(counts)
    var done = 0
    while done < bytes.count {
      let place = (channel * length + start) * 4 + done
      let count = pwrite(file.descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(place))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure() }
      done += count
    }
  }

  /// The channels' counts. The file goes with the last of them.
  func finish() throws(FormatError) -> [SampleCounts] {
    guard let file else { return arrays.map { SampleCounts($0) } }
    var all: [SampleCounts] = []
    for channel in 0..<channels {
      do {
        all.append(
          try SampleCounts(mappingFileAt: file.path, byteOffset: channel * length * 4, count: length))
      } catch {
        throw FormatError(code: "no-room", message: error.description)
      }
    }
    return all
  }
}

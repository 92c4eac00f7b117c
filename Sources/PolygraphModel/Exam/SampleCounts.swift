import PolygraphQuantities

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A channel's samples as the instrument gave them: 32-bit integer counts, in memory or in a mapped file.
///
/// The value never changes after it is made; copies share the storage. An 8-hour recording of 16 channels at 1000 Hz is
/// mapped, not read.
public struct SampleCounts: Sendable {
  private enum Storage: Sendable {
    case array([Int32])
    case mapped(MappedCounts, Range<Int>)
  }
  private let storage: Storage

  /// Holds counts in memory.
  public init(_ counts: [Int32]) { storage = .array(counts) }

  /// Maps `count` native-endian 32-bit integers of a file, from `byteOffset` on, which must be a multiple of four.
  ///
  /// *Errors*: ``SampleStorageError`` when the file cannot be opened or mapped, or is shorter than asked for.
  public init(mappingFileAt path: String, byteOffset: Int = 0, count: Int) throws(SampleStorageError) {
    precondition(byteOffset >= 0 && byteOffset % 4 == 0 && count >= 0, "A mapping starts at a whole sample.")
    let map = try MappedCounts(path: path, sampleEnd: byteOffset / 4 + count)
    storage = .mapped(map, (byteOffset / 4)..<(byteOffset / 4 + count))
  }

  /// The number of samples.
  public var count: Int {
    switch storage {
    case .array(let counts): counts.count
    case .mapped(_, let range): range.count
    }
  }

  /// The count at a sample index from 0.
  public subscript(index: Int) -> Int32 { withUnsafeBuffer { $0[index] } }

  /// Calls `body` with all samples, without copying.
  public func withUnsafeBuffer<Result>(_ body: (UnsafeBufferPointer<Int32>) throws -> Result) rethrows -> Result {
    switch storage {
    case .array(let counts): return try counts.withUnsafeBufferPointer(body)
    case .mapped(let map, let range):
      return try withExtendedLifetime(map) { try body(UnsafeBufferPointer(rebasing: map.buffer[range])) }
    }
  }
}

extension SampleCounts: Equatable {
  /// Counts are equal when every sample is.
  public static func == (left: SampleCounts, right: SampleCounts) -> Bool {
    left.withUnsafeBuffer { a in right.withUnsafeBuffer { b in a.count == b.count && a.elementsEqual(b) } }
  }
}

/// Why a file of samples could not be mapped.
public struct SampleStorageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What happened and what to do.
  public let description: String
}

/// A read-only mapping of a file of 32-bit integers, undone with the last reference.
private final class MappedCounts: @unchecked Sendable {
  // Safe to share: the mapping is read-only and its extent never changes.
  let buffer: UnsafeBufferPointer<Int32>
  private let base: UnsafeMutableRawPointer?
  private let byteCount: Int

  init(path: String, sampleEnd: Int) throws(SampleStorageError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw SampleStorageError(path: path, description: "Cannot open \(path): \(reason).")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, Int(status.st_size) >= sampleEnd * 4 else {
      throw SampleStorageError(
        path: path, description: "\(path) holds \(status.st_size) bytes, \(sampleEnd * 4) are needed: it was cut.")
    }
    byteCount = sampleEnd * 4
    guard byteCount > 0 else {
      base = nil
      buffer = UnsafeBufferPointer(start: nil, count: 0)
      return
    }
    guard let map = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0), map != MAP_FAILED else {
      throw SampleStorageError(path: path, description: "Cannot map \(path): \(String(cString: strerror(errno))).")
    }
    base = map
    buffer = UnsafeBufferPointer(start: map.assumingMemoryBound(to: Int32.self), count: sampleEnd)
  }

  deinit {
    if let base { munmap(base, byteCount) }
  }
}

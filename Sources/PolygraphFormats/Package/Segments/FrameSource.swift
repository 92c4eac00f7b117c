import CSndfile
import Foundation
import PolygraphModel

/// A segment's frames, read in blocks: counts of one frame after those of the other, the status channel last.
protocol FrameSource {
  /// Channels of a frame, the status channel among them.
  var channels: Int { get }
  /// Whole frames there are.
  var frames: Int { get }
  /// Frames that were asked for, and that a broken disk did not give; zeros stand for them.
  var unreadable: [Range<Int>] { get }
  /// Fills `counts` with the frames from `start` on.
  mutating func read(from start: Int, into counts: UnsafeMutableBufferPointer<Int32>) throws(FormatError)
}

extension FrameSource {
  var unreadable: [Range<Int>] { [] }

  /// Frames that are read at once: some hundreds of kB.
  static var blockFrames: Int { 16_384 }

  /// Calls `body` with the frames of a range, block by block: the first frame of the block, and its counts.
  mutating func forEachBlock(
    _ range: Range<Int>, _ body: (Int, UnsafeBufferPointer<Int32>) throws(FormatError) -> Void
  ) throws(FormatError) {
    let block = UnsafeMutableBufferPointer<Int32>.allocate(capacity: Self.blockFrames * channels)
    defer { block.deallocate() }
    var start = range.lowerBound
    while start < range.upperBound {
      let count = min(Self.blockFrames, range.upperBound - start)
      let part = UnsafeMutableBufferPointer(rebasing: block[..<(count * channels)])
      try read(from: start, into: part)
      try body(start, UnsafeBufferPointer(part))
      start += count
    }
  }
}

/// The frames of a W64 file, found by the place of its data alone, so that a damaged header or a cut tail loses
/// nothing else.
struct W64Source: FrameSource {
  let channels: Int
  let frames: Int
  private let file: BlockFile
  private let offset: Int
  private let width: Int
  private var bytes: [UInt8]
  private let isTolerant: Bool
  private(set) var unreadable: [Range<Int>] = []

  /// Opens a segment's file; a tolerant one gives zeros where the disk gives nothing.
  init(
    _ folder: String, _ description: SegmentDescription, isTolerant: Bool = false
  ) throws(FormatError) {
    self.isTolerant = isTolerant
    file = try BlockFile(folder, description.file)
    channels = description.fileChannels
    offset = description.dataOffset
    width = description.sampleFormat.byteCount
    frames = max(0, file.length - offset) / description.frameBytes
    bytes = []
  }

  /// Bytes behind the last whole frame.
  var tornBytes: Int { max(0, file.length - offset - frames * channels * width) }

  /// The file's header, or `nil` when it is damaged.
  func layout() throws(FormatError) -> W64Layout? { W64Layout(try file.head(W64Layout.longestHeader)) }

  mutating func read(
    from start: Int, into counts: UnsafeMutableBufferPointer<Int32>
  ) throws(FormatError) {
    let length = counts.count * width
    if bytes.count < length { bytes = [UInt8](repeating: 0, count: length) }
    let place = offset + start * channels * width
    let (file, isTolerant) = (file, isTolerant)
    let result = bytes.withUnsafeMutableBytes { buffer in
      Result { () throws(FormatError) in
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<length])
        return try isTolerant ? file.readTolerantly(part, at: place) : (file.read(part, at: place), [])
      }
    }
    let (count, bad) = try result.get()
    note(bad)
    guard count == length else {
      throw FormatError(
        code: "segment-short", message: "The file ends before frame \(start + counts.count / max(1, channels)).",
        place: Place(file: file.name))
    }
    decode(into: counts)
  }

  private mutating func note(_ bad: [Range<Int>]) {
    let frame = channels * width
    for run in bad where run.upperBound > offset {
      let frames = (max(0, run.lowerBound - offset) / frame)..<((run.upperBound - offset + frame - 1) / frame)
      if let last = unreadable.last, last.overlaps(frames) || last.upperBound == frames.lowerBound {
        unreadable[unreadable.count - 1] =
          min(
            last.lowerBound, frames.lowerBound)..<max(
            last.upperBound, frames.upperBound)
      } else {
        unreadable.append(frames)
      }
    }
  }

  private func decode(into counts: UnsafeMutableBufferPointer<Int32>) {
    bytes.withUnsafeBufferPointer { bytes in
      switch width {
      case 2:
        for index in counts.indices {
          counts[index] = Int32(Int16(bitPattern: UInt16(bytes[2 * index]) | UInt16(bytes[2 * index + 1]) << 8))
        }
      case 3:
        for index in counts.indices {
          let low = UInt32(bytes[3 * index]) << 8 | UInt32(bytes[3 * index + 1]) << 16
          counts[index] = Int32(bitPattern: low | UInt32(bytes[3 * index + 2]) << 24) >> 8
        }
      default:
        for index in counts.indices {
          let low = UInt32(bytes[4 * index]) | UInt32(bytes[4 * index + 1]) << 8
          counts[index] = Int32(
            bitPattern: low | UInt32(bytes[4 * index + 2]) << 16 | UInt32(bytes[4 * index + 3]) << 24)
        }
      }
    }
  }
}

/// A segment's frames in FLAC files, a group of up to eight channels each.
struct FLACSource: FrameSource {
  let channels: Int
  let frames: Int
  private let groups: [(handle: SoundHandle, channels: [Int])]
  private let shift: Int32
  private var block: [Int32] = []
  private var next = 0

  /// Opens the files that together hold `channels`.
  init(
    _ folder: String, _ files: [(file: String, channels: [Int])], _ description: SegmentDescription
  ) throws(FormatError) {
    var groups: [(handle: SoundHandle, channels: [Int])] = []
    for file in files {
      let handle = try SoundHandle(folder, file.file)
      guard handle.channels == file.channels.count else {
        throw FormatError(
          code: "archive-damaged",
          message: "The file has \(handle.channels) channels; \(file.channels.count) were expected.",
          place: Place(file: file.file))
      }
      groups.append((handle, file.channels))
    }
    guard groups.flatMap(\.channels).sorted() == Array(0..<description.fileChannels) else {
      throw FormatError(
        code: "archive-damaged",
        message: "The files do not hold every channel of segment \(description.segment) once.")
    }
    self.groups = groups
    channels = description.fileChannels
    frames = groups.map(\.handle.frames).min() ?? 0
    shift = description.sampleFormat.shift
  }

  mutating func read(
    from start: Int, into counts: UnsafeMutableBufferPointer<Int32>
  ) throws(FormatError) {
    let total = counts.count / channels
    for group in groups {
      let width = group.channels.count
      if block.count < total * width { block = [Int32](repeating: 0, count: total * width) }
      try group.handle.read(total, from: start == next ? nil : start, into: &block)
      for (column, channel) in group.channels.enumerated() {
        for frame in 0..<total { counts[frame * channels + channel] = block[frame * width + column] >> shift }
      }
    }
    next = start + total
  }
}

/// A sound file that libsndfile reads.
final class SoundHandle {
  let channels: Int
  let frames: Int
  private let name: String
  private let handle: OpaquePointer

  init(_ folder: String, _ name: String) throws(FormatError) {
    var info = SF_INFO()
    guard let handle = sf_open(PackageNames.path(folder, name), Int32(SFM_READ), &info) else {
      throw FormatError(
        code: "sound-unreadable",
        message: "The sound library cannot read the file: \(String(cString: sf_strerror(nil))).",
        place: Place(file: name))
    }
    self.name = name
    self.handle = handle
    channels = Int(info.channels)
    frames = Int(info.frames)
  }

  deinit { sf_close(handle) }

  /// Reads frames, from a place or on from the last ones.
  func read(_ count: Int, from start: Int?, into block: inout [Int32]) throws(FormatError) {
    if let start, sf_seek(handle, sf_count_t(start), SEEK_SET) != sf_count_t(start) { throw ended }
    guard Int(sf_readf_int(handle, &block, sf_count_t(count))) == count else { throw ended }
  }

  private var ended: FormatError {
    FormatError(code: "sound-unreadable", message: "The file cannot be read to its end.", place: Place(file: name))
  }
}

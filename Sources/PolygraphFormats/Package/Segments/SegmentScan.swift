import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

/// What one pass over a segment's frames tells.
struct SegmentScan {
  /// The SHA-256 of the frames' bytes as a W64 file has them.
  private(set) var digest: SHA256Digest
  /// Runs of frames that were lost and filled.
  private(set) var filled: [Range<Int>] = []
  /// Runs of frames that a broken disk did not give.
  private(set) var unreadable: [Range<Int>] = []
  /// The first frame that was not written, as in a tail of zeros that a file system left.
  private(set) var firstUnwritten: Int?
  /// Runs of frames whose check does not agree with their commit's.
  private(set) var damaged: [Range<Int>] = []

  /// Reads the first `frames` frames.
  init(
    _ source: inout some FrameSource, _ description: SegmentDescription, frames: Int,
    commits: [SegmentContents.Commit]
  ) throws(FormatError) {
    var stream = SHA256Stream()
    var check = CRC32()
    var checked = 0
    var commits = commits[...]
    var filled: [Range<Int>] = []
    var unwritten: [Range<Int>] = []
    var damaged: [Range<Int>] = []
    let stride = source.channels
    let width = description.sampleFormat.byteCount
    let hasStatus = description.kind == .samples
    var bytes: [UInt8] = []
    try source.forEachBlock(0..<frames) { start, counts throws(FormatError) in
      bytes.removeAll(keepingCapacity: true)
      for frame in 0..<(counts.count / stride) {
        for channel in 0..<stride {
          var word = UInt32(bitPattern: counts[frame * stride + channel])
          for _ in 0..<width {
            bytes.append(UInt8(truncatingIfNeeded: word))
            check.update(UInt8(truncatingIfNeeded: word))
            word >>= 8
          }
        }
        let place = start + frame
        while let commit = commits.first, commit.frames <= place + 1 {
          if commit.frames == place + 1, let crc = commit.crc, crc != check.hexadecimal {
            damaged.append(checked..<commit.frames)
          }
          checked = commit.frames
          check = CRC32()
          commits.removeFirst()
        }
        guard hasStatus else { continue }
        let status = SampleStatus(rawValue: counts[frame * stride + stride - 1])
        if !status.contains(.written) {
          if let last = unwritten.last, last.upperBound == place {
            unwritten[unwritten.count - 1] = last.lowerBound..<(place + 1)
          } else {
            unwritten.append(place..<(place + 1))
          }
        } else if status.contains(.filled) {
          if let last = filled.last, last.upperBound == place {
            filled[filled.count - 1] = last.lowerBound..<(place + 1)
          } else {
            filled.append(place..<(place + 1))
          }
        }
      }
      bytes.withUnsafeBytes { stream.update($0) }
    }
    digest = stream.digest
    self.filled = filled
    let lost = SampleMask(count: frames, missing: source.unreadable)
    // What a broken disk does not give may well have been written.
    firstUnwritten = unwritten.first { lost.missingCount(in: $0) < $0.count }?.first { !lost.isMissing($0) }
    unreadable = source.unreadable
    self.damaged = damaged
  }

  /// Frames that were lost and filled.
  var filledCount: Int { filled.reduce(0) { $0 + $1.count } }
}

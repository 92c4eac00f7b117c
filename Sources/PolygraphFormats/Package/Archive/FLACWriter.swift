import CSndfile
import Foundation
import PolygraphModel

/// Writes channels of a segment to FLAC files, which hold 16- and 24-bit counts without loss.
enum FLACWriter {
  /// The highest rate in a FLAC header; a rate there is a label.
  static let highestRate: Int32 = 655_350

  /// Writes the first `frames` frames of some channels.
  ///
  /// *Errors*: `soundFile` and `disk`; then the file is removed.
  static func write(
    _ source: inout some FrameSource, frames: Int, channels: [Int], _ description: SegmentDescription, to path: String,
    _ calls: any FileCalls
  ) throws(PackageError) {
    do {
      try fill(&source, frames, channels, description, path)
      let opened = calls.open(path, creating: false)
      guard opened >= 0 else { throw PackageError.call("opened", path, opened) }
      defer { _ = calls.close(Int32(opened)) }
      let synced = calls.synchronize(Int32(opened))
      guard synced >= 0 else { throw PackageError.call("brought to the disk", path, synced) }
    } catch {
      _ = calls.remove(path)
      throw error as? PackageError ?? PackageError(.soundFile, "\(error)")
    }
  }

  private static func fill(
    _ source: inout some FrameSource, _ frames: Int, _ channels: [Int], _ description: SegmentDescription,
    _ path: String
  ) throws {
    var info = SF_INFO()
    info.samplerate = min(description.headerRate, highestRate)
    info.channels = Int32(channels.count)
    info.format = Int32(SF_FORMAT_FLAC) | description.sampleFormat.soundFormat
    guard let handle = sf_open(path, Int32(SFM_WRITE), &info) else {
      throw PackageError(.soundFile, "FLAC refuses the channels: \(String(cString: sf_strerror(nil))).")
    }
    var isOpen = true
    defer { if isOpen { sf_close(handle) } }
    let stride = source.channels
    let shift = description.sampleFormat.shift
    var block: [Int32] = []
    try source.forEachBlock(0..<frames) { _, counts throws(FormatError) in
      block.removeAll(keepingCapacity: true)
      let count = counts.count / stride
      for frame in 0..<count {
        for channel in channels { block.append(counts[frame * stride + channel] << shift) }
      }
      guard Int(sf_writef_int(handle, block, sf_count_t(count))) == count else {
        throw FormatError(
          code: "sound-file", message: "The FLAC file was not written: \(String(cString: sf_strerror(handle))).")
      }
    }
    isOpen = false
    guard sf_close(handle) == 0 else { throw PackageError(.soundFile, "The FLAC file could not be ended.") }
  }
}

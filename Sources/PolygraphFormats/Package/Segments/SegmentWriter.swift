import Foundation

/// Writes one segment and keeps in memory what the disk does not have yet.
///
/// After a failed sync the frames since the last good one are written again, since the file system may have dropped
/// them.
struct SegmentWriter {
  let description: SegmentDescription
  private let file: SoundFileWriter
  private let path: String
  private let calls: any FileCalls
  /// True when the file's name is on the disk, without which its data could not be found.
  private var isNamed = false
  /// Frames that are on the disk.
  private(set) var durable = 0
  /// Frames that were accepted.
  private(set) var accepted = 0
  /// Frames lost and filled.
  private(set) var filled = 0
  /// The last values, which a gap holds.
  private var held: [Int32]
  /// Accepted frames behind the durable ones, as the file's library takes them.
  private var pending: [Int32] = []
  private var written = 0
  /// The check of the data since the last commit record.
  private var check = CRC32()
  private(set) var committed = 0
  private(set) var isEnded = false

  init(
    _ description: SegmentDescription, in folder: String, _ calls: any FileCalls
  ) throws(PackageError) {
    path = PackageNames.path(folder, description.file)
    self.calls = calls
    file = try SoundFileWriter(creating: path, description, calls)
    var located = description
    located.dataOffset = file.dataOffset
    self.description = located
    held = Array(repeating: 0, count: located.channels.count)
  }

  /// Bytes of memory that wait for the disk.
  var waitingBytes: Int { pending.count * MemoryLayout<Int32>.size }

  /// Takes frames, channel by channel within a frame, with a status for each or the plain one for all.
  mutating func append(
    _ counts: UnsafeBufferPointer<Int32>, status: UnsafeBufferPointer<Int32>?
  ) throws(PackageError) {
    let channels = description.channels.count
    let range = description.sampleFormat.range
    if let bad = counts.firstIndex(where: { !range.contains($0) }) {
      throw PackageError(
        .countTooLarge,
        "The count \(counts[bad]) of \(description.channels[bad % channels]) does not fit \(range); say pcm32.")
    }
    let frames = channels > 0 ? counts.count / channels : status?.count ?? 0
    for frame in 0..<frames {
      for channel in 0..<channels { put(counts[frame * channels + channel]) }
      if description.kind == .samples { put((status?[frame] ?? 0) | SampleStatus.written.rawValue) }
    }
    if frames > 0, channels > 0 {
      for channel in 0..<channels { held[channel] = counts[(frames - 1) * channels + channel] }
    }
    accepted += frames
  }

  /// Takes so many lost frames, with the last values held.
  mutating func fill(_ count: Int, isUncertain: Bool) {
    var status: SampleStatus = [.written, .filled]
    if isUncertain { status.insert(.uncertainGap) }
    for _ in 0..<count {
      for value in held { put(value) }
      put(status.rawValue)
    }
    accepted += count
    filled += count
  }

  private mutating func put(_ count: Int32) {
    pending.append(count << description.sampleFormat.shift)
    var word = UInt32(bitPattern: count)
    for _ in 0..<description.sampleFormat.byteCount {
      check.update(UInt8(truncatingIfNeeded: word))
      word >>= 8
    }
  }

  /// Hands the waiting frames to the operating system, so that the end of the process does not lose them.
  mutating func flush() throws(PackageError) {
    let channels = description.fileChannels
    guard written < pending.count / channels else { return }
    let (frames, failure) = pending.withUnsafeBufferPointer { pending in
      file.write(UnsafeBufferPointer(rebasing: pending[(written * channels)...]), after: durable + written)
    }
    written += frames
    if failure < 0 { throw .call("written", path, failure) }
  }

  /// Brings the file's name to the disk, once.
  mutating func synchronizeName() throws(PackageError) {
    guard !isNamed else { return }
    let synced = calls.synchronizeFolder((path as NSString).deletingLastPathComponent)
    guard synced >= 0 else { throw .call("brought to the disk", path, synced) }
    isNamed = true
  }

  /// Brings the accepted frames to the disk.
  mutating func synchronize() throws(PackageError) {
    try synchronizeName()
    try flush()
    guard written > 0 else { return }
    let synced = file.synchronize()
    guard synced >= 0 else {
      written = 0
      throw .call("brought to the disk", path, synced)
    }
    durable += written
    pending.removeAll(keepingCapacity: true)
    written = 0
  }

  /// The commit of what became durable since the last one.
  mutating func commitRecord(mono: Int64) -> JournalRecord? {
    guard durable == accepted, durable > committed else { return nil }
    var commit = JournalRecord(.commit, mono: mono)
    commit.segment = description.segment
    commit.frames = durable
    commit.crc = check.hexadecimal
    committed = durable
    check = CRC32()
    return commit
  }

  /// Ends the file; what is in it is durable already.
  mutating func end() throws(PackageError) {
    guard !isEnded else { return }
    let cut = file.cut(toFrames: accepted)
    guard cut >= 0 else { throw .call("cut", path, cut) }
    let synced = file.synchronize()
    guard synced >= 0 else { throw .call("brought to the disk", path, synced) }
    file.close()
    isEnded = true
  }
}

import Foundation
import PolygraphModel
import PolygraphQuantities

/// Writes an exam package while it is captured.
///
/// Frames are handed to the operating system by every ``append(_:status:to:)``, so that the end of the process loses
/// none; ``commit()`` brings them to the disk and says so in the journal. A recorder thread calls it at most
/// ``commitInterval`` apart. What the disk does not take stays in memory, in order, and is tried again with the next
/// commit, until the disk has room or ``Limits/waitingBytes`` are reached. Events are on the disk before their call
/// returns.
///
/// The calls block for as long as the disk does; they may come from any thread and are served one after the other.
public final class ExamPackageWriter: @unchecked Sendable {
  /// The longest time between two commits, in nanoseconds: no accepted sample is older when the power goes.
  public static let commitInterval: Int64 = 250_000_000

  /// Limits a program may choose.
  public struct Limits: Hashable, Sendable {
    /// How many bytes of frames may wait in memory for the disk: some quarter of an hour of 16 channels at 1000 Hz.
    public var waitingBytes = 64 << 20
    /// The longest gap that is filled, in seconds; after a longer one a new segment begins.
    public var longestFilledGap: Seconds = 10
    /// A sync that lasts longer, in nanoseconds, is noted as an alarm.
    public var slowSync: Int64 = 1_000_000_000

    /// Makes the usual limits.
    public init() {}
  }

  /// The package's folder.
  public let path: String
  let calls: any FileCalls
  let clock: any PackageClock
  let limits: Limits
  // Safe to share: every public method holds the lock while it touches what follows.
  let lock = NSLock()
  var manifest: PackageManifest
  var exam: ExamRecord
  var journal: JournalWriter
  var segments: [SegmentWriter] = []
  var fits: [Int: ClockFit] = [:]
  let openMono: Int64
  var lastEvent = 0
  var openChart: (series: String, chart: Int, segment: Int?)?
  var isManifestStale = true
  var isExamStale = true
  var hasCloseRecord = false
  var isClosed = false

  /// Begins a package in a new folder.
  ///
  /// *Errors*: `exists` when there is something at the path; `disk`.
  public init(
    creating path: String, exam: ExamRecord, instruments: [PackageInstrument] = [], primary: String? = nil,
    software: String, calls: any FileCalls = SystemFileCalls(), clock: any PackageClock = SystemPackageClock(),
    limits: Limits = Limits()
  ) throws(PackageError) {
    self.path = path
    self.calls = calls
    self.clock = clock
    self.limits = limits
    self.exam = exam
    openMono = clock.monotonic
    let identity = PackageIdentity(created: clock.wall, software: software)
    manifest = PackageManifest(package: identity, instruments: instruments, primary: primary, segments: [])
    let made = calls.makeFolder(path)
    guard made >= 0 else {
      if made == -Int(EEXIST) { throw PackageError(.exists, "\(path) exists; a package is begun in a new folder.") }
      throw .call("made", path, made)
    }
    try Self.makeFolder(PackageNames.signals, in: path, calls)
    journal = try JournalWriter(creating: PackageNames.path(path, PackageNames.journal), calls)
    var open = JournalRecord(.open, mono: openMono)
    open.package = identity
    open.instruments = instruments
    open.primary = primary
    try journal.append(open)
    try journal.append(wallRecord())
    var record = JournalRecord(.exam, mono: clock.monotonic)
    record.exam = exam
    try journal.append(record)
    try journal.synchronize()
    try writeDocuments()
    let synced = calls.synchronizeFolder((path as NSString).deletingLastPathComponent)
    guard synced >= 0 else { throw .call("brought to the disk", path, synced) }
  }

  deinit { if !isClosed { journal.close() } }

  /// Which package this is.
  public var identity: PackageIdentity { manifest.package }

  /// Makes a folder of the package, if it is not there, and brings its name to the disk.
  static func makeFolder(_ name: String, in path: String, _ calls: any FileCalls) throws(PackageError) {
    let made = calls.makeFolder(PackageNames.path(path, name))
    guard made >= 0 || made == -Int(EEXIST) else { throw .call("made", name, made) }
    let synced = calls.synchronizeFolder(path)
    guard synced >= 0 else { throw .call("brought to the disk", name, synced) }
  }

  /// Refuses what would come behind the journal's last record.
  func checkOpen() throws(PackageError) {
    try checkNotClosed()
    if hasCloseRecord {
      throw PackageError(.state, "The package's end is in its journal; only close can be called again.")
    }
  }

  func checkNotClosed() throws(PackageError) {
    if isClosed { throw PackageError(.state, "The package is closed; corrections go to its amendments.") }
  }

  func wallRecord() -> JournalRecord {
    var record = JournalRecord(.wall, mono: clock.monotonic)
    record.wall = clock.wall
    return record
  }

  /// Writes the manifest and the exam where they changed; both can be made again from the journal.
  func writeDocuments() throws(PackageError) {
    if isManifestStale {
      let data = try PackageDocument.data(manifest)
      try AtomicFile.write(data, to: PackageNames.path(path, PackageNames.manifest), calls)
      isManifestStale = false
    }
    if isExamStale {
      let data = try PackageDocument.data(exam)
      try AtomicFile.write(data, to: PackageNames.path(path, PackageNames.exam), calls)
      isExamStale = false
    }
  }
}

extension ExamPackageWriter {
  /// Begins a segment: an instrument's channels at one rate, from frame 0 on, now or at `startMono`.
  ///
  /// *Returns*: the segment's number.
  /// *Errors*: `state` for a description that cannot be; `disk` when the file cannot be made, and then there is no
  /// segment: ask again.
  public func addSegment(
    instrument: String, channels: [String], sampleRate: SampleRate,
    format: SegmentDescription.SampleFormat = .pcm24, kind: SegmentDescription.Kind = .samples,
    startMono: Int64? = nil, placement: SegmentDescription.Placement? = nil
  ) throws(PackageError) -> Int {
    lock.lock()
    defer { lock.unlock() }
    try checkOpen()
    let number = segments.count + 1
    let folder = kind == .samples ? PackageNames.signals : PackageNames.audio
    let description = SegmentDescription(
      segment: number, kind: kind, instrument: instrument, file: "\(folder)/\(PackageNames.number(number)).w64",
      sampleRate: sampleRate, sampleFormat: format, channels: channels, dataOffset: 0,
      startMono: startMono ?? clock.monotonic, placement: placement)
    if let fault = description.fault { throw PackageError(.state, "This segment cannot be: \(fault).") }
    if kind == .sound { try Self.makeFolder(folder, in: path, calls) }
    var segment = try SegmentWriter(description, in: path, calls)
    // Tried again before the first frames count as being on the disk.
    try? segment.synchronizeName()
    segments.append(segment)
    manifest.segments.append(segment.description)
    isManifestStale = true
    var record = JournalRecord(.segment, mono: clock.monotonic)
    record.segment = number
    record.description = segment.description
    try journal.append(record)
    // What the disk does not take now goes with the next commit; the segment exists.
    try? journal.synchronize()
    try? writeDocuments()
    return number
  }

  /// Adds frames to a segment, the counts of one frame after those of the other, with a status for each frame or the
  /// plain one for all. ``SampleStatus/written`` is set here.
  ///
  /// *Errors*: `backlogFull` and `countTooLarge`, and then none of the frames was taken. Trouble with the disk throws
  /// nothing here: the frames are kept, and ``commit()`` says so.
  public func append(
    _ counts: UnsafeBufferPointer<Int32>, status: UnsafeBufferPointer<Int32>? = nil, to segment: Int
  ) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    let index = try openSegment(segment)
    let description = segments[index].description
    let channels = description.channels.count
    guard channels == 0 ? counts.isEmpty && status != nil : counts.count % channels == 0,
      status.map({ channels == 0 || $0.count == counts.count / channels }) ?? true
    else { throw PackageError(.state, "Counts and status are no whole frames of segment \(segment).") }
    let frames = channels > 0 ? counts.count / channels : status?.count ?? 0
    try checkRoom(frames * description.fileChannels)
    try segments[index].append(counts, status: status)
    try? segments[index].flush()
  }

  /// Adds frames to a segment.
  public func append(_ counts: [Int32], status: [Int32]? = nil, to segment: Int) throws(PackageError) {
    let result = counts.withUnsafeBufferPointer { counts -> Result<Void, PackageError> in
      Result { () throws(PackageError) in
        guard let status else { return try append(counts, status: nil, to: segment) }
        let inner = status.withUnsafeBufferPointer { status in
          Result { () throws(PackageError) in try append(counts, status: status, to: segment) }
        }
        try inner.get()
      }
    }
    try result.get()
  }

  /// Notes that frames were lost: so many frames with the last values held go into the segment, and a record into the
  /// gap ledger.
  ///
  /// *Errors*: `state` for a gap longer than ``Limits/longestFilledGap``: end the segment and begin another.
  public func recordGap(
    segment: Int, count: Int, cause: String, isUncertain: Bool = false
  ) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    let index = try openSegment(segment)
    let description = segments[index].description
    guard count > 0, description.kind == .samples,
      count <= description.sampleRate.sampleCount(in: limits.longestFilledGap)
    else {
      throw PackageError(
        .state, "A gap of \(count) frames is not filled; end segment \(segment) and begin another.")
    }
    try checkRoom(count * description.fileChannels)
    var record = JournalRecord(.gap, mono: clock.monotonic)
    record.segment = segment
    record.at = segments[index].accepted
    record.count = count
    record.why = cause
    record.uncertain = isUncertain ? true : nil
    record.filled = true
    segments[index].fill(count, isUncertain: isUncertain)
    try? segments[index].flush()
    try journal.append(record)
    try? journal.flush()
  }

  /// Notes that one channel has no values in frames that were added already; it is in the journal when the call
  /// returns, and on the disk with the next commit.
  public func recordMissing(segment: Int, channel: Int, frames: Range<Int>) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    let index = try openSegment(segment)
    guard segments[index].description.channels.indices.contains(channel),
      frames.lowerBound >= 0, frames.upperBound <= segments[index].accepted
    else { throw PackageError(.state, "Segment \(segment) has no such channel or frames.") }
    guard !frames.isEmpty else { return }
    var record = JournalRecord(.missing, mono: clock.monotonic)
    record.segment = segment
    record.channel = segments[index].description.channels[channel]
    record.runs = [[frames.lowerBound, frames.count]]
    // With the operating system at once, as the frames are: the end of the process must not make values of them.
    try journal.append(record)
    try? journal.flush()
  }

  /// Ends a segment, as when its port is lost; the frames go to the disk first.
  public func endSegment(_ segment: Int, cause: String) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    let index = try openSegment(segment)
    try commitAll()
    try segments[index].end()
    var record = JournalRecord(.segmentEnd, mono: clock.monotonic)
    record.segment = segment
    record.frames = segments[index].accepted
    record.why = cause
    try journal.append(record)
    try journal.synchronize()
  }

  /// Frames that a segment took.
  public func frameCount(of segment: Int) -> Int {
    lock.lock()
    defer { lock.unlock() }
    return segments.indices.contains(segment - 1) ? segments[segment - 1].accepted : 0
  }

  func openSegment(_ segment: Int) throws(PackageError) -> Int {
    try checkOpen()
    guard segments.indices.contains(segment - 1), !segments[segment - 1].isEnded else {
      throw PackageError(.state, "There is no open segment \(segment).")
    }
    return segment - 1
  }

  private func checkRoom(_ counts: Int) throws(PackageError) {
    let waiting = segments.reduce(journal.waitingBytes) { $0 + $1.waitingBytes }
    guard waiting + counts * MemoryLayout<Int32>.size <= limits.waitingBytes else {
      throw PackageError(.backlogFull, "\(waiting) bytes wait for the disk; no more frames are taken.")
    }
  }
}

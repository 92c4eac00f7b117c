import Foundation
import Glibc
import PolygraphFormats
import PolygraphQuantities
import Synchronization

/// Records a session's sound into an exam package, on the package's clock.
///
/// A thread reads the device into a ring of half a minute; another stores what is in the ring. A disk that stalls
/// fills the ring, a full ring leaves the sound in the device's own memory, and only when that runs over is sound
/// lost: then the segment ends, the journal says so, and a new one begins. Commits are the session's.
public final class AudioRecorder: Sendable {
  /// How a recording stands.
  public struct Status: Hashable, Sendable {
    /// Frames the package took.
    public internal(set) var frames = 0
    /// Segments that were begun.
    public internal(set) var segments = 0
    /// How often the device's memory ran over.
    public internal(set) var overruns = 0
    /// The loudest count of the last tenth of a second, 0 to 1 of what the format holds.
    public internal(set) var level = 0.0
    /// Why the recording ended before it was told to.
    public internal(set) var fault: String?
  }

  /// The seconds of sound that the ring holds.
  static let ringSeconds = 30
  /// How long a disk that does not answer is waited for once the recording was told to end, in seconds.
  static let patience = 30
  /// Blocks a second.
  static let blockRate = 10

  private let device: AudioReader
  private let storer: AudioStorer

  /// Opens a device for a package.
  ///
  /// The package's clock has to be the machine's: sound cannot be hurried.
  /// *Errors*: ``AudioError``.
  /// `telling` is told in a sentence when sound was lost and when the recording ended by itself, on a thread of this.
  public convenience init(
    device name: String, format: AudioFormat = .room, writer: ExamPackageWriter, instrument: String = "sound",
    telling: @escaping @Sendable (String) -> Void = { _ in }
  ) throws(AudioError) {
    self.init(try AudioDevice(name, format: format), writer: writer, instrument: instrument, telling: telling)
  }

  init(
    _ device: any AudioSource, writer: ExamPackageWriter, instrument: String,
    telling: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    let format = device.format
    let ring = AudioRing(
      blocks: Self.ringSeconds * Self.blockRate, blockCounts: format.sampleRate / Self.blockRate * format.channels)
    self.device = AudioReader(device, ring)
    storer = AudioStorer(self.device, writer, format, instrument: instrument, telling: telling)
  }

  /// Begins. A recorder is used once.
  public func start() {
    let (reader, storer) = (device, storer)
    Self.detach("sound reader") { reader.run() }
    Self.detach("sound storer") { storer.run() }
  }

  /// Ends: what was read is stored, the segment is ended. Waits until the package has taken it.
  @discardableResult
  public func stop() -> Status {
    device.isStopping.store(true, ordering: .releasing)
    storer.waitForEnd()
    return status
  }

  /// How it stands now.
  public var status: Status {
    var status = storer.status.withLock { $0 }
    status.overruns = device.overruns.load(ordering: .relaxed)
    return status
  }

  private static func detach(_ name: String, _ work: @escaping @Sendable () -> Void) {
    let thread = Thread(block: work)
    thread.name = name
    thread.start()
  }
}

/// The thread that reads the device.
private final class AudioReader: @unchecked Sendable {
  // Only the thread touches the device.
  private let device: any AudioSource
  let ring: AudioRing
  let isStopping = Atomic<Bool>(false)
  let isDone = Atomic<Bool>(false)
  let overruns = Atomic<Int>(0)
  let fault = Mutex<String?>(nil)

  init(_ device: any AudioSource, _ ring: AudioRing) {
    self.device = device
    self.ring = ring
  }

  func run() {
    var isRestart = false
    reading: while !isStopping.load(ordering: .acquiring) {
      guard let block = ring.vacancy() else {
        usleep(10_000)
        continue
      }
      switch device.read(into: block, timeout: 100) {
      case .frames(let frames):
        let now = SystemPackageClock().monotonic
        ring.publish(AudioRing.Head(frames: frames, isRestart: isRestart, moment: device.moment(), readAt: now))
        isRestart = false
      case .overrun:
        overruns.add(1, ordering: .relaxed)
        isRestart = true
      case .timeout: continue
      case .lost(let reason):
        fault.withLock { $0 = "The sound input '\(device.name)' is gone (\(reason))." }
        break reading
      }
    }
    isDone.store(true, ordering: .releasing)
  }
}

/// The thread that stores what was read.
private final class AudioStorer: @unchecked Sendable {
  private let reader: AudioReader
  private let ring: AudioRing
  private let writer: ExamPackageWriter
  private let format: AudioFormat
  private let instrument: String
  private let telling: @Sendable (String) -> Void
  private let ended = NSCondition()
  private var hasEnded = false
  // Only the thread touches these.
  private var segment: Int?
  private var framesInSegment = 0
  private var anchor: (AudioMoment, AudioMoment)?
  let status = Mutex(AudioRecorder.Status())

  init(
    _ reader: AudioReader, _ writer: ExamPackageWriter, _ format: AudioFormat, instrument: String,
    telling: @escaping @Sendable (String) -> Void
  ) {
    self.telling = telling
    self.reader = reader
    ring = reader.ring
    self.writer = writer
    self.format = format
    self.instrument = instrument
  }

  func waitForEnd() {
    ended.lock()
    while !hasEnded { ended.wait() }
    ended.unlock()
  }

  func run() {
    do throws(PackageError) {
      while true {
        // Asked before the ring is: a block that is published between the two is stored in the next round.
        let isLast = reader.isDone.load(ordering: .acquiring)
        if let (head, counts) = ring.oldest() {
          try store(head, counts)
          ring.release()
        } else if isLast {
          break
        } else {
          usleep(20_000)
        }
      }
      try endSegment(cause: reader.fault.withLock { $0 } == nil ? "stopped" : "device lost")
      status.withLock { $0.fault = reader.fault.withLock { $0 } }
    } catch {
      status.withLock { $0.fault = "\(error)" }
      // Nobody empties the ring any more.
      reader.isStopping.store(true, ordering: .releasing)
    }
    if let fault = status.withLock({ $0.fault }) { telling(fault) }
    ended.lock()
    hasEnded = true
    ended.broadcast()
    ended.unlock()
  }

  private func store(_ head: AudioRing.Head, _ counts: UnsafeMutableBufferPointer<Int32>) throws(PackageError) {
    if head.isRestart {
      try endSegment(cause: "overrun")
      var record = JournalRecord(.overflow, mono: head.readAt)
      record.what = "sound"
      record.text = "The memory of the sound input ran over; sound before this moment is lost."
      telling(record.text ?? "")
      try writer.journal(record)
    }
    let number = try openSegment(head)
    let filled = UnsafeBufferPointer(rebasing: counts[..<(head.frames * format.channels)])
    try retried { () throws(PackageError) in try writer.append(filled, to: number) }
    framesInSegment += head.frames
    if let moment = head.moment { anchor = (anchor?.0 ?? moment, moment) }
    let top = filled.reduce(0) { max($0, abs(Int($1))) }
    status.withLock {
      $0.frames += head.frames
      $0.level = Double(top) / Double(format.sampleFormat.range.upperBound)
    }
  }

  private func openSegment(_ head: AudioRing.Head) throws(PackageError) -> Int {
    if let segment { return segment }
    let rate = Double(format.sampleRate)
    let start =
      if let moment = head.moment {
        moment.mono - Int64((Double(moment.frame) / rate * 1e9).rounded())
      } else {
        head.readAt - Int64((Double(head.frames) / rate * 1e9).rounded())
      }
    var number = 0
    try retried { () throws(PackageError) in
      number = try writer.addSegment(
        instrument: instrument, channels: format.channelNames, sampleRate: SampleRate(format.sampleRate),
        format: format.sampleFormat, kind: .sound, startMono: start)
    }
    segment = number
    framesInSegment = 0
    anchor = nil
    status.withLock { $0.segments += 1 }
    return number
  }

  private func endSegment(cause: String) throws(PackageError) {
    guard let segment else { return }
    if let fit = clockFit() { try writer.recordClock(segment: segment, fit) }
    try retried { () throws(PackageError) in try writer.endSegment(segment, cause: cause) }
    self.segment = nil
  }

  /// The line through the first and the last moment that the device told. A sound card's stamps are right within a
  /// period, so only a run that is much longer says anything of the rate.
  private func clockFit() -> ClockFit? {
    guard let (first, last) = anchor, last.frame - first.frame >= 60 * format.sampleRate else { return nil }
    let measured = Double(last.frame - first.frame) * 1e9 / Double(last.mono - first.mono)
    return ClockFit(at: first.frame, mono: first.mono, ppm: (measured / Double(format.sampleRate) - 1) * 1e6)
  }

  /// Does it again while the disk does not answer or has no room; the ring and the device hold the sound meanwhile.
  private func retried(_ work: () throws(PackageError) -> Void) throws(PackageError) {
    var rounds = 0
    while true {
      do throws(PackageError) { return try work() } catch {
        let mayPass = error.code == .disk || error.code == .backlogFull
        guard mayPass, rounds < AudioRecorder.patience * 20 else { throw error }
        if reader.isDone.load(ordering: .acquiring) { rounds += 1 }
        usleep(50_000)
      }
    }
  }
}

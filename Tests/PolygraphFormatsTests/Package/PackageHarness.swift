import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import Synchronization
import TestSupport

@testable import PolygraphFormats

/// A clock that a test moves.
final class TestClock: PackageClock {
  private let now = Mutex<Int64>(1_000_000_000)
  var monotonic: Int64 { now.withLock { $0 } }
  var wall: Timestamp { Timestamp(millisecondsSince1970: 1_770_283_800_000 + monotonic / 1_000_000) }
  func advance(_ nanoseconds: Int64) { now.withLock { $0 += nanoseconds } }
}

/// The system's calls, with troubles that a test makes.
final class TroubledCalls: FileCalls {
  struct Troubles {
    /// Bytes that still fit the disk; `nil` for no limit.
    var room: Int?
    /// Calls to let through before those that fail.
    var failsAfter: Int?
    /// How many fail, one after the other.
    var failsFor = 1
    /// True while folders cannot be synced.
    var failsFolders = false
    /// Renames, removals and syncs of folders, with the last part of the path.
    var log: [String] = []
    /// Called with every sync.
    var onSync: (@Sendable () -> Void)?
    var calls = 0
  }
  private let system = SystemFileCalls()
  private let troubles = Mutex(Troubles())

  func change(_ body: (inout sending Troubles) -> Void) { troubles.withLock { body(&$0) } }
  var callCount: Int { troubles.withLock { $0.calls } }
  var log: [String] { troubles.withLock { $0.log } }

  private func note(_ what: String, _ path: String) {
    let name = (path as NSString).lastPathComponent
    troubles.withLock { $0.log.append("\(what) \(name)") }
  }

  private func fails() -> Bool {
    troubles.withLock { troubles in
      troubles.calls += 1
      guard let left = troubles.failsAfter else { return false }
      guard left == 0 else {
        troubles.failsAfter = left - 1
        return false
      }
      troubles.failsFor -= 1
      if troubles.failsFor == 0 { troubles.failsAfter = nil }
      return true
    }
  }

  func open(_ path: String, creating: Bool) -> Int {
    fails() ? -Int(EIO) : system.open(path, creating: creating)
  }

  func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
    if fails() { return -Int(EIO) }
    let growth = max(0, offset + bytes.count - max(0, system.length(descriptor)))
    let allowed = troubles.withLock { troubles -> Int in
      guard let room = troubles.room else { return bytes.count }
      let taken = min(growth, room)
      troubles.room = room - taken
      return bytes.count - (growth - taken)
    }
    guard allowed > 0 || bytes.isEmpty else { return -Int(ENOSPC) }
    return system.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<allowed]), at: offset)
  }

  func read(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    system.read(descriptor, bytes, at: offset)
  }

  func synchronize(_ descriptor: Int32) -> Int {
    if let stall = troubles.withLock({ $0.onSync }) { stall() }
    return fails() ? -Int(EIO) : system.synchronize(descriptor)
  }

  func truncate(_ descriptor: Int32, to length: Int) -> Int {
    fails() ? -Int(EIO) : system.truncate(descriptor, to: length)
  }
  func length(_ descriptor: Int32) -> Int { system.length(descriptor) }
  func close(_ descriptor: Int32) -> Int {
    // A close that fails has closed the file all the same.
    let closed = system.close(descriptor)
    return fails() ? -Int(EIO) : closed
  }
  func rename(_ path: String, to target: String) -> Int {
    note("rename", target)
    return fails() ? -Int(EIO) : system.rename(path, to: target)
  }
  func remove(_ path: String) -> Int {
    note("remove", path)
    return system.remove(path)
  }
  func makeFolder(_ path: String) -> Int { fails() ? -Int(EIO) : system.makeFolder(path) }
  func synchronizeFolder(_ path: String) -> Int {
    note("sync", path)
    return fails() || troubles.withLock({ $0.failsFolders }) ? -Int(EIO) : system.synchronizeFolder(path)
  }
}

/// A package that a test captures, whose counts tell where they belong.
struct PackageHarness {
  static let channels = ["RESP", "BELT", "EDA"]
  let folder: TemporaryFolder
  let clock = TestClock()
  let calls = TroubledCalls()
  let writer: ExamPackageWriter
  var path: String { folder.url.appending(path: "exam").path }

  static var exam: ExamRecord {
    ExamRecord(
      name: "SUBJ-7", testFormat: "federal-zct",
      series: [
        .init(
          series: "1",
          questions: [
            Question(label: "C4", role: .comparison, text: "Comparison?"),
            Question(label: "R5", role: .relevant, text: "Relevant?"),
          ])
      ],
      sensors: [
        SensorRecord(
          instrument: "A", channel: "EDA", sensor: .electrodermal, unit: .microsiemens,
          calibration: Calibration(numerator: 3.3, denominator: 1024 * 0.132), transfer: "bitalino-eda/1", bits: 10),
        SensorRecord(instrument: "A", channel: "RESP", sensor: .thoracicRespiration),
        SensorRecord(instrument: "A", channel: "BELT", sensor: .abdominalRespiration),
        SensorRecord(instrument: "B", channel: "PPG", sensor: .vasomotor),
      ])
  }

  init(limits: ExamPackageWriter.Limits = .init()) throws {
    folder = try TemporaryFolder()
    writer = try ExamPackageWriter(
      creating: folder.url.appending(path: "exam").path, exam: Self.exam,
      instruments: [PackageInstrument(id: "A", safety: "battery"), PackageInstrument(id: "B")], primary: "A",
      software: "test/1", calls: calls, clock: clock, limits: limits)
  }

  /// The count of a channel at a frame: both can be told from it, and every byte of it moves.
  static func count(_ frame: Int, _ channel: Int) -> Int32 {
    Int32(((frame &* 7919 + channel * 1_000_003) % 16_777_216) - 8_388_608)
  }

  static func counts(_ frames: Range<Int>, channels: Int = 3) -> [Int32] {
    frames.flatMap { frame in (0..<channels).map { count(frame, $0) } }
  }

  /// Appends frames that follow those a segment has, and lets their time pass.
  func capture(_ frames: Int, segment: Int = 1, channels: Int = 3, rate: Int = 100) throws {
    let start = writer.frameCount(of: segment)
    try writer.append(Self.counts(start..<(start + frames), channels: channels), to: segment)
    clock.advance(Int64(frames) * 1_000_000_000 / Int64(rate))
  }

  func segment(_ instrument: String = "A", channels: [String] = channels, rate: Int = 100) throws -> Int {
    try writer.addSegment(instrument: instrument, channels: channels, sampleRate: SampleRate(rate))
  }

  /// A chart of 400 frames from frame 50 on, with two questions, a gap of five frames at 200 and a note.
  func captureChart() throws {
    let segment = try segment()
    try capture(50)
    try writer.beginChart(
      series: "1", chart: 1, at: .init(segment: segment, frame: 50), date: CivilDate(year: 2026, month: 2, day: 5),
      time: ClockTime(hour: 9, minute: 30))
    try capture(150)
    let first = try writer.questionBegan("C4", role: .comparison, at: .init(segment: segment, frame: 100))
    try writer.questionEnded(first, at: .init(segment: segment, frame: 150))
    try writer.commit()
    try writer.recordGap(segment: segment, count: 5, cause: "sequence")
    try capture(195)
    try writer.answered(first, word: "No", at: .init(segment: segment, frame: 160))
    let second = try writer.questionBegan("R5", role: .relevant, at: .init(segment: segment, frame: 300))
    try writer.questionEnded(second, at: .init(segment: segment, frame: 350))
    try writer.annotate("MV", text: "left arm", at: .init(segment: segment, frame: 360))
    try writer.recordMissing(segment: segment, channel: 2, frames: 390..<393)
    try writer.commit()
    try capture(100)
    try writer.endChart(at: .init(segment: segment, frame: 450))
  }

  /// Holds a segment's file against the counts that were appended; frames of gaps hold the values before them.
  func frames(_ segment: Int = 1) throws -> [[Int32]] {
    let contents = try PackageContents(path: path)
    guard let known = contents.segments[segment] else { return [] }
    var source = try contents.source(of: known)
    var rows: [[Int32]] = []
    let stride = source.channels
    try source.forEachBlock(0..<source.frames) { _, counts throws(FormatError) in
      for frame in 0..<(counts.count / stride) { rows.append(Array(counts[(frame * stride)..<((frame + 1) * stride)])) }
    }
    return rows
  }
}

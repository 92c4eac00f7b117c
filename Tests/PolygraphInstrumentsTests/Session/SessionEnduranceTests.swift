import Foundation
import PolygraphFormats
import PolygraphQuantities
import PolygraphSimulation
import Synchronization
import TestSupport
import Testing

@testable import PolygraphInstruments

/// A clock that a test moves.
private final class MovedClock: SessionClock {
  private let now = Atomic<Int64>(1_000_000_000)
  let speed = 1.0
  var monotonic: Int64 { now.load(ordering: .relaxed) }
  var wall: Timestamp { Timestamp(millisecondsSince1970: monotonic / 1_000_000) }
  func sessionTime(of machine: Int64) -> Int64 { machine }
  func set(_ time: Int64) { now.store(time, ordering: .relaxed) }
}

@Suite("A long capture")
struct SessionEnduranceTests {
  /// Pages of memory that the process has.
  private var residentPages: Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }

  @Test("sixteen hours at 1000 Hz, or half a minute of them, count every sample in constant memory")
  func sixteenHours() throws {
    let seconds = Repository.isExhaustive ? 16 * 3600 : 30
    let folder = try TemporaryFolder()
    let clock = MovedClock()
    let driver = InstrumentCatalog.bitalino(inputs: [1])
    let writer = try ExamPackageWriter(
      creating: folder.url.appending(path: "exam").path, exam: ExamRecord(name: "LONG"), software: "test/1",
      clock: clock)
    let recorder = InstrumentRecorder(
      .init(id: "A", driver: driver, port: ""), driver: driver, rate: SampleRate(1000), writer: writer,
      board: AlarmBoard(clock: clock, observer: { _ in }), clock: clock, limits: CaptureLimits(), feed: LiveFeed())
    recorder.begin()
    var instrument = VirtualBITalino(signals: RunningInstrument.signals)
    var bytes: [UInt8] = []
    for byte in driver.start.joined() { instrument.receive(byte, into: &bytes) }
    let start = clock.monotonic
    var settled = 0
    for tick in 0..<(seconds * 20) {
      bytes.removeAll(keepingCapacity: true)
      for _ in 0..<50 { instrument.sample(into: &bytes, room: .max) }
      clock.set(start + Int64(tick + 1) * 50_000_000)
      bytes.withUnsafeBytes { recorder.take($0, at: clock.monotonic) }
      recorder.flush()
      if tick % 5 == 4 { try writer.commit() }
      if tick % 200 == 199 { recorder.recordClock() }
      if tick == seconds * 2 { settled = residentPages }
    }
    recorder.end(cause: "stopped")
    _ = try writer.close()
    #expect(recorder.counts.delivered == seconds * 1000 && recorder.counts.lost == 0 && recorder.counts.segments == 1)
    #expect(recorder.spans.first?.frames == seconds * 1000)
    // Other tests run beside this one; the exhaustive run tells a growth with the samples from that.
    if Repository.isExhaustive { #expect(residentPages - settled < 100_000_000 / 4096) }
  }
}

import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import PolygraphSimulation
import Synchronization
import TestSupport
import Testing

@testable import PolygraphInstruments

@Suite("Capture sessions over pseudo-terminals", .serialized)
struct CaptureSessionTests {
  @Test("a clean run takes every sample of each virtual instrument", arguments: VirtualInstruments.names)
  func clean(name: String) throws {
    let speed = name == "bitalino" ? 3.0 : 12
    let running = try RunningInstrument(name, speed: speed)
    let harness = try SessionHarness(name, at: running.link, speed: speed)
    try harness.session.start()
    #expect(harness.wait(frames: 50))
    try harness.session.mark(.chartBegan(series: "1", chart: 1), at: .sample(0))
    #expect(harness.wait(frames: 900))
    try harness.session.mark(.chartEnded(), at: .sample(800))
    let summary = try harness.session.stop()
    let counts = summary.instruments[0].counts
    #expect(counts.lost == 0 && counts.junkBytes < 400 && counts.segments == 1 && counts.disconnects == 0)
    if name != "openeeg-p2" { #expect(counts.delivered == running.sampleCount) }
    #expect(summary.events == 2 && summary.charts == 1)
    let verified = try PackageVerification.verify(harness.path)
    #expect(verified.isIntact && verified.counts.frames == counts.delivered, "\(verified.findings)")
    let chart = try harness.chart()
    #expect(chart.sampleCount == 800 && chart.gaps.isEmpty)
    // A board that sends by itself is met in the middle of its run.
    if name != "openeeg-p2" { #expect(try WireTruth.falseSamples(chart, name) == 0) }
    #expect(try harness.records(.port).map(\.what) == ["opened", "closed"])
    #expect(harness.alarms.raised.isDisjoint(with: [.loss, .overflow, .disconnected, .diskError]))
    let manifest = try #require(try harness.records(.open).first?.instruments?.first)
    #expect(manifest.safety?.isEmpty == false && manifest.values["identity"]?.isEmpty == false)
  }

  @Test("unplugged in mid-frame and replugged under another number it goes on in a second segment, all of it journaled")
  func replug() throws {
    let running = try RunningInstrument("bitalino", speed: 2, faults: ["unplug=1", "replug=0.6"])
    let harness = try SessionHarness("bitalino", at: running.link, speed: 2)
    try harness.session.start()
    #expect(harness.wait(frames: 20))
    try harness.session.mark(.chartBegan(series: "1", chart: 1), at: .sample(0))
    #expect(harness.wait { $0.alarms.contains { $0.kind == .disconnected } })
    // Marks go on while there is no instrument.
    try harness.session.mark(.annotation(code: "N1"))
    #expect(harness.wait { $0.instruments[0].counts.segments == 2 && $0.instruments[0].isConnected })
    #expect(harness.wait { !$0.alarms.contains { $0.kind == .disconnected } })
    let before = harness.session.status.instruments[0].counts.delivered
    #expect(harness.wait(frames: before + 200))
    try harness.session.mark(.chartEnded())
    let summary = try harness.session.stop()
    let counts = summary.instruments[0].counts
    #expect(counts.disconnects == 1 && counts.segments == 2 && counts.lost <= 1)
    let ports = try harness.records(.port)
    #expect(ports.map(\.what) == ["opened", "lost", "reconnected", "closed"])
    #expect(ports[0].values?["path"] == running.link || ports[0].values?["path"]?.hasPrefix("/dev/pts/") == true)
    let ends = try harness.records(.segmentEnd)
    #expect(ends.count == 2 && ends[0].why != ends[1].why)
    #expect((ends[0].frames ?? 0) + (ends[1].frames ?? 0) == counts.produced)
    #expect(try PackageVerification.verify(harness.path).isIntact)
    let chart = try harness.chart()
    #expect(chart.gaps.contains { $0.cause == "instrument disconnected" })
    #expect(chart.annotations.map(\.code) == ["N1"])
    #expect(chart.sampleCount > counts.produced)
  }

  @Test("a session is refused before anything is written when the instrument is another, silent, or echoes")
  func refusals() throws {
    func trouble(_ name: String, _ path: String) throws -> CaptureError? {
      let harness = try SessionHarness(name, at: path)
      defer { #expect(!FileManager.default.fileExists(atPath: harness.path)) }
      do throws(CaptureError) {
        try harness.session.start()
        return nil
      } catch { return error }
    }
    let board = try RunningInstrument("openeeg-p2", speed: 1)
    let other = try trouble("cyton", board.link)
    #expect(other?.code == .instrument && other?.description.contains("OpenBCI Cyton") == true)
    let silent = try PseudoTerminal()
    #expect(try trouble("plg1", silent.path)?.description.contains("silence") == true)
    let loop = try PseudoTerminal()
    let echo = Thread { for _ in 0..<150 { loop.send(loop.received(within: 20)) } }
    echo.start()
    #expect(try trouble("plg1", loop.path) != nil)
    while !echo.isFinished { Thread.sleep(forTimeInterval: 0.01) }
    #expect(try trouble("plg1", "/dev/no-such-port")?.code == .port)
    // What a wrong baud rate makes of a stream that nobody stops.
    let garbled = try PseudoTerminal()
    let noise = Thread {
      for _ in 0..<400 {
        garbled.send([0x00, 0xFF, 0x80, 0xF8, 0x00, 0x80, 0xFF, 0xFE])
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
    noise.start()
    let baud = try trouble("openeeg-p2", garbled.path)
    #expect(baud?.description.contains("wrong baud rate") == true, "\(String(describing: baud))")
    while !noise.isFinished { Thread.sleep(forTimeInterval: 0.01) }
  }

  @Test("a second program finds the port taken, and the first loses nothing")
  func twoPrograms() throws {
    let running = try RunningInstrument("plg1", speed: 5)
    let first = try SessionHarness("plg1", at: running.link, speed: 5)
    try first.session.start()
    #expect(first.wait(frames: 20))
    let second = try SessionHarness("plg1", at: running.link, speed: 5)
    let error = #expect(throws: CaptureError.self) { try second.session.start() }
    #expect(error?.code == .port && error?.description.contains("Another program") == true)
    #expect(first.wait(frames: 300))
    #expect(try first.session.stop().instruments[0].counts.lost == 0)
  }

  @Test("a board left streaming is brought to rest, and no stale sample stands in the segment")
  func leftStreaming() throws {
    let running = try RunningInstrument("bitalino", speed: 1)
    do {
      let driver = try #require(InstrumentCatalog.driver(named: "bitalino"))
      let port = try SerialPort(path: running.link, settings: driver.settings)
      var link = InstrumentLink(port: port, driver: driver)
      _ = try link.settle()
      try link.start()
      Thread.sleep(forTimeInterval: 0.2)
      port.close()
    }
    let harness = try SessionHarness("bitalino", at: running.link)
    try harness.session.start()
    #expect(harness.wait(frames: 100))
    try harness.session.mark(.chartBegan(series: "1", chart: 1), at: .sample(0))
    #expect(harness.wait(frames: 400))
    try harness.session.mark(.chartEnded(), at: .sample(400))
    let summary = try harness.session.stop()
    #expect(summary.instruments[0].counts.delivered == running.sampleCount)
    let chart = try harness.chart()
    #expect(try WireTruth.falseSamples(chart, "bitalino") == 0)
    let drained = try harness.records(.port)[0].values?["drained"]
    #expect((drained.flatMap { Int($0) } ?? 0) > 100)
  }

  @Test("the time of day may step by hours: no sample, mark or alarm moves")
  func clockStep() throws {
    let running = try RunningInstrument("plg1", speed: 5)
    let clock = SteppingClock(speed: 5)
    let harness = try SessionHarness([SessionHarness.instrument("plg1", at: running.link)], clock: clock)
    try harness.session.start()
    #expect(harness.wait(frames: 30))
    try harness.session.mark(.chartBegan(series: "1", chart: 1), at: .sample(0))
    clock.step(hours: -7)
    let early = try harness.session.mark(.annotation(code: "N1"))
    #expect(harness.wait(frames: 250))
    clock.step(hours: 30)
    let late = try harness.session.mark(.annotation(code: "N2"))
    #expect(harness.wait(frames: 500))
    try harness.session.mark(.chartEnded(), at: .sample(450))
    let summary = try harness.session.stop()
    #expect(summary.instruments[0].counts.lost == 0 && early.frame < late.frame && late.frame < 450)
    let chart = try harness.chart()
    #expect(try WireTruth.falseSamples(chart, "plg1") == 0)
    #expect(summary.alarms.keys.allSatisfy { $0 != .clockJump && $0 != .noData })
    let times = try harness.records(.wall).compactMap(\.wall?.millisecondsSince1970)
    #expect(times.count >= 2 && times.last! - times.first! > 20 * 3_600_000)
  }

  @Test("two instruments are two segments with their own clocks; the first one's samples are the chart's")
  func two() throws {
    let (first, second) = (try RunningInstrument("plg1", speed: 4), try RunningInstrument("cyton", speed: 4))
    let harness = try SessionHarness(
      [SessionHarness.instrument("plg1", at: first.link), SessionHarness.instrument("cyton", at: second.link)],
      clock: AcceleratedSessionClock(speed: 4))
    try harness.session.start()
    #expect(harness.wait(frames: 30) && harness.wait(frames: 30, of: 1))
    try harness.session.mark(.chartBegan(series: "1", chart: 1), at: .sample(200))
    #expect(harness.wait(frames: 700) && harness.wait(frames: 1400, of: 1))
    try harness.session.mark(.chartEnded(), at: .sample(600))
    let summary = try harness.session.stop()
    #expect(summary.instruments.map(\.counts.lost) == [0, 0])
    #expect(summary.instruments[0].counts.delivered == first.sampleCount)
    #expect(summary.instruments[1].counts.delivered == second.sampleCount)
    let chart = try harness.chart()
    #expect(chart.sampleCount == 400 && chart.sampleRate == SampleRate(100))
    #expect(chart.channels.contains { $0.name == "PN1" && $0.counts.count == 400 })
    let mapped = try #require(chart.channels.first { $0.name == "CH1" })
    #expect(mapped.sampleRate == SampleRate(250))
    // Four seconds of the chart are 1000 samples of the other clock, but for those at the edges.
    #expect(abs(mapped.counts.count - 1000) <= 2)
    #expect(Set(try harness.records(.segment).compactMap(\.description?.instrument)) == ["plg1", "cyton"])
  }

  @Test("marks are on the disk when they are accepted; those that do not fit are refused in words")
  func marks() throws {
    let running = try RunningInstrument("plg1", speed: 5)
    let harness = try SessionHarness("plg1", at: running.link, speed: 5)
    #expect(throws: CaptureError.self) { try harness.session.mark(.annotation(code: "N")) }
    try harness.session.start()
    #expect(throws: CaptureError.self) { try harness.session.start() }
    #expect(harness.wait(frames: 30))
    #expect(throws: CaptureError.self) { try harness.session.mark(.answer(word: "No")) }
    try harness.session.mark(.chartBegan(series: "1", chart: 1), at: .sample(0))
    #expect(throws: CaptureError.self) { try harness.session.mark(.chartBegan(series: "1", chart: 2)) }
    let stamp = harness.session.clock.monotonic
    let onset = try harness.session.mark(.onset(label: "R5", role: .relevant), at: .stamped(stamp))
    #expect(try harness.records(.event).last?.mark?.label == "R5")
    let later = try harness.session.mark(.offset(), at: .stamped(stamp + 2_000_000_000))
    #expect(later.event == onset.event && abs(later.frame - onset.frame - 200) <= 1)
    try harness.session.mark(.answer(word: "No", label: "R5"), at: .stamped(stamp + 2_500_000_000))
    #expect(throws: CaptureError.self) { try harness.session.mark(.offset(label: "R9")) }
    #expect(harness.wait(frames: later.frame + 400))
    try harness.session.mark(.chartEnded())
    _ = try harness.session.stop()
    let event = try #require(try harness.chart().events.first)
    #expect(event.onset == onset.frame && event.offset == later.frame && event.answer?.word == "No")
    #expect(throws: CaptureError.self) { try harness.session.mark(.annotation(code: "N")) }
  }

  @Test("a channel that is dropped takes the mark; a pulse does not stand in for it, and two claims are refused")
  func minimumSet() throws {
    let running = try RunningInstrument("bitalino", speed: 2)
    var plan = try SessionHarness.instrument("bitalino", at: running.link)
    plan.uses["A4"] = ChannelUse(sensor: .vasomotor)
    plan.lastCheck = nil
    let harness = try SessionHarness([plan], clock: AcceleratedSessionClock(speed: 2))
    try harness.session.start()
    #expect(harness.alarms.raised.isSuperset(of: [.conformance, .checkAge]))
    #expect(harness.wait(frames: 50))
    let summary = try harness.session.stop()
    #expect(!summary.conformance.isConformant && summary.conformance.refusals.joined().contains("cardio"))
    #expect(try harness.records(.note).contains { $0.values?["mark"] == "refused" })

    plan.uses["A4"] = ChannelUse(sensor: .electrodermal)
    let twice = try SessionHarness([plan])
    let error = #expect(throws: CaptureError.self) { try twice.session.start() }
    #expect(error?.code == .plan && error?.description.contains("electrodermal") == true)
    plan.uses = ["A9": ChannelUse(sensor: .cardio)]
    let unknown = try SessionHarness([plan])
    #expect(throws: CaptureError.self) { try unknown.session.start() }
  }
}

/// A clock whose time of day a test sets.
final class SteppingClock: SessionClock {
  private let inner: AcceleratedSessionClock
  private let offset = Mutex<Int64>(0)
  init(speed: Double) { inner = AcceleratedSessionClock(speed: speed) }
  func step(hours: Int64) { offset.withLock { $0 += hours * 3_600_000 } }
  var speed: Double { inner.speed }
  var monotonic: Int64 { inner.monotonic }
  func sessionTime(of machine: Int64) -> Int64 { inner.sessionTime(of: machine) }
  var wall: Timestamp {
    Timestamp(millisecondsSince1970: inner.wall.millisecondsSince1970 + offset.withLock { $0 })
  }
}

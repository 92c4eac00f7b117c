import Foundation
import PolygraphSimulation
import TestSupport
import Testing

@testable import PolygraphInstruments

@Suite("Virtual instruments behind a pseudo-terminal", .serialized)
struct VirtualInstrumentTests {
  private static let signals = RunningInstrument.signals

  private func driver(_ name: String) throws -> InstrumentDriver {
    try #require(InstrumentCatalog.driver(named: name))
  }

  /// The values that the instrument's firmware makes of a sample, after the driver's start commands.
  private func truth(_ name: String) throws -> any VirtualInstrument {
    var instrument = try #require(VirtualInstruments.make(name, signals: Self.signals))
    var ignored: [UInt8] = []
    for byte in try driver(name).start.joined() { instrument.receive(byte, into: &ignored) }
    return instrument
  }

  @Test("the decoder recovers every sample, and the driver says who it is", arguments: VirtualInstruments.names)
  func recovers(name: String) throws {
    let running = try RunningInstrument(name, speed: name == "bitalino" ? 2 : name == "shimmer3" ? 20 : 5)
    let driver = try driver(name)
    let port = try SerialPort(path: running.link, settings: driver.settings)
    var link = InstrumentLink(port: port, driver: driver)
    _ = try link.settle()
    let identity = try link.identify()
    #expect(!identity.isEmpty)
    _ = try link.settle()
    try link.start()
    var decoder = driver.makeDecoder()
    decoder.begin(firstSequence: driver.firstSequence)
    let (events, lost) = port.decode(&decoder, frames: 700)
    #expect(lost == nil && events.lostCount == 0)
    let frames = events.frames
    try #require(frames.count >= 700)
    let truth = try truth(name)
    // A board that starts by itself is met in the middle of its run.
    let offset = name == "openeeg-p2" ? try self.offset(of: events, truth) : 0
    for frame in frames {
      let expected = truth.values(at: frame.index + offset)
      #expect(events.values(of: frame).map(Int.init) == expected, "\(name), sample \(frame.index)")
      if events.values(of: frame).map(Int.init) != expected { break }
    }
    if driver.stop != nil { _ = try link.stop() }
  }

  private func offset(of events: DecodedEvents, _ truth: any VirtualInstrument) throws -> Int {
    let first = events.frames.prefix(30).map { events.values(of: $0).map(Int.init) }
    return try #require(
      (0..<20_000).first { start in first.indices.allSatisfy { truth.values(at: start + $0) == first[$0] } })
  }

  @Test("a wire with faults loses what the ledger says, and nothing else", arguments: ["bitalino", "plg1", "shimmer3"])
  func faulty(name: String) throws {
    let running = try RunningInstrument(
      name, speed: name == "bitalino" ? 3 : 20, faults: ["loss=4e-4", "duplication=2e-4", "flips=2e-4", "junk=1e-4"])
    let driver = try driver(name)
    let port = try SerialPort(path: running.link, settings: driver.settings)
    var link = InstrumentLink(port: port, driver: driver)
    _ = try link.settle()
    try link.start()
    var decoder = driver.makeDecoder()
    decoder.begin(firstSequence: driver.firstSequence)
    let (events, _) = port.decode(&decoder, frames: 1500, speed: name == "bitalino" ? 3 : 20)
    let truth = try truth(name)
    // A Shimmer's first frame is not known by its time stamp; a loss before the first lock shifts all.
    let wrong =
      (0...(name == "shimmer3" ? 5 : 0)).map { shift in
        events.frames.filter { events.values(of: $0).map(Int.init) != truth.values(at: $0.index + shift) }
      }.min { $0.count < $1.count } ?? events.frames
    let details = wrong.prefix(5).map {
      [$0.index] + events.values(of: $0).map(Int.init) + truth.values(at: $0.index)
    }
    // Some 25 frames are hit; a CRC of four bits and the counter let one in 256 pass.
    #expect(wrong.count <= (name == "bitalino" ? 2 : 0), "\(name), \(wrong.count) wrong: \(details)")
    #expect(events.frames.count >= 1500)
    if let last = events.frames.last { #expect(last.index + 1 == events.frames.count + events.lostCount) }
  }

  @Test("unplugged in the middle of a frame the port is lost; replugged it is found at the same link and starts anew")
  func replug() throws {
    let running = try RunningInstrument("bitalino", speed: 2, faults: ["unplug=1", "replug=0.4"])
    let driver = try driver("bitalino")
    let first = try FileManager.default.destinationOfSymbolicLink(atPath: running.link)
    var port: SerialPort? = try SerialPort(path: running.link, settings: driver.settings)
    if let port {
      var link = InstrumentLink(port: port, driver: driver)
      _ = try link.settle()
      try link.start()
      var decoder = driver.makeDecoder()
      decoder.begin(firstSequence: 0)
      let (events, lost) = port.decode(&decoder, frames: 100_000, seconds: 5)
      #expect(lost != nil && events.frames.count > 500)
    }
    // The old device's number is not free while the port is open, so a link that is there again leads elsewhere.
    let later = try? FileManager.default.destinationOfSymbolicLink(atPath: running.link)
    port?.close()
    port = nil
    #expect(later != first, "the link stays after unplugging")
    for _ in 0..<200 where port == nil {
      Thread.sleep(forTimeInterval: 0.02)
      port = try? SerialPort(path: running.link, settings: driver.settings)
    }
    let again = try #require(port)
    var link = InstrumentLink(port: again, driver: driver)
    _ = try link.settle()
    #expect(try link.identify() == "BITalino firmware 5.2")
    try link.start()
    var decoder = driver.makeDecoder()
    decoder.begin(firstSequence: 0)
    let (events, _) = again.decode(&decoder, frames: 200)
    #expect(events.frames.first?.index == 0 && events.lostCount == 0)
  }

  @Test("a board left streaming is brought to rest, and no stale frame stands in the new run")
  func leftStreaming() throws {
    let running = try RunningInstrument("bitalino", speed: 1)
    let driver = try driver("bitalino")
    do {
      let port = try SerialPort(path: running.link, settings: driver.settings)
      var link = InstrumentLink(port: port, driver: driver)
      _ = try link.settle()
      try link.start()
      Thread.sleep(forTimeInterval: 0.2)
      port.close()
    }
    let port = try SerialPort(path: running.link, settings: driver.settings)
    var link = InstrumentLink(port: port, driver: driver)
    #expect(try link.settle() > 100)
    try link.start()
    #expect(throws: InstrumentLinkError.self) { try link.start() }
    var decoder = driver.makeDecoder()
    decoder.begin(firstSequence: 0)
    let (events, _) = port.decode(&decoder, frames: 100)
    let truth = try truth("bitalino")
    #expect(events.lostCount == 0 && events.frames.first?.sequence == 0)
    #expect(events.frames.allSatisfy { events.values(of: $0).map(Int.init) == truth.values(at: $0.index) })
  }

  @Test("a reset in the stream is told by the instruments that can tell")
  func reset() throws {
    let running = try RunningInstrument("openeeg-p2", speed: 20, faults: ["reset=6"])
    let driver = try driver("openeeg-p2")
    let port = try SerialPort(path: running.link, settings: driver.settings)
    var decoder = driver.makeDecoder()
    decoder.begin(firstSequence: nil)
    let (events, _) = port.decode(&decoder, frames: 3000)
    #expect(events.events.contains(.reset) && events.events.contains(.status(.starting, 0)))
  }

  @Test("a stall loses nothing that the instrument could hold, and what its memory could not is counted")
  func stall() throws {
    let running = try RunningInstrument("bitalino", speed: 2, faults: ["stall=0.3:0.5"])
    let driver = try driver("bitalino")
    let port = try SerialPort(path: running.link, settings: driver.settings)
    var link = InstrumentLink(port: port, driver: driver)
    _ = try link.settle()
    try link.start()
    var decoder = driver.makeDecoder()
    decoder.begin(firstSequence: 0)
    let (events, _) = port.decode(&decoder, frames: 1500, speed: 2)
    // 500 frames fall into the stall; the ring of 1,500 bytes holds 187 of them. On a busy machine it may last longer.
    #expect((250...700).contains(events.lostCount), "\(events.lostCount)")
  }

  @Test("wrong instruments, silence and echoes are named")
  func wrong() throws {
    func trouble(_ path: String, _ name: String) throws -> InstrumentLinkError? {
      let driver = try driver(name)
      let port = try SerialPort(path: path, settings: driver.settings)
      var link = InstrumentLink(port: port, driver: driver)
      do throws(InstrumentLinkError) {
        _ = try link.identify(timeout: 400)
        return nil
      } catch {
        return error
      }
    }
    let board = try RunningInstrument("openeeg-p2", speed: 1)
    let other = try trouble(board.link, "bitalino")
    #expect(other?.code == .notThisInstrument && other?.description.contains("repeat every 17 bytes") == true)
    let silent = try PseudoTerminal()
    let nothing = try trouble(silent.path, "cyton")
    #expect(nothing?.code == .silent && nothing?.description.contains("silence") == true)
    let loop = try PseudoTerminal()
    let thread = Thread {
      for _ in 0..<40 { loop.send(loop.received(within: 20)) }
    }
    thread.start()
    #expect(try trouble(loop.path, "bitalino")?.code == .echo)
    while !thread.isFinished { Thread.sleep(forTimeInterval: 0.01) }
    let sketch = try RunningInstrument("plg1", speed: 1)
    #expect(try trouble(sketch.link, "nonin") != nil)
  }

  @Test("faults that are written wrongly are refused")
  func faultForms() {
    for text in ["loss", "loss=x", "loss=2", "loss=-1", "stall=3", "stall=1:x", "gone=1", "ppm=inf", "unplug=1:2"] {
      var faults = WireFaults()
      let isTaken = faults.add(text)
      #expect(!isTaken, "\(text)")
    }
    var faults = WireFaults()
    for text in ["loss=1e-3", "stall=1:2", "ppm=-80", "unplug=3", "replug=1", "reset=9"] {
      let isTaken = faults.add(text)
      #expect(isTaken, "\(text)")
    }
    #expect(faults.loss == 1e-3 && faults.partsPerMillion == -80 && faults.stall?.length == 2)
  }
}

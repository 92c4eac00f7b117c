import CTermios
import Foundation
import PolygraphSimulation
import Synchronization
import TestSupport

@testable import PolygraphInstruments

/// A pseudo-terminal whose master the test holds.
final class PseudoTerminal: Sendable {
  let path: String
  private let master: CInt
  private let isOpen = Atomic<Bool>(true)

  init() throws {
    var name = [CChar](repeating: 0, count: 128)
    master = polygraph_open_pty(&name, name.count)
    guard master >= 0 else { throw CocoaError(.fileNoSuchFile) }
    path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { unplug() }

  func send(_ bytes: [UInt8]) { _ = write(master, bytes, bytes.count) }

  /// What the other side wrote, waiting so long for the first byte.
  func received(within milliseconds: CInt = 1000) -> [UInt8] {
    var event = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&event, 1, milliseconds) > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(master, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }

  func makeCooked() { _ = polygraph_set_cooked(master) }

  func unplug() {
    if isOpen.exchange(false, ordering: .relaxed) { close(master) }
  }
}

/// A virtual instrument that runs on a thread of its own until the value goes away.
final class RunningInstrument: Sendable {
  let link: String
  private let folder: TemporaryFolder
  private let port: VirtualPort
  private let isDone = DispatchSemaphore(value: 0)

  /// A short exam at 30 Hz, the same for all tests.
  static let signals: SimulatedSignals = {
    var settings = ExamineeSettings(seed: 5, sequence: .acqt)
    settings.chartCount = 1
    return SimulatedSignals(settings)
  }()

  init(
    _ name: String, speed: Double = 20, faults: [String] = [], seed: UInt64 = 3,
    instrument: (@Sendable () -> any VirtualInstrument)? = nil
  ) throws {
    folder = try TemporaryFolder()
    link = folder.url.appending(path: "instrument").path
    var line = WireFaults()
    for fault in faults where !line.add(fault) { throw CocoaError(.formatting) }
    let attached = DispatchSemaphore(value: 0)
    port = VirtualPort(
      speed: speed, faults: line, seed: seed, link: link,
      instrument: instrument
        ?? { VirtualInstruments.make(name, signals: Self.signals) ?? VirtualPLG1(signals: Self.signals) },
      report: { if case .attached = $0 { attached.signal() } })
    let (running, done) = (port, isDone)
    Thread.detachNewThread {
      try? running.run()
      done.signal()
    }
    _ = attached.wait(timeout: .now() + 5)
  }

  var sampleCount: Int { port.sampleCount }

  deinit {
    port.stop()
    _ = isDone.wait(timeout: .now() + 5)
  }
}

extension SerialPort {
  /// Reads into a decoder until so many frames came, the port is lost, or the time is over.
  func decode(
    _ decoder: inout any InstrumentDecoder, frames wanted: Int, seconds: Double = 10, speed: Int64 = 1
  ) -> (events: DecodedEvents, lost: String?) {
    var events = DecodedEvents()
    var buffer = [UInt8](repeating: 0, count: 4096)
    var count = 0
    var seen = 0
    let end = Self.now() + Int64(seconds * 1e9)
    while count < wanted, Self.now() < end {
      switch buffer.withUnsafeMutableBytes({ read(into: $0, timeout: 200) }) {
      case .bytes(let size, let time): decoder.push(Array(buffer[0..<size]), at: time * speed, into: &events)
      case .timeout, .woken: break
      case .lost(let reason): return (events, reason)
      }
      while seen < events.events.count {
        if case .frame = events.events[seen] { count += 1 }
        seen += 1
      }
    }
    return (events, nil)
  }
}

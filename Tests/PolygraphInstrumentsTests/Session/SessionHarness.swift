import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import PolygraphSimulation
import Synchronization
import TestSupport
import Testing

@testable import PolygraphInstruments

/// The system's calls on a disk that a test stalls and fills.
final class TroubledDisk: FileCalls {
  private let system = SystemFileCalls()
  private let full = Atomic<Bool>(false)
  private let stall = Mutex(0.0)

  var isFull: Bool {
    get { full.load(ordering: .acquiring) }
    set { full.store(newValue, ordering: .releasing) }
  }

  /// The next sync takes so many seconds.
  func stallOnce(_ seconds: Double) { stall.withLock { $0 = seconds } }

  func open(_ path: String, creating: Bool) -> Int {
    creating && isFull ? -Int(ENOSPC) : system.open(path, creating: creating)
  }
  func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
    guard isFull, offset + bytes.count > system.length(descriptor) else {
      return system.write(descriptor, bytes, at: offset)
    }
    // A full disk still takes what lies in the file, and a piece of what does not: here a torn frame.
    let room = max(0, min(bytes.count, system.length(descriptor) - offset + 1))
    full.store(true, ordering: .releasing)
    guard room > 0, tears.exchange(false, ordering: .relaxed) else { return -Int(ENOSPC) }
    return system.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<room]), at: offset)
  }
  private let tears = Atomic<Bool>(true)
  func read(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
    system.read(descriptor, bytes, at: offset)
  }
  func synchronize(_ descriptor: Int32) -> Int {
    let seconds = stall.withLock { stall in
      defer { stall = 0 }
      return stall
    }
    if seconds > 0 { Thread.sleep(forTimeInterval: seconds) }
    return system.synchronize(descriptor)
  }
  func truncate(_ descriptor: Int32, to length: Int) -> Int { system.truncate(descriptor, to: length) }
  func length(_ descriptor: Int32) -> Int { system.length(descriptor) }
  func close(_ descriptor: Int32) -> Int { system.close(descriptor) }
  func rename(_ path: String, to target: String) -> Int { system.rename(path, to: target) }
  func remove(_ path: String) -> Int { system.remove(path) }
  func makeFolder(_ path: String) -> Int { system.makeFolder(path) }
  func synchronizeFolder(_ path: String) -> Int { system.synchronizeFolder(path) }
}

/// Alarms that were told, from any thread.
final class AlarmLog: Sendable {
  private let list = Mutex<[AlarmChange]>([])
  func take(_ change: AlarmChange) { list.withLock { $0.append(change) } }
  var raised: Set<CaptureAlarm.Kind> {
    list.withLock { Set($0.compactMap { if case .raised(let alarm) = $0 { alarm.kind } else { nil } }) }
  }
  var cleared: Set<CaptureAlarm.Kind> {
    list.withLock { Set($0.compactMap { if case .cleared(let alarm) = $0 { alarm.kind } else { nil } }) }
  }
}

/// A session over a virtual instrument.
final class SessionHarness {
  let folder: TemporaryFolder
  let session: CaptureSession
  let alarms: AlarmLog
  var path: String { session.plan.package }

  /// The sensors of a BITalino's inputs, as the virtual one is wired.
  static let inputs: [String: ChannelUse] = [
    "A1": ChannelUse(sensor: .thoracicRespiration), "A2": ChannelUse(sensor: .abdominalRespiration),
    "A3": ChannelUse(sensor: .electrodermal), "A4": ChannelUse(sensor: .cardio),
  ]

  static func instrument(_ name: String, at port: String) throws -> CapturePlan.Instrument {
    let driver = try #require(InstrumentCatalog.driver(named: name))
    return .init(
      id: name, driver: driver, port: port, uses: name == "bitalino" ? inputs : [:],
      lastCheck: SystemPackageClock().wall)
  }

  init(
    _ instruments: [CapturePlan.Instrument], clock: any SessionClock = SystemSessionClock(),
    limits: CaptureLimits = CaptureLimits(), calls: any FileCalls = SystemFileCalls(),
    sound: CapturePlan.Sound? = nil
  ) throws {
    folder = try TemporaryFolder()
    let alarms = AlarmLog()
    self.alarms = alarms
    var limits = limits
    limits.leastFreeBytes = 0
    session = CaptureSession(
      plan: CapturePlan(
        instruments: instruments, package: folder.url.appending(path: "exam").path, examName: "SIM5",
        software: "test/1", sound: sound), clock: clock, limits: limits, calls: calls, alarms: { alarms.take($0) })
  }

  convenience init(
    _ name: String, at port: String, speed: Double = 1, limits: CaptureLimits = CaptureLimits(),
    calls: any FileCalls = SystemFileCalls()
  ) throws {
    let clock: any SessionClock = speed == 1 ? SystemSessionClock() : AcceleratedSessionClock(speed: speed)
    try self.init([Self.instrument(name, at: port)], clock: clock, limits: limits, calls: calls)
  }

  /// Waits until something holds, half a minute at most.
  @discardableResult
  func wait(until condition: (CaptureStatus) -> Bool) -> Bool {
    let end = Date().addingTimeInterval(30)
    while Date() < end {
      if condition(session.status) { return true }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return false
  }

  /// Waits until an instrument has so many frames.
  @discardableResult
  func wait(frames: Int, of instrument: Int = 0) -> Bool {
    wait { $0.instruments.indices.contains(instrument) && $0.instruments[instrument].counts.produced >= frames }
  }

  /// The journal's records of a kind.
  func records(_ kind: JournalRecord.Kind) throws -> [JournalRecord] {
    let lines = try String(contentsOfFile: path + "/journal.jsonl", encoding: .utf8).split(separator: "\n")
    return try lines.compactMap { line in
      guard let end = line.lastIndex(of: "\t") else { return nil }
      return try JSONDecoder().decode(JournalRecord.self, from: Data(line[..<end].utf8))
    }.filter { $0.k == kind }
  }

  /// The exam's only chart.
  func chart() throws -> Chart { try #require(try ExamReader.read(path: path).exam.charts.first?.chart) }
}

/// What a virtual instrument measured.
enum WireTruth {
  /// The instrument after its driver's start commands.
  static func instrument(_ name: String) throws -> any VirtualInstrument {
    var instrument = try #require(VirtualInstruments.make(name, signals: RunningInstrument.signals))
    var ignored: [UInt8] = []
    for byte in try #require(InstrumentCatalog.driver(named: name)).start.joined() {
      instrument.receive(byte, into: &ignored)
    }
    return instrument
  }

  /// How many samples of a chart that begins at sample `shift` of the instrument are present and not what it measured.
  static func falseSamples(_ chart: Chart, _ name: String, shift: Int = 0) throws -> Int {
    let truth = try instrument(name)
    let channels = chart.channels.filter { $0.sensor != .auxiliary }
    let places = channels.map { channel in
      truthPlace(channel.name, name)
    }
    let columns = channels.map { channel in channel.counts.withUnsafeBuffer { Array($0) } }
    let missing = channels.map { channel in
      channel.mask.missingRanges.reduce(into: Set<Int>()) { $0.formUnion($1) }
    }
    let count = channels.map(\.counts.count).min() ?? 0
    return (0..<count).count { sample in
      let values = truth.values(at: sample + shift)
      return channels.indices.contains { channel in
        !missing[channel].contains(sample) && Int(columns[channel][sample]) != values[places[channel]]
      }
    }
  }

  private static func truthPlace(_ channel: String, _ name: String) -> Int {
    let names = InstrumentCatalog.driver(named: name)?.channels.map(\.name) ?? []
    return names.firstIndex(of: channel) ?? 0
  }
}

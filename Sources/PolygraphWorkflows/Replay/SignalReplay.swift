import Foundation
import PolygraphFeatures
import PolygraphInstruments
import PolygraphModel
import PolygraphQuantities
import PolygraphSimulation

/// Plays a known signal through the whole chain (virtual instrument on a pseudo-terminal, port, decoder, live line) and
/// holds what comes out against what went in (REQ-62).
public enum SignalReplay {
  /// The instruments whose first sample is known, so that every sample can be held against its own.
  public static let instruments = ["bitalino", "cyton", "plg1"]
  /// The greatest distance of a decoded count from the signal that passes: the half count of rounding, and as much
  /// again for the least-squares line through it. *Units*: counts.
  public static let largestError = 1.0

  /// Replays a signal for its length, `speed` times faster than life.
  ///
  /// *Definition*: the instrument brings the signal to its converter's range; the straight line that fits the decoded
  /// counts to the signal best is taken out (gain and offset are reported), and the rest is the error.
  /// *Errors*: ``ReplayError``.
  public static func run(
    _ signal: ReplaySignal, instrument name: String, speed: Double = 1
  ) throws -> ReplayReport {
    guard instruments.contains(name), let driver = InstrumentCatalog.driver(named: name) else {
      throw ReplayError.instrument(name)
    }
    let frames = Int(signal.seconds * driver.rate)
    let (events, lost) = try capture(signal, driver, frames: max(30, frames), speed: speed)
    var channels: [ReplayReport.Channel] = []
    for (place, sensor) in VirtualInstruments.sensors(of: name).enumerated() where signal.columns[sensor] != nil {
      let pairs = events.frames.compactMap { frame in
        signal.value(sensor, at: frame.index, rate: driver.rate).map {
          (signal: $0, count: Double(events.values(of: frame)[frame.valueStart + place]))
        }
      }
      channels.append(try measure(pairs, sensor, name: driver.channels[place].name, rate: driver.rate))
    }
    return ReplayReport(
      instrument: name, seconds: Double(frames) / driver.rate, frames: events.frames.count, lost: lost,
      channels: channels)
  }

  private static func capture(
    _ signal: ReplaySignal, _ driver: InstrumentDriver, frames: Int, speed: Double
  ) throws -> (events: DecodedEvents, lost: Int) {
    let running = try RunningReplay(driver.identifier, signal, speed: speed)
    defer { running.stop() }
    do {
      let port = try SerialPort(path: running.path, settings: driver.settings)
      var link = InstrumentLink(port: port, driver: driver)
      _ = try link.settle()
      _ = try link.identify()
      _ = try link.settle()
      var decoder = driver.makeDecoder()
      decoder.begin(firstSequence: driver.firstSequence)
      var events = DecodedEvents()
      var buffer = [UInt8](repeating: 0, count: 4096)
      try link.start()
      let end = SerialPort.now() + Int64((Double(frames) / driver.rate / speed * 3 + 10) * 1e9)
      while (events.frames.last?.index ?? 0) + 1 < frames, SerialPort.now() < end {
        switch buffer.withUnsafeMutableBytes({ port.read(into: $0, timeout: 200) }) {
        case .bytes(let count, let time):
          buffer.withUnsafeBytes { bytes in
            decoder.push(UnsafeRawBufferPointer(rebasing: bytes[..<count]), at: time, into: &events)
          }
        case .timeout, .woken: break
        case .lost(let reason): throw ReplayError.chain("The virtual instrument's port is lost: \(reason).")
        }
      }
      _ = try link.stop()
      return (events, events.lostCount)
    } catch let error as PortError {
      throw ReplayError.chain(error.description)
    } catch let error as InstrumentLinkError {
      throw ReplayError.chain(error.description)
    }
  }

  private static func measure(
    _ pairs: [(signal: Double, count: Double)], _ sensor: Sensor, name: String, rate: Double
  ) throws -> ReplayReport.Channel {
    let number = Double(max(1, pairs.count))
    let meanSignal = pairs.reduce(0) { $0 + $1.signal } / number
    let meanCount = pairs.reduce(0) { $0 + $1.count } / number
    let square = pairs.reduce(0) { $0 + ($1.signal - meanSignal) * ($1.signal - meanSignal) }
    let product = pairs.reduce(0) { $0 + ($1.signal - meanSignal) * ($1.count - meanCount) }
    let gain = square > 0 ? product / square : 0
    let offset = meanCount - gain * meanSignal
    let expected = pairs.map { $0.signal * gain + offset }
    let errors = zip(pairs, expected).map { $0.count - $1 }
    let span = (expected.max() ?? 0) - (expected.min() ?? 0)
    let root = (errors.reduce(0) { $0 + $1 * $1 } / number).squareRoot()
    let kind = LiveTracing.kinds(of: sensor)[0]
    var made = try LiveTracing(sensor, kind, rate: SampleRate(Int(rate)))
    var wanted = made
    let tracing = zip(pairs, expected).map { abs((made.next($0.count) ?? 0) - (wanted.next($1) ?? 0)) }.max() ?? 0
    return ReplayReport.Channel(
      channel: name, sensor: sensor.rawValue, gain: gain, offset: offset, span: span,
      rootMeanSquareError: root, largestError: errors.map(abs).max() ?? 0, line: kind.rawValue,
      largestLineError: tracing)
  }
}

/// A virtual instrument that plays a signal, on a thread of its own.
private final class RunningReplay: Sendable {
  let path: String
  private let port: VirtualPort
  private let isDone = DispatchSemaphore(value: 0)

  init(_ name: String, _ signal: ReplaySignal, speed: Double) throws {
    let signals = SimulatedSignals(rate: signal.rate, columns: signal.columns)
    guard VirtualInstruments.make(name, signals: signals) != nil else { throw ReplayError.instrument(name) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "polygraph-replay-\(UUID().uuidString)")
    let attached = DispatchSemaphore(value: 0)
    path = folder.path
    port = VirtualPort(
      speed: speed, link: path,
      instrument: { VirtualInstruments.make(name, signals: signals) ?? VirtualPLG1(signals: signals) },
      report: { if case .attached = $0 { attached.signal() } })
    let (running, done) = (port, isDone)
    Thread.detachNewThread {
      try? running.run()
      attached.signal()
      done.signal()
    }
    attached.wait()
  }

  func stop() {
    port.stop()
    isDone.wait()
  }
}

/// What came of a replay: the document `polygraph.replay/1`.
public struct ReplayReport: Hashable, Sendable, Codable {
  /// A channel. *Units*: counts of the instrument, except the gain, which is counts for one of the signal.
  public struct Channel: Hashable, Sendable, Codable {
    /// The instrument's name of it.
    public var channel: String
    /// The sensor whose signal it played.
    public var sensor: String
    /// Counts for one of the signal.
    public var gain: Double
    /// Counts for 0 of the signal.
    public var offset: Double
    /// The signal's span.
    public var span: Double
    /// The root mean square of the error.
    public var rootMeanSquareError: Double
    /// The greatest error.
    public var largestError: Double
    /// The live line that was drawn of it.
    public var line: String
    /// The greatest distance of that line from the line of the signal itself.
    public var largestLineError: Double
  }

  /// The document's schema.
  public private(set) var schema = "polygraph.replay/1"
  /// The instrument.
  public var instrument: String
  /// Seconds of the instrument that were played.
  public var seconds: Double
  /// Frames that came.
  public var frames: Int
  /// Frames that were lost.
  public var lost: Int
  /// The channels.
  public var channels: [Channel]

  init(instrument: String, seconds: Double, frames: Int, lost: Int, channels: [Channel]) {
    self.instrument = instrument
    self.seconds = seconds
    self.frames = frames
    self.lost = lost
    self.channels = channels
  }

  /// True when nothing was lost and no count is further from the signal than ``SignalReplay/largestError``.
  public var hasPassed: Bool {
    frames > 0 && lost == 0 && !channels.isEmpty
      && channels.allSatisfy { $0.gain != 0 && $0.largestError <= SignalReplay.largestError }
  }
}

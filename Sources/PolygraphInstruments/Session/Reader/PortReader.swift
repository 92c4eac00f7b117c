import Foundation
import Synchronization

/// Keeps one instrument's port: the thread that reads it, looks for it after a loss, and opens it again.
///
/// While samples stream the thread does nothing but poll, read into the ring and stamp: it allocates nothing, takes no
/// lock, writes no log and no file. Opening, asking and starting happen before; looking for a lost instrument after.
final class PortReader: Sendable {
  /// What happens to the port, for the recorder.
  enum Happening: Sendable {
    /// Samples were started; the stream carries them.
    case started(PortStream)
    /// An instrument is there again but does not answer as it should.
    case refused(String)
  }

  /// How often a lost instrument is looked for. *Units*: milliseconds.
  static let searchInterval = 250
  /// How long the line must be silent after a stop. *Units*: milliseconds.
  static let silence = 150
  /// How often a stop is said when samples still come.
  static let mostStops = 3

  let id: String
  private let path: String
  private let driver: InstrumentDriver
  private let directory: PortDirectory
  private let ringBytes: Int
  private let isStopping = Atomic<Bool>(false)
  private let happenings = Mutex<[Happening]>([])
  private let current = Mutex<SerialPort?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(id: String, path: String, driver: InstrumentDriver, directory: PortDirectory, ringBytes: Int) {
    self.id = id
    self.path = path
    self.driver = driver
    self.directory = directory
    self.ringBytes = ringBytes
  }

  /// Connects on the calling thread, so that a wrong instrument is refused before anything is begun.
  func connect() throws(CaptureError) -> ConnectedPort {
    try ConnectedPort(path: path, driver: driver, directory: directory)
  }

  /// Starts the thread with a connection.
  func run(_ first: ConnectedPort) {
    let thread = Thread { [self] in
      operate(first)
      done.signal()
    }
    thread.name = "polygraph-port-\(id)"
    thread.qualityOfService = .userInteractive
    thread.start()
  }

  /// Asks the thread to stop the samples and end. Safe on any thread.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    current.withLock { $0?.wake() }
  }

  /// Waits until the thread has ended.
  func wait() { done.wait() }

  /// What happened since the last call, in order.
  func takeHappenings() -> [Happening] {
    happenings.withLock { list in
      defer { list.removeAll() }
      return list
    }
  }

  private func report(_ happening: Happening) { happenings.withLock { $0.append(happening) } }

  private func operate(_ first: ConnectedPort) {
    var connection: ConnectedPort? = first
    while let connected = connection {
      let stream = PortStream(connected, ring: ByteRing(bytes: ringBytes))
      current.withLock { $0 = connected.port }
      do throws(InstrumentLinkError) {
        var link = InstrumentLink(port: connected.port, driver: connected.driver)
        try link.start()
        report(.started(stream))
        let reason = pump(stream)
        if reason == nil { drain(stream) }
        stream.end(reason)
      } catch {
        report(.started(stream))
        stream.end(error.description)
      }
      current.withLock { $0 = nil }
      // At once: an open descriptor keeps the system from using the port's number again.
      connected.port.close()
      connection = isStopping.load(ordering: .acquiring) ? nil : search(for: connected)
    }
  }

  /// Reads until the port is lost, and returns why, or until a stop is asked for, and returns `nil`.
  private func pump(_ stream: PortStream) -> String? {
    let port = stream.connection.port
    let keepAlive = stream.connection.driver.keepAlive
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: ByteRing.longestBlock, alignment: 16)
    defer { scratch.deallocate() }
    var nextWord = SerialPort.now() + Int64((keepAlive?.seconds ?? 0) * 1e9)
    while !isStopping.load(ordering: .acquiring) {
      if let keepAlive, SerialPort.now() >= nextWord {
        nextWord += Int64(keepAlive.seconds * 1e9)
        try? port.write(keepAlive.bytes, deadline: 100)
      }
      switch read(port, into: stream, scratch, timeout: Self.searchInterval) {
      case .lost(let reason): return reason
      case .bytes, .timeout, .woken: continue
      }
    }
    return nil
  }

  private func read(
    _ port: SerialPort, into stream: PortStream, _ scratch: UnsafeMutableRawBufferPointer, timeout: Int
  ) -> PortReading {
    let room = stream.ring.room()
    let isFull = room.isEmpty
    let reading = port.read(into: isFull ? scratch : room, timeout: timeout)
    if case .bytes(let count, let time) = reading {
      if isFull {
        stream.dropped.wrappingAdd(count, ordering: .releasing)
      } else {
        stream.ring.publish(count, at: time)
      }
      stream.received.wrappingAdd(count, ordering: .relaxed)
      stream.lastArrival.store(time, ordering: .releasing)
    }
    return reading
  }

  /// Says stop and takes what still comes: samples that the instrument took before it heard.
  private func drain(_ stream: PortStream) {
    let port = stream.connection.port
    guard let stop = stream.connection.driver.stop else { return }
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: ByteRing.longestBlock, alignment: 16)
    defer { scratch.deallocate() }
    for _ in 0..<Self.mostStops {
      guard (try? port.write(stop)) != nil else { return }
      let end = SerialPort.now() + 500_000_000
      while SerialPort.now() < end {
        switch read(port, into: stream, scratch, timeout: Self.silence) {
        case .timeout, .lost: return
        case .bytes, .woken: continue
        }
      }
    }
  }

  /// Looks for the instrument until it is there and answers, or a stop is asked for.
  private func search(for lost: ConnectedPort) -> ConnectedPort? {
    var lastRefusal = ""
    while !isStopping.load(ordering: .acquiring) {
      Thread.sleep(forTimeInterval: Double(Self.searchInterval) / 1000)
      guard let path = place(of: lost.device) else { continue }
      do throws(CaptureError) {
        return try ConnectedPort(path: path, driver: driver, directory: directory)
      } catch {
        // A device that is just being plugged in is missing, busy or silent for a moment.
        if error.code == .instrument, error.description != lastRefusal {
          lastRefusal = error.description
          report(.refused(error.description))
        }
      }
    }
    return nil
  }

  /// Where the instrument is now: the place of the same device, or the path that was named when the system knows no
  /// device.
  private func place(of device: AttachedPort?) -> String? {
    guard let device else { return FileManager.default.fileExists(atPath: path) ? path : nil }
    return directory.find(device)?.port.path
  }
}

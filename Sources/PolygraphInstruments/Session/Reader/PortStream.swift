import Foundation
import Synchronization

/// One connection's stream of bytes, from the start of the samples to the loss of the port: what the reader thread
/// writes and the recorder reads.
final class PortStream: Sendable {
  /// What was connected.
  let connection: ConnectedPort
  let ring: ByteRing
  /// True when no more bytes come.
  let isEnded = Atomic<Bool>(false)
  /// Bytes that came.
  let received = Atomic<Int>(0)
  /// Bytes for which the ring had no room.
  let dropped = Atomic<Int>(0)
  /// When bytes last came. *Units*: nanoseconds of CLOCK_MONOTONIC.
  let lastArrival: Atomic<Int64>
  private let reason = Mutex<String?>(nil)

  init(_ connection: ConnectedPort, ring: ByteRing) {
    self.connection = connection
    self.ring = ring
    lastArrival = Atomic(SerialPort.now())
  }

  /// Why the stream ended; `nil` for a stop that was asked for.
  var endReason: String? { reason.withLock { $0 } }

  func end(_ why: String?) {
    reason.withLock { $0 = why }
    isEnded.store(true, ordering: .releasing)
  }
}

/// A port that was opened, brought to rest and identified.
struct ConnectedPort: Sendable {
  let port: SerialPort
  /// The driver, fitted to what the instrument says of itself.
  let driver: InstrumentDriver
  /// What the instrument says it is.
  let identity: String
  /// Bytes of earlier runs that were thrown away.
  let drained: Int
  /// The attached device, where the system knows it.
  let device: AttachedPort?

  /// Opens a port and asks the instrument who it is.
  ///
  /// *Errors*: ``CaptureError`` with what was seen.
  init(path: String, driver: InstrumentDriver, directory: PortDirectory) throws(CaptureError) {
    let port: SerialPort
    do throws(PortError) {
      port = try SerialPort(path: path, settings: driver.settings)
    } catch {
      throw CaptureError(.port, error.description)
    }
    do throws(InstrumentLinkError) {
      var link = InstrumentLink(port: port, driver: driver)
      var drained = try link.settle()
      identity = try link.identify()
      if driver.query != nil { drained += try link.settle() }
      self.drained = drained
    } catch {
      port.close()
      throw CaptureError(error.code == .port ? .port : .instrument, error.description)
    }
    self.port = port
    self.driver = driver.adapted(identity) ?? driver
    device = directory.device(at: path)
  }
}

extension PortDirectory {
  /// The attached device that a path leads to, or `nil` where the system does not list it.
  func device(at path: String) -> AttachedPort? {
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    return ports().first { $0.path == target || $0.bestPath == path }
  }
}

import CTermios
import Glibc
import Synchronization

/// A serial port: raw bytes, claimed for this program alone.
///
/// One thread reads; any thread may write or wake the reader. Close it when no thread is in a call, and at once after a
/// loss: an open descriptor keeps the system from using the port's number again.
public final class SerialPort: Sendable {
  /// The path it was opened by.
  public let path: String
  /// The settings that were asked for.
  public let settings: PortSettings
  /// The rate the driver granted.
  public let grantedBaud: Int
  /// Whether the driver has low latency switched on. CDC-ACM devices and pseudo-terminals have no such thing.
  public let hasLowLatency: Bool

  private let descriptor: CInt
  private let wakeReader: CInt
  private let wakeWriter: CInt
  private let isOpen = Atomic<Bool>(true)

  /// Opens a port: exclusive, raw, at the rate that was asked for; settings are read back.
  ///
  /// *Errors*: ``PortError``.
  public init(path: String, settings: PortSettings) throws(PortError) {
    self.path = path
    self.settings = settings
    // Without O_NONBLOCK the open would wait for a carrier.
    let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw PortError(opening: path, errno) }
    var pipes: [CInt] = [-1, -1]
    var isClaimed = false
    do throws(PortError) {
      guard isatty(descriptor) == 1 else {
        throw PortError(code: .notAPort, path: path, description: Self.noPort(path))
      }
      let claim = polygraph_claim(descriptor)
      guard claim == 0 else { throw PortError(opening: path, -claim) }
      isClaimed = true
      grantedBaud = try Self.configure(descriptor, path, settings)
      hasLowLatency = polygraph_set_low_latency(descriptor) == 0
      let wake = polygraph_open_wake(&pipes)
      guard wake == 0 else { throw PortError(opening: path, -wake) }
      // What stood in the kernel's buffers belongs to nobody.
      _ = polygraph_flush(descriptor)
    } catch {
      // The claim belongs to the terminal and outlives the descriptor where somebody else has it open.
      if isClaimed { polygraph_release(descriptor) }
      Glibc.close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    wakeReader = pipes[0]
    wakeWriter = pipes[1]
  }

  deinit { close() }

  /// Sets the line and reads it back: a driver may take a part of the settings and say nothing.
  private static func configure(
    _ descriptor: CInt, _ path: String, _ settings: PortSettings
  ) throws(PortError) -> Int {
    let parity: Int32 = [.none: 0, .odd: 1, .even: 2][settings.parity] ?? 0
    var line = polygraph_line(baud: UInt32(settings.baud), parity: parity, stop_bits: Int32(settings.stopBits))
    var granted = polygraph_line()
    var isRaw: CInt = 0
    let set = polygraph_set_raw(descriptor, &line)
    let get = set == 0 ? polygraph_get_raw(descriptor, &granted, &isRaw) : set
    guard get == 0 else {
      throw PortError(code: .settings, path: path, description: "\(path) does not take settings (\(reason(-get))).")
    }
    guard isRaw == 1, granted.stop_bits == line.stop_bits, granted.parity == line.parity else {
      throw PortError(
        code: .settings, path: path,
        description: "\(path) did not take the settings \(settings): its driver kept others.")
    }
    let baud = Int(granted.baud)
    guard abs(baud - settings.baud) * 50 <= settings.baud else {
      throw PortError(
        code: .settings, path: path,
        description: "\(path) runs at \(baud) baud; \(settings.baud) was asked for, and 2 % is the most that works.")
    }
    return baud
  }

  /// Waits for bytes and reads them.
  ///
  /// *Units*: milliseconds; a negative timeout waits until something happens. A call of ``wake()`` is answered
  /// before bytes that are there; they stay for the next read.
  public func read(into buffer: UnsafeMutableRawBufferPointer, timeout: Int) -> PortReading {
    guard isOpen.load(ordering: .acquiring) else { return .lost(reason: "the port was closed") }
    precondition(buffer.count > 0, "A read needs room.")
    let end = timeout < 0 ? Int64.max : Self.now() + Int64(timeout) * 1_000_000
    while true {
      let left = timeout < 0 ? -1 : max(0, (end - Self.now() + 999_999) / 1_000_000)
      var first = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let (count, wake) = poll(&first, CInt(clamping: left))
      if count < 0 {
        if errno == EINTR { continue }
        return .lost(reason: reason(errno))
      }
      if count == 0 { return .timeout }
      if wake {
        var bytes: UInt64 = 0
        while Glibc.read(wakeReader, &bytes, 8) > 0 {}
        return .woken
      }
      // Bytes that came before a hang-up are taken first, as far as the kernel still has them.
      if first.revents & Int16(POLLIN) != 0 {
        let size = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if size > 0 { return .bytes(count: size, time: Self.now()) }
        if size == 0 { return .lost(reason: "the port was unplugged") }
        if errno != EAGAIN && errno != EINTR { return .lost(reason: reason(errno)) }
      }
      if first.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { return .lost(reason: "the port was unplugged") }
    }
  }

  private func poll(_ port: inout pollfd, _ timeout: CInt) -> (CInt, Bool) {
    withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { both in
      both[0] = port
      both[1] = pollfd(fd: wakeReader, events: Int16(POLLIN), revents: 0)
      let count = Glibc.poll(both.baseAddress, 2, timeout)
      port = both[0]
      return (count, both[1].revents != 0)
    }
  }

  /// Makes the read that waits, or the next one, return ``PortReading/woken``. Safe on any thread; nothing after the
  /// port was closed.
  public func wake() {
    guard isOpen.load(ordering: .acquiring) else { return }
    var byte: UInt8 = 1
    _ = Glibc.write(wakeWriter, &byte, 1)
  }

  /// Writes bytes, waiting for room until the deadline.
  ///
  /// *Errors*: ``PortError`` with `timeout` when the port does not take them, with `lost` when it is gone.
  public func write(_ bytes: [UInt8], deadline milliseconds: Int = 1000) throws(PortError) {
    let end = Self.now() + Int64(milliseconds) * 1_000_000
    var rest = bytes[...]
    while !rest.isEmpty {
      guard isOpen.load(ordering: .acquiring) else { throw lostError("the port was closed") }
      let size = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if size > 0 {
        rest = rest.dropFirst(size)
        continue
      }
      if size < 0, errno == EINTR { continue }
      guard size < 0, errno == EAGAIN else { throw lostError(size < 0 ? reason(errno) : "nothing was taken") }
      let left = (end - Self.now()) / 1_000_000
      guard left > 0 else {
        throw PortError(
          code: .timeout, path: path, description: "\(path) did not take \(rest.count) bytes within \(milliseconds) ms."
        )
      }
      var one = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = Glibc.poll(&one, 1, CInt(clamping: left))
      if one.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { throw lostError("the port was unplugged") }
    }
  }

  /// Reads and throws away until the line has been silent, or the limit has passed. Returns how many bytes there were,
  /// and whether it is silent now.
  ///
  /// *Errors*: ``PortError`` with `lost`.
  public func drain(silence: Int = 150, limit: Int = 2000) throws(PortError) -> (count: Int, isSilent: Bool) {
    var scratch = [UInt8](repeating: 0, count: 4096)
    let end = Self.now() + Int64(limit) * 1_000_000
    var total = 0
    while true {
      switch scratch.withUnsafeMutableBytes({ read(into: $0, timeout: silence) }) {
      case .bytes(let count, let time):
        total += count
        if time >= end { return (total, false) }
      case .timeout: return (total, true)
      case .woken: continue
      case .lost(let reason): throw lostError(reason)
      }
    }
  }

  /// The line's counters of errors since it was opened (overrun, framing, parity, buffer overrun, break), or `nil`
  /// where the driver has none.
  public func lineErrors() -> [Int]? {
    guard isOpen.load(ordering: .acquiring) else { return nil }
    var counters = [UInt32](repeating: 0, count: 5)
    return polygraph_line_errors(descriptor, &counters) == 0 ? counters.map(Int.init) : nil
  }

  /// Gives the port back. Calling it again does nothing.
  public func close() {
    guard isOpen.exchange(false, ordering: .acquiringAndReleasing) else { return }
    polygraph_release(descriptor)
    Glibc.close(descriptor)
    Glibc.close(wakeReader)
    Glibc.close(wakeWriter)
  }

  /// The time in nanoseconds of CLOCK_MONOTONIC, which never steps.
  public static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  fileprivate static func noPort(_ path: String) -> String {
    "\(path) is no serial port: give the path of one, such as /dev/ttyUSB0."
  }

  private func lostError(_ reason: String) -> PortError {
    PortError(code: .lost, path: path, description: "\(path) is lost: \(reason).")
  }
}

private func reason(_ code: CInt) -> String { String(cString: strerror(code)) }

extension PortError {
  /// What an error number means for somebody who wants to open a port.
  init(opening path: String, _ code: CInt) {
    self.path = path
    switch code {
    case ENOENT, ENXIO, ENODEV:
      self.code = .missing
      description = "There is no port \(path): is the instrument plugged in?"
    case EACCES, EPERM:
      self.code = .notAllowed
      description = "You may not open \(path): ask to be made a member of the group that owns it (often 'dialout')."
    case EBUSY:
      self.code = .busy
      description = "Another program has \(path) open: close that program first."
    case ENOTTY:
      self.code = .notAPort
      description = SerialPort.noPort(path)
    default:
      self.code = .system
      description = "\(path) cannot be opened: \(reason(code))."
    }
  }
}

import Glibc

/// Why an instrument cannot be talked to, and what was seen instead.
public struct InstrumentLinkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble.
  public enum Code: String, Hashable, Sendable {
    /// The instrument does not answer.
    case silent
    /// Another instrument answers.
    case notThisInstrument
    /// The port sends back what it is sent.
    case echo
    /// The instrument sends samples although it was told to stop.
    case keepsStreaming
    /// A second start without a stop.
    case alreadyStarted
    /// The port is gone or refuses.
    case port
  }
  /// The kind of trouble.
  public let code: Code
  /// What happened and what to do.
  public let description: String
}

/// Talks to one instrument on one port: drains, asks, starts and stops. Every wait has an end.
///
/// It is used by the thread that reads.
public struct InstrumentLink: ~Copyable {
  /// How long the instrument takes between two commands, in milliseconds.
  public static let commandPause = 120

  private let port: SerialPort
  private let driver: InstrumentDriver
  private var isStarted = false

  /// Joins a port and a driver.
  public init(port: SerialPort, driver: InstrumentDriver) {
    self.port = port
    self.driver = driver
  }

  /// Brings the instrument to rest: reads until the line is silent, says stop, and reads again. Returns how many bytes
  /// were thrown away: those of a run before, or of a board that was left streaming.
  ///
  /// *Errors*: ``InstrumentLinkError``: `keepsStreaming` when an instrument that has a stop command does not stop.
  public mutating func settle() throws(InstrumentLinkError) -> Int {
    var total = 0
    isStarted = false
    guard let stop = driver.stop else { return try drain(limit: 200).count }
    total += try drain(limit: 300).count
    for _ in 0..<3 {
      try send(stop)
      let drained = try drain(limit: 1000)
      total += drained.count
      if drained.isSilent { return total }
    }
    throw InstrumentLinkError(
      code: .keepsStreaming,
      description: "\(port.path) goes on sending after three stop commands of \(driver.name). "
        + "Switch the instrument off and on, and look whether it is the chosen one.")
  }

  /// Asks the instrument who it is. Instruments that cannot be asked are listened to: a decoder must find frames.
  ///
  /// *Errors*: ``InstrumentLinkError`` that says what was seen.
  public mutating func identify(timeout milliseconds: Int = 1500) throws(InstrumentLinkError) -> String {
    guard let query = driver.query else { return try listen(milliseconds) }
    try send(query)
    var reply: [UInt8] = []
    let end = SerialPort.now() + Int64(milliseconds) * 1_000_000
    while SerialPort.now() < end, reply.count < 16_384 {
      let left = Int((end - SerialPort.now()) / 1_000_000) + 1
      guard try receive(&reply, timeout: min(left, 250)) else { continue }
      if let identity = driver.identity(reply) { return identity }
    }
    if reply.starts(with: query), reply.count <= 4 * query.count {
      throw InstrumentLinkError(
        code: .echo,
        description: "\(port.path) sends back what it is sent: a loop-back plug, or another program's terminal.")
    }
    throw failure(reply)
  }

  private mutating func listen(_ milliseconds: Int) throws(InstrumentLinkError) -> String {
    for command in driver.start { try send(command) }
    var decoder = driver.makeDecoder()
    decoder.begin(firstSequence: nil)
    var events = DecodedEvents()
    var seen: [UInt8] = []
    let end = SerialPort.now() + Int64(milliseconds) * 1_000_000
    while SerialPort.now() < end, seen.count < 65_536 {
      var piece: [UInt8] = []
      guard try receive(&piece, timeout: 100) else { continue }
      seen += piece
      decoder.push(piece, at: SerialPort.now(), into: &events)
      if events.frames.count >= 4 {
        if !driver.start.isEmpty { _ = try settle() }
        return "\(driver.name) (told by its frames)"
      }
    }
    // Whatever it is, it is not left running.
    if !driver.start.isEmpty, let stop = driver.stop { try? send(stop) }
    throw failure(seen)
  }

  private func failure(_ seen: [UInt8]) -> InstrumentLinkError {
    InstrumentLinkError(
      code: seen.isEmpty ? .silent : .notThisInstrument,
      description: "\(port.path) does not answer as \(driver.name) at \(driver.settings); seen: "
        + "\(PortListening(seen).description). Check the instrument's power, the cable and the chosen instrument.")
  }

  /// Starts the samples.
  ///
  /// *Errors*: ``InstrumentLinkError``: `alreadyStarted` for a second start, which boards answer with two streams.
  public mutating func start() throws(InstrumentLinkError) { try start(with: driver.start) }

  /// Starts the samples by other commands than the driver's, as those of a test signal.
  mutating func start(with commands: [[UInt8]]) throws(InstrumentLinkError) {
    guard !isStarted else {
      throw InstrumentLinkError(code: .alreadyStarted, description: "\(driver.name) is streaming; stop it first.")
    }
    for command in commands { try send(command) }
    isStarted = true
  }

  /// Sends a command by itself.
  func command(_ bytes: [UInt8]) throws(InstrumentLinkError) { try send(bytes) }

  /// What the port has within a time, and when it had been read; `nil` when nothing came.
  func read(timeout milliseconds: Int) throws(InstrumentLinkError) -> (bytes: [UInt8], time: Int64)? {
    var bytes: [UInt8] = []
    guard try receive(&bytes, timeout: milliseconds) else { return nil }
    return (bytes, SerialPort.now())
  }

  /// Stops the samples and waits for silence; the command is repeated when data still come. Returns how many bytes came
  /// after it.
  ///
  /// *Errors*: ``InstrumentLinkError``.
  public mutating func stop() throws(InstrumentLinkError) -> Int { try settle() }

  private func send(_ bytes: [UInt8]) throws(InstrumentLinkError) {
    do throws(PortError) {
      try port.write(bytes)
    } catch {
      throw InstrumentLinkError(code: .port, description: error.description)
    }
    if driver.start.count > 1 { Self.pause(Self.commandPause) }
  }

  private static func pause(_ milliseconds: Int) {
    var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    nanosleep(&time, nil)
  }

  private func drain(limit: Int) throws(InstrumentLinkError) -> (count: Int, isSilent: Bool) {
    do throws(PortError) {
      return try port.drain(limit: limit)
    } catch {
      throw InstrumentLinkError(code: .port, description: error.description)
    }
  }

  /// Appends what the port has. Returns false when nothing came.
  private func receive(_ bytes: inout [UInt8], timeout: Int) throws(InstrumentLinkError) -> Bool {
    var scratch = [UInt8](repeating: 0, count: 4096)
    switch scratch.withUnsafeMutableBytes({ port.read(into: $0, timeout: timeout) }) {
    case .bytes(let count, _):
      bytes += scratch.prefix(count)
      return true
    case .timeout, .woken: return false
    case .lost(let reason):
      throw InstrumentLinkError(code: .port, description: "\(port.path) is lost: \(reason).")
    }
  }
}

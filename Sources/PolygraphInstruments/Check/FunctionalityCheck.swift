import PolygraphModel

/// Looks at an instrument as an examiner must before its use (REQ-11): who it is, its rate, its losses, the noise and
/// range of its channels, and its response to a signal that is known.
///
/// Sensors are best off the person and at rest, or on a person who sits still; what the examiner was told to do and did
/// is the caller's to note. A check that cannot be done says so (`notMeasured`); only `failed` items fail it.
public struct FunctionalityCheck: Sendable {
  /// A step, for those who watch.
  public enum Step: String, Hashable, Sendable {
    /// The instrument is brought to rest and asked who it is.
    case identity
    /// Samples are taken.
    case samples
    /// Its own test signal is on.
    case stimulus
  }

  /// The instrument.
  public let driver: InstrumentDriver
  /// What is asked of it.
  public let limits: CheckLimits
  /// Names of the channels in use; the others are not judged.
  public let channels: Set<String>

  /// Makes a check. `channels` are those in use; where nobody says, they are those with a sensor of their own, or all
  /// where none has one.
  public init(_ driver: InstrumentDriver, limits: CheckLimits = CheckLimits(), channels: [String]? = nil) {
    precondition(CheckLimits.times.contains(limits.seconds), "A check takes 1 to 3600 seconds.")
    self.driver = driver
    self.limits = limits
    let all = driver.channels
    let known = all.filter { $0.sensor != .auxiliary && $0.sensor != .unknown }
    self.channels = Set(channels ?? (known.isEmpty ? all : known).map(\.name))
  }

  /// Runs the check on an open port. Whatever happens, an instrument that can be stopped is told to.
  ///
  /// An instrument that is silent, or another one, fails the check by its identity, and nothing else is looked at.
  /// *Errors*: ``InstrumentLinkError`` when the port is lost.
  public func run(
    _ port: SerialPort, step: (Step) -> Void = { _ in }
  ) throws(InstrumentLinkError) -> (identity: String?, items: [CheckItem]) {
    var link = InstrumentLink(port: port, driver: driver)
    step(.identity)
    let identity: String
    do throws(InstrumentLinkError) {
      _ = try link.settle()
      identity = try link.identify()
      _ = try link.settle()
    } catch {
      if error.code == .port { throw error }
      return (nil, [CheckItem(.identity, .failed, error.description)])
    }
    var items = [CheckItem(.identity, .passed, identity)]
    step(.samples)
    let run = try capture(port, &link, driver.start, seconds: limits.seconds)
    items += judge(run)
    items += try stimulate(port, &link, step)
    return (identity, items)
  }

  private func stimulate(
    _ port: SerialPort, _ link: inout InstrumentLink, _ step: (Step) -> Void
  ) throws(InstrumentLinkError) -> [CheckItem] {
    guard let stimulus = InstrumentStimulus(driver) else {
      return [CheckItem(.stimulus, .notMeasured, "\(driver.name) has no signal of its own that is known.")]
    }
    step(.stimulus)
    let run = try capture(port, &link, stimulus.start, seconds: stimulus.seconds)
    for command in stimulus.restore { try link.command(command) }
    if !stimulus.restore.isEmpty { _ = try link.settle() }
    return stimulus.judge(run, driver.channels, limits)
  }

  private func capture(
    _ port: SerialPort, _ link: inout InstrumentLink, _ start: [[UInt8]], seconds: Double
  ) throws(InstrumentLinkError) -> CheckRun {
    var decoder = driver.makeDecoder()
    decoder.begin(firstSequence: driver.firstSequence)
    var run = CheckRun(channels: driver.channels.count)
    var events = DecodedEvents()
    try link.start(with: start)
    let end = SerialPort.now() + Int64(seconds * 1e9)
    var nextKeepAlive = SerialPort.now()
    while SerialPort.now() < end {
      if let keepAlive = driver.keepAlive, SerialPort.now() >= nextKeepAlive {
        try link.command(keepAlive.bytes)
        nextKeepAlive = SerialPort.now() + Int64(keepAlive.seconds * 1e9)
      }
      events.removeAll()
      if let read = try link.read(timeout: 100) {
        read.bytes.withUnsafeBytes { decoder.push($0, at: read.time, into: &events) }
        run.take(events)
      }
    }
    _ = try link.stop()
    return run
  }
}

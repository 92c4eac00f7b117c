/// What the program knows of one kind of instrument: how to set the port, ask, start, stop, and decode.
public struct InstrumentDriver: Sendable {
  /// The name on the command line.
  public let identifier: String
  /// The name for people.
  public let name: String
  /// How the port is set.
  public let settings: PortSettings
  /// Samples a second, nominally; 0 when the instrument keeps no rate.
  public let rate: Double
  /// How a loss can be noticed, in words.
  public let lossDetection: String
  /// What is known of electrical safety (REQ-15), in words.
  public let electricalSafety: String
  /// USB vendor and product pairs of carriers: candidates, never proof.
  public let carriers: [String]
  /// A harmless question to an idle instrument; `nil` when it cannot be asked.
  public let query: [UInt8]?
  /// Commands that start the samples, each sent by itself; empty when the instrument starts by itself.
  public let start: [[UInt8]]
  /// The command that stops the samples; `nil` when there is none.
  public let stop: [UInt8]?
  /// A command to be repeated while streaming, with its period in seconds.
  public let keepAlive: (bytes: [UInt8], seconds: Double)?
  /// The first frame's counter after a start, where the instrument begins anew.
  public let firstSequence: Int?
  /// The identity in an answer to the question, or `nil` when it is not this instrument's.
  public let identity: @Sendable ([UInt8]) -> String?
  /// The driver for an instrument that told its own layout in its identity; `nil` when there is nothing to fit.
  public let adapted: @Sendable (_ identity: String) -> InstrumentDriver?
  /// The decoder of the stream.
  public let makeDecoder: @Sendable () -> any InstrumentDecoder

  /// Makes a driver.
  public init(
    identifier: String, name: String, settings: PortSettings, rate: Double, lossDetection: String,
    electricalSafety: String, carriers: [String] = [], query: [UInt8]? = nil, start: [[UInt8]] = [],
    stop: [UInt8]? = nil, keepAlive: (bytes: [UInt8], seconds: Double)? = nil, firstSequence: Int? = nil,
    identity: @escaping @Sendable ([UInt8]) -> String? = { _ in nil },
    adapted: @escaping @Sendable (String) -> InstrumentDriver? = { _ in nil },
    makeDecoder: @escaping @Sendable () -> any InstrumentDecoder
  ) {
    self.identifier = identifier
    self.name = name
    self.settings = settings
    self.rate = rate
    self.lossDetection = lossDetection
    self.electricalSafety = electricalSafety
    self.carriers = carriers
    self.query = query
    self.start = start
    self.stop = stop
    self.keepAlive = keepAlive
    self.firstSequence = firstSequence
    self.identity = identity
    self.adapted = adapted
    self.makeDecoder = makeDecoder
  }

  /// The values of each frame.
  public var channels: [InstrumentChannel] { makeDecoder().channels }
}

extension InstrumentDriver {
  /// The driver of a described instrument.
  ///
  /// *Errors*: ``InstrumentDescriptionError``.
  public init(_ description: InstrumentDescription) throws(InstrumentDescriptionError) {
    let decoder = try description.makeDecoder()
    let commands = description.commands
    func bytes(_ text: String?, _ name: String) throws(InstrumentDescriptionError) -> [UInt8]? {
      guard let text else { return nil }
      return try InstrumentDescription.bytes(of: text, path: "commands.\(name)")
    }
    let parity = PortSettings.Parity(rawValue: description.line.parity?.rawValue ?? "none") ?? .none
    let answer = commands?.answer.map { Array($0.utf8) }
    let safety = description.electricalSafety
    let checks = [description.checksum?.kind.rawValue, description.counter.map { "counter modulo \($0.modulus)" }]
    self.init(
      identifier: description.identifier, name: description.name,
      settings: PortSettings(
        baud: description.line.baud, parity: parity, stopBits: description.line.stopBits ?? 1),
      rate: description.rate, lossDetection: checks.compactMap { $0 }.joined(separator: ", "),
      electricalSafety: "Isolation: \(safety.isolation). Supply: \(safety.supply). \(safety.statement)",
      query: try bytes(commands?.identify, "identify"), start: try bytes(commands?.start, "start").map { [$0] } ?? [],
      stop: try bytes(commands?.stop, "stop"), firstSequence: description.counter?.first,
      identity: { reply in
        guard let answer, !answer.isEmpty, reply.count >= answer.count else { return nil }
        let isThere = (0...(reply.count - answer.count)).contains { reply[$0...].starts(with: answer) }
        return isThere ? PortListening.printable(reply) : nil
      },
      makeDecoder: { decoder })
  }
}

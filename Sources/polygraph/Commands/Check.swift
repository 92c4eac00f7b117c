import ArgumentParser
import Foundation
import PolygraphInstruments
import PolygraphKit
import PolygraphModel
import PolygraphQuantities
import PolygraphWorkflows

/// `polygraph check`: the functionality check of an instrument.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks an instrument before its use, and signs what was found.",
    discussion: """
      Looks at who the instrument is, its rate against this computer's clock, losses, the noise and the range of each \
      channel in use, and its response to a signal of its own where it has one (BITalino's simulated mode, the Cyton's \
      test signal). You are led through it; --yes says that all is done as the steps ask, --script FILE has the \
      answers: {"seconds":30,"channels":["A1","A2"],"serial":"20-16","confirmed":["sensors off the person"]}.

      The record (polygraph.check/1) is dated and signed (Ed25519); the key is made on first use, for you alone. It \
      is kept in the folder 'checks' beside your records, or in --checks. --verify FILE looks at a record's signature; \
      give the --public-key you know, for a signature alone only says that nothing was changed since.

      --replay FILE plays a known signal through the whole chain (virtual instrument on a pseudo-terminal, port, \
      decoder, live line) and prints the waveform error. FILE is CSV: a line with sensors' names, then whole numbers.

      Exit code 1 when something failed.

      Examples:
        polygraph check --instrument bitalino --port /dev/ttyUSB0 --channel A1 --channel A2 --channel A3
        polygraph check --instrument cyton --port /dev/ttyUSB0 --yes --json
        polygraph check --instrument plg1 --replay wave.csv --rate 100
        polygraph check --verify checks/bitalino-20260205T093000Z.json --public-key 3f…
      """)

  @Option(help: ArgumentHelp("The instrument; 'polygraph instruments' lists them.", valueName: "name"))
  var instrument: String?
  @Option(
    help: ArgumentHelp("A file that describes the instrument (JSON), in place of --instrument.", valueName: "file"))
  var description: String?
  @Option(help: ArgumentHelp("The instrument's port.", valueName: "path"))
  var port: String?
  @Option(help: ArgumentHelp("How long samples are taken; 10 when nobody says.", valueName: "seconds"))
  var seconds: Double?
  @Option(help: ArgumentHelp("A channel in use; the others are not judged. May be repeated.", valueName: "name"))
  var channel: [String] = []
  @Option(help: ArgumentHelp("The instrument's serial number, where it cannot tell.", valueName: "text"))
  var serial: String?
  @Flag(help: "All is done as the steps ask; do not ask.")
  var yes = false
  @Option(help: ArgumentHelp("A file with the answers (JSON).", valueName: "file"))
  var script: String?
  @Option(help: ArgumentHelp("The folder of the records and of the key.", valueName: "folder"))
  var checks: String?
  @Option(help: ArgumentHelp("Play this signal through the whole chain instead.", valueName: "file"))
  var replay: String?
  @Option(help: ArgumentHelp("Samples a second of --replay.", valueName: "rate"))
  var rate = "100"
  @Option(help: ArgumentHelp("Run the replay so many times faster.", valueName: "factor"))
  var speed = 1.0
  @Option(help: ArgumentHelp("Verify a record instead.", valueName: "file"))
  var verify: String?
  @Option(help: ArgumentHelp("The public key that must have signed it.", valueName: "hexadecimal"))
  var publicKey: String?
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if verify != nil {
      guard port == nil, replay == nil else { throw ValidationError("--verify stands alone.") }
      return
    }
    if publicKey != nil { throw ValidationError("--public-key goes with --verify.") }
    guard (instrument == nil) != (description == nil) else {
      throw ValidationError("Name the instrument: --instrument NAME, or --description FILE.")
    }
    guard (port == nil) != (replay == nil) else {
      throw ValidationError("Give the instrument's --port, or a signal to --replay.")
    }
    if let seconds, !CheckLimits.times.contains(seconds) { throw ValidationError("--seconds takes 1 to 3600.") }
    guard speed.isFinite, (0.01...100).contains(speed) else { throw ValidationError("--speed takes 0.01 to 100.") }
    guard SampleRate(parsing: rate) != nil else { throw ValidationError("--rate takes a rate such as 100 or 1000/3.") }
    if let instrument, InstrumentCatalog.driver(named: instrument) == nil {
      let names = InstrumentCatalog.drivers.map(\.identifier).joined(separator: ", ")
      throw ValidationError("There is no driver '\(instrument)'. Known: \(names).")
    }
  }

  func run() throws {
    if let verify {
      try verifyRecord(verify)
    } else if let replay {
      try play(replay)
    } else if let port {
      try check(port)
    }
  }

  private func verifyRecord(_ path: String) throws {
    do {
      let signed = try SignedCheckRecord(json: try InputFile.read(path, limit: SignedCheckRecord.longestDocument))
      let record = try signed.verified(by: publicKey)
      try output.emit(record, text: "Signed by \(signed.publicKey), and not changed since.\n" + record.text)
    } catch let error as CheckRecordError {
      throw RefusedInput(path: path, problem: error.description)
    }
  }

  private func play(_ path: String) throws {
    guard let instrument else { throw RefusedInput(description: "--replay takes --instrument.") }
    do {
      let data = try InputFile.read(path, limit: ReplaySignal.longestFile)
      let signal = try ReplaySignal(csv: data, rate: SampleRate(parsing: rate) ?? SampleRate(100))
      let report = try SignalReplay.run(signal, instrument: instrument, speed: speed)
      try output.emit(report, text: report.text)
      if !report.hasPassed { throw ExitCode.failure }
    } catch let error as ReplayError {
      throw RefusedInput(path: path, problem: error.description)
    }
  }

  private func check(_ path: String) throws {
    let answers = try script.map { try readDocument(CheckScript.self, $0) } ?? CheckScript()
    let driver = try description.map(InstrumentDriver.load) ?? instrument.flatMap(InstrumentCatalog.driver(named:))
    guard let driver else { return }
    let used = channel.isEmpty ? answers.channels ?? [] : channel
    if let unknown = used.first(where: { name in !driver.channels.contains { $0.name == name } }) {
      let names = driver.channels.map(\.name).joined(separator: ", ")
      throw RefusedInput(description: "\(driver.name) has no channel '\(unknown)'. It has \(names).")
    }
    var limits = CheckLimits()
    limits.seconds = seconds ?? answers.seconds ?? limits.seconds
    guard CheckLimits.times.contains(limits.seconds) else {
      throw RefusedInput(description: "A check takes 1 to 3600 seconds; the script says \(limits.seconds).")
    }
    let confirmed = try answers.confirmed ?? guide(driver)
    let check = FunctionalityCheck(driver, limits: limits, channels: used.isEmpty ? nil : used)
    let found: (identity: String?, items: [CheckItem])
    do {
      let opened = try SerialPort(path: path, settings: driver.settings)
      found = try check.run(opened) { output.note($0.words(limits)) }
    } catch let error as PortError {
      throw RefusedInput(description: error.description)
    } catch let error as InstrumentLinkError {
      throw RefusedInput(description: error.description)
    }
    let attached = PortDirectory().ports().first { $0.path == path || $0.bestPath == path }
    let record = CheckRecord(
      check, identity: found.identity, serial: serial ?? answers.serial ?? attached?.serial,
      software: "polygraph \(PolygraphVersion.current)", time: SystemPackageClock().wall, confirmed: confirmed,
      items: found.items)
    let (file, signed) = try CheckFolder(URL(filePath: checks ?? RecordsLocation.checks)).keep(record)
    try output.emit(
      signed, text: record.text + "\nSigned by \(signed.publicKey)\nKept as \(file.path)\n")
    if !record.hasPassed { throw ExitCode.failure }
  }

  /// Leads through what must be done by hand.
  private func guide(_ driver: InstrumentDriver) throws -> [String] {
    let steps = [
      "The instrument is switched on and connected. Electrical safety: \(driver.electricalSafety)",
      "The sensors in use are plugged in, off the person and at rest, or on a person who sits still.",
    ]
    if yes { return steps }
    for step in steps {
      note("\(step)\nDone? [y/N] ")
      guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else {
        throw RefusedInput(description: "The check was not done. --yes says that all is done as the steps ask.")
      }
    }
    return steps
  }
}

/// The answers of a check that nobody sits at.
private struct CheckScript: Decodable {
  var seconds: Double?
  var channels: [String]?
  var serial: String?
  var confirmed: [String]?
}

extension FunctionalityCheck.Step {
  fileprivate func words(_ limits: CheckLimits) -> String {
    switch self {
    case .identity: "Asking the instrument who it is."
    case .samples: "Taking samples for \(shown(limits.seconds)) s."
    case .stimulus: "Listening to the instrument's own test signal."
    }
  }
}

extension CheckRecord {
  /// The record as people read it.
  fileprivate var text: String {
    var table = TextTable([("WHAT", .left), ("CHANNEL", .left), ("OUTCOME", .left), ("FOUND", .left)])
    for item in items {
      let outcome = item.outcome == .notMeasured ? "not measured" : item.outcome.rawValue
      table.add([item.kind.rawValue, item.channel ?? "", item.outcome == .failed ? "FAILED" : outcome, item.words])
    }
    let device = serial.map { "   serial \($0)" } ?? ""
    return "\(name)\(device)   \(time)   \(software)\n" + table.text(indent: 2)
      + (hasPassed ? "\nPassed.\n" : "\nFAILED: the instrument is not to be used before this is mended.\n")
  }
}

extension ReplayReport {
  /// The report as people read it.
  fileprivate var text: String {
    var table = TextTable([
      ("CHANNEL", .left), ("SENSOR", .left), ("SPAN", .right), ("RMS ERROR", .right), ("LARGEST", .right),
      ("% OF SPAN", .right), ("LINE", .left), ("LARGEST", .right),
    ])
    for channel in channels {
      table.add([
        channel.channel, channel.sensor, fixed(channel.span, digits: 1), fixed(channel.rootMeanSquareError, digits: 3),
        fixed(channel.largestError, digits: 3), fixed(100 * channel.largestError / max(channel.span, 1e-9), digits: 4),
        channel.line, fixed(channel.largestLineError, digits: 3),
      ])
    }
    return "\(instrument): \(frames) frames in \(fixed(seconds, digits: 1)) s, \(lost) lost; errors in counts\n"
      + table.text(indent: 2) + (hasPassed ? "Passed.\n" : "FAILED.\n")
  }
}

import ArgumentParser
import Foundation
import Glibc
import PolygraphInstruments
import PolygraphKit
import PolygraphModel
import PolygraphQuantities
import PolygraphWorkflows

/// `polygraph capture`: an exam from instruments into a package.
struct Capture: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Captures an exam from instruments into an exam package.",
    discussion: """
      Opens the port, asks the instrument who it is, and writes every sample it sends; what is missing is counted and \
      explained. At most 250 ms are not on the disk, whatever happens. An unplugged instrument is looked for and goes \
      on in a new segment. The package is ended in order by the script's end, --duration, the key x, or Ctrl-C; after \
      a crash or a power cut 'polygraph recover' ends it.

      Keys on a terminal: c begins and ends a chart, q begins the next question, e ends it, y and n answer it, m notes \
      a movement, a notes a line that you type, x ends the capture. A mark is shown as accepted when it is on the disk.

      --script FILE plays timed events unattended (JSON, schema polygraph.capture-script/1):
        {"schema": "polygraph.capture-script/1", "exam": "SUBJ-7",
         "sensors": {"A3": {"sensor": "electrodermal"}},
         "events": [{"at": 0, "what": "chartBegin", "chart": 1},
          {"at": 20, "what": "onset", "label": "R5"},
          {"at": 23.5, "what": "offset"},
          {"at": 24, "what": "answer", "word": "No"},
          {"at": 31, "what": "annotation", "code": "MV"},
          {"at": 60, "what": "chartEnd"}, {"at": 61, "what": "end"}]}
      'at' is in seconds of the first instrument's own clock, from its first sample. Without events the script's \
      questions are the ones that key q asks.

      Every exam must record thoracicRespiration, abdominalRespiration, electrodermal and cardio; without one of them \
      the package is not marked E2439-conformant. Say what a channel senses with --sensor where the instrument does \
      not know. The first instrument's sample index is the charts' clock; others are mapped by their clocks.

      Examples:
        polygraph capture --instrument plg1 --port /dev/ttyUSB0 --out SUBJ-7
        polygraph capture --instrument bitalino --port ./bitalino --out SUBJ-7 --sensor A1=thoracicRespiration \
      --sensor A2=abdominalRespiration --sensor A3=electrodermal --sensor A4=cardio --duration 600
        polygraph capture --instrument plg1 --port /dev/ttyUSB0 --out SUBJ-8 --sound default
        polygraph simulate --instrument plg1 --speed 20 --link ./plg1 --script exam.json
        polygraph capture --instrument plg1 --port ./plg1 --speed 20 --script exam.json --out SIM1
      """)

  @Option(
    help: ArgumentHelp("The instrument, as 'polygraph instruments' lists it; may be repeated.", valueName: "name"))
  var instrument: [String]
  @Option(help: ArgumentHelp("The port of each instrument, in the same order.", valueName: "path"))
  var port: [String]
  @Option(help: ArgumentHelp("The exam package to make.", valueName: "folder"))
  var out: String
  @Option(help: ArgumentHelp("A file that describes an instrument (JSON); may be repeated.", valueName: "file"))
  var description: [String] = []
  @Option(
    help: ArgumentHelp(
      "What a channel senses, as A3=electrodermal; 2:A3=… is the second instrument's.", valueName: "use"))
  var sensor: [String] = []
  @Option(help: ArgumentHelp("Timed events and questions (JSON).", valueName: "file"))
  var script: String?
  @Option(help: ArgumentHelp("The exam's name, a pseudonym; the package's name otherwise.", valueName: "name"))
  var exam: String?
  @Option(help: ArgumentHelp("The test format, as federal-zct.", valueName: "name"))
  var testFormat: String?
  @Option(help: ArgumentHelp("When the instrument was last checked, as 2026-01-31.", valueName: "date"))
  var lastCheck: String?
  @Option(
    help: ArgumentHelp(
      "Record the room's sound from this input, as 'polygraph instruments' lists it.", valueName: "input"))
  var sound: String?
  @Option(help: ArgumentHelp("The rate of the sound.", valueName: "hertz"))
  var soundRate = 48_000
  @Option(help: ArgumentHelp("Stop after so many seconds of the session.", valueName: "seconds"))
  var duration: Double?
  @Option(help: ArgumentHelp("Run the session's clock so many times faster, as a virtual one.", valueName: "factor"))
  var speed = 1.0
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !instrument.isEmpty, instrument.count == port.count else {
      throw ValidationError("Say --instrument and --port once for each instrument, in the same order.")
    }
    guard speed.isFinite, (0.01...1000).contains(speed) else { throw ValidationError("--speed takes 0.01 to 1000.") }
    if let duration, !(duration > 0 && duration <= 864_000) {
      throw ValidationError("--duration takes seconds above 0, ten days at most.")
    }
    if out.isEmpty { throw ValidationError("--out takes the path of a folder that does not exist yet.") }
    if let lastCheck, CivilDate(lastCheck) == nil { throw ValidationError("--last-check takes a date as 2026-01-31.") }
    for text in sensor where Self.use(text) == nil {
      throw ValidationError("'\(text)' says no sensor. --sensor takes CHANNEL=SENSOR, as A3=electrodermal.")
    }
  }

  func run() throws {
    let plan = try plan()
    let (quiet, json) = (output.quiet, output.json)
    let isLive = !json && !quiet && isatty(STDOUT_FILENO) == 1
    let clock: any SessionClock = speed == 1 ? SystemSessionClock() : AcceleratedSessionClock(speed: speed)
    let session = CaptureSession(plan: plan.plan, clock: clock) { change in
      if !quiet, !isLive { note(change.line) }
    }
    let run = CaptureRun(session, script: plan.script, duration: duration)
    let outcome = try Interruption.handling({ run.stop() }) { () throws -> CaptureRun.Outcome in
      if isLive { return try CaptureTerminal(run, questions: plan.questions).run() }
      var lines = CaptureProgress(isShown: !quiet)
      do throws(CaptureError) {
        return try run.run { lines.show($0) }
      } catch { throw RefusedInput(description: error.description) }
    }
    try output.emit(CaptureReport(outcome), text: CaptureReport(outcome).text)
    guard outcome.script?.refusals.isEmpty != false, outcome.script?.isComplete != false else {
      for refusal in outcome.script?.refusals ?? [] { note("Refused: \(refusal)") }
      if outcome.script?.isComplete == false { note("The capture ended before its script did.") }
      throw ExitCode.failure
    }
  }
}

// MARK: - The plan

extension Capture {
  private struct Planned {
    var plan: CapturePlan
    var script: CaptureScript?
    var questions: [Question] { (script?.series ?? []).flatMap(\.questions) }
  }

  private func plan() throws -> Planned {
    let described = try description.map(InstrumentDriver.load)
    var script: CaptureScript?
    if let path = self.script {
      let data = try InputFile.read(path, limit: 64 << 20)
      do {
        script = try CaptureScript(json: data)
      } catch { throw RefusedInput(path: path, problem: error.description) }
    }
    var instruments: [CapturePlan.Instrument] = []
    for (index, name) in instrument.enumerated() {
      guard let driver = described.first(where: { $0.identifier == name }) ?? InstrumentCatalog.driver(named: name)
      else {
        let known = (described + InstrumentCatalog.drivers).map(\.identifier).joined(separator: ", ")
        throw RefusedInput(description: "There is no instrument '\(name)'. Known: \(known).")
      }
      let times = instrument.prefix(index + 1).count { $0 == name }
      var uses = index == 0 ? script?.sensors ?? [:] : [:]
      for use in sensor.compactMap(Self.use) where use.instrument == index + 1 {
        uses[use.channel] = ChannelUse(sensor: use.sensor)
      }
      instruments.append(
        .init(
          id: times == 1 ? name : "\(name)-\(times)", driver: driver, port: port[index], uses: uses,
          lastCheck: lastCheck.flatMap { Timestamp("\($0)T00:00:00.000Z") }))
    }
    return Planned(
      plan: CapturePlan(
        instruments: instruments, package: out,
        examName: exam ?? script?.exam ?? (out as NSString).standardizingPath.split(separator: "/").last.map(
          String.init)
          ?? "EXAM",
        testFormat: testFormat ?? script?.testFormat, series: script?.series ?? [],
        software: "polygraph \(PolygraphVersion.current)", sound: try plannedSound()), script: script)
  }

  private func plannedSound() throws -> CapturePlan.Sound? {
    guard let sound else { return nil }
    do throws(AudioError) {
      return CapturePlan.Sound(device: sound, format: try AudioFormat(sampleRate: soundRate, channels: 1))
    } catch { throw RefusedInput(description: error.description) }
  }

  private static func use(_ text: String) -> (instrument: Int, channel: String, sensor: Sensor)? {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let sensor = Sensor.allNamed.first(where: { $0.rawValue == parts[1] }) else { return nil }
    let place = parts[0].split(separator: ":", maxSplits: 1).map(String.init)
    guard place.count == 2 else { return (1, parts[0], sensor) }
    guard let number = Int(place[0]), number >= 1, !place[1].isEmpty else { return nil }
    return (number, place[1], sensor)
  }
}

extension Sensor {
  /// The sensors a channel can be said to have.
  fileprivate static let allNamed: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .respiration, .electrodermal, .secondElectrodermal, .cardio,
    .vasomotor, .fingerCuff, .electronicCardio, .activity, .auxiliary,
  ]
}

/// Ends something in order when the program is told to end.
enum Interruption {
  /// Runs a body; SIGINT, SIGTERM and SIGHUP call `stop` meanwhile and end nothing themselves.
  static func handling<Value>(_ stop: @escaping @Sendable () -> Void, _ body: () throws -> Value) rethrows -> Value {
    let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler(handler: stop)
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return try body()
  }
}

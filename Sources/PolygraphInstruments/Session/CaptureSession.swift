import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import Synchronization

/// Captures an exam from instruments into a package, and loses nothing it was given.
///
/// A thread a port reads; one recorder thread decodes, writes and commits; one thread watches. Samples lie by the
/// instruments' own counts; marks are placed on the primary instrument's samples by its clock fit, and are on the disk
/// before their call returns. An instrument that is unplugged is looked for and goes on in a new segment.
///
/// Use it as `start`, then any number of ``mark(_:at:)`` from any threads, then ``stop()``.
public final class CaptureSession: Sendable {
  struct Running: Sendable {
    let writer: ExamPackageWriter
    let readers: [PortReader]
    let recorder: SessionRecorder
    let watch: SessionWatch
    let sound: AudioRecorder?
    let startMono: Int64
    var isStopped = false
  }
  struct Marks: Sendable {
    var openChart: (series: String, chart: Int)?
    var questions: [(label: String, event: Int)] = []
    var lastEvent = 0
    var events = 0
    var charts = 0
  }

  /// What is captured.
  public let plan: CapturePlan
  /// The session's clock.
  public let clock: any SessionClock
  /// Frames for a screen.
  public let live = LiveFeed()
  private let limits: CaptureLimits
  private let calls: any FileCalls
  private let directory: PortDirectory
  private let board: AlarmBoard
  let running = Mutex<Running?>(nil)
  // Held during a whole mark, so that marks go to the disk in the order in which they were accepted.
  let marks = Mutex(Marks())
  private let refusals = Mutex<Conformance?>(nil)

  /// Makes a session; nothing is opened yet. `alarms` is told of each alarm on the thread that noticed.
  public init(
    plan: CapturePlan, clock: any SessionClock = SystemSessionClock(), limits: CaptureLimits = CaptureLimits(),
    calls: any FileCalls = SystemFileCalls(), directory: PortDirectory = PortDirectory(),
    alarms: @escaping @Sendable (AlarmChange) -> Void = { _ in }
  ) {
    self.plan = plan
    self.clock = clock
    self.limits = limits
    self.calls = calls
    self.directory = directory
    board = AlarmBoard(clock: clock, observer: alarms)
  }

  /// Opens the ports, asks the instruments who they are, begins the package, and starts the samples.
  ///
  /// *Errors*: ``CaptureError``; nothing is left behind then, and no package is begun when an instrument does not
  /// answer.
  public func start() throws(CaptureError) {
    try checkPlan()
    guard running.withLock({ $0 == nil }) else { throw CaptureError(.state, "The session runs already.") }
    let readers = plan.instruments.map {
      PortReader(
        id: $0.id, path: $0.port, driver: $0.driver, directory: directory, ringBytes: limits.ringBytes)
    }
    var connections: [ConnectedPort] = []
    do throws(CaptureError) {
      for reader in readers { connections.append(try reader.connect()) }
      let rates = try connections.map { connection throws(CaptureError) in try Self.rate(of: connection.driver) }
      let conformance = try checkSensors(connections)
      let input = try openSound()
      let writer = try makeWriter(connections)
      begin(writer, readers, connections, rates, recorder(of: input, writer))
      warn(conformance, writer)
    } catch {
      for connection in connections { connection.port.close() }
      throw error
    }
  }

  private func begin(
    _ writer: ExamPackageWriter, _ readers: [PortReader], _ connections: [ConnectedPort], _ rates: [SampleRate],
    _ sound: AudioRecorder?
  ) {
    let recorders = plan.instruments.indices.map { index in
      InstrumentRecorder(
        plan.instruments[index], driver: connections[index].driver, rate: rates[index], writer: writer, board: board,
        clock: clock, limits: limits, feed: live)
    }
    let recorder = SessionRecorder(
      instruments: recorders, readers: readers, writer: writer, board: board, clock: clock, limits: limits)
    let watch = SessionWatch(
      recorder: recorder, board: board, clock: clock, limits: limits, folder: plan.package)
    running.withLock {
      $0 = Running(
        writer: writer, readers: readers, recorder: recorder, watch: watch, sound: sound,
        startMono: clock.monotonic)
    }
    sound?.start()
    recorder.run()
    watch.run()
    for (reader, connection) in zip(readers, connections) { reader.run(connection) }
  }

  private func openSound() throws(CaptureError) -> (any AudioSource)? {
    guard let sound = plan.sound else { return nil }
    guard clock.speed == 1 else {
      throw CaptureError(.plan, "Sound cannot be hurried: a session that runs faster than life has none.")
    }
    do throws(AudioError) { return try sound.open(sound) } catch { throw CaptureError(.plan, error.description) }
  }

  private func recorder(of input: (any AudioSource)?, _ writer: ExamPackageWriter) -> AudioRecorder? {
    let board = board
    return input.map {
      AudioRecorder($0, writer: writer, instrument: "sound") { text in board.raise(.sound, text) }
    }
  }

  // MARK: - Checks

  private func checkPlan() throws(CaptureError) {
    guard !plan.instruments.isEmpty else { throw CaptureError(.plan, "A session has at least one instrument.") }
    let names = plan.instruments.map(\.id)
    guard Set(names).count == names.count, names.allSatisfy({ !$0.isEmpty }) else {
      throw CaptureError(
        .plan, "Every instrument of a session has a name of its own: \(names.joined(separator: ", ")).")
    }
    for instrument in plan.instruments where instrument.driver.electricalSafety.isEmpty {
      throw CaptureError(
        .plan, "The driver of \(instrument.id) says nothing of electrical safety; its description must (REQ-15).")
    }
    for instrument in plan.instruments {
      let known = instrument.driver.channels.map(\.name)
      // An instrument that tells its own layout may have other channels than its driver.
      if instrument.driver.query == nil, let odd = instrument.uses.keys.sorted().first(where: { !known.contains($0) }) {
        throw unknownChannel(odd, instrument.id, known)
      }
    }
  }

  private func unknownChannel(_ name: String, _ instrument: String, _ known: [String]) -> CaptureError {
    CaptureError(.plan, "\(instrument) has no channel '\(name)'. It has: \(known.joined(separator: ", ")).")
  }

  private static func rate(of driver: InstrumentDriver) throws(CaptureError) -> SampleRate {
    guard let rate = SampleRate(nearest: driver.rate) else {
      throw CaptureError(
        .plan, "\(driver.name) keeps no sample rate; its samples have no place in time and cannot be an exam's.")
    }
    return rate
  }

  /// Refuses two channels for one required sensor (REQ-02), and looks whether the minimum set is there (REQ-01).
  private func checkSensors(_ connections: [ConnectedPort]) throws(CaptureError) -> Conformance {
    var all: [Sensor] = []
    for (instrument, connection) in zip(plan.instruments, connections) {
      let channels = connection.driver.channels
      let known = channels.map(\.name)
      if let odd = instrument.uses.keys.sorted().first(where: { !known.contains($0) }) {
        throw unknownChannel(odd, instrument.id, known)
      }
      all += channels.map { instrument.use(of: $0).sensor }
    }
    if let twice = Conformance.claimedTwice(all).first {
      throw CaptureError(
        .plan,
        "Two channels are said to be \(twice.rawValue). Say which one counts; the other is "
          + "'secondElectrodermal' or 'auxiliary'.")
    }
    return Conformance(sensors: all)
  }

  private func makeWriter(_ connections: [ConnectedPort]) throws(CaptureError) -> ExamPackageWriter {
    var sensors: [SensorRecord] = []
    var instruments: [PackageInstrument] = []
    for (instrument, connection) in zip(plan.instruments, connections) {
      sensors += instrument.sensorRecords(connection.driver.channels)
      instruments.append(package(instrument, connection))
    }
    let primary = instruments.first
    let exam = ExamRecord(
      name: plan.examName, testFormat: plan.testFormat, instrument: primary?.identity ?? InstrumentIdentity(),
      series: plan.series, sensors: sensors)
    var limits = limits.package
    // The writer's clock is the session's; the disk lives by the machine's.
    limits.slowSync = Int64(Double(limits.slowSync) * clock.speed)
    do throws(PackageError) {
      return try ExamPackageWriter(
        creating: plan.package, exam: exam, instruments: instruments, primary: primary?.id, software: plan.software,
        calls: calls, clock: clock, limits: limits)
    } catch { throw CaptureError(error) }
  }

  private func package(_ instrument: CapturePlan.Instrument, _ connection: ConnectedPort) -> PackageInstrument {
    let device = connection.device
    var values = [
      "driver": connection.driver.identifier, "identity": connection.identity,
      "line": connection.driver.settings.description, "baud": String(connection.port.grantedBaud),
      "lossDetection": connection.driver.lossDetection, "port": device?.bestPath ?? instrument.port,
    ]
    if let device, let vendor = device.vendor { values["usb"] = "\(vendor):\(device.product ?? "")" }
    values["lastCheck"] = instrument.lastCheck?.description
    return PackageInstrument(
      id: instrument.id,
      identity: InstrumentIdentity(
        model: connection.driver.name, software: connection.identity, serial: device?.serial),
      safety: connection.driver.electricalSafety, values: values)
  }

  private func warn(_ conformance: Conformance, _ writer: ExamPackageWriter) {
    refusals.withLock { $0 = conformance }
    if !conformance.isConformant {
      board.raise(
        .conformance,
        "The session cannot be marked \(Conformance.mark): \(conformance.refusals.joined(separator: " "))")
    }
    for instrument in plan.instruments {
      let warning = Conformance.checkWarning(
        instrument.id, lastCheck: instrument.lastCheck, now: clock.wall, limitDays: limits.checkAgeDays)
      if let warning { board.raise(.checkAge, instrument.id, warning) }
    }
  }
}

extension CaptureSession {
  /// How the session stands.
  public var status: CaptureStatus {
    var status = CaptureStatus()
    guard let running = running.withLock({ $0 }) else { return status }
    status.instruments = running.recorder.shown.map(\.status)
    status.alarms = board.standing
    status.sound = running.sound?.status
    status.seconds = Double(clock.monotonic - running.startMono) * 1e-9
    marks.withLock {
      status.openChart = $0.openChart
      status.lastQuestion = $0.questions.last?.label
    }
    return status
  }

  /// Samples of the primary instrument so far, counted from its first one; those it missed while it was unplugged are
  /// among them.
  public var primarySamples: Int {
    guard let view = running.withLock({ $0?.recorder.shown.first }), let last = view.spans.last else { return 0 }
    return last.firstSample + last.frames
  }

  /// How far the primary instrument's own clock is, in seconds since its first sample. While its port is gone the
  /// host's clock goes on for it.
  public var primarySeconds: Double {
    guard let view = running.withLock({ $0?.recorder.shown.first }), let first = view.spans.first,
      let last = view.spans.last
    else { return 0 }
    let counted = view.rate.seconds(ofSample: last.firstSample + last.frames).value
    guard !view.status.isConnected else { return counted }
    return max(counted, Double(clock.monotonic - first.startMono) * 1e-9)
  }

  /// The primary instrument's rate; `nil` before the start.
  public var primaryRate: SampleRate? { running.withLock { $0?.recorder.shown.first?.rate } }

  /// Stops the samples, takes what still comes, and closes the package.
  ///
  /// *Errors*: ``CaptureError`` when the disk does not take the end; it may be called again then, and everything that
  /// was taken is kept until it does.
  public func stop() throws(CaptureError) -> CaptureSummary {
    guard let running = running.withLock({ $0 }) else { throw CaptureError(.state, "The session does not run.") }
    if !running.isStopped {
      for reader in running.readers { reader.stop() }
      for reader in running.readers { reader.wait() }
      running.sound?.stop()
      running.recorder.finish()
      running.watch.stop()
      self.running.withLock { $0?.isStopped = true }
      concludeConformance(running)
    }
    do throws(FormatError) {
      _ = try running.writer.close()
    } catch { throw CaptureError(.package, error.message) }
    let (events, charts) = marks.withLock { ($0.events, $0.charts) }
    return CaptureSummary(
      package: plan.package, instruments: running.recorder.shown.map(\.status), sound: running.sound?.status,
      alarms: board.counts, events: events, charts: charts,
      conformance: refusals.withLock { $0 } ?? Conformance(sensors: []))
  }

  /// Writes into the journal whether the session has the mark of the minimum set, and why not.
  private func concludeConformance(_ running: Running) {
    var conformance = refusals.withLock { $0 } ?? Conformance(sensors: [])
    for one in running.recorder.presence { conformance.note(one.sensor, present: one.present, missing: one.missing) }
    let result = conformance
    refusals.withLock { $0 = result }
    var record = JournalRecord(.note, mono: clock.monotonic)
    record.what = "conformance"
    record.text =
      conformance.isConformant
      ? "\(Conformance.mark): both respirations, electrodermal activity and cardio were recorded at the same time."
      : "Not \(Conformance.mark): \(conformance.refusals.joined(separator: " "))"
    record.values = ["mark": conformance.isConformant ? Conformance.mark : "refused"]
    try? running.writer.journal(record)
  }
}

import Foundation
import PolygraphFormats
import PolygraphInstruments
import PolygraphKit
import PolygraphModel
import PolygraphQuantities
import PolygraphSimulation

/// Captures the simulated examinee's exam from a virtual instrument behind a pseudo-terminal, faster than life.
public struct SimulatedCapture: Sendable {
  /// The settings of the examinee; its sample rate is a whole number of hertz, 1 to 1000.
  public var settings: ExamineeSettings
  /// How much faster than life the instrument and the session run.
  public var speed: Double

  /// Makes a capture. A rate the virtual instrument does not have is a programming error.
  public init(settings: ExamineeSettings, speed: Double = 120) {
    precondition(
      settings.sampleRate.denominator == 1 && settings.sampleRate <= SampleRate(1000),
      "The virtual instrument samples at 1 to 1000 Hz.")
    self.settings = settings
    self.speed = speed
  }

  /// Captures into a package that is made.
  ///
  /// *Errors*: ``CaptureError``; `state` when a mark of the script was refused or the instrument could not be had.
  public func run(into package: String, software: String) throws(CaptureError) -> CaptureSummary {
    let signals = SimulatedSignals(settings)
    let rate = settings.sampleRate.numerator
    let attached = AttachedPath()
    let port = VirtualPort(
      speed: speed, seed: settings.seed, instrument: { VirtualPLG1(signals: signals, rate: rate) },
      report: { if case .attached(let path) = $0 { attached.set(path) } })
    let thread = Thread {
      do throws(VirtualPort.Failure) {
        try port.run()
      } catch { attached.fail(error.description) }
      attached.end()
    }
    thread.name = "polygraph-virtual-instrument"
    thread.start()
    defer {
      port.stop()
      attached.waitForEnd()
    }
    let path = try attached.wait()
    return try capture(signals, path, package, software)
  }

  private func capture(
    _ signals: SimulatedSignals, _ path: String, _ package: String, _ software: String
  ) throws(CaptureError) -> CaptureSummary {
    let script = CaptureScript(
      simulating: signals, examName: settings.examName, testFormat: settings.sequence.identifier, instrument: "plg1")
    let plan = CapturePlan(
      instruments: [
        .init(id: "plg1", driver: InstrumentCatalog.plg1(), port: path, uses: script.sensors ?? [:])
      ], package: package, examName: settings.examName, testFormat: script.testFormat, series: script.series ?? [],
      software: software)
    let session = CaptureSession(plan: plan, clock: AcceleratedSessionClock(speed: speed))
    try session.start()
    let outcome = ScriptPlayer(script, session: session).play()
    let summary = try session.stop()
    if let refusal = outcome.refusals.first { throw CaptureError(.state, "A mark was refused: \(refusal)") }
    return summary
  }
}

/// Where a virtual instrument was attached, told from its thread.
private final class AttachedPath: @unchecked Sendable {
  private let known = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let lock = NSLock()
  private var path: String?
  private var failure: String?

  func set(_ path: String) {
    lock.withLock { self.path = path }
    known.signal()
  }

  func fail(_ reason: String) {
    lock.withLock { failure = reason }
    known.signal()
  }

  func end() { ended.signal() }
  func waitForEnd() { ended.wait() }

  func wait() throws(CaptureError) -> String {
    known.wait()
    let (path, failure) = lock.withLock { (self.path, self.failure) }
    guard let path else { throw CaptureError(.port, failure ?? "The virtual instrument did not start.") }
    return path
  }
}

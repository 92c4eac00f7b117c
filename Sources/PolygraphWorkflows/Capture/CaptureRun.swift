import Foundation
import PolygraphInstruments
import Synchronization

/// Runs a capture session to its end: a script's, a duration's, or somebody's word.
public final class CaptureRun: Sendable {
  /// What came of it.
  public struct Outcome: Sendable {
    /// What the session made.
    public let summary: CaptureSummary
    /// What came of the script; `nil` without one.
    public let script: ScriptPlayer.Outcome?
  }

  /// How often the caller is told, in seconds of the machine.
  public static let tick = 0.1

  /// The session.
  public let session: CaptureSession
  private let script: CaptureScript?
  private let duration: Double?
  private let isStopped = Atomic<Bool>(false)

  /// Makes a run. `duration` is in seconds of the session's clock, from the start of the samples.
  public init(_ session: CaptureSession, script: CaptureScript? = nil, duration: Double? = nil) {
    self.session = session
    self.script = script
    self.duration = duration
  }

  /// Ends ``run(telling:)`` in order, soon. Safe on any thread.
  public func stop() { isStopped.store(true, ordering: .releasing) }

  /// Starts the session, runs it to its end, and closes the package. `telling` is called every ``tick``.
  ///
  /// *Errors*: ``CaptureError``. When the disk does not take the package's end it is tried for ten seconds more.
  public func run(telling: (CaptureStatus) -> Void = { _ in }) throws(CaptureError) -> Outcome {
    try session.start()
    let playing = script.flatMap { $0.events?.isEmpty == false ? $0 : nil }.map { Playing($0, session) }
    let start = session.clock.monotonic
    while !isStopped.load(ordering: .acquiring) {
      telling(session.status)
      if playing?.outcome != nil { break }
      if let duration, Double(session.clock.monotonic - start) * 1e-9 >= duration { break }
      Thread.sleep(forTimeInterval: Self.tick)
    }
    let played = playing?.end()
    return Outcome(summary: try close(), script: played)
  }

  private func close() throws(CaptureError) -> CaptureSummary {
    var tries = 0
    while true {
      do throws(CaptureError) {
        return try session.stop()
      } catch {
        tries += 1
        if tries == 10 { throw error }
        Thread.sleep(forTimeInterval: 1)
      }
    }
  }
}

/// A script that is played on a thread of its own.
private final class Playing: Sendable {
  private let player: ScriptPlayer
  private let result = Mutex<ScriptPlayer.Outcome?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(_ script: CaptureScript, _ session: CaptureSession) {
    player = ScriptPlayer(script, session: session)
    let thread = Thread { [self] in
      let outcome = player.play()
      result.withLock { $0 = outcome }
      done.signal()
    }
    thread.name = "polygraph-script"
    thread.start()
  }

  var outcome: ScriptPlayer.Outcome? { result.withLock { $0 } }

  func end() -> ScriptPlayer.Outcome? {
    player.stop()
    done.wait()
    return outcome
  }
}

import Glibc
import PolygraphModel
import PolygraphQuantities
import Synchronization

/// Plays a script's events into a session, each when the primary instrument's samples have reached it.
public final class ScriptPlayer: Sendable {
  /// What came of a script.
  public struct Outcome: Hashable, Sendable {
    /// Events that were accepted.
    public var accepted = 0
    /// What was refused, with the event's place in the script.
    public var refusals: [String] = []
    /// True when the script was played to its end.
    public var isComplete = false
  }

  private static let rest: useconds_t = 2000

  private let session: CaptureSession
  private let script: CaptureScript
  private let isStopped = Atomic<Bool>(false)

  /// Makes a player.
  public init(_ script: CaptureScript, session: CaptureSession) {
    self.script = script
    self.session = session
  }

  /// Ends ``play(telling:)`` soon. Safe on any thread.
  public func stop() { isStopped.store(true, ordering: .releasing) }

  /// Plays the events on the calling thread until the last one is set. While the primary instrument is unplugged its
  /// time goes on by the host's clock, and so do the events.
  public func play(telling: (CaptureScript.TimedEvent) -> Void = { _ in }) -> Outcome {
    var outcome = Outcome()
    for (index, event) in (script.events ?? []).enumerated() {
      guard wait(until: event.at) else { return outcome }
      guard let mark = event.mark(role: role) else {
        outcome.isComplete = true
        return outcome
      }
      do throws(CaptureError) {
        let sample = session.primaryRate.map { Int((event.at * $0.hertz.value).rounded()) } ?? 0
        try session.mark(mark, at: .sample(sample))
        outcome.accepted += 1
        telling(event)
      } catch {
        outcome.refusals.append("events[\(index)] (\(event.what.rawValue)): \(error.description)")
      }
    }
    outcome.isComplete = true
    return outcome
  }

  /// Waits until the primary instrument has reached a time. Returns false when the player was stopped.
  private func wait(until seconds: Double) -> Bool {
    while !isStopped.load(ordering: .acquiring) {
      if session.primarySeconds > seconds { return true }
      usleep(Self.rest)
    }
    return false
  }

  /// The part a question plays, by the script's list of questions; else readers take it from the label.
  private func role(_ label: String) -> QuestionRole? {
    (script.series ?? []).flatMap(\.questions).first { $0.label == label }?.role
  }
}

import CTermios
import Glibc
import PolygraphStatistics
import Synchronization

/// A virtual instrument behind a pseudo-terminal: a program opens it as it would the instrument's serial port.
///
/// One thread runs it; others may stop it and look at its counts.
public final class VirtualPort: Sendable {
  /// What happened, for those who watch.
  public enum Happening: Sendable, Equatable {
    /// The instrument can be opened at this path.
    case attached(path: String)
    /// The instrument was unplugged.
    case detached
    /// The instrument started anew.
    case reset
  }

  /// Why no pseudo-terminal could be had.
  public struct Failure: Error, CustomStringConvertible {
    /// What the system said.
    public let description: String
  }

  private static let idleMilliseconds: CInt = 20

  private let speed: Double
  private let faults: WireFaults
  private let seed: UInt64
  private let link: String?
  private let makeInstrument: @Sendable () -> any VirtualInstrument
  private let report: @Sendable (Happening) -> Void
  private let isStopped = Atomic<Bool>(false)
  private let produced = Atomic<Int>(0)

  /// Makes a port. `speed` runs the instrument's clock that many times faster; `link` is a symbolic link that is kept
  /// at the pseudo-terminal. A speed that is not positive is a programming error.
  public init(
    speed: Double = 1, faults: WireFaults = WireFaults(), seed: UInt64 = 1, link: String? = nil,
    instrument: @escaping @Sendable () -> any VirtualInstrument,
    report: @escaping @Sendable (Happening) -> Void = { _ in }
  ) {
    precondition(speed > 0 && speed.isFinite, "A clock runs forward.")
    self.speed = speed
    self.faults = faults
    self.seed = seed
    self.link = link
    makeInstrument = instrument
    self.report = report
  }

  /// Ends ``run()`` soon. Safe on any thread.
  public func stop() { isStopped.store(true, ordering: .releasing) }

  /// How many samples the instrument took since its last start.
  public var sampleCount: Int { produced.load(ordering: .acquiring) }

  /// Runs the instrument until it is stopped, or unplugged for good.
  ///
  /// *Errors*: ``Failure`` when there is no pseudo-terminal, or the link cannot be made.
  public func run() throws(Failure) {
    var session = VirtualPortSession(
      instrument: makeInstrument(), generator: SeededGenerator(seed: seed), speed: speed)
    var pending = faults
    while !isStopped.load(ordering: .acquiring) {
      try session.attach(link: link)
      report(.attached(path: session.path))
      session.powerUp(pending)
      let isUnplugged = operate(&session, &pending)
      session.detach(link: link)
      report(.detached)
      guard isUnplugged, let pause = pending.replug else { return }
      wait(pause / speed)
      pending.unplug = nil
    }
  }

  private func wait(_ seconds: Double) {
    let end = Self.now() + seconds
    while Self.now() < end, !isStopped.load(ordering: .acquiring) { usleep(2000) }
  }

  /// Returns true when the instrument was unplugged.
  private func operate(_ session: inout VirtualPortSession, _ pending: inout WireFaults) -> Bool {
    while !isStopped.load(ordering: .acquiring) {
      session.exchange(timeout: session.instrument.isStreaming ? 1 : Self.idleMilliseconds, pending)
      session.followStreaming(now: Self.now())
      let time = session.instrumentTime(now: Self.now(), speed: speed, faults: pending)
      if let unplug = pending.unplug, time >= unplug {
        // What was under way is cut in the middle.
        session.flush(half: true)
        return true
      }
      if let reset = pending.reset, time >= reset {
        pending.reset = nil
        session.powerUp(pending)
        report(.reset)
        continue
      }
      session.sample(until: time, pending)
      produced.store(session.sampled, ordering: .releasing)
    }
    return false
  }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

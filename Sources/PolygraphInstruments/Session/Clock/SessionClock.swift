import PolygraphFormats
import PolygraphQuantities

/// The clocks a capture session lives by.
///
/// Reads are stamped with the machine's monotonic clock; a session clock says what time of the session that is. A
/// session that runs faster than life has a clock that runs faster, so that rates, alarms and clock fits are those of
/// the session. The time of day is only noted beside it: nothing is computed from it, however it steps.
public protocol SessionClock: PackageClock {
  /// How many seconds of the session pass in one of the machine.
  var speed: Double { get }
  /// The session's time at a moment of `CLOCK_MONOTONIC`.
  ///
  /// *Units*: nanoseconds.
  func sessionTime(of machine: Int64) -> Int64
}

/// The machine's own clocks: a session as fast as life.
public struct SystemSessionClock: SessionClock {
  private let clock = SystemPackageClock()

  /// Makes the clocks.
  public init() {}

  /// One second is one second.
  public var speed: Double { 1 }
  /// `CLOCK_MONOTONIC`.
  public var monotonic: Int64 { clock.monotonic }
  /// `CLOCK_REALTIME`.
  public var wall: Timestamp { clock.wall }
  /// The same moment.
  public func sessionTime(of machine: Int64) -> Int64 { machine }
}

/// A clock that runs so many times faster than the machine's, for virtual instruments that do so too.
public struct AcceleratedSessionClock: SessionClock {
  /// How many seconds of the session pass in one of the machine.
  public let speed: Double
  private let origin: Int64
  private let originWall: Timestamp

  /// Starts a clock at the machine's time. A speed that is not positive is a programming error.
  public init(speed: Double) {
    precondition(speed > 0 && speed.isFinite, "A clock runs forward.")
    self.speed = speed
    let clock = SystemPackageClock()
    origin = clock.monotonic
    originWall = clock.wall
  }

  /// The session's time now.
  public var monotonic: Int64 { sessionTime(of: SystemPackageClock().monotonic) }

  /// The time of day at the session's start, and the session's time since.
  public var wall: Timestamp {
    Timestamp(millisecondsSince1970: originWall.millisecondsSince1970 + (monotonic - origin) / 1_000_000)
  }

  /// The session's time at a moment of the machine.
  public func sessionTime(of machine: Int64) -> Int64 { origin + Int64(Double(machine - origin) * speed) }
}

import Foundation
import Glibc
import PolygraphQuantities

/// The clocks a package is written by. A session that runs faster than life puts its own in place.
public protocol PackageClock: Sendable {
  /// Nanoseconds of a clock that never steps.
  var monotonic: Int64 { get }
  /// The time of day.
  var wall: Timestamp { get }
}

/// The machine's clocks.
public struct SystemPackageClock: PackageClock {
  /// Makes the clocks.
  public init() {}

  /// `CLOCK_MONOTONIC`.
  public var monotonic: Int64 { Self.nanoseconds(CLOCK_MONOTONIC) }

  /// `CLOCK_REALTIME`, to the millisecond.
  public var wall: Timestamp {
    Timestamp(millisecondsSince1970: Self.nanoseconds(CLOCK_REALTIME) / 1_000_000)
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

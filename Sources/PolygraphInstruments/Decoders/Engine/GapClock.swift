/// Settles how often a counter went round in a gap, from the times of reads.
///
/// Bytes arrive late, never early, so the true line `time = a + period · index` runs along the lower edge of the
/// points. The edge and the greatest lateness above it are taken from the last frames, so that a slow drift of the
/// instrument's clock does not matter.
struct GapClock: Sendable {
  /// How many seconds of frames a bucket holds; two buckets are looked at.
  static let bucketSeconds = 2.0

  /// One frame in nanoseconds by the nominal rate; 0 when the rate is not known.
  let period: Double
  private let bucketLength: Int
  private var edges = (now: Double.infinity, before: Double.infinity)
  private var lateness = (now: 0.0, before: 0.0)
  private var lastLateness = 0.0
  private var bucketEnd = 0
  private(set) var isRunning = false
  private var times = (first: Int64(0), last: Int64(0))
  /// Times are told and go forward.
  var isTicking: Bool { isRunning && times.last > times.first }

  init(rate: Double) {
    period = rate > 0 ? 1e9 / rate : 0
    bucketLength = max(16, Int(rate * Self.bucketSeconds))
  }

  mutating func restart() { self = GapClock(rate: period > 0 ? 1e9 / period : 0) }

  /// Takes the time at which a frame was read.
  @inline(__always) mutating func note(index: Int, time: Int64) {
    guard period > 0 else { return }
    if index >= bucketEnd { turn(index) }
    let intercept = Double(time) - period * Double(index)
    if intercept < edges.now { edges.now = intercept }
    let late = intercept - min(edges.now, edges.before)
    lastLateness = late
    if late > lateness.now { lateness.now = late }
    if !isRunning { times.first = time }
    times.last = time
    isRunning = true
  }

  private mutating func turn(_ index: Int) {
    if isRunning {
      edges.before = edges.now
      lateness.before = lateness.now
    }
    edges.now = .infinity
    lateness.now = 0
    bucketEnd = index + bucketLength
  }

  /// The latest index that can have been read at a time.
  func latestIndex(at time: Int64) -> Double? {
    guard isRunning else { return nil }
    return (Double(time) - min(edges.now, edges.before)) / period
  }

  /// The earliest index that is likely to have been read at a time.
  func earliestIndex(at time: Int64) -> Double? {
    latestIndex(at: time).map { $0 - max(lateness.now, lateness.before) / period }
  }

  /// How many frames are missing before one that was read at `time`, when the counter says `residue` more or less
  /// than a multiple of `modulus`, and `expected` is the index the next frame would have had.
  ///
  /// Several answers may fit. Then the least is taken, but for frames that were `dropped` by the instrument after a
  /// stall: its memory was full until the line moved again, so that what follows the drop is fresh.
  func lift(
    expected: Int, residue: Int, modulus: Int, time: Int64, dropped: Bool = false
  ) -> (count: Int, isUncertain: Bool) {
    guard let latest = latestIndex(at: time) else { return (residue, false) }
    let spread = max(lateness.now, lateness.before) / period
    let slack = Double(modulus) / 4
    let first = Double(expected + residue)
    let turns = Double(modulus)
    // The frame's index lies between `latest − spread` and `latest`.
    let least = max(0, ((latest - spread - slack - first) / turns).rounded(.up))
    let most = max(0, ((latest + slack - first) / turns).rounded(.down))
    guard most.isFinite, most < 1e12 else { return (residue, true) }
    if least <= most {
      let isFresh = dropped && lastLateness / period > 2 * turns
      return (residue + Int(isFresh ? most : least) * modulus, least < most)
    }
    let nearest = max(0, ((latest - spread / 2 - first) / turns).rounded())
    return (residue + Int(nearest) * modulus, true)
  }

  /// True when a frame read at `time` may have been the one before `expected`.
  func allowsRepeat(expected: Int, modulus: Int, time: Int64) -> Bool {
    guard let earliest = earliestIndex(at: time) else { return true }
    return earliest < Double(expected - 1) + Double(modulus) / 2
  }

  /// True when a frame with the last counter again was read too early to be a turn of the counter later.
  func isRepeat(expected: Int, modulus: Int, time: Int64) -> Bool {
    guard let latest = latestIndex(at: time) else { return true }
    return latest < Double(expected - 1) + Double(modulus) / 2
  }
}

import PolygraphFormats
import PolygraphQuantities

/// How the frames of a segment lie on the host's clock, by the lower edge of their arrivals.
///
/// Bytes arrive late, never early, so that the true line `time = a + b · index` runs along the lower edge of the points
/// (index of the last frame of a read, time of the read). Stalls and batches lift points off the edge and do not move
/// it; a line of least squares would follow them.
///
/// *Definition*: of each second of frames the least late arrival is kept. The line is the edge of the lower convex hull
/// that spans the middle of the kept points: of all lines below them it has the least sum of distances. Until
/// ``leastSeconds`` are in the rate is the nominal one. The last ten minutes decide while the session runs; the whole
/// segment at its end, thinned so that memory stays constant.
struct SampleClock: Sendable {
  /// How much must be in before a slope is believed.
  static let leastSeconds = 60.0
  /// How far back the running fit looks.
  static let windowSeconds = 600
  /// The most points that the whole segment is kept by.
  static let mostKept = 4096

  private struct Point: Sendable {
    var index: Int
    var time: Int64
  }

  private let rate: SampleRate
  private let period: Double
  private let bucketLength: Int
  private var bucketEnd = 0
  private var best: Point?
  private var recent: [Point] = []
  private var whole: [Point] = []
  private var wholeStep = 1
  private var wholeSeen = 0
  private(set) var firstTime: Int64?
  private var firstIndex = 0
  private var lastIndex = 0

  init(rate: SampleRate) {
    self.rate = rate
    period = 1e9 / rate.hertz.value
    bucketLength = max(1, Int(rate.hertz.value.rounded()))
    recent.reserveCapacity(Self.windowSeconds + 1)
    whole.reserveCapacity(Self.mostKept + 1)
  }

  /// Seconds of frames between the first and the last that were seen.
  var seconds: Double { Double(lastIndex - firstIndex) * period * 1e-9 }

  /// Takes the arrival of a frame; the last of a read says the most, earlier ones of it do no harm.
  mutating func note(index: Int, time: Int64) {
    if firstTime == nil {
      firstTime = time
      firstIndex = index
      bucketEnd = index + bucketLength
    }
    lastIndex = index
    if index >= bucketEnd { turn(index) }
    guard let known = best else {
      best = Point(index: index, time: time)
      return
    }
    if Double(time - known.time) < period * Double(index - known.index) { best = Point(index: index, time: time) }
  }

  private mutating func turn(_ index: Int) {
    bucketEnd = index + bucketLength
    guard let done = best else { return }
    best = nil
    if recent.count == Self.windowSeconds { recent.removeFirst() }
    recent.append(done)
    wholeSeen += 1
    guard (wholeSeen - 1) % wholeStep == 0 else {
      keepLower(done)
      return
    }
    whole.append(done)
    if whole.count == Self.mostKept { thin() }
  }

  /// A point between two kept ones takes the last one's place when it lies lower.
  private mutating func keepLower(_ point: Point) {
    guard let last = whole.last else { return }
    if Double(point.time - last.time) < period * Double(point.index - last.index) { whole[whole.count - 1] = point }
  }

  private mutating func thin() {
    var kept: [Point] = []
    kept.reserveCapacity(Self.mostKept + 1)
    for pair in stride(from: 0, to: whole.count, by: 2) {
      let (left, right) = (whole[pair], whole[min(pair + 1, whole.count - 1)])
      let isRightLower = Double(right.time - left.time) < period * Double(right.index - left.index)
      kept.append(isRightLower ? right : left)
    }
    whole = kept
    wholeStep *= 2
  }

  /// The fit of the last ten minutes, or `nil` before the first frame.
  var fit: ClockFit? { line(recent + (best.map { [$0] } ?? [])) }

  /// The fit over the whole segment, or `nil` before the first frame.
  var wholeFit: ClockFit? { line(whole + (best.map { [$0] } ?? [])) }

  /// How late even the least late of the last five seconds lies above the line, in nanoseconds; `nil` before that.
  var recentLateness: Int64? {
    guard recent.count > 5, let fit else { return nil }
    let slope = period / (1 + fit.ppm * 1e-6)
    let late = recent.suffix(5).map { Double($0.time - fit.mono) - slope * Double($0.index - fit.at) }
    return late.min().map { Int64($0) }
  }

  private func line(_ points: [Point]) -> ClockFit? {
    guard let first = points.first, let last = points.last else { return nil }
    let isLong = Double(last.index - first.index) * period * 1e-9 >= Self.leastSeconds
    let slope = isLong ? Self.slope(points, period) : period
    // The line goes through the point that lies lowest along the slope.
    var lowest = first
    var least = Double.infinity
    for point in points {
      let height = Double(point.time - first.time) - slope * Double(point.index - first.index)
      if height < least { (least, lowest) = (height, point) }
    }
    let heights = points.map {
      Double($0.time - lowest.time) - slope * Double($0.index - lowest.index)
    }
    let mean = heights.reduce(0, +) / Double(heights.count)
    return ClockFit(at: lowest.index, mono: lowest.time, ppm: (period / slope - 1) * 1e6, residual: mean)
  }

  /// The slope of the hull's edge that spans the points' mean index.
  private static func slope(_ points: [Point], _ period: Double) -> Double {
    let origin = points[0]
    func x(_ point: Point) -> Double { Double(point.index - origin.index) }
    // Heights above the nominal line keep the numbers small enough to be exact.
    func y(_ point: Point) -> Double { Double(point.time - origin.time) - period * x(point) }
    var hull: [Point] = []
    for point in points {
      while hull.count >= 2 {
        let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
        let turn = (x(b) - x(a)) * (y(point) - y(a)) - (y(b) - y(a)) * (x(point) - x(a))
        if turn > 0 { break }
        hull.removeLast()
      }
      hull.append(point)
    }
    let middle = points.reduce(0) { $0 + x($1) } / Double(points.count)
    for (left, right) in zip(hull, hull.dropFirst()) where x(right) >= middle {
      return period + (y(right) - y(left)) / (x(right) - x(left))
    }
    return period
  }
}

extension ClockFit {
  /// The frame at a time of the host's clock.
  func frame(at mono: Int64, rate: SampleRate) -> Double {
    Double(at) + Double(mono - self.mono) * rate.hertz.value * (1 + ppm * 1e-6) * 1e-9
  }

  /// The time of a frame on the host's clock.
  func time(ofFrame frame: Int, rate: SampleRate) -> Int64 {
    mono + Int64((Double(frame - at) * 1e9 / (rate.hertz.value * (1 + ppm * 1e-6))).rounded())
  }
}

extension SampleRate {
  /// The rate with the smallest terms that lies within 1e−9 of a number, or `nil` for none: 51.2 is 256/5.
  init?(nearest hertz: Double) {
    guard hertz.isFinite, hertz > 0, hertz < 1e6 else { return nil }
    for denominator in 1...10_000 {
      let numerator = (hertz * Double(denominator)).rounded()
      if numerator >= 1, abs(numerator / Double(denominator) - hertz) <= 1e-9 * hertz {
        self.init(numerator: Int(numerator), denominator: denominator)
        return
      }
    }
    self.init(numerator: Int((hertz * 1000).rounded()), denominator: 1000)
  }
}

/// The slow level under the responses: cubic B-splines on even knots, an offset and a drift, row by row.
///
/// *Definition*: spline j is the fourfold convolution of a box of `spacing` samples, scaled to height 1, centred on
/// sample j × spacing; knots go on to half a spacing past the line's end. The offset is 1 and the drift (i + 1)/n at
/// sample i. A spline reaches 2 × spacing − 2 samples to either side, so at any sample at most four are under way.
/// Spline j travels in lane j mod 4 of a row, the offset in lane 4 and the drift in lane 5; 6 and 7 stay 0.
struct TonicBasis: Sendable {
  typealias Row = SIMD8<Double>

  static let offsetLane = 4
  static let driftLane = 5

  /// The number of samples between knots.
  let spacing: Int
  /// The number of splines.
  let splineCount: Int
  /// The value of every regressor at each sample.
  let rows: [Row]
  /// The samples over which each spline is under way: from two before it rises, since the responses' filter looks two
  /// samples back, to its last, which may lie past the line.
  let reaches: [ClosedRange<Int>]
  /// The line cut where splines start or end; those still under way end with the last stretch.
  let stretches: [Stretch]

  init(count: Int, spacing: Int) {
    self.spacing = spacing
    splineCount = (count + spacing / 2 - 1) / spacing + 1
    let shape = Self.splineShape(spacing: spacing)
    let half = shape.count / 2
    var rows = Array(repeating: Row(repeating: 0), count: count)
    for spline in 0..<splineCount {
      let first = spline * spacing - half
      for index in max(0, first)..<min(count, first + shape.count) { rows[index][spline % 4] = shape[index - first] }
    }
    for index in 0..<count {
      rows[index][Self.offsetLane] = 1
      rows[index][Self.driftLane] = Double(index + 1) / Double(count)
    }
    self.rows = rows
    reaches = (0..<splineCount).map { max(0, ($0 - 2) * spacing)...(($0 + 2) * spacing - 2) }
    stretches = Self.stretches(reaches: reaches, count: count)
  }

  /// A piece of the line within which the same splines are under way.
  struct Stretch: Sendable {
    /// The splines that start with its first sample.
    var starting: Range<Int>
    /// The sample after its last.
    var end: Int
    /// The splines that end with its last sample.
    var ending: Range<Int>
  }

  private static func stretches(reaches: [ClosedRange<Int>], count: Int) -> [Stretch] {
    let splineCount = reaches.count
    let inside = reaches.flatMap { [$0.lowerBound, $0.upperBound + 1] }.filter { (1..<count).contains($0) }
    var result: [Stretch] = []
    var first = 0
    var started = 0
    var ended = 0
    for cut in Set(inside + [count]).sorted() {
      let starting = started..<((started..<splineCount).first { reaches[$0].lowerBound > first } ?? splineCount)
      let ending =
        cut == count
        ? ended..<splineCount
        : ended..<((ended..<splineCount).first { reaches[$0].upperBound >= cut } ?? splineCount)
      result.append(Stretch(starting: starting, end: cut, ending: ending))
      (first, started, ended) = (cut, starting.upperBound, ending.upperBound)
    }
    return result
  }

  /// The rows' products with coefficients: the level at each sample.
  func level(splines: [Double], offset: Double, drift: Double) -> [Double] {
    var coefficients = Row(repeating: 0)
    coefficients[Self.offsetLane] = offset
    coefficients[Self.driftLane] = drift
    var result = Array(repeating: 0.0, count: rows.count)
    var first = 0
    for stretch in stretches {
      for spline in stretch.starting { coefficients[spline % 4] = splines[spline] }
      for index in first..<stretch.end { result[index] = (rows[index] * coefficients).orderedSum }
      first = stretch.end
    }
    return result
  }

  /// The products of each regressor with a line: one number a spline, then the offset's and the drift's.
  func projections(of line: [Double]) -> (splines: [Double], offset: Double, drift: Double) {
    var sums = Row(repeating: 0)
    var splines = Array(repeating: 0.0, count: splineCount)
    var first = 0
    for stretch in stretches {
      for index in first..<stretch.end { sums += rows[index] * line[index] }
      for spline in stretch.ending {
        splines[spline] = sums[spline % 4]
        sums[spline % 4] = 0
      }
      first = stretch.end
    }
    return (splines, sums[Self.offsetLane], sums[Self.driftLane])
  }

  /// Four boxes convolved by running sums: every sum is a whole number below 2⁵³, so none is rounded.
  private static func splineShape(spacing: Int) -> [Double] {
    var shape = Array(repeating: 1.0, count: spacing)
    for _ in 0..<3 {
      var sum = 0.0
      shape = (0..<(shape.count + spacing - 1)).map { index in
        if index < shape.count { sum += shape[index] }
        if index >= spacing { sum -= shape[index - spacing] }
        return sum
      }
    }
    let peak = shape[shape.count / 2]
    return shape.map { $0 / peak }
  }
}

extension SIMD8<Double> {
  /// The sum of the lanes, always in the same order.
  @inline(__always) var orderedSum: Double {
    let quarter = lowHalf + highHalf
    let pair = quarter.lowHalf + quarter.highHalf
    return pair[0] + pair[1]
  }
}

/// A smooth curve through points that never overshoots them: between two points it stays between their values.
///
/// *Definition*: piecewise cubic Hermite interpolation. The slope at an inner point is 0 where the straight lines on
/// its two sides differ in sign or either is level, else their harmonic mean, weighted by 2h₁ + h₀ and h₁ + 2h₀ with h₀
/// and h₁ the distances on the left and right. An end's slope is the three-point estimate, made 0 where it has the
/// wrong sign, and held to three times the end's straight line where the next one bends back. Two points give their
/// straight line.
/// *Source*: Fritsch & Butland 1984; equal to SciPy's `PchipInterpolator`.
public struct MonotoneCubic: Hashable, Sendable {
  /// Where the points are, ascending.
  public let positions: [Double]
  /// The points' values.
  public let values: [Double]
  /// The curve's slope at each point.
  public let slopes: [Double]

  /// Makes the curve through points, of which there are as many positions as values.
  ///
  /// *Errors*: ``SignalError/tooShort(operation:found:needed:)`` for fewer than two points,
  /// ``SignalError/notFinite(operation:index:)`` for a value or position that is not finite, and
  /// ``SignalError/parameterOutsideRange(operation:parameter:found:expected:)`` where positions do not ascend.
  /// *Missing*: leave missing points out. *Complexity*: O(points).
  public init(positions: [Double], values: [Double]) throws(SignalError) {
    precondition(positions.count == values.count, "Every point has a position and a value.")
    try Knots.check(positions: positions, values: values, needed: 2, operation: "monotone cubic interpolation")
    self.positions = positions
    self.values = values
    slopes = Self.slopes(positions: positions, values: values)
  }

  /// The curve at a place, or NaN outside the first and last point. *Complexity*: O(log points).
  public func value(at place: Double) -> Double {
    guard let first = positions.first, let last = positions.last, place >= first, place <= last else { return .nan }
    var low = 0
    var high = positions.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if positions[middle] <= place { low = middle } else { high = middle }
    }
    return value(at: place, segment: low)
  }

  /// The curve at the whole places 0 ..< `count`, NaN outside the first and last point. *Complexity*: O(points +
  /// count).
  public func sampled(count: Int) -> [Double] {
    precondition(count >= 0, "A line has zero or more samples.")
    var segment = 0
    return (0..<count).map { index in
      let place = Double(index)
      guard let first = positions.first, let last = positions.last, place >= first, place <= last else { return .nan }
      while segment + 2 < positions.count, positions[segment + 1] <= place { segment += 1 }
      return value(at: place, segment: segment)
    }
  }

  private func value(at place: Double, segment: Int) -> Double {
    let width = positions[segment + 1] - positions[segment]
    let distance = place - positions[segment]
    let rise = (values[segment + 1] - values[segment]) / width
    let bend = (slopes[segment] + slopes[segment + 1] - 2 * rise) / width
    let second = (rise - slopes[segment]) / width - bend
    return values[segment] + distance * (slopes[segment] + distance * (second + distance * (bend / width)))
  }

  private static func slopes(positions: [Double], values: [Double]) -> [Double] {
    let widths = zip(positions.dropFirst(), positions).map { $0 - $1 }
    let rises = widths.indices.map { (values[$0 + 1] - values[$0]) / widths[$0] }
    guard rises.count > 1 else { return [rises[0], rises[0]] }
    let inner = (1..<rises.count).map { index in
      let (before, after) = (rises[index - 1], rises[index])
      guard before != 0, after != 0, (before > 0) == (after > 0) else { return 0.0 }
      let weightBefore = 2 * widths[index] + widths[index - 1]
      let weightAfter = widths[index] + 2 * widths[index - 1]
      return (weightBefore + weightAfter) / (weightBefore / before + weightAfter / after)
    }
    let end = rises.count - 1
    let first = endSlope(near: (widths[0], rises[0]), next: (widths[1], rises[1]))
    let last = endSlope(near: (widths[end], rises[end]), next: (widths[end - 1], rises[end - 1]))
    return [first] + inner + [last]
  }

  private static func endSlope(near: (width: Double, rise: Double), next: (width: Double, rise: Double)) -> Double {
    let estimate = ((2 * near.width + next.width) * near.rise - near.width * next.rise) / (near.width + next.width)
    func sign(_ value: Double) -> Int { value > 0 ? 1 : value < 0 ? -1 : 0 }
    if sign(estimate) != sign(near.rise) { return 0 }
    if sign(near.rise) != sign(next.rise), abs(estimate) > 3 * abs(near.rise) { return 3 * near.rise }
    return estimate
  }
}

/// What points must be for a curve to go through or along them.
enum Knots {
  static func check(
    positions: [Double], values: [Double], needed: Int, operation: String
  ) throws(SignalError) {
    guard values.count >= needed else { throw .tooShort(operation: operation, found: values.count, needed: needed) }
    for index in values.indices where !values[index].isFinite || !positions[index].isFinite {
      throw .notFinite(operation: operation, index: index)
    }
    for index in 1..<values.count where positions[index] <= positions[index - 1] {
      throw .parameterOutsideRange(
        operation: operation, parameter: "position of point \(index)", found: positions[index],
        expected: "more than the point's before it, \(positions[index - 1])")
    }
  }
}

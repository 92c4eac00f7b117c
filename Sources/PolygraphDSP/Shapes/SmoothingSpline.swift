/// A smooth curve along points: the one that trades closeness to them for little bending.
///
/// *Definition*: the natural cubic spline f that minimises Σ wᵢ (yᵢ − f(xᵢ))² + λ ∫ f″². λ = 0 gives the spline through
/// the points, great λ their straight line of least squares. Outside the points the curve goes on straight.
/// *Source*: Reinsch 1967; Green & Silverman 1994, chapter 2. Equal to SciPy's `make_smoothing_spline` with `lam`
/// given.
public struct SmoothingSpline: Hashable, Sendable {
  /// Where the points are, ascending.
  public let positions: [Double]
  /// The curve at the points.
  public let values: [Double]
  /// The curve's second derivative at the points, 0 at the first and last.
  public let curvatures: [Double]

  /// Makes the curve along points, of which there are as many positions as values.
  ///
  /// *Units*: λ in those of position, cubed, times those of weight. Weights are 1 where none are given.
  /// *Missing*: leave missing points out; the curve bridges them.
  /// *Errors*: ``SignalError/tooShort(operation:found:needed:)`` for fewer than three points,
  /// ``SignalError/notFinite(operation:index:)``, and
  /// ``SignalError/parameterOutsideRange(operation:parameter:found:expected:)`` for a λ below 0, a weight that is not
  /// positive, or positions that do not ascend. *Complexity*: O(points).
  public init(
    positions: [Double], values: [Double], weights: [Double]? = nil, penalty lambda: Double
  ) throws(SignalError) {
    precondition(positions.count == values.count, "Every point has a position and a value.")
    precondition(weights.map { $0.count == values.count } ?? true, "Every point has a weight.")
    let operation = "smoothing spline"
    try Knots.check(positions: positions, values: values, needed: 3, operation: operation)
    guard lambda.isFinite, lambda >= 0 else {
      throw .parameterOutsideRange(
        operation: operation, parameter: "penalty", found: lambda, expected: "a finite number of zero or more")
    }
    if let weight = weights?.first(where: { !($0.isFinite && $0 > 0) }) {
      throw .parameterOutsideRange(
        operation: operation, parameter: "weight", found: weight, expected: "a positive finite number")
    }
    self.positions = positions
    let variances = weights?.map { 1 / $0 } ?? Array(repeating: 1, count: values.count)
    (self.values, curvatures) = Self.fit(positions, values, variances: variances, lambda: lambda)
  }

  /// The smooth line along an evenly sampled line. *Units*: λ in samples cubed.
  ///
  /// *Errors*: as ``init(positions:values:weights:penalty:)``.
  public static func smoothed(_ line: [Double], penalty lambda: Double) throws(SignalError) -> [Double] {
    try SmoothingSpline(positions: line.indices.map(Double.init), values: line, penalty: lambda).values
  }

  /// The smooth line along each present run of a masked line; runs of fewer than three samples become missing.
  ///
  /// *Units*: as for a plain line. *Errors*: a λ below 0, or a present sample that is not finite.
  public static func smoothed(_ line: MaskedLine, penalty lambda: Double) throws(SignalError) -> MaskedLine {
    try line.requireFinitePresent("smoothing spline")
    return try line.mapRuns(shortest: 3) { run throws(SignalError) in try smoothed(run, penalty: lambda) }
  }

  /// The curve at any place. *Complexity*: O(log points).
  public func value(at place: Double) -> Double {
    var low = 0
    var high = positions.count - 1
    if place <= positions[low] {
      return values[low] + slope(before: low + 1, atRight: false) * (place - positions[low])
    }
    if place >= positions[high] {
      return values[high] + slope(before: high, atRight: true) * (place - positions[high])
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if positions[middle] <= place { low = middle } else { high = middle }
    }
    let width = positions[high] - positions[low]
    let (right, left) = ((place - positions[low]) / width, (positions[high] - place) / width)
    let bend = (left * left * left - left) * curvatures[low] + (right * right * right - right) * curvatures[high]
    return left * values[low] + right * values[high] + bend * width * width / 6
  }

  /// The slope at an end of the segment that ends at a point.
  private func slope(before index: Int, atRight: Bool) -> Double {
    let width = positions[index] - positions[index - 1]
    let bend = curvatures[index - 1] + curvatures[index] + (atRight ? curvatures[index] : curvatures[index - 1])
    return (values[index] - values[index - 1]) / width + (atRight ? bend : -bend) * width / 6
  }

  /// Reinsch's equations: (R + λ QᵀW⁻¹Q) γ = Qᵀy, then f = y − λ W⁻¹Q γ, with γ the inner curvatures.
  private static func fit(
    _ positions: [Double], _ values: [Double], variances: [Double], lambda: Double
  ) -> (values: [Double], curvatures: [Double]) {
    let inverse = zip(positions.dropFirst(), positions).map { 1 / ($0 - $1) }
    let inner = values.count - 2
    var diagonal = Array(repeating: 0.0, count: inner)
    var near = diagonal
    var far = diagonal
    var right = diagonal
    for index in 0..<inner {
      let (left, after) = (inverse[index], inverse[index + 1])
      right[index] = (values[index + 2] - values[index + 1]) * after - (values[index + 1] - values[index]) * left
      let middle = left + after
      diagonal[index] =
        (positions[index + 2] - positions[index]) / 3
        + lambda
        * (left * left * variances[index] + middle * middle * variances[index + 1]
          + after * after * variances[index + 2])
      guard index + 1 < inner else { continue }
      let next = after + inverse[index + 2]
      near[index] =
        (positions[index + 2] - positions[index + 1]) / 6
        - lambda * (middle * after * variances[index + 1] + after * next * variances[index + 2])
      guard index + 2 < inner else { continue }
      far[index] = lambda * after * inverse[index + 2] * variances[index + 2]
    }
    let system = PentadiagonalSystem(diagonal: diagonal, first: near, second: far)
    let curvatures = [0] + system.solved(right) + [0]
    var result = values
    for index in values.indices {
      var pull = 0.0
      if index > 0 { pull -= (curvatures[index] - curvatures[index - 1]) * inverse[index - 1] }
      if index + 1 < values.count { pull += (curvatures[index + 1] - curvatures[index]) * inverse[index] }
      result[index] -= lambda * variances[index] * pull
    }
    return (result, curvatures)
  }
}

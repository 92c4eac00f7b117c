/// What is taken from a line so that it keeps no level, slope or slow wandering.
///
/// *Shape*: as many samples out as in; an empty line stays empty. *Missing*: the plain forms refuse a sample that is
/// not finite; for masked lines each present run is treated alone.
/// *Errors*: ``SignalError/notFinite(operation:index:)`` for a (present) sample that is not finite.
public enum Detrending {
  /// The line less its mean.
  public static func withoutMean(_ line: [Double]) throws(SignalError) -> [Double] {
    try requireFinite(line, "detrending")
    return less(line, degree: 0, in: line.indices)
  }

  /// The line less its straight line of least squares, or of several, one for each stretch between breakpoints.
  ///
  /// *Definition*: a breakpoint is the first sample of a stretch; a stretch of one sample is less its own value. As
  /// SciPy's `detrend`. *Errors*: ``SignalError/parameterOutsideRange(operation:parameter:found:expected:)`` for a
  /// breakpoint outside the line. Breakpoints may come in any order, repeated, and include 0. *Complexity*: O(samples).
  public static func withoutTrend(_ line: [Double], breakpoints: [Int] = []) throws(SignalError) -> [Double] {
    try requireFinite(line, "detrending")
    if let outside = breakpoints.first(where: { !(0...line.count).contains($0) }) {
      throw .parameterOutsideRange(
        operation: "detrending", parameter: "breakpoint", found: Double(outside), expected: "a sample of the line")
    }
    let starts = Set(breakpoints + [0, line.count]).sorted()
    return zip(starts, starts.dropFirst()).flatMap { less(line, degree: 1, in: $0..<$1) }
  }

  /// Each present run of a masked line less its straight line of least squares.
  public static func withoutTrend(_ line: MaskedLine) throws(SignalError) -> MaskedLine {
    try line.requireFinitePresent("detrending")
    return try line.mapRuns(shortest: 1) { run throws(SignalError) in try withoutTrend(run) }
  }

  /// The slow wandering of a line, by smoothness priors; subtract it to remove it.
  ///
  /// *Definition*: the z that minimises Σ (yᵢ − zᵢ)² + λ² Σ (zᵢ₋₁ − 2zᵢ + zᵢ₊₁)². It acts as a zero-phase low-pass
  /// whose gain is one half where λ (2 sin(π f / fs))² = 1. Fewer than three samples are their own trend.
  /// *Source*: Tarvainen, Ranta-aho & Karjalainen 2002. *Errors*: a λ that is negative or not finite.
  /// *Complexity*: O(samples).
  public static func slowTrend(of line: [Double], smoothness lambda: Double) throws(SignalError) -> [Double] {
    try requireFinite(line, "detrending")
    guard lambda >= 0, lambda.isFinite else {
      throw .parameterOutsideRange(
        operation: "slow trend", parameter: "smoothness", found: lambda, expected: "a finite number of zero or more")
    }
    let count = line.count
    guard count > 2 else { return line }
    let square = lambda * lambda
    var diagonal = Array(repeating: 1.0, count: count)
    var near = Array(repeating: 0.0, count: count)
    var far = near
    for start in 0..<(count - 2) {
      diagonal[start] += square
      diagonal[start + 1] += 4 * square
      diagonal[start + 2] += square
      near[start] -= 2 * square
      near[start + 1] -= 2 * square
      far[start] += square
    }
    return PentadiagonalSystem(diagonal: diagonal, first: near, second: far).solved(line)
  }

  /// The slow wandering of each present run of a masked line; runs of fewer than three samples become missing.
  public static func slowTrend(of line: MaskedLine, smoothness lambda: Double) throws(SignalError) -> MaskedLine {
    try line.requireFinitePresent("detrending")
    return try line.mapRuns(shortest: 3) { run throws(SignalError) in try slowTrend(of: run, smoothness: lambda) }
  }

  private static func less(_ line: [Double], degree: Int, in range: Range<Int>) -> [Double] {
    let count = Double(range.count)
    let mean = line[range].reduce(0, +) / count
    let centre = (count - 1) / 2
    var products = 0.0
    if degree > 0, range.count > 1 {
      for (offset, index) in range.enumerated() { products += (Double(offset) - centre) * (line[index] - mean) }
    }
    // Σ (k − centre)² in closed form.
    let slope = products == 0 ? 0 : products / (count * (count * count - 1) / 12)
    return range.enumerated().map { line[$0.element] - (mean + slope * (Double($0.offset) - centre)) }
  }
}

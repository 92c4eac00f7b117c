import PolygraphQuantities

/// Forward and backward filtering, which leaves no delay and squares the gain.
extension SecondOrderSections {
  /// How many samples the line is extended by at each end: three times the cascade's length in taps.
  ///
  /// *Source*: the default of SciPy's `sosfiltfilt`; a first-order section counts one tap less.
  public var zeroPhaseExtension: Int {
    let shortNumerators = sections.count { $0.b2 == 0 }
    let shortDenominators = sections.count { $0.a2 == 0 }
    return 3 * (2 * sections.count + 1 - min(shortNumerators, shortDenominators))
  }

  /// The line filtered forward, then backward.
  ///
  /// *Definition*: the ends are reflected oddly (2x[0] − x[k]) over ``zeroPhaseExtension`` samples, and each pass
  /// starts in the steady state of its first sample, as SciPy's `sosfiltfilt` does by default.
  /// *Shape*: as many samples out as in.
  /// *Edges*: do not use it on the electrodermal high-pass, which would undershoot before a response.
  /// *Missing*: a NaN makes the whole line NaN; for a line with gaps use ``zeroPhase(_:mask:)``.
  /// *Errors*: ``SignalError/tooShort(operation:found:needed:)`` when the line is not longer than the extension.
  /// *Complexity*: O(samples × sections), one allocation of the extended line.
  public func zeroPhase(_ line: [Double]) throws(SignalError) -> [Double] {
    let edge = zeroPhaseExtension
    guard line.count > edge else {
      throw .tooShort(operation: "zero-phase filter", found: line.count, needed: edge + 1)
    }
    var extended = oddExtension(of: line, by: edge)
    var forward = CausalFilter(self, start: .steadyState)
    forward.process(&extended)
    extended.reverse()
    var backward = CausalFilter(self, start: .steadyState)
    backward.process(&extended)
    return Array(extended[edge..<(edge + line.count)].reversed())
  }

  /// Each present run filtered forward and backward, as if it were a line of its own.
  ///
  /// *Missing*: nothing crosses a gap; runs not longer than ``zeroPhaseExtension`` become missing.
  public func zeroPhase(_ line: [Double], mask: SampleMask) -> MaskedLine {
    let shortest = zeroPhaseExtension + 1
    return MaskedLine(samples: line, mask: mask).mapRuns(shortest: shortest) { run in
      guard let filtered = try? zeroPhase(run) else {
        preconditionFailure("A run that reaches the shortest length can be filtered.")
      }
      return filtered
    }
  }
}

/// The line with `edge` samples before and after it, mirrored through its end points: 2x[0] − x[k] and 2x[n−1] −
/// x[n−1−k].
///
/// When the line is shorter than the extension the mirror images are mirrored again, so that any length can be
/// extended; a single sample is repeated.
func oddExtension(of line: [Double], by edge: Int) -> [Double] {
  guard let first = line.first, let last = line.last else { return [] }
  guard line.count > 1 else { return Array(repeating: first, count: line.count + 2 * edge) }
  var before: [Double] = []
  before.reserveCapacity(line.count + 2 * edge)
  let period = line.count - 1
  // The value k steps outside an end: whole periods walk along the chord from end to end.
  func outside(_ step: Int, from end: Double, other: Double, inner: (Int) -> Double) -> Double {
    let (turns, rest) = step.quotientAndRemainder(dividingBy: period)
    let base = end + Double(turns) * (end - other)
    return turns.isMultiple(of: 2) ? base + (end - inner(rest)) : base + (inner(period - rest) - other)
  }
  for step in stride(from: edge, to: 0, by: -1) {
    before.append(step <= period ? 2 * first - line[step] : outside(step, from: first, other: last) { line[$0] })
  }
  before += line
  for step in stride(from: 1, through: edge, by: 1) {
    before.append(
      step <= period
        ? 2 * last - line[period - step] : outside(step, from: last, other: first) { line[period - $0] })
  }
  return before
}

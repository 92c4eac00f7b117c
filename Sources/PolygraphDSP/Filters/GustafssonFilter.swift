import PolygraphQuantities

/// Forward and backward filtering whose start states make the direction of time irrelevant.
///
/// The states in which the forward and the backward pass start are those for which filtering forward first and backward
/// first differ least; no sample outside the line is invented. The work that depends on the filter and the length alone
/// is done once, so one value serves all lines of a length.
///
/// *Definition*: minimise ‖y_fb − y_bf‖² over both start states.
/// *Source*: Gustafsson 1996, IEEE Transactions on Signal Processing 44:988–992, equations 5–7 and section IV; SciPy's
/// `filtfilt` with `method="gust"`.
/// *Edges*: as with every zero-phase filter, do not use it on the electrodermal high-pass.
/// *Missing*: a NaN makes its whole line NaN, and no other line of a block.
/// *Complexity*: to prepare, O(m × order²) time and m × order × 4 doubles, where m is the line's length or twice the
/// impulse length; per line, O(samples × sections + m × order).
public struct GustafssonFilter: Sendable {
  /// The number of samples of the lines it filters.
  public let sampleCount: Int
  private let sections: [Biquad]
  /// The samples at each end that the start states reach.
  private let reach: Int
  /// True when the reach is the whole line.
  private let isWhole: Bool
  /// How a forward start state shows in the result's beginning, a column for each state.
  private let forwardEffect: [[Double]]
  /// How a backward start state shows in the result's end, a column for each state.
  private let backwardEffect: [[Double]]
  private let problem: LeastSquares

  /// Prepares a filter for lines of a length.
  ///
  /// *Units*: `impulseLength` is the number of samples after which the impulse response is taken as negligible; `nil`,
  /// or a line not longer than twice of it, neglects nothing. An impulse length below 1 is a programming error.
  /// *Errors*: ``SignalError/tooShort(operation:found:needed:)`` when the line, or the impulse length, has fewer
  /// samples than the filter has start states (twice its order for a whole line, its order for an impulse length);
  /// ``SignalError/notFinite(operation:index:)`` when an unstable filter overflows.
  public init(
    _ filter: SecondOrderSections, sampleCount: Int, impulseLength: Int? = nil
  ) throws(SignalError) {
    precondition(impulseLength ?? 1 > 0, "An impulse length is one sample or more.")
    precondition(sampleCount >= 0, "A line has zero or more samples.")
    let operation = "Gustafsson filter"
    self.sampleCount = sampleCount
    let sections = filter.sections
    let impulse = impulseLength ?? sampleCount
    let isWhole = sampleCount <= 2 * impulse
    let reach = isWhole ? sampleCount : impulse
    (self.sections, self.isWhole, self.reach) = (sections, isWhole, reach)
    let states = Self.states(of: sections)
    let needed = max(1, isWhole ? 2 * states.count : states.count)
    guard reach >= needed else { throw .tooShort(operation: operation, found: reach, needed: needed) }

    let observed = Self.responses(of: sections, states: states, count: reach)
    let filtered = observed.map { Self.filtered($0.reversed(), by: sections) }
    for column in filtered {
      if let index = column.firstIndex(where: { !$0.isFinite }) { throw .notFinite(operation: operation, index: index) }
    }
    let forward = filtered.map { Array($0.reversed()) }
    let backward = observed.map { Array($0.reversed()) }
    let starts = zip(forward, observed).map { zip($0, $1).map { $0 - $1 } }
    let ends = zip(backward, filtered).map { zip($0, $1).map { $0 - $1 } }
    // The ends of a long line do not reach each other: their states are separate problems.
    let nothing = Array(repeating: 0.0, count: isWhole ? 0 : reach)
    problem = LeastSquares(columns: starts.map { $0 + nothing } + ends.map { nothing + $0 })
    forwardEffect = forward
    backwardEffect = backward
  }

  /// The filtered line. *Shape*: a line of ``sampleCount`` samples; as many samples out as in.
  public func apply(_ line: [Double]) -> [Double] {
    precondition(line.count == sampleCount, "A prepared filter takes lines of its own length.")
    var forward = Self.filtered(line, by: sections)
    forward.reverse()
    var result = Self.filtered(forward, by: sections)
    result.reverse()
    guard !forwardEffect.isEmpty else { return result }
    var backward = Self.filtered(line.reversed(), by: sections)
    backward.reverse()
    let other = Self.filtered(backward, by: sections)
    var difference: [Double] = []
    difference.reserveCapacity(isWhole ? sampleCount : 2 * reach)
    for index in 0..<reach { difference.append(other[index] - result[index]) }
    if !isWhole { for index in (sampleCount - reach)..<sampleCount { difference.append(other[index] - result[index]) } }
    let states = problem.solve(&difference)
    let end = sampleCount - reach
    for (column, effect) in forwardEffect.enumerated() {
      for index in 0..<reach { result[index] += states[column] * effect[index] }
    }
    for (column, effect) in backwardEffect.enumerated() {
      for index in 0..<reach { result[end + index] += states[forwardEffect.count + column] * effect[index] }
    }
    return result
  }

  /// The block with each channel filtered, with the bits of ``apply(_:)-([Double])``.
  public func apply(_ block: ChannelBlock) -> ChannelBlock {
    var result = ChannelBlock(channelCount: block.channelCount, sampleCount: block.sampleCount)
    for channel in 0..<block.channelCount { result[channel] = apply(block[channel]) }
    return result
  }
}

extension GustafssonFilter {
  /// The states that do something: a first-order section has one, a plain gain none.
  fileprivate static func states(of sections: [Biquad]) -> [(section: Int, second: Bool)] {
    sections.enumerated().flatMap { index, section in
      let second = section.b2 != 0 || section.a2 != 0
      let first = second || section.b1 != 0 || section.a1 != 0
      return (first ? [(index, false)] : []) + (second ? [(index, true)] : [])
    }
  }

  /// The outputs without input, each from one state of 1.
  private static func responses(
    of sections: [Biquad], states: [(section: Int, second: Bool)], count: Int
  ) -> [[Double]] {
    states.map { state in
      var start = Array(repeating: (0.0, 0.0), count: sections.count)
      start[state.section] = state.second ? (0, 1) : (1, 0)
      return filtered(Array(repeating: 0, count: count), by: sections, start: start)
    }
  }

  private static func filtered(
    _ line: [Double], by sections: [Biquad], start: [(Double, Double)]? = nil
  ) -> [Double] {
    var result = line
    result.withUnsafeMutableBufferPointer { samples in
      for (index, section) in sections.enumerated() {
        var state = start?[index] ?? (0, 0)
        section.advance(&state, over: samples)
      }
    }
    return result
  }
}

extension SecondOrderSections {
  /// The line filtered forward and backward by Gustafsson's method; see ``GustafssonFilter``.
  ///
  /// *Shape*: as many samples out as in. *Errors*: as ``GustafssonFilter/init(_:sampleCount:impulseLength:)``.
  public func zeroPhaseGustafsson(
    _ line: [Double], impulseLength: Int? = nil
  ) throws(SignalError) -> [Double] {
    try GustafssonFilter(self, sampleCount: line.count, impulseLength: impulseLength).apply(line)
  }

  /// Each present run filtered by Gustafsson's method on its own, as if it were a line of its own.
  ///
  /// *Missing*: nothing crosses a gap; runs of fewer samples than the method has start states become missing.
  /// *Errors*: those of ``GustafssonFilter`` for an impulse length that is too short and for an unstable filter.
  public func zeroPhaseGustafsson(
    _ line: [Double], mask: SampleMask, impulseLength: Int? = nil
  ) throws(SignalError) -> MaskedLine {
    let shortest = max(1, 2 * GustafssonFilter.states(of: sections).count)
    return try MaskedLine(samples: line, mask: mask).mapRuns(shortest: shortest) { (run) throws(SignalError) in
      try zeroPhaseGustafsson(run, impulseLength: impulseLength)
    }
  }
}

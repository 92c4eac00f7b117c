/// How a filter starts.
public enum FilterStart: Hashable, Sendable, Codable {
  /// From silence: everything before the first sample was 0.
  case rest
  /// As if the first sample had been there for ever, so that a large baseline makes no transient. A filter with a pole
  /// at 1 never settles; this start is then a programming error.
  case steadyState
}

/// A running cascade that keeps its state between blocks.
///
/// *Definition*: transposed direct form II, one section after the other. Any cutting of a line into blocks gives the
/// same bits as one call.
/// *Missing*: a NaN makes every later sample of this line NaN until ``reset()``; it never hides. For a line with gaps
/// use ``SecondOrderSections/causal(_:mask:start:)``.
/// *Complexity*: O(samples × sections); in-place calls allocate nothing.
public struct CausalFilter: Sendable {
  private let sections: [Biquad]
  private let steadyState: [(Double, Double)]
  private let start: FilterStart
  private var state: [(Double, Double)]
  private var isFresh = true

  /// Makes a filter that has seen nothing yet.
  public init(_ filter: SecondOrderSections, start: FilterStart) {
    sections = filter.sections
    self.start = start
    steadyState = start == .steadyState ? filter.steadyState : []
    state = Array(repeating: (0, 0), count: filter.sections.count)
  }

  /// Forgets everything; the next sample is a first sample again.
  public mutating func reset() {
    for index in state.indices { state[index] = (0, 0) }
    isFresh = true
  }

  /// The filtered block. *Shape*: as many samples out as in.
  public mutating func process(_ block: [Double]) -> [Double] {
    var result = block
    process(&result)
    return result
  }

  /// Filters a block in place.
  public mutating func process(_ block: inout [Double]) {
    block.withUnsafeMutableBufferPointer { process($0) }
  }

  /// The filtered value of the next sample.
  public mutating func process(_ sample: Double) -> Double {
    if isFresh { begin(with: sample) }
    var value = sample
    for index in 0..<sections.count { value = sections[index].next(value, &state[index]) }
    return value
  }

  private mutating func begin(with first: Double) {
    isFresh = false
    guard start == .steadyState else { return }
    for index in state.indices {
      state[index] = (steadyState[index].0 * first, steadyState[index].1 * first)
    }
  }

  mutating func process(_ block: UnsafeMutableBufferPointer<Double>) {
    guard let first = block.first else { return }
    if isFresh { begin(with: first) }
    state.withUnsafeMutableBufferPointer { state in
      for (index, section) in sections.enumerated() { section.advance(&state[index], over: block) }
    }
  }
}

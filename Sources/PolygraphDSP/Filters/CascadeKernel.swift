import CKernels

/// A cascade laid out for the C kernels: the numbers of its sections in a row, and where each starts.
struct CascadeKernel: Sendable {
  /// The channels that one call of a kernel takes at most.
  static let channelLimit = lanes * POLYGRAPH_UNITS
  /// The channels that share a vector.
  static let lanes = POLYGRAPH_LANES

  let sections: SecondOrderSections
  /// b0, b1, b2, a1, a2 of each section.
  let coefficients: [Double]
  /// The settled first and second state of each section for a constant input of 1; empty when it was not asked for.
  let settled: [Double]

  init(_ sections: SecondOrderSections, settles: Bool) {
    self.sections = sections
    coefficients = sections.sections.flatMap { [$0.b0, $0.b1, $0.b2, $0.a1, $0.a2] }
    settled = settles ? sections.steadyState.flatMap { [$0.0, $0.1] } : []
  }

  /// The doubles of state that a number of channels needs.
  func stateCount(channels: Int) -> Int { Self.units(channels) * Self.lanes * settledCount }

  /// The number of units of eight lanes for a number of channels.
  static func units(_ channels: Int) -> Int { (channels + lanes - 1) / lanes }

  /// Sets every lane's state to the settled state of its first value; spare lanes repeat the last channel.
  func settle(
    _ state: UnsafeMutablePointer<Double>, channels: Int, first value: (_ channel: Int) -> Double
  ) {
    for lane in 0..<(Self.units(channels) * Self.lanes) {
      let first = value(min(lane, channels - 1))
      for index in settled.indices { state[place(of: index, lane: lane)] = settled[index] * first }
    }
  }

  /// Calls a kernel with this cascade and a state.
  func withCascade(
    state: UnsafeMutablePointer<Double>, channels: Int, _ body: (UnsafePointer<polygraph_cascade>) -> Void
  ) {
    precondition((1...Self.channelLimit).contains(channels), "A kernel takes 1 to \(Self.channelLimit) channels.")
    coefficients.withUnsafeBufferPointer { coefficients in
      var cascade = polygraph_cascade(
        coefficients: coefficients.baseAddress, sections: sections.sections.count, state: state, channels: channels)
      body(&cascade)
    }
  }

  private var settledCount: Int { 2 * sections.sections.count }

  private func place(of index: Int, lane: Int) -> Int {
    let (unit, place) = lane.quotientAndRemainder(dividingBy: Self.lanes)
    return (unit * settledCount + index) * Self.lanes + place
  }
}

extension Biquad {
  /// Filters samples in place and keeps the state: the scalar twin of the C kernels, with the same bits.
  func advance(_ state: inout (Double, Double), over samples: UnsafeMutableBufferPointer<Double>) {
    var local = state
    for index in samples.indices { samples[index] = next(samples[index], &local) }
    state = local
  }

  /// Filters one sample and keeps the state.
  @inline(__always)
  func next(_ x: Double, _ state: inout (Double, Double)) -> Double {
    let y = b0 * x + state.0
    state.0 = b1 * x - a1 * y + state.1
    state.1 = b2 * x - a2 * y
    return y
  }
}

import CKernels

/// Running cascades over a block of channels, eight channels side by side; each channel keeps its own state.
///
/// *Definition*: as ``CausalFilter``, channel by channel, with the same bits. Any cutting of a recording into blocks
/// gives the same bits as one call.
/// *Missing*: a NaN makes every later sample of its own channel NaN until ``reset()``, and no other channel's.
/// *Complexity*: O(channels × samples × sections); after the first block nothing is allocated.
public struct CausalFilterBank: Sendable {
  /// The number of channels the bank filters.
  public let channelCount: Int
  private let kernel: CascadeKernel
  private let start: FilterStart
  private var state: [Double]
  private var isFresh = true

  /// Makes a bank that has seen nothing yet.
  public init(_ filter: SecondOrderSections, channelCount: Int, start: FilterStart) {
    precondition(channelCount >= 0, "A bank has zero or more channels.")
    self.channelCount = channelCount
    self.start = start
    kernel = CascadeKernel(filter, settles: start == .steadyState)
    state = Array(repeating: 0, count: kernel.stateCount(channels: channelCount))
  }

  /// Forgets everything; the next samples are first samples again.
  public mutating func reset() {
    for index in state.indices { state[index] = 0 }
    isFresh = true
  }

  /// Filters a block in place. The block has as many channels as the bank.
  public mutating func process(_ block: inout ChannelBlock) {
    let base = block.uniqueBase()
    process(UnsafePointer(base), block.stride, into: base, block.stride, shape: block)
  }

  /// Filters a block into another of the same shape.
  public mutating func process(_ block: ChannelBlock, into result: inout ChannelBlock) {
    precondition(
      block.channelCount == result.channelCount && block.sampleCount == result.sampleCount,
      "The result of a filter has the shape of its input.")
    let base = result.uniqueBase()
    process(block.base, block.stride, into: base, result.stride, shape: block)
  }

  private mutating func process(
    _ input: UnsafePointer<Double>, _ inputStride: Int, into output: UnsafeMutablePointer<Double>,
    _ outputStride: Int, shape block: ChannelBlock
  ) {
    precondition(block.channelCount == channelCount, "A block has as many channels as its bank.")
    guard channelCount > 0, block.sampleCount > 0 else { return }
    let lanes = CascadeKernel.lanes
    let unitState = kernel.stateCount(channels: lanes)
    let settles = isFresh && start == .steadyState
    isFresh = false
    state.withUnsafeMutableBufferPointer { state in
      guard let states = state.baseAddress else { return }
      // One unit at a time: more rows at once would only compete for the cache.
      for unit in 0..<CascadeKernel.units(channelCount) {
        let first = unit * lanes
        let channels = min(lanes, channelCount - first)
        let unitStates = states + unit * unitState
        let rows = input + first * inputStride
        if settles { kernel.settle(unitStates, channels: channels) { rows[$0 * inputStride] } }
        kernel.withCascade(state: unitStates, channels: channels) {
          polygraph_cascade_rows(
            $0, rows, inputStride, output + first * outputStride, outputStride, block.sampleCount)
        }
      }
    }
    withExtendedLifetime(block) {}
  }
}

/// A long filter that takes its line in chunks, as a recording brings it.
///
/// The outputs of all calls one after another are those of ``OverlapSaveFilter/full(_:)`` bit for bit, whatever the
/// chunks. Outputs come a block of ``OverlapSaveFilter/blockLength`` at a time, as soon as the block's last sample is
/// there.
public struct OverlapSaveStream: ~Copyable {
  private let filter: OverlapSaveFilter
  private let scratch: OverlapSaveScratch
  /// Samples of the current block that have come.
  private var filled = 0
  /// All samples that have come.
  private var taken = 0

  init(filter: OverlapSaveFilter) {
    self.filter = filter
    scratch = OverlapSaveScratch(for: filter)
  }

  /// Takes the next samples and appends the outputs of the blocks they complete.
  ///
  /// *Errors*: a sample that is not finite, with its place in the chunk; nothing of the chunk is taken then.
  public mutating func push(_ chunk: [Double], into outputs: inout [Double]) throws(SignalError) {
    try requireFinite(chunk, "convolution")
    let history = filter.tapCount - 1
    for sample in chunk {
      scratch.samples.pointer[history + filled] = sample
      filled += 1
      if filled == filter.blockLength { endBlock(into: &outputs, count: filled) }
    }
    taken += chunk.count
  }

  /// Appends the outputs that are still due, with zeros after the last sample, and starts anew from rest.
  public mutating func finish(into outputs: inout [Double]) {
    var due = taken == 0 ? 0 : filled + filter.tapCount - 1
    while due > 0 {
      let history = filter.tapCount - 1
      for index in filled..<filter.blockLength { scratch.samples.pointer[history + index] = 0 }
      let count = min(due, filter.blockLength)
      endBlock(into: &outputs, count: count)
      due -= count
    }
    scratch.samples.elements.update(repeating: 0)
    taken = 0
  }

  private mutating func endBlock(into outputs: inout [Double], count: Int) {
    filter.run(scratch)
    let history = filter.tapCount - 1
    for index in 0..<count { outputs.append(scratch.outputs.pointer[history + index]) }
    // The last taps − 1 samples are the next block's past.
    for index in 0..<history { scratch.samples.pointer[index] = scratch.samples.pointer[filter.blockLength + index] }
    filled = 0
  }
}

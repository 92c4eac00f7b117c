import CKernels
import PolygraphQuantities

/// Forward and backward filtering of many channels at once.
extension SecondOrderSections {
  /// The bytes of intermediate results that are kept near the core; a longer recording goes unit by unit.
  private static let panelBytes = 4 << 20
  /// The units of eight channels that go together; more of them read too many streams at once.
  private static let panelUnits = 2

  /// The block with each channel filtered forward, then backward.
  ///
  /// *Definition*, *Shape*, *Edges*, *Missing* and *Errors*: as ``zeroPhase(_:)-([Double])``, channel by channel and
  /// with the same bits. A NaN makes its own channel NaN and touches no other.
  /// *Complexity*: O(channels × samples × sections). For many blocks use
  /// ``zeroPhase(_:into:workspace:)``, which allocates nothing.
  public func zeroPhase(_ block: ChannelBlock) throws(SignalError) -> ChannelBlock {
    var result = ChannelBlock(channelCount: block.channelCount, sampleCount: block.sampleCount)
    try zeroPhase(block, into: &result, workspace: FilterWorkspace())
    return result
  }

  /// Filters a block forward, then backward, into another block of the same shape.
  ///
  /// As ``zeroPhase(_:)-(ChannelBlock)``, *Errors* included; once the workspace has grown, nothing is allocated. A
  /// result of another shape is a programming error.
  public func zeroPhase(
    _ block: ChannelBlock, into result: inout ChannelBlock, workspace: FilterWorkspace
  ) throws(SignalError) {
    precondition(
      block.channelCount == result.channelCount && block.sampleCount == result.sampleCount,
      "The result of a filter has the shape of its input.")
    let edge = zeroPhaseExtension
    guard block.sampleCount > edge else {
      throw .tooShort(operation: "zero-phase filter", found: block.sampleCount, needed: edge + 1)
    }
    let unitBytes = CascadeKernel.lanes * (block.sampleCount + edge) * MemoryLayout<Double>.stride
    let together = CascadeKernel.lanes * max(1, min(Self.panelUnits, Self.panelBytes / unitBytes))
    let kernel = workspace.settledKernel(for: self)
    let output = result.uniqueBase()
    for first in stride(from: 0, to: block.channelCount, by: together) {
      ZeroPhasePass(
        kernel: kernel, edge: edge, channels: min(together, block.channelCount - first), count: block.sampleCount,
        input: block.base + first * block.stride, inputStride: block.stride,
        output: output + first * result.stride, outputStride: result.stride
      ).run(workspace)
    }
    withExtendedLifetime(block) {}
  }

  /// Each line filtered forward and backward, its gaps kept.
  ///
  /// *Missing*: nothing crosses a gap: each present run is filtered on its own, and runs too short for the filter
  /// become missing. Complete lines of one length go through the block filter; the bits are those of
  /// ``zeroPhase(_:mask:)`` in any case.
  public func zeroPhase(_ lines: [MaskedLine]) -> [MaskedLine] {
    var results = lines.map { $0.mask.isComplete ? $0 : zeroPhase($0.samples, mask: $0.mask) }
    let complete = lines.indices.filter { lines[$0].mask.isComplete }
    let workspace = FilterWorkspace()
    for (count, group) in Dictionary(grouping: complete, by: { lines[$0].samples.count }) {
      let block = ChannelBlock(group.map { lines[$0].samples })
      var filtered = ChannelBlock(channelCount: group.count, sampleCount: count)
      do {
        try zeroPhase(block, into: &filtered, workspace: workspace)
        for (channel, index) in group.enumerated() { results[index] = MaskedLine(complete: filtered[channel]) }
      } catch {
        for index in group { results[index] = zeroPhase(lines[index].samples, mask: lines[index].mask) }
      }
    }
    return results
  }
}

/// One zero-phase pass over a few units of channels.
///
/// The forward pass leaves its results in a panel (time × channels); the backward pass reads them from there, so that
/// samples are turned from rows into lanes once, and back once.
private struct ZeroPhasePass {
  let kernel: CascadeKernel
  let edge: Int
  let channels: Int
  let count: Int
  let input: UnsafePointer<Double>
  let inputStride: Int
  let output: UnsafeMutablePointer<Double>
  let outputStride: Int

  func run(_ workspace: FilterWorkspace) {
    let width = CascadeKernel.units(channels) * CascadeKernel.lanes
    let stateCount = kernel.stateCount(channels: channels)
    let memory = workspace.memory(stateCount + (edge + count) * width)
    let state = memory
    let ends = memory + stateCount
    let panel = ends + edge * width

    fill(ends, width: width) { row, step in 2 * row[0] - row[edge - step] }
    kernel.settle(state, channels: channels) { ends[$0] }
    kernel.withCascade(state: state, channels: channels) { cascade in
      polygraph_cascade_panel(cascade, ends, edge)
      polygraph_cascade_rows_to_panel(cascade, input, inputStride, panel, count)
      fill(ends, width: width) { row, step in 2 * row[count - 1] - row[count - 2 - step] }
      polygraph_cascade_panel(cascade, ends, edge)
    }
    kernel.settle(state, channels: channels) { ends[(edge - 1) * width + $0] }
    kernel.withCascade(state: state, channels: channels) { cascade in
      polygraph_cascade_panel_backward(cascade, ends, edge)
      polygraph_cascade_panel_to_rows_backward(cascade, panel, output, outputStride, count)
    }
  }

  /// Fills a panel of `edge` steps from each channel's row; spare lanes repeat the last channel.
  private func fill(
    _ panel: UnsafeMutablePointer<Double>, width: Int, _ value: (UnsafePointer<Double>, Int) -> Double
  ) {
    for lane in 0..<width {
      let row = input + min(lane, channels - 1) * inputStride
      for step in 0..<edge { panel[step * width + lane] = value(row, step) }
    }
  }
}

import BenchmarkSupport
import PolygraphDSP
import PolygraphQuantities

/// Filters and moving statistics beside SciPy's; `Python/dsp_filters.py` has the references.
var filterCases: [BenchmarkCase] {
  [
    BenchmarkCase("zero-phase-30k") { try zeroPhase($0) },
    BenchmarkCase("zero-phase-300k") { try zeroPhase($0) },
    BenchmarkCase("causal-bank-30k") { try causalBank($0) },
    BenchmarkCase("moving-median") { folder in
      let line = try folder.doubles("line")
      let window = MovingWindow.centred(halfWidth: Int(try folder.doubles("half-width")[0]))
      return { checkValues(MovingStatistics.median(line, window: window, edge: .reflect)) }
    },
  ]
}

private let channelCount = 40

private func zeroPhase(_ folder: InputFolder) throws -> () -> [Double] {
  let filter = try cascade(folder)
  let input = try block(folder)
  var output = ChannelBlock(channelCount: channelCount, sampleCount: input.sampleCount)
  let workspace = FilterWorkspace()
  return {
    do { try filter.zeroPhase(input, into: &output, workspace: workspace) } catch { fatalError("\(error)") }
    return checkValues(output)
  }
}

private func causalBank(_ folder: InputFolder) throws -> () -> [Double] {
  let input = try block(folder)
  var bank = CausalFilterBank(try cascade(folder), channelCount: channelCount, start: .rest)
  var output = ChannelBlock(channelCount: channelCount, sampleCount: input.sampleCount)
  return {
    bank.reset()
    bank.process(input, into: &output)
    return checkValues(output)
  }
}

private func cascade(_ folder: InputFolder) throws -> SecondOrderSections {
  let numbers = try folder.doubles("sections")
  let sections = stride(from: 0, to: numbers.count, by: 6).map { first in
    Biquad(
      b0: numbers[first], b1: numbers[first + 1], b2: numbers[first + 2], a1: numbers[first + 4],
      a2: numbers[first + 5])
  }
  return SecondOrderSections(sections: sections, sampleRate: SampleRate(100))
}

private func block(_ folder: InputFolder) throws -> ChannelBlock {
  let samples = try folder.doubles("channels")
  let count = samples.count / channelCount
  return ChannelBlock((0..<channelCount).map { Array(samples[($0 * count)..<(($0 + 1) * count)]) })
}

/// Samples spread over the result, so that no part of it goes unchecked.
private func checkValues(_ line: [Double]) -> [Double] { stride(from: 0, to: line.count, by: 997).map { line[$0] } }

private func checkValues(_ block: ChannelBlock) -> [Double] {
  (0..<block.channelCount).flatMap { channel in
    block.withChannel(channel) { row in stride(from: channel, to: row.count, by: 4_999).map { row[$0] } }
  }
}

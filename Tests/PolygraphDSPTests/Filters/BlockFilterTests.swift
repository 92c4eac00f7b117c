import CKernels
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphDSP

@Suite("Blocks of channels give the bits of single channels")
struct BlockFilterTests {
  /// Fewer, as many and more channels than lanes, units and one call's limit.
  static let channelCounts = [1, 2, 7, 8, 9, 15, 16, 17, 40, 65]

  @Test("A zero-phase block equals its channels bit for bit", arguments: channelCounts)
  func zeroPhase(channels: Int) throws {
    for (seed, name) in ["lp1_0.886_30", "lp2_3_30", "lp8_1_30", "bp2_0.13_1.2_30", "gain"].enumerated() {
      let filter = try FilterGoldens.cascade(name)
      for samples in [filter.zeroPhaseExtension + 1, 64, 101, 102, 103] where samples > filter.zeroPhaseExtension {
        let lines = FilterGoldens.noise(channels: channels, samples: samples, seed: UInt64(seed))
        let filtered = try filter.zeroPhase(ChannelBlock(lines))
        for (channel, line) in lines.enumerated() {
          #expect(try rawBits(filtered[channel]) == rawBits(filter.zeroPhase(line)), "\(name) \(samples) \(channel)")
        }
      }
    }
  }

  @Test("A causal bank equals its channels bit for bit, in one call, in pieces and in place", arguments: channelCounts)
  func causal(channels: Int) throws {
    var generator = SeededGenerator(seed: 21)
    for name in ["lp1_0.886_30", "lp2_3_30", "ellip5_3_30"] {
      let filter = try FilterGoldens.cascade(name)
      for start in [FilterStart.rest, .steadyState] {
        let lines = FilterGoldens.noise(channels: channels, samples: 83, seed: 22)
        let expected = lines.map { rawBits(filter.causal($0, start: start)) }
        var whole = ChannelBlock(channelCount: channels, sampleCount: 83)
        var bank = CausalFilterBank(filter, channelCount: channels, start: start)
        bank.process(ChannelBlock(lines), into: &whole)
        #expect(whole.channels.map(rawBits) == expected, "\(name)")
        bank.reset()
        var pieces = Array(repeating: [Double](), count: channels)
        while pieces[0].count < 83 {
          let from = pieces[0].count
          let end = min(83, from + generator.below(12))
          var block = ChannelBlock(lines.map { Array($0[from..<end]) })
          bank.process(&block)
          for channel in 0..<channels { pieces[channel] += block[channel] }
        }
        #expect(pieces.map(rawBits) == expected, "\(name)")
      }
    }
  }

  @Test("Denormal and huge samples and infinities go through lanes as through the scalar twin")
  func extremes() throws {
    let filter = try FilterGoldens.cascade("lp2_3_30")
    var generator = SeededGenerator(seed: 23)
    let least = Double.leastNonzeroMagnitude
    let special = [least, -1e12 * least, 1e300, -1.7e308, 0, -0.0, .infinity, .leastNormalMagnitude, 1]
    let lines = (0..<19).map { _ in (0..<77).map { _ in special[generator.below(special.count)] } }
    let block = ChannelBlock(lines)
    let filtered = try filter.zeroPhase(block)
    for channel in 0..<19 { #expect(try rawBits(filtered[channel]) == rawBits(filter.zeroPhase(lines[channel]))) }
    let tiny = ChannelBlock(lines.map { $0.map { _ in least * Double(1 + generator.below(1000)) } })
    let small = try filter.zeroPhase(tiny)
    for channel in 0..<19 { #expect(try rawBits(small[channel]) == rawBits(filter.zeroPhase(tiny[channel]))) }
  }

  @Test("A NaN makes its own channel NaN and no other")
  func isolation() throws {
    let filter = try FilterGoldens.cascade("lp4_3_30")
    let clean = FilterGoldens.noise(channels: 21, samples: 90, seed: 24)
    let expected = try filter.zeroPhase(ChannelBlock(clean))
    for broken in [0, 7, 8, 20] {
      var lines = clean
      lines[broken][45] = .nan
      let filtered = try filter.zeroPhase(ChannelBlock(lines))
      var causal = ChannelBlock(lines)
      var bank = CausalFilterBank(filter, channelCount: 21, start: .steadyState)
      bank.process(&causal)
      for channel in 0..<21 where channel != broken {
        #expect(rawBits(filtered[channel]) == rawBits(expected[channel]))
        #expect(rawBits(causal[channel]) == rawBits(filter.causal(clean[channel], start: .steadyState)))
      }
      #expect(isAllNaN(filtered[broken]))
      #expect(causal[broken].map(\.isNaN) == (0..<90).map { $0 >= 45 })
    }
  }

  @Test("Lines with gaps are filtered run by run, complete ones together, with the same bits")
  func maskedLines() throws {
    let filter = try FilterGoldens.cascade("lp2_3_30")
    let samples = FilterGoldens.noise(channels: 12, samples: 120, seed: 25)
    var lines = samples.map { MaskedLine(complete: $0) }
    lines[3] = MaskedLine(samples: samples[3], mask: SampleMask(count: 120, missing: [50..<55]))
    lines[4] = MaskedLine(samples: samples[4], mask: SampleMask(count: 120, missing: [0..<115]))
    lines[5] = MaskedLine(complete: Array(samples[5][..<4]))
    lines[6] = MaskedLine(complete: [])
    let filtered = filter.zeroPhase(lines)
    for (line, result) in zip(lines, filtered) {
      let single = filter.zeroPhase(line.samples, mask: line.mask)
      #expect(result.mask == single.mask)
      #expect(rawBits(result.samples) == rawBits(single.samples))
    }
    #expect(filtered[4].mask.missingCount == 120)
    #expect(filtered[5].mask.missingCount == 4)
    #expect(filtered[3].mask.missingRanges == [50..<55])
  }

  @Test("A block that is too short is refused; one without channels is empty")
  func short() throws {
    let filter = try FilterGoldens.cascade("lp2_3_30")
    let needed = filter.zeroPhaseExtension + 1
    for samples in 0..<needed {
      let error = SignalError.tooShort(operation: "zero-phase filter", found: samples, needed: needed)
      #expect(throws: error) { try filter.zeroPhase(ChannelBlock(channelCount: 3, sampleCount: samples)) }
      #expect(throws: error) { try filter.zeroPhase(Array(repeating: 1, count: samples)) }
    }
    #expect(try filter.zeroPhase(ChannelBlock(channelCount: 0, sampleCount: 100)).channelCount == 0)
    var bank = CausalFilterBank(filter, channelCount: 3, start: .steadyState)
    var nothing = ChannelBlock(channelCount: 3, sampleCount: 0)
    bank.process(&nothing)
    #expect(nothing.sampleCount == 0)
  }

  @Test("A workspace grows once and serves several filters in turn")
  func workspace() throws {
    let workspace = FilterWorkspace()
    let block = ChannelBlock(FilterGoldens.noise(channels: 20, samples: 200, seed: 26))
    var result = ChannelBlock(channelCount: 20, sampleCount: 200)
    let names = ["lp8_1_30", "lp2_3_30", "hp2_0.5_30"]
    for name in names { try FilterGoldens.cascade(name).zeroPhase(block, into: &result, workspace: workspace) }
    let grown = workspace.byteCount
    for name in names + names {
      let filter = try FilterGoldens.cascade(name)
      try filter.zeroPhase(block, into: &result, workspace: workspace)
      #expect(try result == filter.zeroPhase(block))
    }
    #expect(workspace.byteCount == grown)
  }

  @Test("Panels and rows at unaligned places agree with the scalar twin bit for bit")
  func kernels() throws {
    let filter = try FilterGoldens.cascade("bp2_0.13_1.2_30")
    let kernel = CascadeKernel(filter, settles: false)
    for (channels, count, shift) in [(1, 5, 1), (8, 4, 3), (11, 37, 5), (64, 9, 7)] {
      let lines = FilterGoldens.noise(channels: channels, samples: count, seed: 27)
      let stride = count + 3
      var rows = Array(repeating: 0.0, count: channels * stride + shift)
      for (channel, line) in lines.enumerated() {
        rows.replaceSubrange((shift + channel * stride)..<(shift + channel * stride + count), with: line)
      }
      let width = CascadeKernel.units(channels) * CascadeKernel.lanes
      var panel = Array(repeating: 0.0, count: width * count + shift)
      var state = Array(repeating: 0.0, count: kernel.stateCount(channels: channels))
      let forward = lines.map { filter.causal($0, start: .rest) }
      rows.withUnsafeMutableBufferPointer { rows in
        panel.withUnsafeMutableBufferPointer { panel in
          state.withUnsafeMutableBufferPointer { state in
            kernel.withCascade(state: state.baseAddress!, channels: channels) {
              polygraph_cascade_rows_to_panel(
                $0, rows.baseAddress! + shift, stride, panel.baseAddress! + shift, count)
            }
            state.update(repeating: 0)
            kernel.withCascade(state: state.baseAddress!, channels: channels) {
              polygraph_cascade_panel($0, panel.baseAddress! + shift, count)
            }
            state.update(repeating: 0)
            kernel.withCascade(state: state.baseAddress!, channels: channels) {
              polygraph_cascade_panel_to_rows_backward(
                $0, panel.baseAddress! + shift, rows.baseAddress! + shift, stride, count)
            }
          }
        }
      }
      for channel in 0..<channels {
        let twice = filter.causal(forward[channel], start: .rest)
        let backward = Array(filter.causal(twice.reversed(), start: .rest).reversed())
        let start = shift + channel * stride
        #expect(rawBits(Array(rows[start..<(start + count)])) == rawBits(backward), "\(channels) \(channel)")
        let column = (0..<count).map { panel[shift + $0 * width + channel] }
        #expect(rawBits(column) == rawBits(twice), "\(channels) \(channel)")
      }
    }
  }

  @Test("A copy of a block keeps its samples when the other is changed")
  func copies() {
    var block = ChannelBlock([[1, 2, 3], [4, 5, 6]])
    let copy = block
    block[1] = [7, 8, 9]
    block.withMutableChannel(0) { $0[2] = 10 }
    #expect(block.channels == [[1, 2, 10], [7, 8, 9]])
    #expect(copy.channels == [[1, 2, 3], [4, 5, 6]])
    #expect(copy != block)
    #expect(ChannelBlock([[.nan]]) != ChannelBlock([[.nan]]))
  }
}

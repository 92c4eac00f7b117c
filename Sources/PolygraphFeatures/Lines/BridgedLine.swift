import PolygraphModel
import PolygraphQuantities

/// A channel's physical values without holes: gaps are bridged by straight lines and the ends held, so that filters run
/// through; the gaps too long to be measured across are named.
struct BridgedLine {
  /// The values.
  let samples: [Double]
  /// Runs of samples that are missing for longer than a bridged gap, or at an end of the line.
  let longGaps: [Range<Int>]

  /// Bridges a channel. Returns `nil` when no sample is present.
  init?(_ channel: Channel, of chart: Chart, longestGap: Seconds) {
    let mask = channel.mask.union(Self.gapMask(of: channel, in: chart))
    let present = mask.presentRanges
    guard let first = present.first, let last = present.last else { return nil }
    var samples = channel.values()
    for index in 0..<first.lowerBound { samples[index] = samples[first.lowerBound] }
    for index in last.upperBound..<samples.count { samples[index] = samples[last.upperBound - 1] }
    for (left, right) in zip(present, present.dropFirst()) {
      let start = samples[left.upperBound - 1]
      let step = (samples[right.lowerBound] - start) / Double(right.lowerBound - left.upperBound + 1)
      for (offset, index) in (left.upperBound..<right.lowerBound).enumerated() {
        samples[index] = start + step * Double(offset + 1)
      }
    }
    let longest = channel.sampleRate.sampleCount(in: longestGap)
    longGaps = mask.missingRanges.filter { run in
      run.count > longest || run.lowerBound == 0 || run.upperBound == samples.count
    }
    self.samples = samples
  }

  /// The chart's gaps on the channel's own samples.
  private static func gapMask(of channel: Channel, in chart: Chart) -> SampleMask {
    let runs = chart.gaps.filter { $0.channels.isEmpty || $0.channels.contains(channel.name) }.map { gap in
      chart.sampleRate.index(
        gap.start - channel.firstSample, on: channel.sampleRate)..<max(
          chart.sampleRate.index(gap.start - channel.firstSample, on: channel.sampleRate),
          chart.sampleRate.index(gap.end - channel.firstSample, on: channel.sampleRate))
    }
    return SampleMask(count: channel.counts.count, missing: runs)
  }
}

import PolygraphDSP
import PolygraphQuantities

// The code of the article RawToTracing.md, in the article's order. A test holds the two against each other.

/// A tracing at 30 samples a second from a breathing belt's raw counts; `nil` is a sample that never came.
func breathingTracing(of counts: [Int?], at rate: SampleRate) throws -> MaskedLine {
  let missing = counts.indices.filter { counts[$0] == nil }.map { $0..<($0 + 1) }
  let mask = SampleMask(count: counts.count, missing: missing)
  let raw = MaskedLine(samples: counts.map { Double($0 ?? 0) }, mask: mask)

  let bridged = Gaps.filled(raw.samples, mask: raw.mask, limit: 0.1, at: rate)

  let notches = try SecondOrderSections.harmonicNotches(50, quality: 10, at: rate)
  let edge = try SecondOrderSections.butterworthEdge(
    keepingZeroPhaseCorner: 3, isHighPass: false, order: 4, at: rate)
  let lowPass = try SecondOrderSections.butterworth(.lowPass(edge), order: 4, at: rate)

  let quiet = notches.zeroPhase(bridged.samples, mask: bridged.mask)
  let clean = lowPass.zeroPhase(quiet.samples, mask: quiet.mask)

  let resampler = try PolyphaseResampler(from: rate, to: SampleRate(30))
  return resampler.resample(clean.samples, mask: clean.mask)
}

/// The sample at the top of each breath.
func breathPeaks(of tracing: MaskedLine) -> [Int] {
  tracing.mask.presentRanges.flatMap { run in
    Peaks.maxima(in: Array(tracing.samples[run]), halfWindow: 40, includingEnds: false)
      .map { run.lowerBound + $0 }
  }
}

/// The live form: one causal pass, block by block as samples come, and how late it shows a breath.
func liveTracing(of blocks: [[Double]], at rate: SampleRate) throws -> (line: [Double], delay: Seconds) {
  let lowPass = try SecondOrderSections.butterworth(.lowPass(3), order: 2, at: rate)
  var filter = CausalFilter(lowPass, start: .steadyState)
  let line = blocks.flatMap { filter.process($0) }
  return (line, delay: lowPass.groupDelay(at: 0.25))
}

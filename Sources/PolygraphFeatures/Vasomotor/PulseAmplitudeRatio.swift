import Foundation
import PolygraphDSP
import PolygraphQuantities

/// The vasomotor measurement: the logarithm of the pulse amplitude before the stimulus over that after it. Positive is
/// constriction, the reaction.
enum PulseAmplitudeRatio {
  /// What the measurement came to.
  enum Result: Hashable {
    case value(Double)
    case tooFewBeats
    case rateUnknown
  }

  private struct Beat {
    let row: Double
    let height: Double
    let interval: Double
  }

  /// Measures on a line whose row `onset` is the stimulus onset; the caller has seen to it that both windows exist.
  ///
  /// *Definition*: a beat is a peak with the trough before it; its height is taken between samples by a parabola, and
  /// its interval runs to the peak before. A beat is good when height and interval lie within the rules' parts of its
  /// window's median. The value is ln(median height before / median height after), signed.
  static func measure(
    _ line: [Double], extrema: LocalExtrema, onset: Int, rules: VasomotorRules, rate: SampleRate
  ) -> Result {
    let before = (onset - rate.sampleCount(in: rules.before))..<onset
    let after = (onset + rate.sampleCount(in: rules.latency))..<(onset + rate.sampleCount(in: rules.end))
    if rules.method == .envelopes { return envelopeRatio(line, before: before, after: after, rules: rules, rate: rate) }
    // A few beats on either side let the first and last beat of a window be whole.
    let margin = rate.sampleCount(in: 3)
    let start = max(0, before.lowerBound - margin)
    let rows = start..<min(line.count, after.upperBound + margin)
    guard let perMinute = PulseRate.perMinute(extrema, halfWindows: rules.rateHalfWindows, rate: rate, in: rows)
    else { return .rateUnknown }
    let half = Peaks.halfWindow(forRatePerMinute: perMinute, factor: rules.beatFactor, at: rate)
    let beats = beats(of: line, Extrema.alternating(extrema, halfWindow: half, in: rows))
    let heights = [before, after].map { window -> [Double] in
      let low = Double(window.lowerBound)
      let high = Double(window.upperBound)
      return good(beats.filter { $0.row >= low && $0.row - $0.interval < high }, rules: rules)
    }
    guard heights.allSatisfy({ $0.count >= rules.fewestBeats }), let pre = Robust.median(heights[0]),
      let post = Robust.median(heights[1]), pre > 0, post > 0
    else { return .tooFewBeats }
    return .value(rules.clipsAtZero ? max(0, log(pre / post)) : log(pre / post))
  }

  /// The ratio of the envelopes' mean distances.
  private static func envelopeRatio(
    _ line: [Double], before: Range<Int>, after: Range<Int>, rules: VasomotorRules, rate: SampleRate
  ) -> Result {
    let margin = rate.sampleCount(in: 3)
    let start = max(0, before.lowerBound - margin)
    let segment = Array(line[start..<min(line.count, after.upperBound + margin)])
    let extrema = Extrema.all(of: segment)
    guard let perMinute = PulseRate.perMinute(extrema, halfWindows: rules.rateHalfWindows, rate: rate) else {
      return .rateUnknown
    }
    let half = Peaks.halfWindow(forRatePerMinute: perMinute, factor: rules.beatFactor, at: rate)
    let upper = Peaks.upperEnvelope(of: segment, halfWindow: half)
    let lower = Peaks.lowerEnvelope(of: segment, halfWindow: half)
    let means = [before, after].map { window -> Double in
      let rows = (window.lowerBound - start)..<min(window.upperBound - start, segment.count)
      return rows.reduce(0) { $0 + upper[$1] - lower[$1] } / Double(rows.count)
    }
    guard means[0] > 0, means[1] > 0 else { return .tooFewBeats }
    let ratio = log(means[0] / means[1])
    return .value(rules.clipsAtZero ? max(0, ratio) : ratio)
  }

  private static func beats(of line: [Double], _ turns: [Extrema.Turn]) -> [Beat] {
    var beats: [Beat] = []
    var lastPeak: Double?
    for (trough, peak) in zip(turns, turns.dropFirst()) where peak.isPeak {
      let top = Peaks.refined(peak.row, in: line)
      let bottom = Peaks.refined(trough.row, in: line)
      if let last = lastPeak {
        beats.append(Beat(row: top.position, height: top.value - bottom.value, interval: top.position - last))
      }
      lastPeak = top.position
    }
    return beats
  }

  private static func good(_ beats: [Beat], rules: VasomotorRules) -> [Double] {
    guard let height = Robust.median(beats.map(\.height)), let interval = Robust.median(beats.map(\.interval)) else {
      return []
    }
    func isUsual(_ value: Double, _ median: Double) -> Bool {
      value >= rules.leastOfMedian * median && value <= rules.largestOfMedian * median
    }
    return beats.filter { isUsual($0.height, height) && isUsual($0.interval, interval) }.map(\.height)
  }
}

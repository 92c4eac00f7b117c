import Foundation
import PolygraphDSP
import PolygraphQuantities

/// The vasomotor measurement of the field's reference implementation: the mean distance of the envelopes in whole
/// units, before the stimulus and after it.
struct ReferencePulseRatio: Hashable {
  /// The mean amplitude before.
  let before: Double
  /// The mean amplitude after.
  let after: Double
  /// The pulse rate a minute.
  let ratePerMinute: Double
  /// The envelopes' half window.
  let halfWindow: Int

  /// ln(before/after) to three decimals; a negative one is 0 when the rules say so, and one without two pulses `nil`.
  func value(clipsAtZero: Bool) -> Double? {
    guard before > 0, after > 0 else { return nil }
    let ratio = ReferenceExtrema.rounded(log(before / after), digits: 3)
    return clipsAtZero ? max(0, ratio) : ratio
  }

  /// Measures a segment whose row `onset` is the stimulus onset. Returns `nil` for a flat line, one without a rate, and
  /// one that does not hold both windows.
  init?(_ line: [Double], onset: Int, rules: VasomotorRules, rate: SampleRate) {
    let before = (onset - rate.sampleCount(in: rules.before))..<onset
    let after = (onset + rate.sampleCount(in: rules.latency))..<(onset + rate.sampleCount(in: rules.end))
    guard before.lowerBound >= 0, after.upperBound <= line.count, let first = line.first,
      line.contains(where: { $0 != first }),
      let perMinute = Robust.median(
        rules.rateHalfWindows.compactMap {
          ReferenceExtrema.ratePerMinute(line, halfWindow: $0, smoothed: false, rate: rate)
        })
    else { return nil }
    ratePerMinute = perMinute
    halfWindow = ReferenceExtrema.halfWindow(perMinute, factor: rules.beatFactor, rate: rate)
    let upper = Peaks.upperEnvelope(of: line, halfWindow: halfWindow)
    let lower = Peaks.lowerEnvelope(of: line, halfWindow: halfWindow)
    let heights = zip(upper, lower).map { ($0 - $1).rounded(.toNearestOrEven) }
    self.before = (Robust.mean(heights[before]) ?? 0).rounded(.toNearestOrEven)
    self.after = (Robust.mean(heights[after]) ?? 0).rounded(.toNearestOrEven)
  }
}

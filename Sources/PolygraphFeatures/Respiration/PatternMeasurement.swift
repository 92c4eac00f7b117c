import Foundation
import PolygraphDSP
import PolygraphQuantities

/// What the patterns of a whole respiration line are made of.
struct PatternLines {
  /// The line itself.
  let line: [Double]
  /// The lower envelope.
  let lower: [Double]
  /// The upper envelope less the lower.
  let heights: [Double]

  init(_ line: [Double], rules: PatternRules, rate: SampleRate) {
    self.line = line
    let half = max(1, rate.sampleCount(in: rules.envelopeHalfWindow))
    lower = Peaks.lowerEnvelope(of: line, halfWindow: half)
    heights = zip(Peaks.upperEnvelope(of: line, halfWindow: half), lower).map { $0 - $1 }
  }
}

/// The three patterns of one respiration line around one stimulus. Information; never scored.
struct PatternMeasurement: Hashable {
  /// Logarithm of the cycle's length at the stimulus over that around it; positive is slower.
  let slowing: Double?
  /// Logarithm of the amplitude around the stimulus over that at it; positive is shallower.
  let amplitude: Double?
  /// Logarithm of 1 plus the rise of the expiration's envelope in quartile ranges; positive is a rise.
  let baseline: Double?

  /// Measures a line whose row `onset` is the stimulus onset, or `nil` when the segments are not wholly recorded.
  ///
  /// *Definition*: contexts before and after count 2 : 1. Slowing compares mean distances of peaks that both lie in a
  /// segment; a context without two peaks does not count, and peaks are looked for between the contexts' ends.
  /// Amplitude compares the middle one of mean before (twice) and median after with the median at the stimulus, on the
  /// difference of the envelopes; baseline compares medians of the lower envelope.
  init?(_ lines: PatternLines, onset: Int, quartileRange: Double, rules: PatternRules, rate: SampleRate) {
    func row(_ time: Seconds) -> Int { onset + rate.sampleCount(in: time) }
    let segments = [
      (onset - rate.sampleCount(in: rules.before))..<onset, row(rules.stimulusStart)..<row(rules.stimulusEnd),
      row(rules.stimulusEnd)..<row(rules.end),
    ]
    guard segments[0].lowerBound >= 0, segments[2].upperBound <= lines.lower.count else { return nil }
    let start = segments[0].lowerBound
    let peaks = Peaks.maxima(
      in: Array(lines.line[start..<segments[2].upperBound]),
      halfWindow: max(1, rate.sampleCount(in: rules.cycleHalfWindow)), includingEnds: false)
    slowing = Self.slowing(peaks.map { $0 + start }, segments, rules)
    amplitude = Self.amplitude(lines.heights, segments)
    baseline = Self.baseline(lines.lower, segments, quartileRange, rules)
  }

  private static func slowing(_ peaks: [Int], _ places: [Range<Int>], _ rules: PatternRules) -> Double? {
    let cycles = places.map { place -> Double? in
      let inside = peaks.filter(place.contains)
      return Robust.mean(zip(inside.dropFirst(), inside).map { Double($0 - $1) }.filter { $0 != 1 })
    }
    let contexts = [cycles[0], cycles[0], cycles[2]].compactMap(\.self)
    guard let stimulus = cycles[1], let around = Robust.mean(contexts) else { return nil }
    return kept(-log(around / stimulus), rules)
  }

  private static func amplitude(_ heights: [Double], _ places: [Range<Int>]) -> Double? {
    guard let before = Robust.mean(heights[places[0]]), let after = Robust.median(heights[places[2]]),
      let around = Robust.median([before, before, after]), let stimulus = Robust.median(heights[places[1]]),
      around > 0, stimulus > 0
    else { return nil }
    return log(around / stimulus)
  }

  private static func baseline(
    _ lower: [Double], _ places: [Range<Int>], _ quartileRange: Double, _ rules: PatternRules
  ) -> Double? {
    let medians = places.compactMap { Robust.median(lower[$0]) }
    guard medians.count == 3, quartileRange > 0 else { return nil }
    let rise = (medians[1] - (medians[0] + medians[0] + medians[2]) / 3) / quartileRange
    return rise <= -1 ? 0 : kept(log(rise + 1), rules)
  }

  private static func kept(_ value: Double, _ rules: PatternRules) -> Double { abs(value) < rules.least ? 0 : value }
}

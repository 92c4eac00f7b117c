import Foundation
import PolygraphModel
import PolygraphQuantities

/// How frames of any segment lie on one chart's clock, which is the index of its primary segment.
struct ChartClock {
  let primary: SegmentContents
  let begin: Int
  private let origin: Int64
  private let period: Double
  private let start: Double

  init(primary: SegmentContents, begin: Int) {
    self.primary = primary
    self.begin = begin
    let fit = primary.clock
    origin = fit.mono
    period = fit.nanosecondsPerSample(primary.description.sampleRate)
    start = fit.nanoseconds(ofFrame: begin, at: primary.description.sampleRate, since: origin)
  }

  /// The chart's sample on which a frame lies, with its fraction; exact for the primary segment.
  func position(of frame: Int, in segment: SegmentContents) -> Double {
    if segment.description.segment == primary.description.segment { return Double(frame - begin) }
    let rate = segment.description.sampleRate
    return (segment.clock.nanoseconds(ofFrame: frame, at: rate, since: origin) - start) / period
  }

  /// How many of the chart's samples pass for one frame of a segment.
  func step(of segment: SegmentContents) -> Double {
    if segment.description.segment == primary.description.segment { return 1 }
    return segment.clock.nanosecondsPerSample(segment.description.sampleRate) / period
  }

  /// The frames of a segment that lie in a chart of so many samples.
  func frames(of segment: SegmentContents, in samples: Int) -> Range<Int> {
    let first = position(of: 0, in: segment)
    let step = step(of: segment)
    guard first.isFinite, step > 0, abs(first) < 1e15 else { return 0..<0 }
    // A frame belongs to the sample it is nearest to, halves going up, as positions are rounded.
    let lower = max(0, Int(holding: ((-0.5 - first) / step).rounded(.up)))
    let upper = min(segment.frames, Int(holding: ((Double(samples) - 0.5 - first) / step).rounded(.up)))
    return lower < upper ? lower..<upper : 0..<0
  }

  /// The rate of a segment's channels on the chart's clock: the nominal one where that is exact to half a sample of
  /// the slower clock over so many frames, else the fitted one.
  func rate(of segment: SegmentContents, frames: Int) -> SampleRate {
    let nominal = segment.description.sampleRate
    let chart = primary.description.sampleRate
    let fitted = chart.hertz.value / step(of: segment)
    let drift = abs(fitted - nominal.hertz.value) / nominal.hertz.value * Double(frames)
    guard drift * max(1, step(of: segment)) > 0.5 || drift > 0.5 else { return nominal }
    let scale = fitted < 5_000 ? 100_000 : 10_000
    return SampleRate(numerator: Int(holding: fitted * Double(scale)), denominator: scale) ?? nominal
  }
}

import PolygraphQuantities

/// One heart beat, as a pulse line or an electrocardiogram shows it.
///
/// *Units*: places in samples of the line, between samples; `amplitude` in the line's unit.
public struct Beat: Hashable, Sendable, Codable {
  /// The beat's place: the steepest rise of a pulse, or the peak of an R wave. Intervals are taken between these.
  public var place: Double
  /// Where a pulse begins: the crossing of the tangent at the steepest rise with the level of the trough before it. The
  /// place itself for an R wave.
  public var foot: Double
  /// Where the pulse, or the R wave, is greatest.
  public var peak: Double
  /// From the trough before to the peak of a pulse; the greatest deflection of an R wave from its surroundings.
  public var amplitude: Double
  /// How much the beat can be trusted, from 0 to 1: the least of its tests, see ``BeatQuality``.
  public var quality: Double

  /// Makes a beat.
  public init(place: Double, foot: Double, peak: Double, amplitude: Double, quality: Double) {
    self.place = place
    self.foot = foot
    self.peak = peak
    self.amplitude = amplitude
    self.quality = quality
  }
}

/// The time from one beat to the next.
public struct BeatInterval: Hashable, Sendable, Codable {
  /// When the first beat was, from the line's first sample.
  public let start: Seconds
  /// When the second beat was.
  public let end: Seconds
  /// True when both beats have the least quality asked for and nothing is missing between them.
  public let isAccepted: Bool

  /// How long it lasted.
  public var duration: Seconds { end - start }
  /// The heart rate that the interval alone makes, beats a minute.
  public var perMinute: Double { 60 / duration.value }
}

/// The beats of a line, in time.
public struct BeatSeries: Hashable, Sendable {
  /// The rate of the line.
  public let rate: SampleRate
  /// Which samples of the line were missing.
  public let mask: SampleMask
  /// The beats, ascending.
  public let beats: [Beat]

  /// The least quality of a beat that rates and amplitudes are made from.
  public static let acceptedQuality = 0.8

  /// Makes a series; beats ascend.
  public init(rate: SampleRate, mask: SampleMask, beats: [Beat]) {
    self.rate = rate
    self.mask = mask
    self.beats = beats
  }

  /// The time of a place on the line.
  public func time(_ place: Double) -> Seconds {
    Seconds(place * Double(rate.denominator) / Double(rate.numerator))
  }

  /// When the beats were.
  public var times: [Seconds] { beats.map { time($0.place) } }

  /// The intervals between neighbouring beats.
  ///
  /// *Missing*: an interval over a missing sample is given, and not accepted: beats may be lost in the gap.
  public func intervals(acceptedQuality: Double = Self.acceptedQuality) -> [BeatInterval] {
    zip(beats, beats.dropFirst()).map { first, second in
      let range = Int(max(0, first.place))..<min(mask.count, max(Int(first.place), Int(second.place)) + 1)
      return BeatInterval(
        start: time(first.place), end: time(second.place),
        isAccepted: min(first.quality, second.quality) >= acceptedQuality && mask.missingCount(in: range) == 0)
    }
  }

  /// The part of a span of time that accepted intervals cover, from 0 to 1: how much of it is known. A span of no
  /// length has 0.
  public func coverage(from start: Seconds, to end: Seconds) -> Double {
    guard end > start else { return 0 }
    let known = intervals().filter(\.isAccepted).reduce(0.0) { sum, interval in
      sum + max(0, min(interval.end.value, end.value) - max(interval.start.value, start.value))
    }
    return min(1, known / (end.value - start.value))
  }
}

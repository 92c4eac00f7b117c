import PolygraphDSP
import PolygraphQuantities

/// One breath, from the trough before it to the trough after it.
///
/// *Units*: places in samples of the line, between samples; levels and `amplitude` in the line's unit.
public struct Breath: Hashable, Sendable, Codable {
  /// Where inspiration begins: the trough before the peak.
  public let onset: Double
  /// Where expiration begins: the peak, the fullest of the breath.
  public let peak: Double
  /// Where the breath ends: the trough after the peak. `nil` when the run ends before.
  public let end: Double?
  /// From the onset up to the peak.
  public let amplitude: Double
  /// The level at the onset: what is left in the chest at the end of the expiration before.
  public let endExpiratoryLevel: Double
  /// How much the breath can be trusted, from 0 to 1: the agreement of its amplitude and duration with the medians
  /// around it, 1 from half to one and a half times them. A sigh is not an error, but no breath to measure by either.
  public var quality: Double
  /// The line's rate.
  public let rate: SampleRate

  /// The time of a place on the line.
  private func time(_ samples: Double) -> Seconds {
    Seconds(samples * Double(rate.denominator) / Double(rate.numerator))
  }

  /// When inspiration begins.
  public var onsetTime: Seconds { time(onset) }
  /// When expiration begins.
  public var peakTime: Seconds { time(peak) }
  /// How long inspiration lasts.
  public var inspiration: Seconds { time(peak - onset) }
  /// How long expiration lasts.
  public var expiration: Seconds? { end.map { time($0 - peak) } }
  /// How long the breath lasts.
  public var duration: Seconds? { end.map { time($0 - onset) } }
  /// Breaths a minute that the breath alone makes.
  public var perMinute: Double? { duration.map { 60 / $0.value } }
  /// The part of the breath that is inspiration, from 0 to 1.
  public var dutyCycle: Double? { end.map { (peak - onset) / ($0 - onset) } }
  /// Inspiration time over expiration time.
  public var inspirationToExpiration: Double? { end.map { (peak - onset) / ($0 - peak) } }
}

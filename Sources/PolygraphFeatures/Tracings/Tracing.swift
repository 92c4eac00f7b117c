import PolygraphModel
import PolygraphQuantities

/// Which line of a sensor a tracing is.
public enum TracingKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// The sensor's drawn line: filtered, scaled and placed.
  case signal
  /// The self-centring electrodermal line.
  case auto
  /// The electrodermal line that keeps its level.
  case manual
  /// The electrodermal line whose falls a baseline swallows ("Detrended-2").
  case detrended
  /// The mid line.
  case mid
  /// The line through the breaths' high points.
  case inhalation
  /// The line through the breaths' low points.
  case exhalation
  /// The distance of inhalation and exhalation, to hundredths.
  case amplitude
  /// The line's travel in the excursion window that begins at each row; the last full window's is held to the end.
  case excursion
  /// The same, missing around answers.
  case excursionWithoutAnswers
  /// The moving average ("MA").
  case movingAverage
  /// The line through a cuff's high points.
  case systolic
  /// The line through a cuff's low points.
  case diastolic
  /// (systolic + 2 diastolic) / 3.
  case meanPressure
  /// The line through the high points of a pulse or of movements.
  case upper
  /// The line through the low points of a pulse or of movements.
  case lower
  /// The smooth activity line that is watched.
  case smooth
}

/// A line drawn from a channel, in chart units.
public struct Tracing: Sendable, Equatable {
  /// What the channel senses.
  public let sensor: Sensor
  /// The channel's name.
  public let channel: String
  /// Which line it is.
  public let kind: TracingKind
  /// Rows a second.
  public let rate: SampleRate
  /// The chart sample on which row 0 lies.
  public let firstSample: Int
  /// The line.
  public let values: [Double]
  /// Rows whose value rests on samples that are missing.
  public let mask: SampleMask
  /// Chart units for one unit of the filtered channel.
  public let scale: Double
}

/// All tracings of one chart under one profile.
public struct ChartTracings: Sendable {
  /// The series' name.
  public let series: String
  /// The chart's number.
  public let chart: Int
  /// The tracings, by channel and line.
  public let tracings: [Tracing]
  /// Channels that have no tracing because they are shorter than their filters.
  public let refused: [String]

  /// The first tracing of a sensor and kind.
  public func tracing(_ sensor: Sensor, _ kind: TracingKind) -> Tracing? {
    tracings.first { $0.sensor == sensor && $0.kind == kind }
  }
}

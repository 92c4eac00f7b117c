import Foundation
import PolygraphModel
import PolygraphQuantities

/// What a person changed or added after a package was closed. The recording itself stays as it is.
public struct Amendment: Hashable, Sendable, Codable {
  /// What an amendment does.
  public enum What: String, Hashable, Sendable, Codable {
    /// Moves an event; the placing it had is kept.
    case eventCorrection
    /// Leaves a sensor's response to a question out of the scoring.
    case exclusion
    /// Takes an earlier entry back.
    case withdrawal
    /// A measurement that a person made by hand.
    case measurement
    /// Words.
    case note
  }

  /// What it does.
  public var what: What
  /// Who decided.
  public var author: String
  /// When.
  public var time: Timestamp
  /// Why.
  public var reason: String
  /// The series concerned.
  public var series: String?
  /// The chart concerned.
  public var chart: Int?
  /// The canonical label of the question, in the chart.
  public var question: String?
  /// Which event of that label; the first when absent.
  public var occurrence: Int?
  /// The sensor concerned; all when absent.
  public var sensor: Sensor?
  /// The corrected onset, or a measurement's onset, as a sample of the chart.
  public var onset: Int?
  /// The corrected offset, as a sample of the chart.
  public var offset: Int?
  /// The corrected answer; none when absent.
  public var answer: Answer?
  /// A measurement's peak, as a sample of the chart.
  public var peak: Int?
  /// A measurement's value.
  public var value: Double?
  /// The value's unit.
  public var unit: MeasurementUnit?
  /// The number of the entry that is withdrawn.
  public var entry: Int?

  /// Makes an amendment.
  public init(_ what: What, author: String, time: Timestamp, reason: String) {
    self.what = what
    self.author = author
    self.time = time
    self.reason = reason
  }
}

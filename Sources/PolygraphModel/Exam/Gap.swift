import PolygraphQuantities

/// A stretch of a chart in which samples that should exist do not.
public struct Gap: Hashable, Sendable, Codable {
  /// The channels concerned by name; empty when all are.
  public var channels: [String]
  /// The first missing sample on the chart's clock.
  public var start: Int
  /// The sample after the last missing one.
  public var end: Int
  /// Why the samples are missing, as far as the source tells.
  public var cause: String

  /// Makes a gap.
  public init(channels: [String] = [], start: Int, end: Int, cause: String) {
    precondition(start <= end, "A gap ends at or after its start.")
    self.channels = channels
    self.start = start
    self.end = end
    self.cause = cause
  }
}

/// A person's decision that a sensor's response to a question is not to be scored (REQ-26). The samples stay.
public struct Exclusion: Hashable, Sendable, Codable {
  /// The canonical label of the question.
  public var question: String
  /// Which event of that label.
  public var occurrence: Int
  /// The sensor left out; `nil` when all are.
  public var sensor: Sensor?
  /// Why.
  public var reason: String
  /// Who decided.
  public var author: String
  /// When.
  public var time: Timestamp

  /// Makes an exclusion.
  public init(
    question: String, occurrence: Int = 1, sensor: Sensor? = nil, reason: String, author: String, time: Timestamp
  ) {
    self.question = question
    self.occurrence = occurrence
    self.sensor = sensor
    self.reason = reason
    self.author = author
    self.time = time
  }
}

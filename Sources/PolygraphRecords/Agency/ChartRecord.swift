import PolygraphModel
import PolygraphQuantities

/// A chart of an exam's file: what was recorded, how, and what was marked on it. The samples are in the exam's package.
public struct ChartRecord: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "chart")

  /// A channel as it was recorded.
  public struct ChannelSummary: Hashable, Sendable, Codable {
    /// The channel's name.
    public var name: String
    /// The sensor.
    public var sensor: Sensor
    /// The unit.
    public var unit: String
    /// Samples a second, as an exact fraction.
    public var sampleRate: String
    /// The bits of the converter.
    public var bits: Int?
    /// The SHA-256 of the file that holds the samples.
    public var file: String
    /// Gain and centring as they were set.
    public var setting: String?
    /// The smallest count.
    public var minimum: Int
    /// The largest count.
    public var maximum: Int

    /// Makes a summary.
    public init(
      name: String, sensor: Sensor, unit: String, sampleRate: String, file: String, minimum: Int, maximum: Int
    ) {
      self.name = name
      self.sensor = sensor
      self.unit = unit
      self.sampleRate = sampleRate
      self.file = file
      self.minimum = minimum
      self.maximum = maximum
    }
  }

  /// Samples that are not there.
  public struct GapRecord: Hashable, Sendable, Codable {
    /// The first sample.
    public var start: Int
    /// The sample after the last one.
    public var end: Int
    /// Why, as `disconnect`.
    public var cause: String

    /// Makes a gap.
    public init(start: Int, end: Int, cause: String) {
      self.start = start
      self.end = end
      self.cause = cause
    }
  }

  /// A response that a scorer left out.
  public struct Exclusion: Hashable, Sendable, Codable {
    /// The question's label.
    public var question: String
    /// The sensor; `nil` for the whole presentation.
    public var sensor: Sensor?
    /// Why.
    public var reason: String
    /// The account of the person who left it out.
    public var author: String
    /// When.
    public var at: Timestamp

    /// Makes an exclusion.
    public init(question: String, sensor: Sensor? = nil, reason: String, author: String, at: Timestamp) {
      self.question = question
      self.sensor = sensor
      self.reason = reason
      self.author = author
      self.at = at
    }
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// The list of questions that was asked.
  public var questions: RecordIdentifier
  /// The series.
  public var series: String
  /// The chart's number in its series.
  public var number: Int
  /// The first sample.
  public var start: Int
  /// The sample after the last one.
  public var end: Int
  /// The cuff's pressure in mmHg.
  public var cuffPressure: Double?
  /// The filter profile in use.
  public var profile: ProfileReference
  /// The channels.
  public var channels: [ChannelSummary]
  /// The events, corrections with them.
  public var events: [Event] = []
  /// Marks of the annotation dictionary.
  public var annotations: [Annotation] = []
  /// Gaps in the recording.
  public var gaps: [GapRecord] = []
  /// What scorers left out.
  public var exclusions: [Exclusion] = []
  /// The name of the file that holds the chart.
  public var file: String?

  /// Makes a chart.
  public init(
    id: RecordIdentifier, exam: RecordIdentifier, questions: RecordIdentifier, series: String, number: Int,
    start: Int, end: Int, profile: ProfileReference, channels: [ChannelSummary]
  ) {
    self.id = id
    self.exam = exam
    self.questions = questions
    self.series = series
    self.number = number
    self.start = start
    self.end = end
    self.profile = profile
    self.channels = channels
  }

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(exam: exam, key: "\(exam)\u{1F}\(series)\u{1F}\(number)") }
}

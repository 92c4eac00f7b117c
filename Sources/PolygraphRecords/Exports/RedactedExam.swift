import PolygraphModel
import PolygraphQuantities

/// An exam without what is personal or undecided: the document `polygraph.records.exam-redacted/1`.
public struct RedactedExam: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.exam-redacted/1"

  /// How far the exam is, as much as may be told of it.
  public enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
    /// Not yet final, or it ended without a result.
    case open
    /// The result is final.
    case certified
    /// It was given to those who asked.
    case released
    /// Finished after its result was final.
    case closed

    init(_ file: ExamFile) {
      let isCertified = file.history.contains { $0.to == .certified }
      switch file.state {
      case .certified: self = .certified
      case .released where isCertified, .reopened where isCertified: self = .released
      case .closed where isCertified: self = .closed
      default: self = .open
      }
    }
  }

  /// The questions of a series, by label.
  public struct Series: Hashable, Sendable, Codable {
    /// A question.
    public struct Question: Hashable, Sendable, Codable {
      /// Its label, as `R5`.
      public let label: String
      /// What kind of question.
      public let role: QuestionRole
    }
    /// The series.
    public let series: String
    /// The version of its questions.
    public let version: Int
    /// The questions in order.
    public let questions: [Question]
  }

  /// A chart.
  public struct Chart: Hashable, Sendable, Codable {
    /// A channel.
    public struct Channel: Hashable, Sendable, Codable {
      /// The sensor.
      public let sensor: Sensor
      /// The unit of its samples.
      public let unit: String
      /// Its rate, exact, in hertz.
      public let sampleRate: String
    }
    /// A span without samples.
    public struct Gap: Hashable, Sendable, Codable {
      /// Its first sample.
      public let start: Int
      /// The sample after its last.
      public let end: Int
    }
    /// The series.
    public let series: String
    /// The chart's number in its series.
    public let number: Int
    /// The first sample.
    public let start: Int
    /// The sample after the last.
    public let end: Int
    /// The filter profile.
    public let profile: ProfileReference
    /// The channels.
    public let channels: [Channel]
    /// Spans without samples.
    public let gaps: [Gap]
  }

  /// A recording of sound or image.
  public struct Recording: Hashable, Sendable, Codable {
    /// The SHA-256 of its bytes.
    public let sha256: String
    /// Its length in seconds.
    public let seconds: Double
    /// Whether it can be used.
    public let status: ExamFile.Recording.Status
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// What is left out.
  public let redacted: [RedactedMatter]
  /// The exam's file.
  public let id: RecordIdentifier
  /// Why the exam was held.
  public let purpose: ExamFile.Purpose
  /// What its result is to serve.
  public let examClass: ExamFile.Class
  /// The test format.
  public let testFormat: String
  /// The version of the format.
  public let formatVersion: String
  /// How far the exam is.
  public let phase: Phase
  /// When the result became final.
  public let certifiedAt: String?
  /// When it was first released.
  public let releasedAt: String?
  /// The opinion that quality control certified.
  public let opinion: Opinion?
  /// The questions.
  public let series: [Series]
  /// The charts.
  public let charts: [Chart]
  /// The recordings.
  public let recordings: [Recording]
  /// The SHA-256 of the exam's package.
  public let package: String?

  init(
    redacted: [RedactedMatter], id: RecordIdentifier, purpose: ExamFile.Purpose, examClass: ExamFile.Class,
    testFormat: String, formatVersion: String, phase: Phase, certifiedAt: String?, releasedAt: String?,
    opinion: Opinion?, series: [Series], charts: [Chart], recordings: [Recording], package: String?
  ) {
    self.redacted = redacted
    self.id = id
    self.purpose = purpose
    self.examClass = examClass
    self.testFormat = testFormat
    self.formatVersion = formatVersion
    self.phase = phase
    self.certifiedAt = certifiedAt
    self.releasedAt = releasedAt
    self.opinion = opinion
    self.series = series
    self.charts = charts
    self.recordings = recordings
    self.package = package
  }
}

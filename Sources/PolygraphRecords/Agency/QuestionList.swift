import PolygraphModel
import PolygraphQuantities

/// The questions of a series in one version. A reworded list is another version; a frozen one is never changed.
public struct QuestionList: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "question-list")

  /// A question with what was agreed on it.
  public struct Entry: Hashable, Sendable, Codable {
    /// The question.
    public var question: Question
    /// The language, as `en`.
    public var language: String
    /// The answer that was agreed.
    public var agreedAnswer: String
    /// What it is about.
    public var topic: String?
    /// When it was reviewed with the examinee.
    public var reviewedAt: Timestamp?
    /// True when the topic is one of those that a screening exam leaves out.
    public var isOffLimits = false

    /// Makes an entry.
    public init(_ question: Question, language: String = "en", agreedAnswer: String) {
      self.question = question
      self.language = language
      self.agreedAnswer = agreedAnswer
    }
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// The series.
  public let series: String
  /// The version, from 1.
  public let version: Int
  /// The questions in order.
  public var entries: [Entry]
  /// When the list was frozen; a frozen list is not changed.
  public var frozenAt: Timestamp?

  /// Makes a list.
  public init(id: RecordIdentifier, exam: RecordIdentifier, series: String, version: Int, entries: [Entry]) {
    self.id = id
    self.exam = exam
    self.series = series
    self.version = version
    self.entries = entries
  }

  /// True when there are questions and each was reviewed with the examinee.
  public var isReviewed: Bool { !entries.isEmpty && entries.allSatisfy { $0.reviewedAt != nil } }
  /// Where the store finds the record.
  public var index: RecordIndex {
    RecordIndex(
      exam: exam, state: frozenAt == nil ? "open" : "frozen", key: "\(exam)\u{1F}\(series)\u{1F}\(version)")
  }
}

import PolygraphQuantities

/// A complaint about an exam, or about a person who works with exams (REQ-42). While it is open, the records of its
/// exam are held.
public struct Complaint: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "complaint")

  /// A step of the complaint's life.
  public struct Step: Hashable, Sendable, Codable {
    /// What happened.
    public var event: ComplaintEvent
    /// The state it came to.
    public var to: ComplaintState
    /// When.
    public var at: Timestamp
    /// The account of the person.
    public var by: String
    /// What was said on it.
    public var note: String?
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file; `nil` when the complaint is about a person and no exam.
  public let exam: RecordIdentifier?
  /// The account of the person it is about; `nil` when it is about the exam alone, which is about its examiner.
  public let subject: String?
  /// What is alleged.
  public let allegation: String
  /// When it came in.
  public let receivedAt: Timestamp
  /// Whether it is specific enough to be looked into.
  public var isSpecific: Bool?
  /// The account of the person who looks into it.
  public var investigator: String?
  /// The account of the person who went through the recording.
  public var recordingReviewedBy: String?
  /// What was found.
  public var finding: String?
  /// Whether the allegation was borne out.
  public var isSubstantiated: Bool?
  /// What is done, as a retest.
  public var remedy: String?
  /// The account of the person who decided what is done.
  public var decidedBy: String?
  /// What the complainant was told.
  public var answer: String?
  /// When it was answered.
  public var answeredAt: Timestamp?
  /// Where it stands.
  public var state = ComplaintState.received
  /// When its next step is due.
  public var due: Timestamp
  /// How it came there.
  public var history: [Step] = []

  /// Makes a complaint as it came in. One that is about nothing is a programming error.
  public init(
    id: RecordIdentifier, exam: RecordIdentifier?, subject: String? = nil, allegation: String, receivedAt: Timestamp,
    due: Timestamp
  ) {
    precondition(exam != nil || subject != nil, "A complaint is about an exam or a person.")
    self.id = id
    self.exam = exam
    self.subject = subject
    self.allegation = allegation
    self.receivedAt = receivedAt
    self.due = due
  }

  /// Where the store finds the record.
  public var index: RecordIndex {
    RecordIndex(exam: exam, state: state.rawValue, due: state == .answered ? nil : due)
  }
}

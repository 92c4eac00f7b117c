import PolygraphQuantities

/// What happened to an exam and its records, in the order in which it happened (REQ-49): the document
/// `polygraph.records.exam-log/1`.
public struct ExamLog: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.exam-log/1"

  /// An entry of the audit trail on one of the exam's records.
  public struct Entry: Hashable, Sendable, Codable {
    /// The entry's place in the trail.
    public let sequence: Int
    /// When.
    public let at: Timestamp
    /// The account of the person.
    public let by: String
    /// The role it was done in.
    public let role: Role?
    /// What was done.
    public let action: AuditAction
    /// The kind of the record.
    public let kind: RecordKind
    /// The record.
    public let record: RecordIdentifier
    /// Why, where a reason was given.
    public let reason: String?
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// When it was drawn up.
  public let at: Timestamp
  /// The exam's number.
  public let number: String
  /// The exam's file.
  public let exam: RecordIdentifier
  /// The entries, by their place in the trail: it holds even where a clock ran backwards.
  public let entries: [Entry]

  init(at time: Timestamp, file: ExamFile, entries: [Entry]) {
    at = time
    number = file.number
    exam = file.id
    self.entries = entries
  }
}

/// The chronological register of exams: date, number, case number of each, and the name where it is asked for (REQ-49):
/// the document `polygraph.records.exam-register/1`.
public struct ExamRegister: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.exam-register/1"

  /// An exam.
  public struct Entry: Hashable, Sendable, Codable {
    /// When the examinee was checked in; else when the exam was to begin; `nil` before it is scheduled.
    public let at: Timestamp?
    /// The exam's number.
    public let number: String
    /// The case's number.
    public let caseNumber: String
    /// The pseudonym of the examinee.
    public let examinee: RecordIdentifier
    /// The name of the examinee, where it was asked for and is known.
    public let name: String?
    /// The account of the examiner.
    public let examiner: String?
    /// Why the exam is held.
    public let purpose: ExamFile.Purpose
    /// The test format.
    public let testFormat: String
    /// Where the exam stands.
    public let state: ExamState

    init(_ file: ExamFile, name: String?) {
      at = file.history.first { $0.to == .checkedIn }?.at ?? file.scheduledAt
      number = file.number
      caseNumber = file.caseNumber
      examinee = file.examinee
      self.name = name
      examiner = file.examiner
      purpose = file.purpose
      testFormat = file.testFormat
      state = file.state
    }
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// When it was drawn up.
  public let at: Timestamp
  /// The exams, the earliest first; those without a date at the end.
  public let entries: [Entry]

  init(at time: Timestamp, entries: [Entry]) {
    at = time
    self.entries = entries.sorted { left, right in
      switch (left.at, right.at) {
      case (let one?, let other?) where one != other: one < other
      case (_?, nil): true
      case (nil, _?): false
      default: left.number < right.number
      }
    }
  }
}

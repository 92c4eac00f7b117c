import PolygraphQuantities

/// A complaint about an exam (REQ-42).
public struct Complaint: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "complaint")
  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// What is alleged.
  public var allegation: String
  /// When it came in.
  public var receivedAt: Timestamp
  /// Whether it is specific enough to be looked into.
  public var isSpecific: Bool?
  /// The account of the person who went through the recording.
  public var recordingReviewedBy: String?
  /// What was found.
  public var finding: String?
  /// Whether the allegation was borne out.
  public var isSubstantiated: Bool?
  /// What is done, as a retest.
  public var remedy: String?
  /// When it was answered.
  public var answeredAt: Timestamp?
  /// Where it stands.
  public var state = ComplaintState.received
  /// When its next step is due.
  public var due: Timestamp

  /// Makes a complaint as it came in.
  public init(id: RecordIdentifier, exam: RecordIdentifier, allegation: String, receivedAt: Timestamp, due: Timestamp) {
    self.id = id
    self.exam = exam
    self.allegation = allegation
    self.receivedAt = receivedAt
    self.due = due
  }

  /// Where the store finds the record.
  public var index: RecordIndex {
    RecordIndex(exam: exam, state: state.rawValue, due: state == .answered ? nil : due)
  }
}

/// An entry of the disclosure log (REQ-48).
public struct Disclosure: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "disclosure")
  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// Who got it.
  public var recipient: String
  /// The authority for it: a law, a consent, an order.
  public var authority: String
  /// What was given.
  public var content: String
  /// When.
  public var at: Timestamp
  /// The account of the person who gave it.
  public var by: String
  /// The SHA-256 of the consent or order.
  public var attachment: String?
  /// When the recipient confirmed.
  public var acknowledgedAt: Timestamp?

  /// Makes an entry.
  public init(
    id: RecordIdentifier, exam: RecordIdentifier, recipient: String, authority: String, content: String,
    at: Timestamp, by: String
  ) {
    self.id = id
    self.exam = exam
    self.recipient = recipient
    self.authority = authority
    self.content = content
    self.at = at
    self.by = by
  }

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(exam: exam, account: by) }
}

/// A hold that keeps an exam's records from being destroyed.
public struct LegalHold: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "hold")
  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// Why: a matter's number, an order.
  public var reason: String
  /// When it was placed.
  public var placedAt: Timestamp
  /// When it was lifted.
  public var liftedAt: Timestamp?

  /// Makes a hold.
  public init(id: RecordIdentifier, exam: RecordIdentifier, reason: String, placedAt: Timestamp) {
    self.id = id
    self.exam = exam
    self.reason = reason
    self.placedAt = placedAt
  }

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(exam: exam, state: liftedAt == nil ? "placed" : "lifted") }
}

/// Who sealed a result, and what they had seen by then.
public struct ScoreSeal: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "score-seal")

  /// Who scored.
  public enum ScorerType: String, Hashable, Sendable, Codable {
    /// The examiner.
    case examiner
    /// The first reviewer.
    case firstReview = "qc1"
    /// The second reviewer.
    case secondReview = "qc2"
    /// A program.
    case algorithm
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// The sealed result; see ``RecordStore/sealedResult(_:)``.
  public let result: RecordIdentifier
  /// The SHA-256 of the sealed document.
  public let document: String
  /// Who scored.
  public let scorer: ScorerType
  /// The account of the person.
  public let account: String
  /// True when the scorer had seen no other's scores.
  public let isBlind: Bool
  /// When.
  public let at: Timestamp

  /// Where the store finds the record.
  public var index: RecordIndex {
    RecordIndex(exam: exam, account: account, state: scorer.rawValue, key: result.rawValue)
  }
}

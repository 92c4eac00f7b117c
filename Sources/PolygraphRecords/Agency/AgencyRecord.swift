import PolygraphQuantities

/// A record of the agency that is kept as a document: its canonical JSON, with the few values it is looked up by.
///
/// Members without a value are left out of the JSON, so the digest of a record stays what it is when a later version
/// gives it another optional member.
public protocol AgencyRecord: Hashable, Sendable, Codable {
  /// What kind of record.
  static var kind: RecordKind { get }
  /// True when the record says who an examinee is: it is then kept apart, and every read of it is logged.
  static var isIdentity: Bool { get }
  /// The record's identifier.
  var id: RecordIdentifier { get }
  /// Where the store finds the record.
  var index: RecordIndex { get }
}

extension AgencyRecord {
  /// False: most records name an examinee by identifier only.
  public static var isIdentity: Bool { false }
}

/// What a record is looked up by.
public struct RecordIndex: Hashable, Sendable {
  /// The exam's file it belongs to.
  public var exam: RecordIdentifier?
  /// The office it belongs to.
  public var office: RecordIdentifier?
  /// The account of the person whose it is: examiner, reviewer.
  public var account: String?
  /// The charts and results as they were filed, which it goes with.
  public var filing: RecordIdentifier?
  /// The state of its lifecycle.
  public var state: String?
  /// When something has to have happened to it.
  public var due: Timestamp?
  /// What no two records of its kind have in common.
  public var key: String?
  /// What several records can have in common: the number of an exam's case.
  public var subject: String?

  /// Makes an index.
  public init(
    exam: RecordIdentifier? = nil, office: RecordIdentifier? = nil, account: String? = nil,
    filing: RecordIdentifier? = nil, state: String? = nil, due: Timestamp? = nil, key: String? = nil,
    subject: String? = nil
  ) {
    self.exam = exam
    self.office = office
    self.account = account
    self.filing = filing
    self.state = state
    self.due = due
    self.key = key
    self.subject = subject
  }
}

/// A record as the store holds it.
public struct Stored<Record: AgencyRecord>: Hashable, Sendable {
  /// The record.
  public let record: Record
  /// How often it has been written, from 1.
  public let version: Int
  /// The SHA-256 of its canonical JSON, in lower-case hexadecimal.
  public let sha256: String
}

extension Timestamp {
  /// The calendar year in UTC.
  var year: Int { CivilDate(dayNumber: Int((Double(millisecondsSince1970) / 86_400_000).rounded(.down))).year }

  /// The instant so many days later.
  func adding(days: Double) -> Timestamp {
    Timestamp(millisecondsSince1970: millisecondsSince1970 + Int64(days * 86_400_000))
  }
}

import PolygraphQuantities

/// The records whose time of retention is over: the document `polygraph.records.retention/1`.
public struct RetentionSchedule: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.retention/1"

  /// The most items that are destroyed in one transaction.
  public static let batch = 200

  /// A record, with all that goes with it.
  public struct Item: Hashable, Sendable, Codable {
    /// The record's kind: `exam-file` with all records of the exam, `disclosure`, `instrument-check`, or `exam` for
    /// charts and results without an agency's file.
    public let kind: RecordKind
    /// The record.
    public let id: RecordIdentifier
    /// The exam's number, of an exam's file.
    public let number: String?
    /// The rule by which it is due.
    public let rule: RetentionRule
    /// When its time was over.
    public let end: Timestamp
    /// What keeps it from being destroyed all the same.
    public let heldBy: [RetentionHolder]

    /// True when it can be destroyed now.
    public var isDue: Bool { heldBy.isEmpty }
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// When it was drawn up.
  public let at: Timestamp
  /// How many can be destroyed now.
  public let due: Int
  /// The records, the longest due first.
  public let items: [Item]

  init(at time: Timestamp, items: [Item]) {
    at = time
    self.items = items.sorted { ($0.end, $0.id) < ($1.end, $1.id) }
    due = items.count { $0.isDue }
  }
}

/// What was destroyed: the document `polygraph.records.destruction/1`.
public struct Destruction: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.destruction/1"

  /// A file outside of the store that a destroyed record vouched for. The store does not have it and does not remove
  /// it.
  public struct OutsideFile: Hashable, Sendable, Codable {
    /// What it is: `package`, `recording`, `chart`.
    public let kind: String
    /// Its name, where the records had one.
    public let name: String?
    /// The SHA-256 of its bytes in lower-case hexadecimal.
    public let sha256: String
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// The records that were due, as they stood in the schedule.
  public internal(set) var items: [RetentionSchedule.Item] = []
  /// How many records were destroyed in all.
  public internal(set) var records = 0
  /// How many of them said who an examinee is.
  public internal(set) var identities = 0
  /// How many entries of the disclosure log were left, without the exam's records.
  public internal(set) var disclosuresKept = 0
  /// Files that lie elsewhere.
  public internal(set) var outside: [OutsideFile] = []

  mutating func add(_ other: Destruction) {
    items += other.items
    records += other.records
    identities += other.identities
    disclosuresKept += other.disclosuresKept
    outside += other.outside
  }
}

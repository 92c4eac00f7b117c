/// Something the verification of the audit trail found.
public struct AuditFinding: Hashable, Sendable, Codable {
  /// What kind of finding.
  public enum Code: String, Hashable, Sendable, Codable {
    /// An entry's content does not give its digest.
    case entryAltered = "entry-altered"
    /// Entries that were written are not there.
    case entryMissing = "entry-missing"
    /// An entry stands at another place than it was written at.
    case entryReordered = "entry-reordered"
    /// An entry was put in that the entries around it do not know.
    case entryAdded = "entry-added"
    /// A record is not what its last entry says.
    case recordAltered = "record-altered"
    /// A record that the trail knows is not there.
    case recordMissing = "record-missing"
    /// A record is there that the trail does not know.
    case recordAdded = "record-added"
    /// The trail is not the one that a checkpoint vouches for.
    case checkpointBroken = "checkpoint-broken"
    /// The store itself is damaged.
    case storeDamaged = "store-damaged"
  }

  /// What kind of finding.
  public let code: Code
  /// The place of the entry in the trail, when an entry is concerned.
  public let sequence: Int?
  /// The kind of the record, when a record is concerned.
  public let kind: RecordKind?
  /// The identifier of the record, when a record is concerned.
  public let record: RecordIdentifier?
  /// The finding in a sentence.
  public let message: String
}

/// What the verification of the audit trail found: the document `polygraph.records.audit/1`.
///
/// The trail vouches for what it holds. Someone who may write to the store can take away the newest entries together
/// with the records they speak of, or write the whole trail anew; ``head`` kept somewhere else shows that, because the
/// trail then no longer holds that digest.
public struct AuditReport: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.audit/1"

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// How many entries the trail holds.
  public let entryCount: Int
  /// How many records were recomputed.
  public let recordCount: Int
  /// The digest of the last entry in lower-case hexadecimal; `nil` for an empty trail.
  public let head: String?
  /// The place of the last entry; 0 for an empty trail.
  public let lastSequence: Int
  /// What was found, the trail's findings first.
  public let findings: [AuditFinding]

  /// True when nothing was found.
  public var isIntact: Bool { findings.isEmpty }

  init(entryCount: Int, recordCount: Int, head: String?, lastSequence: Int, findings: [AuditFinding]) {
    self.entryCount = entryCount
    self.lastSequence = lastSequence
    self.recordCount = recordCount
    self.head = head
    self.findings = findings
  }
}

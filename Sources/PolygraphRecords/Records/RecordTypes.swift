import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

/// What kind of record. The set is open.
public struct RecordKind: RawRepresentable, Hashable, Sendable, Codable {
  /// The kind's name as it is stored and exchanged.
  public let rawValue: String
  /// Makes a kind from its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// An exam with its charts.
  public static let exam = RecordKind(rawValue: "exam")
  /// The sealed result of scoring an exam.
  public static let result = RecordKind(rawValue: "result")
  /// An opinion on an exam.
  public static let opinion = RecordKind(rawValue: "opinion")
}

/// A record whose content the audit trail vouches for.
///
/// Members without a value are left out of its JSON, so the digest of a record stays what it is when a later version
/// gives records another optional member.
protocol AuditedRecord: Encodable, Sendable {
  static var kind: RecordKind { get }
  var id: RecordIdentifier { get }
}

extension AuditedRecord {
  /// The SHA-256 of the record's canonical JSON, which the audit trail keeps.
  func digest() throws -> SHA256Digest { try CanonicalJSON.digest(of: self) }
}

/// An exam in the records.
public struct ExamRecord: Hashable, Sendable, Codable, AuditedRecord {
  static let kind = RecordKind.exam

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's name at the agency, as it was when first filed.
  public let name: String
  /// The format the exam came in, as `ncca-ascii`.
  public let format: String
  /// The test format's identifier; `nil` when none was recognised.
  public let testFormat: String?
  /// The charts, in the exam's order.
  public let charts: [FiledChart]
  /// When the exam was filed.
  public let filedAt: Timestamp
  /// Who filed it.
  public let filedBy: RecordActor
}

/// A result in the records, as it is listed. ``RecordStore/sealedResult(_:)`` gives all of it.
public struct ResultRecord: Hashable, Sendable, Codable, AuditedRecord {
  static let kind = RecordKind.result

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's identifier.
  public let exam: RecordIdentifier
  /// The method's identifier, as `ess-m`.
  public let method: String
  /// The version of the method's implementation.
  public let version: String
  /// Whether the method gave scores.
  public let status: ScoringStatus
  /// The method's opinion, if it gives one.
  public let opinion: Opinion?
  /// Why the opinion is INC or NO.
  public let reason: OpinionReason?
  /// The filter profile of the measurements; `nil` for scores given by hand.
  public let profile: ProfileReference?
  /// The SHA-256 of the sealed document's canonical JSON, in lower-case hexadecimal.
  public let sha256: String
  /// When the result was sealed.
  public let sealedAt: Timestamp
  /// Who sealed it.
  public let sealedBy: RecordActor
}

/// An opinion in the records. A later one stands beside an earlier one and never replaces it.
public struct OpinionRecord: Hashable, Sendable, Codable, AuditedRecord {
  static let kind = RecordKind.opinion

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's identifier.
  public let exam: RecordIdentifier
  /// The result the opinion rests on; `nil` when it rests on none in the records.
  public let result: RecordIdentifier?
  /// The opinion.
  public let opinion: Opinion
  /// Why the opinion is INC or NO.
  public let reason: OpinionReason?
  /// When it was stated.
  public let statedAt: Timestamp
  /// Who stated it.
  public let statedBy: RecordActor
}

/// An opinion as it is handed to the records.
public struct OpinionStatement: Hashable, Sendable {
  /// The opinion.
  public var opinion: Opinion
  /// Why the opinion is INC or NO.
  public var reason: OpinionReason?
  /// The result it rests on; one of the same exam.
  public var result: RecordIdentifier?

  /// Makes a statement.
  public init(_ opinion: Opinion, reason: OpinionReason? = nil, result: RecordIdentifier? = nil) {
    self.opinion = opinion
    self.reason = reason
    self.result = result
  }
}

/// A record, and whether this call made it or found it there.
public struct Filed<Record: Sendable>: Sendable {
  /// The record.
  public let record: Record
  /// False when the records held it already.
  public let isNew: Bool
}

extension Filed: Equatable where Record: Equatable {}

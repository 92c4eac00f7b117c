import PolygraphQuantities

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

import PolygraphQuantities

/// A hold that keeps an exam's records from being destroyed (REQ-46).
public struct LegalHold: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "hold")
  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// Why: a matter's number, an order.
  public let reason: String
  /// When it was placed.
  public let placedAt: Timestamp
  /// The account of the person who placed it.
  public let placedBy: String
  /// When it was lifted.
  public var liftedAt: Timestamp?
  /// The account of the person who lifted it.
  public var liftedBy: String?
  /// Why it was lifted.
  public var reasonForLifting: String?

  /// Makes a hold.
  public init(id: RecordIdentifier, exam: RecordIdentifier, reason: String, placedAt: Timestamp, placedBy: String) {
    self.id = id
    self.exam = exam
    self.reason = reason
    self.placedAt = placedAt
    self.placedBy = placedBy
  }

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(exam: exam, state: liftedAt == nil ? "placed" : "lifted") }
}

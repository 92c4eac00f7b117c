import PolygraphQuantities

/// The disclosure log (REQ-48): the document `polygraph.records.disclosures/1`.
public struct DisclosureLog: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.disclosures/1"

  /// What was given to someone.
  public struct Entry: Hashable, Sendable, Codable {
    /// The entry.
    public let id: RecordIdentifier
    /// The exam's file.
    public let exam: RecordIdentifier
    /// The pseudonym of the examinee.
    public let examinee: RecordIdentifier?
    /// When.
    public let at: Timestamp
    /// Who got it.
    public let recipient: String
    /// The unit of the agency, when it was released to one.
    public let consumer: Disclosure.Consumer?
    /// The authority for it.
    public let authority: String
    /// What was given.
    public let content: String
    /// The account of the person who gave it.
    public let by: String
    /// The SHA-256 of the consent or order.
    public let attachment: String?
    /// The referral by which it was given.
    public let referral: RecordIdentifier?
    /// When the recipient confirmed.
    public let confirmedAt: Timestamp?
    /// The recipient's own reference.
    public let reference: String?
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// When it was drawn up.
  public let at: Timestamp
  /// The exam it is of.
  public let exam: RecordIdentifier?
  /// The person it is of.
  public let examinee: RecordIdentifier?
  /// What was given, the oldest first.
  public let entries: [Entry]

  init(at time: Timestamp, exam: RecordIdentifier?, examinee: RecordIdentifier?, entries: [Disclosure]) {
    at = time
    self.exam = exam
    self.examinee = examinee
    let confirmations = Dictionary(
      entries.compactMap { entry in entry.confirms.map { ($0, entry) } }, uniquingKeysWith: { first, _ in first })
    self.entries = entries.filter { $0.confirms == nil }.map { entry in
      let confirmation = confirmations[entry.id]
      return Entry(
        id: entry.id, exam: entry.exam, examinee: entry.examinee, at: entry.at, recipient: entry.recipient,
        consumer: entry.consumer, authority: entry.authority, content: entry.content, by: entry.by,
        attachment: entry.attachment, referral: entry.referral, confirmedAt: confirmation?.at,
        reference: confirmation?.reference)
    }.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
  }
}

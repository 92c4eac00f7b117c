import PolygraphQuantities

/// An entry of the disclosure log (REQ-48). Entries are never changed: that a recipient has what was given is an entry
/// of its own, which names the one it confirms.
public struct Disclosure: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "disclosure")

  /// A unit of the agency that results are released to.
  public enum Consumer: String, Hashable, Sendable, Codable, CaseIterable {
    /// The personnel security division: suitability, clearances, continuous evaluation.
    case personnelSecurity = "personnel-security"
    /// Those who investigate misconduct.
    case misconductInvestigation = "misconduct-investigation"
    /// Those who look for threats from within.
    case insiderThreat = "insider-threat"

    /// The unit's name as the log prints it.
    public var title: String {
      switch self {
      case .personnelSecurity: "Personnel Security"
      case .misconductInvestigation: "Misconduct Investigation"
      case .insiderThreat: "Insider Threat"
      }
    }
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// The pseudonym of the examinee.
  public var examinee: RecordIdentifier?
  /// Who got it.
  public var recipient: String
  /// The unit of the agency, when it was released to one.
  public var consumer: Consumer?
  /// The authority for it: a law, a consent, an order.
  public var authority: String
  /// What was given.
  public var content: String
  /// When.
  public var at: Timestamp
  /// The account of the person who gave it, or who noted the confirmation.
  public var by: String
  /// The SHA-256 of the consent or order.
  public var attachment: String?
  /// The referral by which it was given.
  public var referral: RecordIdentifier?
  /// The entry that this one confirms: its recipient has what was given.
  public var confirms: RecordIdentifier?
  /// The recipient's own reference, of a confirmation.
  public var reference: String?
  /// True once the exam's records are destroyed and the entry alone is left.
  public var isDetached: Bool?

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
  public var index: RecordIndex { RecordIndex(exam: isDetached == true ? nil : exam, account: by) }
}

import PolygraphQuantities

/// A referral without what is personal: the document `polygraph.records.referral-redacted/1`.
public struct RedactedReferral: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.referral-redacted/1"

  /// What was admitted, by kind.
  public struct Matter: Hashable, Sendable, Codable {
    /// The category.
    public let category: Admission.Category
    /// When in the exam it was said.
    public let phase: Admission.Phase
    /// How plainly.
    public let certainty: Admission.Certainty
  }

  /// A piece of evidence.
  public struct Evidence: Hashable, Sendable, Codable {
    /// What it is called in the package.
    public let name: String
    /// The SHA-256 of its bytes.
    public let sha256: String
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// What is left out.
  public let redacted: [RedactedMatter]
  /// The referral.
  public let id: RecordIdentifier
  /// The level of the authority.
  public let level: Referral.Level
  /// The authority.
  public let agency: String
  /// Its unit.
  public let unit: String?
  /// The office that keeps contact.
  public let contactOffice: String?
  /// The category of the offence.
  public let category: Admission.Category
  /// The statute, if known.
  public let statute: String?
  /// How fast it has to go.
  public let urgency: Referral.Urgency
  /// When the matter was noticed.
  public let noticedAt: Timestamp
  /// When counsel let it go.
  public let approvedAt: Timestamp?
  /// When it was first sent.
  public let sentAt: Timestamp?
  /// What the content may not be used for.
  public let restrictions: String?
  /// What was admitted, by kind.
  public let admissions: [Matter]
  /// What is offered.
  public let evidence: [Evidence]

  init(
    redacted: [RedactedMatter], id: RecordIdentifier, level: Referral.Level, agency: String, unit: String?,
    contactOffice: String?, category: Admission.Category, statute: String?, urgency: Referral.Urgency,
    noticedAt: Timestamp, approvedAt: Timestamp?, sentAt: Timestamp?, restrictions: String?, admissions: [Matter],
    evidence: [Evidence]
  ) {
    self.redacted = redacted
    self.id = id
    self.level = level
    self.agency = agency
    self.unit = unit
    self.contactOffice = contactOffice
    self.category = category
    self.statute = statute
    self.urgency = urgency
    self.noticedAt = noticedAt
    self.approvedAt = approvedAt
    self.sentAt = sentAt
    self.restrictions = restrictions
    self.admissions = admissions
    self.evidence = evidence
  }
}

/// A referral with all that the authority is given: the document `polygraph.records.referral-package/1`.
public struct ReferralPackage: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.referral-package/1"

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// The referral.
  public let referral: Referral
  /// What was admitted.
  public let admissions: [Admission]
  /// The exam's number.
  public let exam: String
  /// Who the examinee is; `nil` when it was never put into these records.
  public let examinee: Examinee?

  init(referral: Referral, admissions: [Admission], exam: String, examinee: Examinee?) {
    self.referral = referral
    self.admissions = admissions
    self.exam = exam
    self.examinee = examinee
  }
}

/// The list that goes with a referral's evidence: one line a piece, `SHA-256  name`, as `sha256sum` writes it.
public enum EvidenceList {
  /// The list of a referral. Characters that would break a line stand as `_`.
  public static func text(of evidence: [(name: String, sha256: String)]) -> String {
    evidence.map { piece in
      let name = String(piece.name.map { $0.isNewline || $0 == "\0" ? "_" : $0 })
      return "\(piece.sha256)  \(name)\n"
    }.joined()
  }
}

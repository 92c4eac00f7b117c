import PolygraphQuantities

/// Someone who works with the records, with the roles they have.
public struct Person: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "person")
  /// The record's identifier.
  public let id: RecordIdentifier
  /// The account at the operating system or database server; unique.
  public var account: String
  /// The name as it is printed on reports.
  public var name: String
  /// What the person may act as.
  public var roles: [Role]
  /// The office the person works at.
  public var office: RecordIdentifier?
  /// The certificate and training, for examiners and reviewers.
  public var qualification: ExaminerQualification?
  /// False when the person no longer works with the records.
  public var isActive = true

  /// Makes a person.
  public init(id: RecordIdentifier, account: String, name: String, roles: some Collection<Role>) {
    self.id = id
    self.account = account
    self.name = name
    self.roles = Set(roles).sorted { $0.rawValue < $1.rawValue }
  }

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(office: office, account: account, key: account) }
}

/// An examiner's certificate, formats and training (REQ-45).
public struct ExaminerQualification: Hashable, Sendable, Codable {
  /// The certificate's number.
  public var certificate: String
  /// Who issued it.
  public var issuer: String
  /// The last day it is valid.
  public var expires: Timestamp
  /// A licence's number, where the law asks for one.
  public var licence: String?
  /// The test formats the examiner is trained in, as `federal-zct`.
  public var formats: [String]
  /// Continuing education.
  public var education: [Education] = []
  /// The person who answers for an intern.
  public var sponsor: RecordIdentifier?
  /// Where the examiner stands.
  public var standing = ExaminerStanding.candidate

  /// Makes a qualification.
  public init(certificate: String, issuer: String, expires: Timestamp, formats: [String]) {
    self.certificate = certificate
    self.issuer = issuer
    self.expires = expires
    self.formats = formats
  }

  /// A course that counts as continuing education.
  public struct Education: Hashable, Sendable, Codable {
    /// When it ended.
    public var on: Timestamp
    /// Its hours.
    public var hours: Double
    /// Its title.
    public var title: String

    /// Makes an entry.
    public init(on: Timestamp, hours: Double, title: String) {
      self.on = on
      self.hours = hours
      self.title = title
    }
  }

  /// The hours of education that fall into the two calendar years that end with that of `instant` (ASTM E2064).
  public func educationHours(at instant: Timestamp) -> Double {
    let year = instant.year
    return education.filter { $0.on <= instant && $0.on.year >= year - 1 }.map(\.hours).reduce(0, +)
  }

  /// True when an exam of that format may be conducted or reviewed at that time: the certificate is valid, the format
  /// is among those trained, and the examiner is certified, or an intern with a sponsor.
  public func covers(format: String, at instant: Timestamp) -> Bool {
    let stands = standing == .certified || (standing == .intern && sponsor != nil)
    return stands && instant <= expires && formats.contains(format)
  }
}

import PolygraphQuantities

/// Who an examinee is. Kept apart from everything else, which names the examinee by ``id`` alone.
///
/// No social security number is held: there is no member for one.
public struct Examinee: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "examinee")
  /// True.
  public static let isIdentity = true

  /// A government's document.
  public struct Document: Hashable, Sendable, Codable {
    /// What it is, as `driver-licence`.
    public var type: String
    /// Its number.
    public var number: String
    /// The state or country that issued it.
    public var issuer: String
    /// The last day it is valid.
    public var expires: Timestamp

    /// Makes a document.
    public init(type: String, number: String, issuer: String, expires: Timestamp) {
      self.type = type
      self.number = number
      self.issuer = issuer
      self.expires = expires
    }
  }

  /// The pseudonym that all other records use.
  public let id: RecordIdentifier
  /// The name.
  public var name: String
  /// Other names.
  public var aliases: [String] = []
  /// The date of birth, `yyyy-mm-dd`.
  public var born: String
  /// The place of birth.
  public var birthplace: String
  /// The agency's number for the person; unique.
  public var number: String
  /// The document the person was identified by.
  public var document: Document
  /// The position applied for, or the employee's number.
  public var position: String?
  /// How to reach the person.
  public var contact: String?
  /// The language the exam is held in, as `en`.
  public var language = "en"
  /// The interpreter, when one is needed.
  public var interpreter: String?
  /// The sex, where norms need it.
  public var sex: String?

  /// Makes an examinee.
  public init(
    id: RecordIdentifier, name: String, born: String, birthplace: String, number: String, document: Document
  ) {
    self.id = id
    self.name = name
    self.born = born
    self.birthplace = birthplace
    self.number = number
    self.document = document
  }

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(key: number) }
}

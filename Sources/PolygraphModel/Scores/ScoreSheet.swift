/// All results of scoring one exam: the document `polygraph.scores/1`.
public struct ScoreSheet: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.scores/1"

  /// The document's schema, ``schemaName``.
  public var schema: String
  /// The exam's name.
  public var exam: String
  /// The test format's identifier, as `federal-zct`; `nil` when none was recognised.
  public var testFormat: String?
  /// The filter profile of the measurements; `nil` for hand scores.
  public var profile: ProfileReference?
  /// One result a method, in the order they were asked for. A later result never replaces an earlier one (REQ-29).
  public var results: [ScoringResult]

  /// Makes a sheet.
  public init(exam: String, testFormat: String?, profile: ProfileReference?, results: [ScoringResult]) {
    schema = Self.schemaName
    self.exam = exam
    self.testFormat = testFormat
    self.profile = profile
    self.results = results
  }

  /// Writes the sheet; an absent format or profile is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(exam, forKey: .exam)
    try container.encode(testFormat, forKey: .testFormat)
    try container.encode(profile, forKey: .profile)
    try container.encode(results, forKey: .results)
  }
}

import PolygraphModel

/// A scoring result as it is sealed: the document `polygraph.sealed-result/1`.
///
/// Its canonical JSON is stored byte for byte with its SHA-256, and is never changed.
public struct SealedResult: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.sealed-result/1"

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// The test format the exam was scored as; `nil` when none was recognised.
  public let testFormat: String?
  /// The filter profile of the measurements; `nil` for scores given by hand.
  public let profile: ProfileReference?
  /// The result, with the way back from every number.
  public let result: ScoringResult

  /// Makes a document.
  public init(testFormat: String?, profile: ProfileReference?, result: ScoringResult) {
    self.testFormat = testFormat
    self.profile = profile
    self.result = result
  }

  /// The documents of a score sheet, one a result.
  public static func all(of sheet: ScoreSheet) -> [SealedResult] {
    sheet.results.map { SealedResult(testFormat: sheet.testFormat, profile: sheet.profile, result: $0) }
  }
}

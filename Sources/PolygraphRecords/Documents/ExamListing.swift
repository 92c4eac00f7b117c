import PolygraphModel
import PolygraphQuantities

/// Which exams to list.
public struct ExamQuery: Hashable, Sendable {
  /// How many at most; `nil` for all.
  public var limit: Int?
  /// A part of the exam's name; the letters A to Z count as a to z. `nil` for any name.
  public var nameContains: String?
  /// The earliest time of filing; `nil` for any.
  public var since: Timestamp?

  /// Makes a query. A negative limit is a programming error.
  public init(limit: Int? = nil, nameContains: String? = nil, since: Timestamp? = nil) {
    precondition((limit ?? 0) >= 0, "A listing has no negative number of exams.")
    self.limit = limit
    self.nameContains = nameContains
    self.since = since
  }
}

/// The exams of the records, newest first: the document `polygraph.records.exams/1`.
public struct ExamListing: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.exams/1"

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// How many exams match the query, the limit left aside.
  public let total: Int
  /// The exams, by time of filing, newest first.
  public let exams: [ListedExam]

  init(total: Int, exams: [ListedExam]) {
    self.total = total
    self.exams = exams
  }
}

/// An exam with what the records hold on it.
public struct ListedExam: Hashable, Sendable, Codable {
  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's name at the agency.
  public let name: String
  /// The format the exam came in.
  public let format: String
  /// The test format's identifier; `nil` when none was recognised.
  public let testFormat: String?
  /// When the exam was filed.
  public let filedAt: Timestamp
  /// Who filed it.
  public let filedBy: RecordActor
  /// The charts, in the exam's order.
  public let charts: [FiledChart]
  /// Every result, oldest first.
  public let results: [ResultRecord]
  /// Every opinion, oldest first; the last one stands.
  public let opinions: [OpinionRecord]
  /// The opinion that stands; `nil` when none was stated.
  public let opinion: OpinionRecord?
  /// False when the exam, a result or an opinion is not as it was recorded: what is listed is then not to be used.
  public let intact: Bool

  init(exam: ExamRecord, results: [ResultRecord], opinions: [OpinionRecord], intact: Bool) {
    id = exam.id
    name = exam.name
    format = exam.format
    testFormat = exam.testFormat
    filedAt = exam.filedAt
    filedBy = exam.filedBy
    charts = exam.charts
    self.results = results
    self.opinions = opinions
    opinion = opinions.last
    self.intact = intact
  }

  /// Writes the exam; an absent test format or opinion is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(name, forKey: .name)
    try container.encode(format, forKey: .format)
    try container.encode(testFormat, forKey: .testFormat)
    try container.encode(filedAt, forKey: .filedAt)
    try container.encode(filedBy, forKey: .filedBy)
    try container.encode(charts, forKey: .charts)
    try container.encode(results, forKey: .results)
    try container.encode(opinions, forKey: .opinions)
    try container.encode(opinion, forKey: .opinion)
    try container.encode(intact, forKey: .intact)
  }
}

import Foundation
import GRDB
import PolygraphIntegrity
import PolygraphQuantities

extension SQLiteRecordStore {
  /// Lists exams, as ``RecordStore/exams(_:)`` says.
  public func exams(_ query: ExamQuery) async throws -> ExamListing {
    var conditions: [String] = []
    var arguments = StatementArguments()
    if let part = query.nameContains {
      try checkStorable([part], of: "query")
      // Not LIKE: its wildcards would have to be escaped, and it refuses long patterns.
      conditions.append("instr(lower(name), lower(?)) > 0")
      arguments += [part]
    }
    if let since = query.since {
      conditions.append("filed_at >= ?")
      arguments += [since.millisecondsSince1970]
    }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    return try await read { [arguments] db in
      let total = try Int.fetchOne(db, sql: "SELECT count(*) FROM exam \(filter)", arguments: arguments) ?? 0
      let rows = try Row.fetchAll(
        db, sql: "SELECT * FROM exam \(filter) ORDER BY filed_at DESC, id DESC LIMIT ?",
        arguments: arguments + [query.limit ?? -1])
      return ExamListing(total: total, exams: try rows.map { try Self.listed(db, $0) })
    }
  }

  /// One exam, as ``RecordStore/exam(_:)`` says.
  public func exam(_ id: RecordIdentifier) async throws -> ListedExam {
    try await read { [path] db in
      let exam = try Self.intactExam(db, id, file: path)
      return ListedExam(
        exam: exam, results: try Self.resultRows(db, id).map { try Self.intactResult($0, file: path) },
        opinions: try Self.opinionRows(db, id).map { try Self.intactOpinion($0, file: path) }, intact: true)
    }
  }

  /// A sealed result, as ``RecordStore/sealedResult(_:)`` says.
  public func sealedResult(_ id: RecordIdentifier) async throws -> SealedResult {
    try await read { [path] db in
      guard let row = try Row.fetchOne(db, sql: "SELECT * FROM result WHERE id = ?", arguments: [id.rawValue]) else {
        throw RecordError.noSuchRecord(.result, id, file: path)
      }
      let record = try Self.intactResult(row, file: path)
      let document = try row.data("document")
      guard SHA256Digest(of: document).hexadecimal == record.sha256 else {
        throw RecordError.altered(.result, id, file: path)
      }
      do {
        return try JSONDecoder().decode(SealedResult.self, from: document)
      } catch {
        throw RecordError(
          code: .newerSchema,
          message: "The result record \(id) holds a document of another version than this program "
            + "reads. Use the program that sealed it.", file: path)
      }
    }
  }

  /// An exam as it is listed, altered or not.
  private static func listed(_ db: Database, _ row: Row) throws -> ListedExam {
    let exam = try ExamRecord(row, charts: charts(db, row.identifier("id")))
    var isIntact = try isSealed(exam, row)
    let results = try resultRows(db, exam.id).map { row in
      let result = try ResultRecord(row)
      isIntact = try isSealed(result, row) && isIntact
      return result
    }
    let opinions = try opinionRows(db, exam.id).map { row in
      let opinion = try OpinionRecord(row)
      isIntact = try isSealed(opinion, row) && isIntact
      return opinion
    }
    return ListedExam(exam: exam, results: results, opinions: opinions, intact: isIntact)
  }
}

/// Rows as records, with the check that they are as they were recorded.
extension SQLiteRecordStore {
  static func intactExam(_ db: Database, _ id: RecordIdentifier, file: String) throws -> ExamRecord {
    guard let row = try Row.fetchOne(db, sql: "SELECT * FROM exam WHERE id = ?", arguments: [id.rawValue]) else {
      throw RecordError.noSuchRecord(.exam, id, file: file)
    }
    return try intactExam(db, row, file: file)
  }

  static func intactExam(_ db: Database, _ row: Row, file: String) throws -> ExamRecord {
    try intact(try ExamRecord(row, charts: charts(db, row.identifier("id"))), row, file: file)
  }

  static func intactResult(_ row: Row, file: String) throws -> ResultRecord {
    try intact(try ResultRecord(row), row, file: file)
  }

  static func intactOpinion(_ row: Row, file: String) throws -> OpinionRecord {
    try intact(try OpinionRecord(row), row, file: file)
  }

  private static func intact<Record: AuditedRecord>(_ record: Record, _ row: Row, file: String) throws -> Record {
    guard try isSealed(record, row) else { throw RecordError.altered(Record.kind, record.id, file: file) }
    return record
  }

  /// True when the record still has the digest it was stored with.
  static func isSealed(_ record: some AuditedRecord, _ row: Row) throws -> Bool {
    try record.digest().hexadecimal == row.text("sha256")
  }

  static func charts(_ db: Database, _ exam: RecordIdentifier) throws -> [FiledChart] {
    try Row.fetchAll(
      db.cachedStatement(sql: "SELECT * FROM chart WHERE exam = ? ORDER BY position"), arguments: [exam.rawValue]
    ).map(FiledChart.init)
  }

  static func resultRows(_ db: Database, _ exam: RecordIdentifier) throws -> [Row] {
    try rows(db, "result", of: exam)
  }

  static func opinionRows(_ db: Database, _ exam: RecordIdentifier) throws -> [Row] {
    try rows(db, "opinion", of: exam)
  }

  /// The rows of an exam in the order of the audit trail, which holds even where a clock ran backwards.
  private static func rows(_ db: Database, _ table: String, of exam: RecordIdentifier) throws -> [Row] {
    let sql = """
      SELECT * FROM \(table) WHERE exam = ?
      ORDER BY (SELECT max(sequence) FROM audit_entry WHERE record = \(table).id), id
      """
    return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [exam.rawValue])
  }
}

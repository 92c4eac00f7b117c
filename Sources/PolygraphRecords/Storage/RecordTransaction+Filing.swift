import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

/// Exams, results and opinions as they are filed.
extension RecordTransaction {
  func file(_ exam: ExamFiling, by actor: RecordActor, as role: Role? = nil) throws -> Filed<ExamRecord> {
    try exam.check()
    try checkStorable([actor.name], of: "actor")
    let identity = try exam.identity.hexadecimal
    if let row = try session.row("SELECT * FROM exam WHERE charts_sha256 = $1", [.text(identity)]) {
      let found = try intactExam(row)
      try checkShown(found.id, to: actor)
      return Filed(record: found, isNew: false)
    }
    let time = clock()
    let record = ExamRecord(
      id: RecordIdentifier(at: time), name: exam.name, format: exam.format, testFormat: exam.testFormat,
      charts: exam.charts, filedAt: time, filedBy: actor)
    let digest = try record.digest().hexadecimal
    try insertRow(record, sha256: digest)
    let change = Change(action: .examFiled, kind: .exam, record: record.id, after: digest)
    try audit(change, at: time, by: actor, as: role)
    return Filed(record: record, isNew: true)
  }

  /// Seals a result. A blind one is sealed without a look at the exam, which its scorer does not see; that the exam is
  /// there, the database holds.
  func seal(
    _ result: SealedResult, ofExam exam: RecordIdentifier, by actor: RecordActor, as role: Role? = nil,
    isBlind: Bool = false
  ) throws -> Filed<ResultRecord> {
    let document = try CanonicalJSON.encode(result)
    let sha256 = SHA256Digest(of: document).hexadecimal
    let scored = result.result
    let profile = result.profile
    try checkStorable(
      [actor.name, scored.method, scored.version, scored.opinion?.rawValue ?? ""]
        + (profile.map { [$0.name, $0.version, $0.sha256] } ?? []), of: "result")
    if !isBlind { _ = try intactExam(exam) }
    let found = try session.row(
      "SELECT * FROM result WHERE exam = $1 AND document_sha256 = $2", [.text(exam.rawValue), .text(sha256)])
    if let found { return Filed(record: try intactResult(found), isNew: false) }
    let time = clock()
    let record = ResultRecord(
      id: RecordIdentifier(at: time), exam: exam, method: scored.method, version: scored.version,
      status: scored.status, opinion: scored.opinion, reason: scored.reason, profile: profile, sha256: sha256,
      sealedAt: time, sealedBy: actor)
    let digest = try record.digest().hexadecimal
    try insertRow(record, document: document, sha256: digest)
    let change = Change(action: .resultSealed, kind: .result, record: record.id, after: digest)
    try audit(change, at: time, by: actor, as: role)
    return Filed(record: record, isNew: true)
  }

  func state(
    _ opinion: OpinionStatement, onExam exam: RecordIdentifier, by actor: RecordActor, as role: Role? = nil
  ) throws -> Filed<OpinionRecord> {
    try checkStorable([actor.name, opinion.opinion.rawValue], of: "opinion")
    _ = try intactExam(exam)
    try checkShown(exam, to: actor)
    if let result = opinion.result {
      let row = try session.row(
        "SELECT * FROM result WHERE id = $1 AND exam = $2", [.text(result.rawValue), .text(exam.rawValue)])
      guard let row else { throw RecordError.noSuchRecord(.result, result, file: location) }
      _ = try intactResult(row)
    }
    if let last = try ofExam("opinion", exam).last {
      let record = try intactOpinion(last)
      if record.opinion == opinion.opinion, record.reason == opinion.reason, record.result == opinion.result {
        return Filed(record: record, isNew: false)
      }
    }
    let time = clock()
    let record = OpinionRecord(
      id: RecordIdentifier(at: time), exam: exam, result: opinion.result, opinion: opinion.opinion,
      reason: opinion.reason, statedAt: time, statedBy: actor)
    let digest = try record.digest().hexadecimal
    try insertRow(record, sha256: digest)
    let change = Change(action: .opinionStated, kind: .opinion, record: record.id, after: digest)
    try audit(change, at: time, by: actor, as: role)
    return Filed(record: record, isNew: true)
  }

  func exams(_ query: ExamQuery, for account: RecordActor?) throws -> ExamListing {
    var (conditions, values) = try withholding(from: account)
    if let part = query.nameContains {
      try checkStorable([part], of: "query")
      values.append(.text(part))
      conditions.append(session.dialect.contains("name", "$\(values.count)"))
    }
    if let since = query.since {
      values.append(.integer(since.millisecondsSince1970))
      conditions.append("filed_at >= $\(values.count)")
    }
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let total = try session.row("SELECT count(*) AS total FROM exam \(filter)", values)?.integer("total") ?? 0
    var sql = "SELECT * FROM exam \(filter) ORDER BY filed_at DESC, id DESC"
    if let limit = query.limit {
      values.append(.integer(limit))
      sql += " LIMIT $\(values.count)"
    }
    return ExamListing(total: total, exams: try session.rows(sql, values).map { try listed($0) })
  }

  func exam(_ id: RecordIdentifier, for account: RecordActor?) throws -> ListedExam {
    let exam = try intactExam(id)
    try checkShown(id, to: account)
    return ListedExam(
      exam: exam, results: try ofExam("result", id).map { try intactResult($0) },
      opinions: try ofExam("opinion", id).map { try intactOpinion($0) }, intact: true)
  }

  /// Which exams are shown to an account, as conditions on the table of exams with their values: none that it is to
  /// score blind, and to a reviewer none but those that they have scored. Where it is not told who asks, none that
  /// anyone is to score blind.
  private func withholding(from account: RecordActor?) throws -> (conditions: [String], values: [SQLValue]) {
    let filings = "SELECT filing FROM record WHERE kind = 'review' AND filing IS NOT NULL"
    guard let account else { return (["id NOT IN (\(filings) AND state = 'blind')"], []) }
    let own = filings + " AND account = $1"
    let hidden = "id NOT IN (\(own) AND state = 'blind')"
    guard let person = try person(account.name)?.record, person.roles == [.reviewer] else {
      return ([hidden], [.text(account.name)])
    }
    return ([hidden, "id IN (\(own) AND state <> 'blind')"], [.text(account.name)])
  }

  /// Refuses an exam that is not shown to an account; see ``withholding(from:)``.
  private func checkShown(_ exam: RecordIdentifier, to account: RecordActor?) throws {
    var (conditions, values) = try withholding(from: account)
    values.append(.text(exam.rawValue))
    conditions.append("id = $\(values.count)")
    let sql = "SELECT id FROM exam WHERE " + conditions.joined(separator: " AND ")
    guard try session.row(sql, values) != nil else {
      throw RecordError(
        code: .notPermitted, message: "This exam is not shown while it is scored blind.", file: location)
    }
  }

  func sealedResult(_ id: RecordIdentifier, for account: RecordActor?) throws -> SealedResult {
    guard let row = try session.row("SELECT * FROM result WHERE id = $1", [.text(id.rawValue)]) else {
      throw RecordError.noSuchRecord(.result, id, file: location)
    }
    let record = try intactResult(row)
    if record.sealedBy != account { try checkShown(record.exam, to: account) }
    return try document(row, record)
  }

  /// The whole of a sealed result, whoever asks.
  func sealedDocument(_ id: RecordIdentifier) throws -> SealedResult {
    guard let row = try session.row("SELECT * FROM result WHERE id = $1", [.text(id.rawValue)]) else {
      throw RecordError.noSuchRecord(.result, id, file: location)
    }
    return try document(row, try intactResult(row))
  }

  private func document(_ row: SQLRow, _ record: ResultRecord) throws -> SealedResult {
    let document = try row.data("document")
    guard SHA256Digest(of: document).hexadecimal == record.sha256 else {
      throw RecordError.altered(.result, record.id, file: location)
    }
    do {
      return try JSONDecoder().decode(SealedResult.self, from: document)
    } catch {
      throw RecordError(
        code: .newerSchema,
        message: "The result record \(record.id) holds a document of another version than this program "
          + "reads. Use the program that sealed it.", file: location)
    }
  }

  /// An exam as it is listed, altered or not.
  private func listed(_ row: SQLRow) throws -> ListedExam {
    let exam = try ExamRecord(row, charts: charts(row.identifier("id")))
    var isIntact = try Self.isSealed(exam, row)
    let results = try ofExam("result", exam.id).map { row in
      let result = try ResultRecord(row)
      isIntact = try Self.isSealed(result, row) && isIntact
      return result
    }
    let opinions = try ofExam("opinion", exam.id).map { row in
      let opinion = try OpinionRecord(row)
      isIntact = try Self.isSealed(opinion, row) && isIntact
      return opinion
    }
    return ListedExam(exam: exam, results: results, opinions: opinions, intact: isIntact)
  }
}

/// Rows as records, with the check that they are as they were recorded.
extension RecordTransaction {
  func intactExam(_ id: RecordIdentifier) throws -> ExamRecord {
    guard let row = try session.row("SELECT * FROM exam WHERE id = $1", [.text(id.rawValue)]) else {
      throw RecordError.noSuchRecord(.exam, id, file: location)
    }
    return try intactExam(row)
  }

  private func intactExam(_ row: SQLRow) throws -> ExamRecord {
    try intact(try ExamRecord(row, charts: charts(row.identifier("id"))), row)
  }

  private func intactResult(_ row: SQLRow) throws -> ResultRecord { try intact(try ResultRecord(row), row) }

  private func intactOpinion(_ row: SQLRow) throws -> OpinionRecord { try intact(try OpinionRecord(row), row) }

  private func intact<Record: AuditedRecord>(_ record: Record, _ row: SQLRow) throws -> Record {
    guard try Self.isSealed(record, row) else { throw RecordError.altered(Record.kind, record.id, file: location) }
    return record
  }

  /// True when the record still has the digest it was stored with.
  static func isSealed(_ record: some AuditedRecord, _ row: SQLRow) throws -> Bool {
    try record.digest().hexadecimal == row.text("sha256")
  }

  func charts(_ exam: RecordIdentifier) throws -> [FiledChart] {
    try session.rows("SELECT * FROM chart WHERE exam = $1 ORDER BY position", [.text(exam.rawValue)])
      .map(FiledChart.init)
  }

  /// The results or opinions of an exam in the order of the audit trail, which holds even where a clock ran backwards.
  private func ofExam(_ table: String, _ exam: RecordIdentifier) throws -> [SQLRow] {
    let sql = """
      SELECT * FROM \(table) WHERE exam = $1
      ORDER BY (SELECT max(sequence) FROM audit_entry WHERE record = \(table).id), id
      """
    return try session.rows(sql, [.text(exam.rawValue)])
  }
}

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
      return Filed(record: try intactExam(row), isNew: false)
    }
    let time = clock()
    let record = ExamRecord(
      id: RecordIdentifier(at: time), name: exam.name, format: exam.format, testFormat: exam.testFormat,
      charts: exam.charts, filedAt: time, filedBy: actor)
    let digest = try record.digest().hexadecimal
    try session.execute(
      """
      INSERT INTO exam (id, name, format, test_format, charts_sha256, filed_at, filed_by, sha256)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        .text(record.id.rawValue), .text(record.name), .text(record.format), .text(record.testFormat),
        .text(identity), .integer(time.millisecondsSince1970), .text(actor.name), .text(digest),
      ])
    for (position, chart) in exam.charts.enumerated() {
      try session.execute(
        """
        INSERT INTO chart (exam, position, series, chart, file, format, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          .text(record.id.rawValue), .integer(position), .text(chart.series), .integer(chart.chart),
          .text(chart.file), .text(chart.format), .text(chart.sha256),
        ])
    }
    let change = Change(action: .examFiled, kind: .exam, record: record.id, after: digest)
    try audit(change, at: time, by: actor, as: role)
    return Filed(record: record, isNew: true)
  }

  func seal(
    _ result: SealedResult, ofExam exam: RecordIdentifier, by actor: RecordActor, as role: Role? = nil
  ) throws -> Filed<ResultRecord> {
    let document = try CanonicalJSON.encode(result)
    let sha256 = SHA256Digest(of: document).hexadecimal
    let scored = result.result
    let profile = result.profile
    try checkStorable(
      [actor.name, scored.method, scored.version, scored.opinion?.rawValue ?? ""]
        + (profile.map { [$0.name, $0.version, $0.sha256] } ?? []), of: "result")
    _ = try intactExam(exam)
    let found = try session.row(
      "SELECT * FROM result WHERE exam = $1 AND document_sha256 = $2", [.text(exam.rawValue), .text(sha256)])
    if let found { return Filed(record: try intactResult(found), isNew: false) }
    let time = clock()
    let record = ResultRecord(
      id: RecordIdentifier(at: time), exam: exam, method: scored.method, version: scored.version,
      status: scored.status, opinion: scored.opinion, reason: scored.reason, profile: profile, sha256: sha256,
      sealedAt: time, sealedBy: actor)
    let digest = try record.digest().hexadecimal
    try session.execute(
      """
      INSERT INTO result (id, exam, method, version, status, opinion, reason, profile_name, profile_version,
        profile_sha256, document_sha256, document, sealed_at, sealed_by, sha256)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
      """,
      [
        .text(record.id.rawValue), .text(exam.rawValue), .text(record.method), .text(record.version),
        .text(record.status.rawValue), .text(record.opinion?.rawValue), .text(record.reason?.rawValue),
        .text(profile?.name), .text(profile?.version), .text(profile?.sha256), .text(sha256), .blob(document),
        .integer(time.millisecondsSince1970), .text(actor.name), .text(digest),
      ])
    let change = Change(action: .resultSealed, kind: .result, record: record.id, after: digest)
    try audit(change, at: time, by: actor, as: role)
    return Filed(record: record, isNew: true)
  }

  func state(
    _ opinion: OpinionStatement, onExam exam: RecordIdentifier, by actor: RecordActor, as role: Role? = nil
  ) throws -> Filed<OpinionRecord> {
    try checkStorable([actor.name, opinion.opinion.rawValue], of: "opinion")
    _ = try intactExam(exam)
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
    try session.execute(
      """
      INSERT INTO opinion (id, exam, result, opinion, reason, stated_at, stated_by, sha256)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        .text(record.id.rawValue), .text(exam.rawValue), .text(record.result?.rawValue),
        .text(record.opinion.rawValue), .text(record.reason?.rawValue), .integer(time.millisecondsSince1970),
        .text(actor.name), .text(digest),
      ])
    let change = Change(action: .opinionStated, kind: .opinion, record: record.id, after: digest)
    try audit(change, at: time, by: actor, as: role)
    return Filed(record: record, isNew: true)
  }

  func exams(_ query: ExamQuery, for account: RecordActor?) throws -> ExamListing {
    let isWithheld = try withholding(from: account)
    var conditions: [String] = []
    var values: [SQLValue] = []
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
    return ExamListing(total: total, exams: try session.rows(sql, values).map { try listed($0, isWithheld) })
  }

  func exam(_ id: RecordIdentifier, for account: RecordActor?) throws -> ListedExam {
    let exam = try intactExam(id)
    guard try !withholding(from: account)(id) else {
      return ListedExam(exam: exam, results: [], opinions: [], intact: true)
    }
    return ListedExam(
      exam: exam, results: try ofExam("result", id).map { try intactResult($0) },
      opinions: try ofExam("opinion", id).map { try intactOpinion($0) }, intact: true)
  }

  /// The exams whose results and opinions are not shown to an account: those it is to score blind, and to a reviewer
  /// all that they have not scored. Where it is not told who asks, every exam that anyone is to score blind.
  private func withholding(from account: RecordActor?) throws -> (RecordIdentifier) -> Bool {
    func filings(_ states: [String]) throws -> Set<RecordIdentifier> {
      let filter = RecordFilter(account: account?.name, states: states)
      return Set(try list(QualityReview.self, filter).compactMap(\.record.filing))
    }
    let blind = try filings(["blind"])
    guard let account, let person = try person(account.name)?.record, person.roles == [.reviewer] else {
      return { blind.contains($0) }
    }
    let open = try filings(["sealed", "attested"])
    return { blind.contains($0) || !open.contains($0) }
  }

  func sealedResult(_ id: RecordIdentifier, for account: RecordActor?) throws -> SealedResult {
    guard let row = try session.row("SELECT * FROM result WHERE id = $1", [.text(id.rawValue)]) else {
      throw RecordError.noSuchRecord(.result, id, file: location)
    }
    let record = try intactResult(row)
    guard try record.sealedBy == account || !withholding(from: account)(record.exam) else {
      throw RecordError(
        code: .notPermitted, message: "This result is not shown while the exam is scored blind.", file: location)
    }
    let document = try row.data("document")
    guard SHA256Digest(of: document).hexadecimal == record.sha256 else {
      throw RecordError.altered(.result, id, file: location)
    }
    do {
      return try JSONDecoder().decode(SealedResult.self, from: document)
    } catch {
      throw RecordError(
        code: .newerSchema,
        message: "The result record \(id) holds a document of another version than this program "
          + "reads. Use the program that sealed it.", file: location)
    }
  }

  /// An exam as it is listed, altered or not.
  private func listed(_ row: SQLRow, _ isWithheld: (RecordIdentifier) -> Bool) throws -> ListedExam {
    let exam = try ExamRecord(row, charts: charts(row.identifier("id")))
    var isIntact = try Self.isSealed(exam, row)
    guard !isWithheld(exam.id) else { return ListedExam(exam: exam, results: [], opinions: [], intact: isIntact) }
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

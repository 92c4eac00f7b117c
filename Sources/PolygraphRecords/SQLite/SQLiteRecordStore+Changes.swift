import Foundation
import GRDB
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

extension SQLiteRecordStore {
  /// Files an exam, as ``RecordStore/file(_:by:)`` says.
  public func file(_ exam: ExamFiling, by actor: RecordActor) async throws -> Filed<ExamRecord> {
    try exam.check()
    try checkStorable([actor.name], of: "actor")
    let identity = try exam.identity.hexadecimal
    return try await change { [clock, path] db in
      if let row = try Row.fetchOne(db, sql: "SELECT * FROM exam WHERE charts_sha256 = ?", arguments: [identity]) {
        return Filed(record: try Self.intactExam(db, row, file: path), isNew: false)
      }
      let time = clock()
      let record = ExamRecord(
        id: RecordIdentifier(at: time), name: exam.name, format: exam.format, testFormat: exam.testFormat,
        charts: exam.charts, filedAt: time, filedBy: actor)
      let digest = try record.digest().hexadecimal
      try db.execute(
        sql: """
          INSERT INTO exam (id, name, format, test_format, charts_sha256, filed_at, filed_by, sha256)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          record.id.rawValue, record.name, record.format, record.testFormat, identity, time.millisecondsSince1970,
          actor.name, digest,
        ])
      for (position, chart) in exam.charts.enumerated() {
        try db.execute(
          sql: """
            INSERT INTO chart (exam, position, series, chart, file, format, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            record.id.rawValue, position, chart.series, chart.chart, chart.file, chart.format, chart.sha256,
          ])
      }
      try Self.audit(db, .examFiled, record, after: digest, at: time, by: actor)
      return Filed(record: record, isNew: true)
    }
  }

  /// Seals a result, as ``RecordStore/seal(_:ofExam:by:)`` says.
  public func seal(
    _ result: SealedResult, ofExam exam: RecordIdentifier, by actor: RecordActor
  ) async throws -> Filed<ResultRecord> {
    let document = try CanonicalJSON.encode(result)
    let sha256 = SHA256Digest(of: document).hexadecimal
    let scored = result.result
    try checkStorable(
      [actor.name, scored.method, scored.version, scored.opinion?.rawValue ?? ""]
        + (result.profile.map { [$0.name, $0.version, $0.sha256] } ?? []), of: "result")
    return try await change { [clock, path] db in
      _ = try Self.intactExam(db, exam, file: path)
      let found = try Row.fetchOne(
        db, sql: "SELECT * FROM result WHERE exam = ? AND document_sha256 = ?", arguments: [exam.rawValue, sha256])
      if let found { return Filed(record: try Self.intactResult(found, file: path), isNew: false) }
      let time = clock()
      let record = ResultRecord(
        id: RecordIdentifier(at: time), exam: exam, method: scored.method, version: scored.version,
        status: scored.status, opinion: scored.opinion, reason: scored.reason, profile: result.profile, sha256: sha256,
        sealedAt: time, sealedBy: actor)
      let digest = try record.digest().hexadecimal
      try db.execute(
        sql: """
          INSERT INTO result (id, exam, method, version, status, opinion, reason, profile_name, profile_version,
            profile_sha256, document_sha256, document, sealed_at, sealed_by, sha256)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          record.id.rawValue, exam.rawValue, record.method, record.version, record.status.rawValue,
          record.opinion?.rawValue, record.reason?.rawValue, record.profile?.name, record.profile?.version,
          record.profile?.sha256, sha256, document, time.millisecondsSince1970, actor.name, digest,
        ])
      try Self.audit(db, .resultSealed, record, after: digest, at: time, by: actor)
      return Filed(record: record, isNew: true)
    }
  }

  /// States an opinion, as ``RecordStore/state(_:onExam:by:)`` says.
  public func state(
    _ opinion: OpinionStatement, onExam exam: RecordIdentifier, by actor: RecordActor
  ) async throws -> Filed<OpinionRecord> {
    try checkStorable([actor.name, opinion.opinion.rawValue], of: "opinion")
    return try await change { [clock, path] db in
      _ = try Self.intactExam(db, exam, file: path)
      if let result = opinion.result {
        let row = try Row.fetchOne(
          db, sql: "SELECT * FROM result WHERE id = ? AND exam = ?", arguments: [result.rawValue, exam.rawValue])
        guard let row else { throw RecordError.noSuchRecord(.result, result, file: path) }
        _ = try Self.intactResult(row, file: path)
      }
      if let last = try Self.opinionRows(db, exam).last {
        let record = try Self.intactOpinion(last, file: path)
        if record.opinion == opinion.opinion, record.reason == opinion.reason, record.result == opinion.result {
          return Filed(record: record, isNew: false)
        }
      }
      let time = clock()
      let record = OpinionRecord(
        id: RecordIdentifier(at: time), exam: exam, result: opinion.result, opinion: opinion.opinion,
        reason: opinion.reason, statedAt: time, statedBy: actor)
      let digest = try record.digest().hexadecimal
      try db.execute(
        sql: """
          INSERT INTO opinion (id, exam, result, opinion, reason, stated_at, stated_by, sha256)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          record.id.rawValue, exam.rawValue, record.result?.rawValue, record.opinion.rawValue, record.reason?.rawValue,
          time.millisecondsSince1970, actor.name, digest,
        ])
      try Self.audit(db, .opinionStated, record, after: digest, at: time, by: actor)
      return Filed(record: record, isNew: true)
    }
  }

  /// Adds the entry of a change to the audit trail, within the change's transaction.
  private static func audit(
    _ db: Database, _ action: AuditAction, _ record: some AuditedRecord, after: String, at time: Timestamp,
    by actor: RecordActor
  ) throws {
    let last = try Row.fetchOne(db, sql: "SELECT sequence, digest FROM audit_entry ORDER BY sequence DESC LIMIT 1").map
    {
      row in
      guard let digest = SHA256Digest(hexadecimal: try row.text("digest")) else {
        throw RecordError.damaged("The last entry of the audit trail has no digest.", file: nil)
      }
      return (sequence: try row.integer("sequence"), digest: digest)
    }
    let payload = AuditEntry.Payload(
      time: time, actor: actor, action: action, kind: type(of: record).kind, record: record.id, before: nil,
      after: after)
    let entry = try AuditEntry(payload: payload, after: last, salt: ChainedEntry.randomSalt())
    try db.execute(
      sql: """
        INSERT INTO audit_entry (sequence, time, actor, action, kind, record, before_sha256, after_sha256, salt,
          previous, digest)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        entry.sequence, time.millisecondsSince1970, actor.name, action.rawValue, payload.kind.rawValue,
        record.id.rawValue, nil, after, Data(entry.salt), entry.previous, entry.digest,
      ])
  }
}

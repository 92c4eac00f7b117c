import GRDB
import PolygraphIntegrity

extension SQLiteRecordStore {
  /// The trail's entries, as ``RecordStore/auditTrail()`` says.
  public func auditTrail() async throws -> [AuditEntry] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM audit_entry ORDER BY sequence").map(AuditEntry.init)
    }
  }

  /// Verifies the trail, as ``RecordStore/verifyAudit()`` says: before it the file's own structure, and with it the
  /// digest of every sealed document. Of a file whose structure is damaged nothing else is told.
  public func verifyAudit() async throws -> AuditReport {
    try await read { [path] db in
      try SQLiteSchema.check(db, file: path)
      var verification = AuditVerification()
      verification.addDamage(
        try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }.map {
          "The structure of the records file is damaged: \($0)."
        })
      guard !verification.hasDamage else { return try verification.report() }
      let orphans = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
      if orphans > 0 { verification.addDamage(["\(orphans) rows belong to records that are not there."]) }
      let entries = try Row.fetchCursor(db, sql: "SELECT * FROM audit_entry ORDER BY sequence")
      while let row = try entries.next() { try verification.add(AuditEntry(row)) }
      try Self.addRecords(db, .exam, to: &verification) { row in
        let record = try ExamRecord(row, charts: Self.charts(db, row.identifier("id")))
        let filing = ExamFiling(
          name: record.name, format: record.format, testFormat: record.testFormat, charts: record.charts)
        let isIdentified = try filing.identity.hexadecimal == row.text("charts_sha256")
        return (record, isIdentified ? nil : "does not have the identity of its charts")
      }
      try Self.addRecords(db, .result, to: &verification) { row in
        let record = try ResultRecord(row)
        let isSealed = SHA256Digest(of: try row.data("document")).hexadecimal == record.sha256
        return (record, isSealed ? nil : "has a document that is not the one that was sealed")
      }
      try Self.addRecords(db, .opinion, to: &verification) { (try OpinionRecord($0), nil) }
      return try verification.report()
    }
  }

  /// Gives every record of a kind to the verification.
  private static func addRecords(
    _ db: Database, _ kind: RecordKind, to verification: inout AuditVerification,
    record: (Row) throws -> (any AuditedRecord, trouble: String?)
  ) throws {
    let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \(kind.rawValue) ORDER BY id")
    while let row = try rows.next() {
      let id = try row.identifier("id")
      do {
        let (record, trouble) = try record(row)
        let digest = try record.digest().hexadecimal
        let isSealed = try digest == row.text("sha256")
        verification.add(
          .init(
            kind: kind, id: id, digest: digest,
            trouble: trouble ?? (isSealed ? nil : "does not have the digest it was stored with")))
      } catch is RecordError {
        verification.add(.init(kind: kind, id: id, digest: nil, trouble: "cannot be read as a record"))
      }
    }
  }
}

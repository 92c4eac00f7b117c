import Foundation
import PolygraphIntegrity

/// Every kind of document, so that each can be read back from its bytes.
enum AgencyRecords {
  static let types: [any AgencyRecord.Type] = [
    Office.self, Person.self, Instrument.self, InstrumentCheck.self, Examinee.self, ExamFile.self, PreTest.self,
    QuestionList.self, ChartRecord.self, ScoreSeal.self, QualityReview.self, Admission.self, Referral.self,
    Complaint.self, Disclosure.self, LegalHold.self,
  ]

  static let byKind = Dictionary(uniqueKeysWithValues: types.map { ($0.kind, $0) })
}

extension RecordTransaction {
  /// Recomputes the trail's chain and holds every record against its last entry, and the trail against a checkpoint.
  func verifyAudit(
    damage: [String], checkpoint: AuditCheckpoint? = nil
  ) throws -> AuditReport {
    var verification = AuditVerification()
    verification.addDamage(damage)
    try session.query("SELECT * FROM audit_entry ORDER BY sequence", []) { try verification.add(AuditEntry($0)) }
    if let checkpoint { verification.hold(against: checkpoint) }
    try addRecords(.exam, to: &verification) { row in
      let record = try ExamRecord(row, charts: charts(row.identifier("id")))
      let filing = ExamFiling(
        name: record.name, format: record.format, testFormat: record.testFormat, charts: record.charts)
      let isIdentified = try filing.identity.hexadecimal == row.text("charts_sha256")
      return (record, isIdentified ? nil : "does not have the identity of its charts")
    }
    try addRecords(.result, to: &verification) { row in
      let record = try ResultRecord(row)
      let isSealed = SHA256Digest(of: try row.data("document")).hexadecimal == record.sha256
      return (record, isSealed ? nil : "has a document that is not the one that was sealed")
    }
    try addRecords(.opinion, to: &verification) { (try OpinionRecord($0), nil) }
    for isIdentity in [false, true] {
      try addDocuments(session.dialect.table(isIdentity: isIdentity), to: &verification)
    }
    return try verification.report()
  }

  /// Gives every record of a kind to the verification.
  private func addRecords(
    _ kind: RecordKind, to verification: inout AuditVerification,
    record: (SQLRow) throws -> (any AuditedRecord, trouble: String?)
  ) throws {
    // Rows first: a connection cannot answer a question within the answer to another.
    for row in try session.rows("SELECT * FROM \(kind.rawValue) ORDER BY id") {
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

  /// Gives every document of a table to the verification.
  private func addDocuments(_ table: String, to verification: inout AuditVerification) throws {
    try session.query("SELECT * FROM \(table) ORDER BY id", []) { row in
      let kind = RecordKind(rawValue: try row.text("kind"))
      let id = try row.identifier("id")
      let document = try row.data("document")
      let digest = SHA256Digest(of: document).hexadecimal
      verification.add(
        .init(kind: kind, id: id, digest: digest, trouble: try Self.trouble(row, kind, id, document, digest)))
    }
  }

  /// What is wrong with a document beside its digest, as the end of a sentence.
  private static func trouble(
    _ row: SQLRow, _ kind: RecordKind, _ id: RecordIdentifier, _ document: Data, _ digest: String
  ) throws -> String? {
    guard try digest == row.text("sha256") else { return "does not have the digest it was stored with" }
    guard let type = AgencyRecords.byKind[kind], let record = try? JSONDecoder().decode(type, from: document),
      record.id == id
    else { return "cannot be read as a record" }
    let columns = ["exam", "office", "account", "filing", "state", "due", "key"]
    guard values(record.index) == columns.map({ row[$0] }) else { return "is filed under other values than its own" }
    return nil
  }
}

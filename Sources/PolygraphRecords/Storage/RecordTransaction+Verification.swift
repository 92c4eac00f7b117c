import Foundation
import PolygraphIntegrity

/// Every kind of document, so that each can be read back from its bytes.
enum AgencyRecords {
  static let types: [any AgencyRecord.Type] = [
    Office.self, Person.self, Instrument.self, InstrumentCheck.self, Examinee.self, ExamFile.self, PreTest.self,
    QuestionList.self, ChartRecord.self, ScoreSeal.self, QualityReview.self, Admission.self, Referral.self,
    Complaint.self, Disclosure.self, LegalHold.self, OverridePermit.self, SamplingPlan.self, SyncMembership.self,
    SyncPeer.self, SyncConflict.self, SyncIdentityConflict.self, CarriedTrail.self,
  ]

  static let byKind = Dictionary(uniqueKeysWithValues: types.map { ($0.kind, $0) })
}

extension RecordTransaction {
  /// How many rows are read at a time: a server's answer comes whole.
  private static let pageLength = 4096

  /// Recomputes the trail's chain and holds every record against its last entry, and the trail against a checkpoint.
  func verifyAudit(
    damage: [String], checkpoint: AuditCheckpoint? = nil
  ) throws -> AuditReport {
    var verification = AuditVerification()
    verification.addDamage(damage)
    try pages("audit_entry", by: "sequence") { rows in
      let entries = try Self.concurrently(rows) { row in
        let entry = try AuditEntry(row)
        return (entry, entry.isConsistent(at: entry.sequence))
      }
      for (entry, isConsistent) in entries { verification.add(entry, isConsistent: isConsistent) }
    }
    if let checkpoint { verification.hold(against: checkpoint) }
    try addExams(to: &verification)
    try addRecords(.result, to: &verification) { row in
      let record = try ResultRecord(row)
      let isSealed = SHA256Digest(of: try row.data("document")).hexadecimal == record.sha256
      return (record, isSealed ? nil : "has a document that is not the one that was sealed")
    }
    try addRecords(.opinion, to: &verification) { (try OpinionRecord($0), nil) }
    for isIdentity in [false, true] {
      try pages(session.dialect.table(isIdentity: isIdentity), by: "id") { rows in
        for record in try Self.concurrently(rows, Self.document) { verification.add(record) }
      }
    }
    verification.addFindings(try carriedFindings())
    return try verification.report()
  }

  /// Gives every row of a table to `body`, some at a time, in the order of a column that no two rows share.
  private func pages(_ table: String, by column: String, _ body: ([SQLRow]) throws -> Void) throws {
    var last: SQLValue?
    while true {
      let condition = last == nil ? "" : "WHERE \(column) > $1"
      let rows = try session.rows(
        "SELECT * FROM \(table) \(condition) ORDER BY \(column) LIMIT \(Self.pageLength)", last.map { [$0] } ?? [])
      try body(rows)
      guard rows.count == Self.pageLength else { return }
      last = rows.last?[column]
    }
  }

  /// What `make` gives for each row, on all cores, in the rows' order.
  private static func concurrently<Value: Sendable>(
    _ rows: [SQLRow], _ make: @escaping @Sendable (SQLRow) throws -> Value
  ) throws -> [Value] {
    let parts = max(1, min(ProcessInfo.processInfo.activeProcessorCount, rows.count / 64))
    let results = Parts<Result<[Value], any Error>>(count: parts)
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let range = (rows.count * part / parts)..<(rows.count * (part + 1) / parts)
      results.set(part, Result { try rows[range].map(make) })
    }
    return try results.all().flatMap { try $0.get() }
  }

  /// Gives every exam, with its charts, to the verification.
  private func addExams(to verification: inout AuditVerification) throws {
    try pages("exam", by: "id") { rows in
      guard let first = rows.first, let last = rows.last else { return }
      let charts = try session.rows(
        "SELECT * FROM chart WHERE exam >= $1 AND exam <= $2 ORDER BY exam, position", [first["id"], last["id"]])
      let chartsOfExam = Dictionary(grouping: charts) { $0["exam"] }
      let records = try Self.concurrently(rows) { row in
        try Self.record(.exam, row) { row in
          let record = try ExamRecord(row, charts: (chartsOfExam[row["id"]] ?? []).map(FiledChart.init))
          let filing = ExamFiling(
            name: record.name, format: record.format, testFormat: record.testFormat, charts: record.charts)
          let isIdentified = try filing.identity.hexadecimal == row.text("charts_sha256")
          return (record, isIdentified ? nil : "does not have the identity of its charts")
        }
      }
      for record in records { verification.add(record) }
    }
  }

  /// Gives every record of a kind to the verification.
  private func addRecords(
    _ kind: RecordKind, to verification: inout AuditVerification,
    record: @escaping @Sendable (SQLRow) throws -> (any AuditedRecord, trouble: String?)
  ) throws {
    try pages(kind.rawValue, by: "id") { rows in
      for stored in try Self.concurrently(rows, { try Self.record(kind, $0, record) }) { verification.add(stored) }
    }
  }

  private static func record(
    _ kind: RecordKind, _ row: SQLRow, _ record: (SQLRow) throws -> (any AuditedRecord, trouble: String?)
  ) throws -> AuditVerification.StoredRecord {
    let id = try row.identifier("id")
    do {
      let (record, trouble) = try record(row)
      let digest = try record.digest().hexadecimal
      let isSealed = try digest == row.text("sha256")
      return .init(
        kind: kind, id: id, digest: digest,
        trouble: trouble ?? (isSealed ? nil : "does not have the digest it was stored with"))
    } catch is RecordError {
      return .init(kind: kind, id: id, digest: nil, trouble: "cannot be read as a record")
    }
  }

  private static func document(_ row: SQLRow) throws -> AuditVerification.StoredRecord {
    let kind = RecordKind(rawValue: try row.text("kind"))
    let id = try row.identifier("id")
    let document = try row.data("document")
    let digest = SHA256Digest(of: document).hexadecimal
    return .init(kind: kind, id: id, digest: digest, trouble: try trouble(row, kind, id, document, digest))
  }

  /// What is wrong with a document beside its digest, as the end of a sentence.
  private static func trouble(
    _ row: SQLRow, _ kind: RecordKind, _ id: RecordIdentifier, _ document: Data, _ digest: String
  ) throws -> String? {
    guard try digest == row.text("sha256") else { return "does not have the digest it was stored with" }
    guard let type = AgencyRecords.byKind[kind], let record = try? JSONDecoder().decode(type, from: document),
      record.id == id
    else { return "cannot be read as a record" }
    let columns = ["exam", "office", "account", "filing", "state", "due", "key", "subject"]
    guard values(record.index) == columns.map({ row[$0] }) else { return "is filed under other values than its own" }
    return nil
  }
}

/// Values that several threads set, each at places of its own.
private final class Parts<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var values: [Value?]

  init(count: Int) { values = [Value?](repeating: nil, count: count) }

  func set(_ place: Int, _ value: Value) { lock.withLock { values[place] = value } }

  func all() -> [Value] { lock.withLock { values.compactMap(\.self) } }
}

import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// Which documents to list.
struct RecordFilter {
  var exam: RecordIdentifier?
  var office: RecordIdentifier?
  var account: String?
  var states: [String]?
  var dueFrom: Timestamp?
  var dueBefore: Timestamp?
  var caseNumber: String?
  var limit: Int?
}

/// Documents: records that are kept as canonical JSON with the values they are looked up by.
extension RecordTransaction {
  /// Puts a new record into the store, with its entry in the audit trail.
  @discardableResult
  func insert<Record: AgencyRecord>(
    _ record: Record, by actor: Actor, action: AuditAction = .created, reason: String? = nil
  ) throws -> Stored<Record> {
    let (document, sha256) = try Self.document(record)
    let index = record.index
    if let key = index.key, try find(Record.self, key: key) != nil {
      throw RecordError(
        code: .duplicate, message: "There is a \(Record.kind.rawValue) record with the same number or account.",
        file: location)
    }
    let time = clock()
    try session.execute(
      """
      INSERT INTO \(table(Record.self)) (id, kind, exam, office, account, filing, state, due, key, subject, version,
        changed_at, document, sha256)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13)
      """,
      [.text(record.id.rawValue), .text(Record.kind.rawValue)] + Self.values(index)
        + [.integer(time.millisecondsSince1970), .blob(document), .text(sha256)])
    let change = Change(action: action, kind: Record.kind, record: record.id, after: sha256, reason: reason)
    try audit(change, at: time, by: actor.account, as: actor.role)
    return Stored(record: record, version: 1, sha256: sha256)
  }

  /// Puts a record in place of the one that was read. One that someone else changed in between is left as it is.
  ///
  /// *Errors*: ``RecordError/Code/conflict``.
  @discardableResult
  func update<Record: AgencyRecord>(
    _ stored: Stored<Record>, to record: Record, by actor: Actor, action: AuditAction = .changed, reason: String? = nil
  ) throws -> Stored<Record> {
    precondition(stored.record.id == record.id, "A record keeps its identifier.")
    let (document, sha256) = try Self.document(record)
    let time = clock()
    let count = try session.execute(
      """
      UPDATE \(table(Record.self)) SET exam = $1, office = $2, account = $3, filing = $4, state = $5,
      due = $6, key = $7, subject = $8,
        version = version + 1, changed_at = $9, document = $10, sha256 = $11
      WHERE id = $12 AND kind = $13 AND version = $14 AND sha256 = $15
      """,
      Self.values(record.index) + [
        .integer(time.millisecondsSince1970), .blob(document), .text(sha256), .text(record.id.rawValue),
        .text(Record.kind.rawValue), .integer(stored.version), .text(stored.sha256),
      ])
    guard count == 1 else {
      throw RecordError(
        code: .conflict,
        message: "The \(Record.kind.rawValue) record \(record.id) was changed by someone else since it was read. Read "
          + "it again, and decide anew.", file: location)
    }
    let change = Change(
      action: action, kind: Record.kind, record: record.id, before: stored.sha256, after: sha256, reason: reason)
    try audit(change, at: time, by: actor.account, as: actor.role)
    return Stored(record: record, version: stored.version + 1, sha256: sha256)
  }

  /// Destroys a record, and the salts of its entries in the audit trail.
  func destroy<Record: AgencyRecord>(_ stored: Stored<Record>, by actor: Actor, reason: String) throws {
    let count = try session.execute(
      "DELETE FROM \(table(Record.self)) WHERE id = $1 AND sha256 = $2",
      [.text(stored.record.id.rawValue), .text(stored.sha256)])
    guard count == 1 else { throw RecordError.noSuchRecord(Record.kind, stored.record.id, file: location) }
    try auditDestruction(of: Record.kind, stored.record.id, by: actor, reason: reason)
  }

  /// A record by its identifier. Throws when there is none, or it is not as it was recorded.
  func fetch<Record: AgencyRecord>(_ type: Record.Type, _ id: RecordIdentifier) throws -> Stored<Record> {
    let sql = "SELECT * FROM \(table(type)) WHERE id = $1 AND kind = $2"
    guard let row = try session.row(sql, [.text(id.rawValue), .text(Record.kind.rawValue)]) else {
      throw RecordError.noSuchRecord(Record.kind, id, file: location)
    }
    return try stored(type, row)
  }

  /// A record by its key, or `nil`.
  func find<Record: AgencyRecord>(_ type: Record.Type, key: String) throws -> Stored<Record>? {
    try checkStorable([key], of: "key")
    let sql = "SELECT * FROM \(table(type)) WHERE kind = $1 AND key = $2"
    return try session.row(sql, [.text(Record.kind.rawValue), .text(key)]).map { try stored(type, $0) }
  }

  /// The records of a kind that match, in the order of their making.
  func list<Record: AgencyRecord>(_ type: Record.Type, _ filter: RecordFilter = .init()) throws -> [Stored<Record>] {
    var conditions = ["kind = $1"]
    var values: [SQLValue] = [.text(Record.kind.rawValue)]
    func add(_ condition: String, _ value: SQLValue) {
      values.append(value)
      conditions.append("\(condition) $\(values.count)")
    }
    if let exam = filter.exam { add("exam =", .text(exam.rawValue)) }
    if let office = filter.office { add("office =", .text(office.rawValue)) }
    if let account = filter.account { add("account =", .text(account)) }
    if let due = filter.dueFrom { add("due >=", .integer(due.millisecondsSince1970)) }
    if let number = filter.caseNumber {
      try checkStorable([number], of: "query")
      add("subject =", .text(number))
    }
    if let due = filter.dueBefore { add("due <", .integer(due.millisecondsSince1970)) }
    if let states = filter.states {
      let places = states.map { state in
        values.append(.text(state))
        return "$\(values.count)"
      }
      conditions.append("state IN (\(places.joined(separator: ", ")))")
    }
    var sql = "SELECT * FROM \(table(type)) WHERE \(conditions.joined(separator: " AND ")) ORDER BY id"
    if let limit = filter.limit {
      values.append(.integer(limit))
      sql += " LIMIT $\(values.count)"
    }
    return try session.rows(sql, values).map { try stored(type, $0) }
  }

  /// Notes in the audit trail that a record was read.
  func logRead<Record: AgencyRecord>(_ stored: Stored<Record>, by actor: Actor, reason: String?) throws {
    let change = Change(
      action: .identityRead, kind: Record.kind, record: stored.record.id, before: stored.sha256, after: stored.sha256,
      reason: reason)
    try audit(change, at: clock(), by: actor.account, as: actor.role)
  }

  func table(_ type: (some AgencyRecord).Type) -> String { session.dialect.table(isIdentity: type.isIdentity) }

  func stored<Record: AgencyRecord>(_ type: Record.Type, _ row: SQLRow) throws -> Stored<Record> {
    let id = try row.identifier("id")
    let document = try row.data("document")
    let sha256 = try row.text("sha256")
    guard SHA256Digest(of: document).hexadecimal == sha256 else {
      throw RecordError.altered(Record.kind, id, file: location)
    }
    let record: Record
    do {
      record = try JSONDecoder().decode(type, from: document)
    } catch {
      throw RecordError(
        code: .newerSchema,
        message: "The \(Record.kind.rawValue) record \(id) is of another version than this program reads. Use the "
          + "program that wrote it.", file: location)
    }
    guard record.id == id else { throw RecordError.altered(Record.kind, id, file: location) }
    return Stored(record: record, version: try row.integer("version"), sha256: sha256)
  }

  private static func document(_ record: some AgencyRecord) throws -> (Data, String) {
    let index = record.index
    try checkStorable([index.account ?? "", index.state ?? "", index.key ?? ""], of: "record")
    let document = try CanonicalJSON.encode(record)
    return (document, SHA256Digest(of: document).hexadecimal)
  }

  /// The values of an index in the order of its columns.
  static func values(_ index: RecordIndex) -> [SQLValue] {
    [
      .text(index.exam?.rawValue), .text(index.office?.rawValue), .text(index.account), .text(index.filing?.rawValue),
      .text(index.state), index.due.map { .integer($0.millisecondsSince1970) } ?? .null, .text(index.key),
      .text(index.subject),
    ]
  }
}

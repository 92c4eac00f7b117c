import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// A version's record, read from its bytes and found to be what its digest says.
enum SyncContent {
  case document(any AgencyRecord, Data)
  case exam(ExamRecord)
  case result(ResultRecord, sealed: Data)
  case opinion(OpinionRecord)

  /// *Errors*: ``RecordError/Code/altered``, ``RecordError/Code/newerSchema`` for a kind or a version of one that this
  /// program does not know.
  init(_ version: SyncVersion, file: String) throws {
    let data = Data(version.document.utf8)
    guard SHA256Digest(of: data).hexadecimal == version.sha256 else {
      throw RecordError.altered(version.kind, version.id, file: file)
    }
    let decoder = JSONDecoder()
    let id: RecordIdentifier
    do {
      switch version.kind {
      case .exam:
        let record = try decoder.decode(ExamRecord.self, from: data)
        (self, id) = (.exam(record), record.id)
      case .result:
        let record = try decoder.decode(ResultRecord.self, from: data)
        let sealed = Data((version.sealed ?? "").utf8)
        guard SHA256Digest(of: sealed).hexadecimal == record.sha256 else {
          throw RecordError.altered(version.kind, version.id, file: file)
        }
        (self, id) = (.result(record, sealed: sealed), record.id)
      case .opinion:
        let record = try decoder.decode(OpinionRecord.self, from: data)
        (self, id) = (.opinion(record), record.id)
      default:
        guard let type = AgencyRecords.byKind[version.kind] else { throw Self.unknown(version, file) }
        let record = try decoder.decode(type, from: data)
        (self, id) = (.document(record, data), record.id)
      }
    } catch is DecodingError {
      throw Self.unknown(version, file)
    }
    guard id == version.id else { throw RecordError.altered(version.kind, version.id, file: file) }
  }

  private static func unknown(_ version: SyncVersion, _ file: String) -> RecordError {
    RecordError(
      code: .newerSchema,
      message: "The other store sends a \(version.kind.rawValue) record that this program does not know. Use the newer "
        + "program that wrote it, here too.", file: file)
  }

  var index: RecordIndex {
    if case .document(let record, _) = self { return record.index }
    return RecordIndex()
  }
}

/// Why a version cannot stand in its record's place.
enum SyncObstacle: Hashable {
  /// Nothing is in its way.
  case none
  /// A record that it rests on is not here.
  case missing
  /// This record has the same number; `nil` for one that cannot give it up.
  case taken(RecordIdentifier?)
}

/// Versions in their places.
extension RecordTransaction {
  /// What is in a version's way.
  func obstacle(to version: SyncVersion, _ content: SyncContent) throws -> SyncObstacle {
    func isHere(_ table: String, _ id: RecordIdentifier?) throws -> Bool {
      guard let id else { return true }
      return try session.row("SELECT id FROM \(table) WHERE id = $1", [.text(id.rawValue)]) != nil
    }
    func taken(_ sql: String, _ values: [SQLValue]) throws -> Bool {
      try session.row(sql, values).map { try $0.identifier("id") != version.id } ?? false
    }
    switch content {
    case .document(let record, _):
      let index = record.index
      guard try isHere("record", index.exam == version.id ? nil : index.exam), try isHere("record", index.office),
        try isHere("exam", index.filing)
      else { return .missing }
      guard let key = index.key else { return .none }
      let sql =
        "SELECT id FROM \(session.dialect.table(isIdentity: type(of: record).isIdentity)) "
        + "WHERE kind = $1 AND key = $2"
      guard let row = try session.row(sql, [.text(version.kind.rawValue), .text(key)]) else { return .none }
      let holder = try row.identifier("id")
      return holder == version.id ? .none : .taken(holder)
    case .exam(let record):
      let filing = ExamFiling(
        name: record.name, format: record.format, testFormat: record.testFormat, charts: record.charts)
      let sql = "SELECT id FROM exam WHERE charts_sha256 = $1"
      return try taken(sql, [.text(filing.identity.hexadecimal)]) ? .taken(nil) : .none
    case .result(let record, _):
      guard try isHere("exam", record.exam) else { return .missing }
      let sql = "SELECT id FROM result WHERE exam = $1 AND document_sha256 = $2"
      return try taken(sql, [.text(record.exam.rawValue), .text(record.sha256)]) ? .taken(nil) : .none
    case .opinion(let record):
      return try isHere("exam", record.exam) && isHere("result", record.result) ? .none : .missing
    }
  }

  /// Puts a version in its record's place, with an entry that tells where it came from.
  func put(
    _ version: SyncVersion, _ content: SyncContent, replacing before: String?, by actor: Actor
  ) throws {
    switch content {
    case .document(let record, let data): try put(record, data, version, isNew: before == nil)
    case .exam(let record): try insertRow(record, sha256: version.sha256)
    case .result(let record, let sealed): try insertRow(record, document: sealed, sha256: version.sha256)
    case .opinion(let record): try insertRow(record, sha256: version.sha256)
    }
    let note = SyncNote(origin: version.origin, history: version.history)
    try self.note(.syncReceived, version, before: before, after: version.sha256, note, by: actor)
  }

  func put(_ record: some AgencyRecord, _ data: Data, _ version: SyncVersion, isNew: Bool) throws {
    let table = session.dialect.table(isIdentity: type(of: record).isIdentity)
    let index = Self.values(record.index)
    let content: [SQLValue] = [.integer(version.changedAt), .blob(data), .text(version.sha256)]
    if isNew {
      try session.execute(
        """
        INSERT INTO \(table) (id, kind, exam, office, account, filing, state, due, key, subject, version, changed_at,
          document, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13)
        """, [.text(version.id.rawValue), .text(version.kind.rawValue)] + index + content)
      return
    }
    let count = try session.execute(
      """
      UPDATE \(table) SET exam = $1, office = $2, account = $3, filing = $4, state = $5, due = $6, key = $7,
        subject = $8, version = version + 1, changed_at = $9, document = $10, sha256 = $11
      WHERE id = $12 AND kind = $13
      """, index + content + [.text(version.id.rawValue), .text(version.kind.rawValue)])
    guard count == 1 else { throw RecordError.noSuchRecord(version.kind, version.id, file: location) }
  }

  /// Adds an entry that tells what an exchange did to a record.
  func note(
    _ action: AuditAction, _ version: SyncVersion, before: String?, after: String?, _ note: SyncNote, by actor: Actor
  ) throws {
    let change = Change(
      action: action, kind: version.kind, record: version.id, before: before, after: after, reason: note.text)
    try audit(change, at: clock(), by: actor.account, as: actor.role)
  }

  /// Takes a record out of its place; it is kept as a conflict.
  func displace(_ version: SyncVersion, by actor: Actor) throws {
    let table = session.dialect.table(isIdentity: version.kind == Examinee.kind)
    try session.execute("DELETE FROM \(table) WHERE id = $1", [.text(version.id.rawValue)])
    let note = SyncNote(origin: version.origin, history: version.history)
    try self.note(.syncDisplaced, version, before: version.sha256, after: nil, note, by: actor)
  }

  func insertConflict(_ conflict: SyncConflict, by actor: Actor) throws {
    if conflict.version.kind == Examinee.kind {
      try insert(SyncIdentityConflict(conflict: conflict), by: actor)
    } else {
      try insert(conflict, by: actor)
    }
  }

  /// Marks a conflict as decided.
  func closeConflict(_ conflict: SyncConflict, by actor: Actor, reason: String) throws {
    var closed = conflict
    closed.state = .resolved
    closed.resolvedBy = actor.account.name
    closed.reason = reason
    if conflict.version.kind == Examinee.kind {
      let stored = try fetch(SyncIdentityConflict.self, conflict.id)
      try update(stored, to: SyncIdentityConflict(conflict: closed), by: actor, reason: reason)
    } else {
      try update(fetch(SyncConflict.self, conflict.id), to: closed, by: actor, reason: reason)
    }
  }

  /// Takes a conflict away whose version has come to its place.
  func removeConflict(_ conflict: SyncConflict, by actor: Actor) throws {
    let reason = "its version has come to its place"
    if conflict.version.kind == Examinee.kind {
      try destroy(fetch(SyncIdentityConflict.self, conflict.id), by: actor, reason: reason)
    } else {
      try destroy(fetch(SyncConflict.self, conflict.id), by: actor, reason: reason)
    }
  }
}

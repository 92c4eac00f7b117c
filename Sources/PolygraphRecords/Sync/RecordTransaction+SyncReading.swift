import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// What a store tells of itself and its records for an exchange.
extension RecordTransaction {
  /// How many identifiers a question names at most.
  static let questionSize = 200

  /// The store's name: the first sixteen digits of its first entry's digest. `nil` for a store without entries.
  func storeName() throws -> String? {
    try session.row("SELECT digest FROM audit_entry WHERE sequence = $1", [.integer(1)]).map {
      String(try $0.text("digest").prefix(16))
    }
  }

  /// The last entry's place and digest; 0 for an empty trail.
  func trailHead() throws -> (sequence: Int, digest: String?) {
    guard let row = try session.row("SELECT sequence, digest FROM audit_entry ORDER BY sequence DESC LIMIT 1") else {
      return (0, nil)
    }
    return (try row.place("sequence"), try row.text("digest"))
  }

  /// Asks the same question on many identifiers, and gives the rows; `$IDS` in the question is where they go.
  func rows(
    _ sql: String, on ids: some Collection<RecordIdentifier>, _ body: (SQLRow) throws -> Void
  ) throws {
    let all = Array(ids)
    for start in stride(from: 0, to: all.count, by: Self.questionSize) {
      let part = all[start..<min(start + Self.questionSize, all.count)]
      let places = (1...part.count).map { "$\($0)" }.joined(separator: ", ")
      let values = part.map { SQLValue.text($0.rawValue) }
      for row in try session.rows(sql.replacing("$IDS", with: places), values) { try body(row) }
    }
  }

  /// Where records stand in this store, from the entries on them.
  func syncStates(of ids: some Collection<RecordIdentifier>) throws -> [RecordIdentifier: SyncState] {
    guard let store = try storeName() else { return [:] }
    var states: [RecordIdentifier: SyncState] = [:]
    let sql = """
      SELECT record, sequence, kind, action, before_sha256, after_sha256, reason, digest FROM audit_entry
      WHERE record IN ($IDS) ORDER BY sequence
      """
    try rows(sql, on: ids) { row in
      let id = try row.identifier("record")
      try states[id, default: SyncState()].add(row, store: store, file: location)
    }
    return states
  }

  /// The versions of records as they stand in their places.
  func syncVersions(
    of items: [RecordIdentifier: SyncState]
  ) throws -> [RecordIdentifier: SyncVersion] {
    var versions: [RecordIdentifier: SyncVersion] = [:]
    let here = items.filter { $0.value.sha256 != nil && !$0.value.isDestroyed }
    let filed: [RecordKind] = [.exam, .result, .opinion]
    let documents = here.filter { state in !filed.contains { $0 == state.value.kind } }
    for isIdentity in [false, true] {
      let ids = documents.filter { ($0.value.kind == Examinee.kind) == isIdentity }.keys
      let table = session.dialect.table(isIdentity: isIdentity)
      try rows("SELECT id, kind, changed_at, document, sha256 FROM \(table) WHERE id IN ($IDS)", on: ids) { row in
        let id = try row.identifier("id")
        guard let state = here[id] else { return }
        versions[id] = try version(
          id, state, sha256: row.text("sha256"), changedAt: row.integer("changed_at"), document: row.data("document"))
      }
    }
    for (id, state) in here where filed.contains(where: { $0 == state.kind }) {
      versions[id] = try filedVersion(id, state)
    }
    return versions
  }

  private func version(
    _ id: RecordIdentifier, _ state: SyncState, sha256: String, changedAt: Int, document: Data, sealed: Data? = nil
  ) throws -> SyncVersion {
    guard let kind = state.kind, let origin = state.origin, sha256 == state.sha256,
      let text = String(data: document, encoding: .utf8), SHA256Digest(of: document).hexadecimal == sha256
    else {
      throw RecordError.altered(state.kind ?? RecordKind(rawValue: "unknown"), id, file: location)
    }
    return SyncVersion(
      kind: kind, id: id, history: state.history, origin: origin, changedAt: Int64(changedAt), sha256: sha256,
      document: text, sealed: sealed.map { String(decoding: $0, as: UTF8.self) })
  }

  private func filedVersion(_ id: RecordIdentifier, _ state: SyncState) throws -> SyncVersion {
    let values = [SQLValue.text(id.rawValue)]
    let kind = state.kind ?? .exam
    guard let row = try session.row("SELECT * FROM \(kind.rawValue) WHERE id = $1", values) else {
      throw RecordError.altered(kind, id, file: location)
    }
    let sha256 = try row.text("sha256")
    switch kind {
    case .exam:
      let record = try ExamRecord(row, charts: charts(id))
      return try version(
        id, state, sha256: sha256, changedAt: row.integer("filed_at"), document: CanonicalJSON.encode(record))
    case .result:
      return try version(
        id, state, sha256: sha256, changedAt: row.integer("sealed_at"),
        document: CanonicalJSON.encode(ResultRecord(row)), sealed: row.data("document"))
    default:
      return try version(
        id, state, sha256: sha256, changedAt: row.integer("stated_at"),
        document: CanonicalJSON.encode(OpinionRecord(row)))
    }
  }

  /// The conflicts that are open, by record.
  func openConflicts() throws -> [RecordIdentifier: [SyncConflict]] {
    Dictionary(grouping: try conflicts(states: [SyncConflict.State.open.rawValue]), by: \.version.id)
  }

  /// Every conflict in these states, or all.
  func conflicts(states: [String]? = nil) throws -> [SyncConflict] {
    let filter = RecordFilter(states: states)
    return try list(SyncConflict.self, filter).map(\.record)
      + list(SyncIdentityConflict.self, filter).map(\.record.conflict)
  }

  /// What the store knows of itself as an office's; `nil` in a central store.
  func membership() throws -> SyncMembership? { try find(SyncMembership.self, key: "own")?.record }

  /// Refuses a login that does not see every record: it would take what it does not see for missing.
  func requireWholeStore() throws {
    guard session.dialect.identityTable != SQLDialect.sqlite.identityTable else { return }
    let sql = "SELECT pg_has_role(nspowner, 'USAGE')::int AS owner FROM pg_namespace WHERE nspname = $1"
    guard try session.row(sql, [.text("polygraph")])?.integer("owner") == 1 else {
      throw RecordError(
        code: .notPermitted,
        message: "An exchange with a server is made with the login that owns the records; others do not see all of "
          + "them, and would take what they do not see for missing.",
        file: location)
    }
  }
}

extension SyncState {
  /// Takes the next entry on the record.
  fileprivate mutating func add(_ row: SQLRow, store: String, file: String) throws {
    let action = AuditAction(rawValue: try row.text("action"))
    let before = try row.optionalText("before_sha256")
    let after = try row.optionalText("after_sha256")
    kind = RecordKind(rawValue: try row.text("kind"))
    switch action {
    case .destroyed:
      isDestroyed = true
      sha256 = nil
      let place = try row.place("sequence")
      origin = SyncOrigin(store: store, sequence: place, digest: try row.text("digest"))
    case .syncReceived, .syncMerged:
      // The reason of an emptied entry is gone; its record was destroyed.
      guard let reason = try row.optionalText("reason") else { return }
      guard let note = SyncNote(reason) else {
        throw RecordError.damaged("An entry of an exchange does not tell where it came from.", file: file)
      }
      history = note.history
      origin = note.origin
      sha256 = after
    case .syncDisplaced:
      sha256 = nil
    default:
      guard before != after || action == .conflictResolved else { return }
      let place = try row.place("sequence")
      history.insert(store, place)
      origin = SyncOrigin(store: store, sequence: place, digest: try row.text("digest"))
      sha256 = after
    }
  }
}

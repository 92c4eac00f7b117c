import PolygraphQuantities

/// Erasures that come from another store.
extension RecordTransaction {
  /// Erases a record with all that rests on it, and notes so even of a record that never was here: it is then never
  /// taken. Gives what is gone.
  func erase(
    _ kind: RecordKind, _ id: RecordIdentifier, origin: SyncOrigin, by actor: Actor
  ) throws -> [(kind: RecordKind, id: RecordIdentifier)] {
    var gone: [(kind: RecordKind, id: RecordIdentifier)] = []
    for resting in try restingOn(kind, id) { gone += try erase(resting.kind, resting.id, origin: origin, by: actor) }
    for conflict in try conflicts() where conflict.version.id == id {
      try remove(
        kind == Examinee.kind ? SyncIdentityConflict.kind : SyncConflict.kind, conflict.id, origin: origin, by: actor)
    }
    try remove(kind, id, origin: origin, by: actor)
    return gone + [(kind, id)]
  }

  private func remove(_ kind: RecordKind, _ id: RecordIdentifier, origin: SyncOrigin, by actor: Actor) throws {
    let values = [SQLValue.text(id.rawValue)]
    if kind == .exam { try session.execute("DELETE FROM chart WHERE exam = $1", values) }
    try session.execute("DELETE FROM \(Self.table(of: kind, session.dialect)) WHERE id = $1", values)
    let emptied = try eraseEntries(of: id, by: actor)
    let change = Change(
      action: .destroyed, kind: kind, record: id, before: emptied,
      reason: "erased in store \(origin.store), entry \(origin.sequence) \(origin.digest)")
    try audit(change, at: clock(), by: actor.account, as: actor.role)
  }

  static func table(of kind: RecordKind, _ dialect: SQLDialect) -> String {
    switch kind {
    case .exam, .result, .opinion: kind.rawValue
    default: dialect.table(isIdentity: kind == Examinee.kind || kind == SyncIdentityConflict.kind)
    }
  }

  /// The records that cannot be without this one.
  private func restingOn(
    _ kind: RecordKind, _ id: RecordIdentifier
  ) throws -> [(kind: RecordKind, id: RecordIdentifier)] {
    let values = [SQLValue.text(id.rawValue)]
    switch kind {
    case ExamFile.kind:
      return try session.rows("SELECT id, kind FROM record WHERE exam = $1 AND id <> $1 ORDER BY id", values).map {
        (RecordKind(rawValue: try $0.text("kind")), try $0.identifier("id"))
      }
    case .exam:
      guard try session.row("SELECT id FROM record WHERE filing = $1", values) == nil else {
        throw RecordError.refused(
          "Charts were erased elsewhere that an exam's file here rests on. Erase the exam by its retention first.",
          location)
      }
      return try
        (session.rows("SELECT id FROM opinion WHERE exam = $1", values).map {
          (RecordKind.opinion, try $0.identifier("id"))
        }
        + session.rows("SELECT id FROM result WHERE exam = $1", values).map {
          (RecordKind.result, try $0.identifier("id"))
        })
    case .result:
      return try session.rows("SELECT id FROM opinion WHERE result = $1", values).map {
        (RecordKind.opinion, try $0.identifier("id"))
      }
    default: return []
    }
  }
}

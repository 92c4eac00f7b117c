import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// Versions of records that stand beside each other.
extension RecordStore {
  /// The conflicts, open ones alone or all.
  public func syncConflicts(all: Bool = false, by actor: Actor) async throws -> [SyncConflict] {
    try await act(actor, .readExams, .read) { records in
      try records.conflicts(states: all ? nil : [SyncConflict.State.open.rawValue]).filter { conflict in
        guard let exam = conflict.exam else { return true }
        return (try? records.checkUnblinded(actor, exam)) != nil
      }.sorted { $0.id < $1.id }
    }
  }

  /// Decides between versions of a record, with a reason. The version that is chosen counts as made with knowledge of
  /// all of them, here and, after the next exchange, everywhere; the others stay in the records of the conflict.
  ///
  /// - Parameters:
  ///   - conflict: The conflict whose version is meant.
  ///   - takesIt: True to put its version in the record's place; false to keep the one that stands there.
  /// *Errors*: ``RecordError/Code/refused`` without a reason, for a conflict that is decided, or that is not over two
  /// versions of one record: one that waits, or that has the number of another record, is settled by what it waits for.
  public func resolve(
    conflict id: RecordIdentifier, takesIt: Bool, reason: String, by actor: Actor
  ) async throws {
    guard actor.role == .supervisor || actor.role == .administrator else {
      throw RecordError(
        code: .notPermitted, message: "A supervisor or an administrator decides between versions.", file: location)
    }
    try await transaction(.change, as: actor.account) { records in
      try records.admit(actor, to: actor.role == .supervisor ? .manageExams : .administer)
      try records.resolve(conflict: id, takesIt: takesIt, reason: reason, by: actor)
    }
  }
}

extension RecordTransaction {
  fileprivate func resolve(conflict id: RecordIdentifier, takesIt: Bool, reason: String, by actor: Actor) throws {
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw RecordError.refused("Say why this version is the right one.", location)
    }
    guard let conflict = try conflicts().first(where: { $0.id == id }) else {
      throw RecordError.noSuchRecord(SyncConflict.kind, id, file: location)
    }
    let record = conflict.version.id
    guard conflict.state == .open, conflict.cause == .concurrent, let state = try syncStates(of: [record])[record],
      let standing = try syncVersions(of: [record: state])[record]
    else {
      throw RecordError.refused("This conflict waits for no decision between two versions of a record.", location)
    }
    let chosen = takesIt ? conflict.version : standing
    let history = standing.history.union(conflict.version.history)
    try note(
      .syncMerged, standing, before: standing.sha256, after: standing.sha256,
      SyncNote(origin: standing.origin, history: history), by: actor)
    let content = try SyncContent(chosen, file: location)
    guard case .document(let made, let data) = content else {
      throw RecordError.refused("Charts, results and opinions as they were filed are not changed.", location)
    }
    switch try obstacle(to: chosen, content) {
    case .none: break
    default: throw RecordError.refused("This version cannot stand: its number is taken, or it lacks another.", location)
    }
    let time = clock()
    let decided = SyncVersion(
      kind: chosen.kind, id: chosen.id, history: history, origin: chosen.origin,
      changedAt: time.millisecondsSince1970, sha256: chosen.sha256, document: chosen.document)
    try put(made, data, decided, isNew: false)
    let change = Change(
      action: .conflictResolved, kind: chosen.kind, record: record, before: standing.sha256, after: chosen.sha256,
      reason: reason)
    try audit(change, at: time, by: actor.account, as: actor.role)
    try closeConflict(conflict, by: actor, reason: reason)
  }
}

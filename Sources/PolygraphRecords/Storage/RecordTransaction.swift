import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// What a transaction is for.
public enum TransactionKind: Hashable, Sendable {
  /// It only reads, from one state of the records.
  case read
  /// It changes something; no other change goes on at the same time.
  case change
}

/// A transaction on the records: all of its changes are kept, or none.
///
/// What can be done within one is written once for all stores, in this type's extensions.
public struct RecordTransaction {
  let session: any SQLSession
  let clock: @Sendable () -> Timestamp
  /// The store's place, as errors name it.
  let location: String
  /// The digest of the last entry that this transaction added to the audit trail.
  let lastEntry: LastEntry

  /// Holds a digest: what a store asks for when it does not know whether a commit arrived.
  final class LastEntry: @unchecked Sendable {
    // Only ever used on the thread of its transaction.
    var digest: String?
    /// Its place with its digest: within a transaction, nobody else adds entries.
    var place: (sequence: Int, digest: SHA256Digest)?
  }

  init(_ session: any SQLSession, clock: @escaping @Sendable () -> Timestamp, location: String) {
    self.session = session
    self.clock = clock
    self.location = location
    lastEntry = LastEntry()
  }
}

/// The audit trail.
extension RecordTransaction {
  /// What an entry says beside who, when and what.
  struct Change {
    let action: AuditAction
    let kind: RecordKind
    let record: RecordIdentifier
    var before: String?
    var after: String?
    var reason: String?
  }

  /// Adds an entry to the audit trail.
  func audit(_ change: Change, at time: Timestamp, by actor: RecordActor, as role: Role? = nil) throws {
    if let reason = change.reason { try checkStorable([reason], of: "reason") }
    let last = try lastEntry.place ?? storedEnd()
    let payload = AuditEntry.Payload(
      time: time, actor: RecordActor(name: actor.name), action: change.action, kind: change.kind,
      record: change.record, before: change.before, after: change.after, role: role, reason: change.reason)
    let salt = ChainedEntry.randomSalt()
    let entry = AuditEntry(payload: payload, after: last, salt: salt)
    try session.execute(
      """
      INSERT INTO audit_entry (sequence, time, actor, role, action, kind, record, reason, before_sha256, after_sha256,
        salt, previous, digest)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      """,
      [
        .integer(entry.sequence), .integer(time.millisecondsSince1970), .text(actor.name), .text(role?.rawValue),
        .text(change.action.rawValue), .text(change.kind.rawValue), .text(change.record.rawValue),
        .text(change.reason), .text(change.before), .text(change.after), .blob(Data(salt)), .text(entry.previous),
        .text(entry.digest),
      ])
    lastEntry.digest = entry.digest
    lastEntry.place = SHA256Digest(hexadecimal: entry.digest).map { (entry.sequence, $0) }
  }

  /// The last entry that the store holds; `nil` for an empty trail.
  private func storedEnd() throws -> (sequence: Int, digest: SHA256Digest)? {
    try session.row("SELECT sequence, digest FROM audit_entry ORDER BY sequence DESC LIMIT 1").map { row in
      guard let digest = SHA256Digest(hexadecimal: try row.text("digest")) else {
        throw RecordError.damaged("The last entry of the audit trail has no digest.", file: location)
      }
      return (sequence: try row.place("sequence"), digest: digest)
    }
  }

  /// The trail's entries, oldest first.
  func auditTrail() throws -> [AuditEntry] {
    try session.rows("SELECT * FROM audit_entry ORDER BY sequence").map(AuditEntry.init)
  }

  /// Destroys the salts of a record's entries, and with them what the entries say of its content. What was done, when,
  /// by whom and in which role stays, and so does every link of the chain. Entries on it that are carried of other
  /// stores' trails are emptied too. Gives the digest of what is left.
  func eraseEntries(of record: RecordIdentifier, by actor: Actor) throws -> String {
    try emptyCarriedEntries(of: record, by: actor)
    var emptied: [AuditEntry] = []
    for row in try session.rows(
      "SELECT * FROM audit_entry WHERE record = $1 ORDER BY sequence", [.text(record.rawValue)])
    {
      let entry = try AuditEntry(row)
      emptied.append(entry)
      guard entry.salt != nil else { continue }
      guard let commitment = entry.commitmentDigest() else {
        throw RecordError.damaged("Entry \(entry.sequence) of the audit trail is damaged.", file: location)
      }
      try session.execute(
        """
        UPDATE audit_entry SET salt = NULL, before_sha256 = NULL, after_sha256 = NULL, reason = NULL,
          commitment = $1 WHERE sequence = $2
        """, [.text(commitment.hexadecimal), .integer(entry.sequence)])
    }
    return try AuditErasure.digest(of: emptied)
  }
}

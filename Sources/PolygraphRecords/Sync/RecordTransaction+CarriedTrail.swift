import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// Other stores' audit trails, as they are carried in the centre.
extension RecordTransaction {
  /// Entries of this store's trail after a place, at most as many as are taken over at once.
  func trail(after sequence: Int, through last: Int) throws -> [AuditEntry] {
    let end = min(last, sequence + CarriedTrail.mostEntries)
    return try session.rows(
      "SELECT * FROM audit_entry WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence",
      [.integer(sequence), .integer(end)]
    ).map(AuditEntry.init)
  }

  /// Takes entries of another store's trail, which must follow on those that are carried already. Of records that were
  /// erased here the entries are taken without what they say of content.
  ///
  /// *Errors*: ``RecordError/Code/refused`` when they do not follow: the other store was changed behind its back, or is
  /// an old copy of itself.
  func carry(_ entries: [AuditEntry], of peer: Stored<SyncPeer>, by actor: Actor) throws -> Stored<SyncPeer> {
    guard let first = entries.first, let last = entries.last else { return peer }
    var previous = peer.record.carriedHead ?? ChainedEntry.origin.hexadecimal
    var place = peer.record.carriedThrough
    for entry in entries {
      place += 1
      guard entry.sequence == place, entry.previous == previous, entry.isConsistent(at: place) else {
        throw Self.forked(location, at: place)
      }
      previous = entry.digest
    }
    let states = try syncStates(of: Set(entries.map(\.payload.record)))
    for (bucket, part) in Dictionary(grouping: entries, by: { CarriedTrail.bucket(of: $0.payload.record) }).sorted(
      by: { $0.key < $1.key })
    {
      let carried = try part.map { entry in
        let made = CarriedTrail.Entry(entry)
        return states[entry.payload.record]?.isDestroyed == true && entry.payload.action != .destroyed
          ? try made.emptied(file: location) : made
      }
      try insert(
        CarriedTrail(
          id: RecordIdentifier(at: clock()), store: peer.record.store, first: first.sequence, bucket: bucket,
          entries: carried), by: actor)
    }
    var next = peer.record
    next.carriedThrough = last.sequence
    next.carriedHead = last.digest
    return try update(peer, to: next, by: actor)
  }

  static func forked(_ location: String, at place: Int) -> RecordError {
    RecordError(
      code: .refused,
      message: "The other store's audit trail does not go on from what was taken of it (entry \(place)): it was "
        + "changed, or this is an old copy of the store. Verify its trail; after a restored backup, make the office "
        + "a new store and keep the old file.", file: location)
  }

  /// Takes from carried trails what they say of an erased record's content.
  func emptyCarriedEntries(of record: RecordIdentifier, by actor: Actor) throws {
    let contains = session.dialect.holdsBytes("document", "$3")
    let rows = try session.rows(
      "SELECT id FROM record WHERE kind = $1 AND state = $2 AND \(contains)",
      [
        .text(CarriedTrail.kind.rawValue), .text(CarriedTrail.bucket(of: record)), .blob(Data(record.rawValue.utf8)),
      ])
    for row in rows {
      let stored = try fetch(CarriedTrail.self, row.identifier("id"))
      var trail = stored.record
      for index in trail.entries.indices where trail.entries[index].payload.record == record {
        guard trail.entries[index].payload.action != .destroyed else { continue }
        trail.entries[index] = try trail.entries[index].emptied(file: location)
      }
      guard trail != stored.record else { continue }
      try update(stored, to: trail, by: actor, reason: "entries on a record that was erased")
    }
  }

  /// Recomputes the trails of other stores that are carried here.
  func carriedFindings() throws -> [AuditFinding] {
    let kind = [SQLValue.text(CarriedTrail.kind.rawValue)]
    let rows = try session.rows("SELECT id FROM record WHERE kind = $1", kind)
    var check = CarriedCheck()
    for row in rows {
      // A record that is not as it was recorded is found by the verification of records.
      guard let trail = try? fetch(CarriedTrail.self, row.identifier("id")).record else { continue }
      check.add(trail)
    }
    let erased = try syncStates(of: check.emptied).filter(\.value.isDestroyed).keys
    return try check.findings(erased: Set(erased))
  }
}

extension CarriedTrail.Entry {
  init(_ entry: AuditEntry) {
    sequence = entry.sequence
    previous = entry.previous
    payload = entry.payload
    salt = entry.salt.map { Data($0).base64EncodedString() }
    commitment = entry.commitment
    digest = entry.digest
  }

  /// The entry as it stood in its store.
  var entry: AuditEntry {
    AuditEntry(
      sequence: sequence, payload: payload, salt: salt.flatMap { Data(base64Encoded: $0) }.map(Array.init),
      commitment: commitment, previous: previous, digest: digest)
  }

  /// The entry without what it says of content.
  func emptied(file: String) throws -> CarriedTrail.Entry {
    guard salt != nil else { return self }
    guard let digest = entry.commitmentDigest() else {
      throw RecordError.damaged("An entry of a carried audit trail is damaged.", file: file)
    }
    var left = self
    left.salt = nil
    left.commitment = digest.hexadecimal
    left.payload.before = nil
    left.payload.after = nil
    left.payload.reason = nil
    return left
  }
}

/// Holds carried trails against themselves.
private struct CarriedCheck {
  private var entries: [String: [AuditEntry]] = [:]
  private(set) var emptied: Set<RecordIdentifier> = []
  private var destroyed: Set<RecordIdentifier> = []

  mutating func add(_ trail: CarriedTrail) {
    for carried in trail.entries {
      entries[trail.store, default: []].append(carried.entry)
      if carried.salt == nil { emptied.insert(carried.payload.record) }
      if carried.payload.action == .destroyed { destroyed.insert(carried.payload.record) }
    }
  }

  func findings(erased: Set<RecordIdentifier>) throws -> [AuditFinding] {
    var findings: [AuditFinding] = []
    for (store, entries) in entries.sorted(by: { $0.key < $1.key }) {
      var chain = AuditChain()
      for entry in entries.sorted(by: { $0.sequence < $1.sequence }) { chain.add(entry) }
      findings += chain.findings().map {
        AuditFinding(
          code: $0.code, sequence: $0.sequence, kind: nil, record: nil,
          message: "In the trail that is carried of store \(store): \($0.message)")
      }
    }
    for record in emptied.subtracting(destroyed).subtracting(erased).sorted() {
      findings.append(
        AuditFinding(
          code: .entryAltered, sequence: nil, kind: nil, record: record,
          message: "Carried entries on the record \(record) were emptied, and no destruction of it says so."))
    }
    return findings
  }
}

extension SQLDialect {
  /// A condition that a column of bytes holds these bytes.
  fileprivate func holdsBytes(_ column: String, _ parameter: String) -> String {
    identityTable == SQLDialect.sqlite.identityTable
      ? "instr(\(column), \(parameter)) > 0" : "position(\(parameter) IN \(column)) > 0"
  }
}

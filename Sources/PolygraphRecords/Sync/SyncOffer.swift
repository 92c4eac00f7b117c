import PolygraphQuantities

/// What a store has that another may lack.
struct SyncOffer: Hashable, Sendable, Codable {
  var versions: [SyncVersion] = []
  var erasures: [SyncErasure] = []

  var isEmpty: Bool { versions.isEmpty && erasures.isEmpty }
  var ids: Set<RecordIdentifier> { Set(versions.map(\.id) + erasures.map(\.id)) }
}

/// What the other store has of records.
struct SyncKnown: Sendable {
  var states: [RecordIdentifier: SyncState] = [:]
  var beside: [RecordIdentifier: [SyncHistory]] = [:]

  fileprivate func has(_ version: SyncVersion) -> Bool {
    (states[version.id].map { $0.sha256 != nil && $0.history.covers(version.history) } ?? false)
      || (beside[version.id] ?? []).contains { $0.covers(version.history) }
  }
}

extension RecordTransaction {
  /// What this store has of records, for the other to choose by.
  func known(_ ids: Set<RecordIdentifier>) throws -> SyncKnown {
    let beside = try openConflicts().filter { ids.contains($0.key) }.mapValues { $0.map(\.version.history) }
    return SyncKnown(states: try syncStates(of: ids), beside: beside)
  }

  /// What this store has of some records and the other lacks.
  ///
  /// - Parameter isOffice: The other is an office's: of erasures it is told those alone that concern what it has.
  func offer(_ items: [SyncItem], lacking known: SyncKnown, isOffice: Bool) throws -> SyncOffer {
    let states = try syncStates(of: Set(items.map(\.id)))
    let beside = try openConflicts()
    var offer = SyncOffer()
    var wanted: [RecordIdentifier: SyncState] = [:]
    for item in items {
      // A record that is only beside another here has no entries of its own.
      let state = states[item.id] ?? SyncState()
      let other = known.states[item.id]
      guard other?.isDestroyed != true else { continue }
      if state.isDestroyed, let origin = state.origin {
        let isHeld = other?.sha256 != nil || known.beside[item.id] != nil
        if isHeld || !isOffice { offer.erasures.append(SyncErasure(kind: item.kind, id: item.id, origin: origin)) }
        continue
      }
      if let other, other.sha256 != nil, other.history.covers(state.history) { continue }
      wanted[item.id] = state
    }
    offer.versions = try syncVersions(of: wanted).values.filter { !known.has($0) }
    for item in items where states[item.id]?.isDestroyed != true {
      offer.versions += (beside[item.id] ?? []).map(\.version).filter { !known.has($0) }
    }
    return offer
  }

  /// Notes of every identity that is sent that it was, and where to.
  func logSent(_ versions: [SyncVersion], to store: String, by actor: Actor) throws {
    let identities = versions.filter { $0.kind == Examinee.kind }
    let states = try syncStates(of: Set(identities.map(\.id)))
    for version in identities {
      if states[version.id]?.sha256 == version.sha256 {
        try logSent(version.kind, version.id, version.sha256, to: store, by: actor)
      } else if let beside = try find(SyncIdentityConflict.self, key: SyncConflict.key(of: version)) {
        try logSent(SyncIdentityConflict.kind, beside.record.id, beside.sha256, to: store, by: actor)
      }
    }
  }

  private func logSent(
    _ kind: RecordKind, _ id: RecordIdentifier, _ sha256: String, to store: String, by actor: Actor
  ) throws {
    let change = Change(
      action: .identityRead, kind: kind, record: id, before: sha256, after: sha256, reason: "sent to store \(store)")
    try audit(change, at: clock(), by: actor.account, as: actor.role)
  }

  /// What the store knows of another.
  func peer(_ store: String) throws -> Stored<SyncPeer>? { try find(SyncPeer.self, key: store) }

  /// Refuses a trail that is not the one that was taken from before.
  func checkTrail(goesOnFrom peer: SyncPeer?) throws {
    guard let peer, peer.carriedThrough > 0 else { return }
    let row = try session.row("SELECT digest FROM audit_entry WHERE sequence = $1", [.integer(peer.carriedThrough)])
    guard try row?.text("digest") == peer.carriedHead else { throw Self.forked(location, at: peer.carriedThrough) }
  }

  /// Notes how far another store's records were taken.
  func noteTaken(_ store: String, through last: Int, head: String?, acknowledged: Int, by actor: Actor) throws {
    guard let stored = try peer(store) else {
      throw RecordError.refused("The store \(store) is not one that records are exchanged with.", location)
    }
    var next = stored.record
    next.takenThrough = max(next.takenThrough, last)
    next.acknowledged = max(next.acknowledged, acknowledged)
    // The centre's own trail is not carried at an office: its head is kept, so that another one is noticed.
    if next.office == nil, last >= next.carriedThrough {
      next.carriedThrough = last
      next.carriedHead = head
    }
    guard next != stored.record else { return }
    next.lastAt = clock()
    try update(stored, to: next, by: actor)
  }
}

import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// What an exchange did to a store.
public struct SyncTally: Hashable, Sendable, Codable {
  /// Records that were put in or brought up to date.
  public var taken = 0
  /// Records that were erased because they are elsewhere.
  public var erased = 0
  /// Versions that came and are kept beside others.
  public var conflicts = 0
  /// Records that were not taken, by kind: the other store may not change them.
  public var refused: [String: Int] = [:]
  /// Entries of the other's audit trail that are carried now and were not before.
  public var entries = 0

  mutating func add(_ other: SyncTally) {
    taken += other.taken
    erased += other.erased
    conflicts += other.conflicts
    refused.merge(other.refused, uniquingKeysWith: +)
    entries += other.entries
  }
}

/// A record that was erased in the sender's store.
public struct SyncErasure: Hashable, Sendable, Codable {
  /// The kind of the record.
  public let kind: RecordKind
  /// The record.
  public let id: RecordIdentifier
  /// The entry that tells of it.
  public let origin: SyncOrigin
}

/// Takes versions of records into a store, within one transaction.
///
/// *Definition*: of all versions of a record that came here, those are kept that no other comes after. One stands in
/// the record's place, the latest; the others are kept as conflicts. Which these are depends on what came, and neither
/// on the order nor on how often. A record that was erased is erased here, and nothing of it is taken again.
struct SyncMerge {
  let records: RecordTransaction
  let actor: Actor
  /// The offices whose records the sender may change; `nil` for a sender that may change all.
  let scope: Set<RecordIdentifier>?
  private(set) var tally = SyncTally()
  private var states: [RecordIdentifier: SyncState]
  private var open: [RecordIdentifier: [SyncConflict]]

  init(
    _ records: RecordTransaction, by actor: Actor, scope: Set<RecordIdentifier>?, for ids: Set<RecordIdentifier>
  ) throws {
    self.records = records
    self.actor = actor
    self.scope = scope
    states = try records.syncStates(of: ids)
    open = try records.openConflicts()
  }

  /// Takes what came: what others rest on first, erasures last.
  mutating func take(_ versions: [SyncVersion], _ erasures: [SyncErasure]) throws {
    let order = versions.sorted { (SyncKinds.rank($0.kind), $0.id) < (SyncKinds.rank($1.kind), $1.id) }
    for version in order { try take(version) }
    for erasure in erasures.sorted(by: { SyncKinds.rank($0.kind) > SyncKinds.rank($1.kind) }) { try take(erasure) }
    try settle()
  }

  private mutating func state(_ id: RecordIdentifier) throws -> SyncState {
    if let known = states[id] { return known }
    let found = try records.syncStates(of: [id])[id] ?? SyncState()
    states[id] = found
    return found
  }

  private mutating func take(_ version: SyncVersion) throws {
    let content = try SyncContent(version, file: records.location)
    let state = try state(version.id)
    guard !state.isDestroyed else { return }
    if let exam = content.index.exam, exam != version.id, try self.state(exam).isDestroyed {
      return try erase(version.kind, version.id, version.origin)
    }
    guard try isAllowed(version, content) else {
      tally.refused[version.kind.rawValue, default: 0] += 1
      return
    }
    let beside = open[version.id] ?? []
    if state.sha256 != nil, state.history.covers(version.history) { return }
    if beside.contains(where: { $0.version.history.covers(version.history) }) { return }
    for old in beside where version.history.covers(old.version.history) { try retire(old) }
    guard state.sha256 != nil else { return try place(version, content) }
    if version.history.covers(state.history) { return try place(version, content) }
    guard let own = try records.syncVersions(of: [version.id: state])[version.id] else {
      throw RecordError.altered(version.kind, version.id, file: records.location)
    }
    if own.sha256 == version.sha256 {
      try merge(own, version)
    } else if SyncVersion.precedes(own, version) {
      try keep(own, .concurrent)
      try place(version, content)
    } else {
      try keep(version, .concurrent)
    }
  }

  /// An office changes what is its own alone.
  private mutating func isAllowed(_ version: SyncVersion, _ content: SyncContent) throws -> Bool {
    guard let scope else { return true }
    let kind = version.kind
    guard !SyncKinds.local.contains(kind), !SyncKinds.central.contains(kind) else { return false }
    if kind == .exam || kind == .result || kind == .opinion || kind == Examinee.kind { return true }
    if kind == ExamFile.kind { return content.index.office.map(scope.contains) ?? false }
    if let exam = content.index.exam {
      if open[exam] != nil { return true }
      let row = try records.session.row("SELECT office FROM record WHERE id = $1", [.text(exam.rawValue)])
      return try row.map { scope.contains(try $0.identifier("office")) } ?? false
    }
    if kind == Instrument.kind { return content.index.office.map(scope.contains) ?? true }
    return kind == InstrumentCheck.kind || content.index.office.map(scope.contains) ?? false
  }

  /// Puts a version in its record's place, or beside it when there is none.
  private mutating func place(_ version: SyncVersion, _ content: SyncContent) throws {
    switch try records.obstacle(to: version, content) {
    case .none: break
    case .missing: return try keep(version, .waiting)
    case .taken(let holder):
      // The older record keeps a number. An exam's file is never moved: others rest on it.
      guard let holder, version.kind != ExamFile.kind, version.id < holder else { return try keep(version, .key) }
      let state = try state(holder)
      guard let displaced = try records.syncVersions(of: [holder: state])[holder] else {
        throw RecordError.altered(version.kind, holder, file: records.location)
      }
      try records.displace(displaced, by: actor)
      states[holder]?.sha256 = nil
      try keep(displaced, .key)
    }
    let before = try state(version.id).sha256
    try records.put(version, content, replacing: before, by: actor)
    states[version.id] = SyncState(
      kind: version.kind, history: version.history, origin: version.origin, sha256: version.sha256)
    tally.taken += 1
  }

  /// Two stores made the same change: from here on it counts as one.
  private mutating func merge(_ own: SyncVersion, _ other: SyncVersion) throws {
    let origin = [own.origin, other.origin].min { ($0.store, $0.sequence) < ($1.store, $1.sequence) } ?? own.origin
    let note = SyncNote(origin: origin, history: own.history.union(other.history))
    try records.note(.syncMerged, own, before: own.sha256, after: own.sha256, note, by: actor)
    states[own.id]?.history = note.history
    states[own.id]?.origin = origin
  }

  /// Keeps a version beside the one that stands in its record's place.
  private mutating func keep(_ version: SyncVersion, _ cause: SyncConflict.Cause) throws {
    let exam = try SyncContent(version, file: records.location).index.exam
    let isHere = try exam.map { try self.state($0).sha256 != nil } ?? false
    let time = records.clock()
    let conflict = SyncConflict(
      id: RecordIdentifier(at: time), cause: cause, version: version, exam: isHere ? exam : nil, notedAt: time)
    try records.insertConflict(conflict, by: actor)
    open[version.id, default: []].append(conflict)
    tally.conflicts += 1
  }

  /// Ends a conflict that a later version has settled, in this store or elsewhere.
  private mutating func retire(_ conflict: SyncConflict) throws {
    try records.closeConflict(conflict, by: actor, reason: "a later version came that takes it in")
    open[conflict.version.id]?.removeAll { $0.id == conflict.id }
  }

  /// Puts in what waited, as far as it can be put in now.
  private mutating func settle() throws {
    var isMoving = true
    while isMoving {
      isMoving = false
      let waiting = open.values.flatMap(\.self).filter { $0.cause != .concurrent }.sorted {
        (SyncKinds.rank($0.version.kind), $0.version.id) < (SyncKinds.rank($1.version.kind), $1.version.id)
      }
      for conflict in waiting {
        let version = conflict.version
        let content = try SyncContent(version, file: records.location)
        let state = try state(version.id)
        guard state.sha256 == nil || version.history.covers(state.history), try canPlace(version, content) else {
          continue
        }
        try records.removeConflict(conflict, by: actor)
        open[version.id]?.removeAll { $0.id == conflict.id }
        try place(version, content)
        isMoving = true
      }
    }
  }

  private func canPlace(_ version: SyncVersion, _ content: SyncContent) throws -> Bool {
    switch try records.obstacle(to: version, content) {
    case .none: true
    case .missing: false
    case .taken(let holder): holder.map { version.kind != ExamFile.kind && version.id < $0 } ?? false
    }
  }

  private mutating func take(_ erasure: SyncErasure) throws {
    guard try !state(erasure.id).isDestroyed else { return }
    if let scope, try !mayErase(erasure, scope) {
      tally.refused[erasure.kind.rawValue, default: 0] += 1
      return
    }
    try erase(erasure.kind, erasure.id, erasure.origin)
  }

  private func mayErase(_ erasure: SyncErasure, _ scope: Set<RecordIdentifier>) throws -> Bool {
    guard !SyncKinds.local.contains(erasure.kind), !SyncKinds.central.contains(erasure.kind) else { return false }
    let sql = "SELECT e.office FROM record r JOIN record e ON e.id = r.exam WHERE r.id = $1"
    let row = try records.session.row(sql, [.text(erasure.id.rawValue)])
    return try row.map { scope.contains(try $0.identifier("office")) } ?? true
  }

  private mutating func erase(_ kind: RecordKind, _ id: RecordIdentifier, _ origin: SyncOrigin) throws {
    let gone = try records.erase(kind, id, origin: origin, by: actor)
    for (kind, id) in gone { states[id] = SyncState(kind: kind, isDestroyed: true) }
    for id in gone.map(\.id) { open[id] = nil }
    tally.erased += gone.count
  }
}

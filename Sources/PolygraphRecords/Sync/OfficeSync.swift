import PolygraphQuantities

/// What an exchange between an office and the centre did: the document `polygraph.records.sync/1`.
public struct SyncReport: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.sync/1"
  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// The office's code.
  public let office: String
  /// What the centre took.
  public internal(set) var up = SyncTally()
  /// What the office took.
  public internal(set) var down = SyncTally()
  /// Conflicts that are open at the office now.
  public internal(set) var openConflicts = 0
}

/// The exchange between an office's store and the central one.
///
/// The office's store gives all it has that the centre lacks, and its audit trail, which is carried in the centre; the
/// centre gives what is the office's own. Whatever is taken is one transaction for each few exams, and entered in the
/// taker's audit trail with the entry it came from. An exchange that was broken off is completed by the next one.
public struct OfficeSync: Sendable {
  /// How many records are taken in one transaction, if no exam has more.
  static let batchSize = 400
  /// Who may exchange: those who conduct exams at the office, supervise them, or keep the directory.
  public static let roles: Set<Role> = [.examiner, .supervisor, .administrator]

  let office: any RecordStore
  let centre: any RecordStore
  let officeActor: Actor
  let centreActor: Actor
  /// Called before each step; what it throws breaks the exchange off.
  var beforeStep: @Sendable (String) throws -> Void = { _ in }

  /// Makes an exchange.
  ///
  /// - Parameters:
  ///   - actor: Who exchanges, at the office.
  ///   - centreActor: The same person at the centre, whose account there may have another name.
  public init(office: any RecordStore, centre: any RecordStore, by actor: Actor, atCentre centreActor: Actor) {
    self.office = office
    self.centre = centre
    officeActor = actor
    self.centreActor = centreActor
  }

  /// Makes a store an office's, with nothing in it yet. Done again, it changes nothing.
  ///
  /// *Errors*: ``RecordError/Code/refused`` for a store that has records of its own, or is another office's.
  public func join(office id: RecordIdentifier) async throws {
    let actor = centreActor
    let code = try await centre.transaction(.read, as: nil) { records in
      try records.requireWholeStore()
      try records.admitSync(actor, office: id)
      return try records.fetch(Office.self, id).record.code
    }
    let centreName = try await centre.transaction(.read, as: nil) { try $0.requiredName() }
    let officeActor = officeActor
    let found = try await office.transaction(.read, as: nil) { records in
      (try records.membership(), try records.storeName())
    }
    if let membership = found.0 {
      guard membership.office == id, membership.centre == centreName else {
        throw RecordError.refused("This store is another office's, or exchanges with another centre.", office.location)
      }
      return try await register(membership)
    }
    guard found.1 == nil else {
      throw RecordError.refused(
        "This store has records already and is no office's. Give the path of a new file for office \(code).",
        office.location)
    }
    try beforeStep("join")
    let taken = try await centre.transaction(.read, as: nil) { records in
      try records.list(SyncPeer.self).map(\.record).filter { $0.office == id }.compactMap(\.mark)
    }
    let mark = Self.mark(beside: Set(taken))
    let made = try await office.transaction(.change, as: nil) { records in
      let made = SyncMembership(
        id: RecordIdentifier(at: records.clock()), office: id, centre: centreName, mark: mark)
      try records.insert(made, by: officeActor, action: AuditAction(rawValue: "sync.joined"))
      try records.insert(
        SyncPeer(id: RecordIdentifier(at: records.clock()), store: centreName, office: nil, mark: nil), by: officeActor)
      return made
    }
    try await register(made)
  }

  /// Makes the office's store known at the centre.
  private func register(_ membership: SyncMembership) async throws {
    let name = try await office.transaction(.read, as: nil) { try $0.requiredName() }
    let actor = centreActor
    try await centre.transaction(.change, as: nil) { records in
      guard try records.peer(name) == nil else { return }
      let others = try records.list(SyncPeer.self).map(\.record).filter { $0.office == membership.office }
      guard !others.contains(where: { $0.mark == membership.mark }) else {
        throw RecordError.refused(
          "Another store of the office was made at the same time with the same letters. Make this one again.",
          records.location)
      }
      try records.insert(
        SyncPeer(
          id: RecordIdentifier(at: records.clock()), store: name, office: membership.office, mark: membership.mark),
        by: actor)
    }
  }

  /// The next free letters: A to Z, then AA and on.
  static func mark(beside taken: Set<String>) -> String {
    let letters = (0..<26).map { String(UnicodeScalar(UInt8(65 + $0))) }
    let two = letters.flatMap { first in letters.map { first + $0 } }
    return (letters + two).first { !taken.contains($0) } ?? "X\(taken.count)"
  }

  /// Exchanges: first up, then down.
  ///
  /// *Errors*: ``RecordError``; what was taken until then stays, and the next exchange goes on.
  public func run(telling: @Sendable (String) -> Void = { _ in }) async throws -> SyncReport {
    let (officeActor, centreActor) = (officeActor, centreActor)
    guard let membership = try await office.transaction(.read, as: nil, { try $0.membership() }) else {
      throw RecordError.refused("This store is no office's; make it one with --office.", office.location)
    }
    let (centreName, code) = try await centre.transaction(.read, as: nil) { records in
      try records.requireWholeStore()
      try records.admitSync(centreActor, office: membership.office)
      return (try records.requiredName(), try records.fetch(Office.self, membership.office).record.code)
    }
    guard centreName == membership.centre else {
      throw RecordError.refused("This office exchanges with another central store.", centre.location)
    }
    let officeName = try await office.transaction(.read, as: nil) { try $0.requiredName() }
    try await register(membership)
    var report = SyncReport(office: code)
    telling("To the centre")
    let up = SyncDirection(
      from: office, name: officeName, fromActor: officeActor, to: centre, receiver: centreName, toActor: centreActor,
      office: membership.office, isUp: true, beforeStep: beforeStep)
    report.up = try await up.run()
    telling("From the centre")
    let down = SyncDirection(
      from: centre, name: centreName, fromActor: centreActor, to: office, receiver: officeName, toActor: officeActor,
      office: membership.office, isUp: false, beforeStep: beforeStep)
    report.down = try await down.run()
    report.openConflicts = try await office.transaction(.read, as: nil) { try $0.openConflicts().values.joined().count }
    return report
  }
}

/// One way of an exchange.
struct SyncDirection: Sendable {
  let from: any RecordStore
  let name: String
  let fromActor: Actor
  let to: any RecordStore
  let receiver: String
  let toActor: Actor
  let office: RecordIdentifier
  let isUp: Bool
  var beforeStep: @Sendable (String) throws -> Void = { _ in }

  func run() async throws -> SyncTally {
    let (name, receiver, toActor, fromActor, isUp, office) = (name, receiver, toActor, fromActor, isUp, office)
    let peer = try await to.transaction(.read, as: nil) { try $0.peer(name)?.record }
    let (head, acknowledged) = try await from.transaction(.read, as: nil) { records in
      try records.checkTrail(goesOnFrom: peer)
      return (try records.trailHead(), try records.peer(receiver)?.record.takenThrough ?? 0)
    }
    var tally = SyncTally()
    if isUp { tally.entries = try await carry(through: head.sequence, after: peer?.carriedThrough ?? 0) }
    let after = peer?.takenThrough ?? 0
    let groups = try await from.transaction(.read, as: nil) { records in
      try records.syncItems(after: after, scope: isUp ? nil : SyncScope(of: office, in: records))
    }
    for batch in Self.batches(groups) {
      try beforeStep("compare")
      let ids = Set(batch.map(\.id))
      let known = try await to.transaction(.read, as: nil) { try $0.known(ids) }
      let offer = try await from.transaction(.read, as: nil) {
        try $0.offer(batch, lacking: known, isOffice: !isUp)
      }
      guard !offer.isEmpty else { continue }
      if offer.versions.contains(where: { $0.kind == Examinee.kind }) {
        try beforeStep("log")
        try await from.transaction(.change, as: nil) { try $0.logSent(offer.versions, to: receiver, by: fromActor) }
      }
      try beforeStep("take")
      tally.add(
        try await to.transaction(.change, as: nil) { try $0.take(offer, from: isUp ? office : nil, by: toActor) })
    }
    try beforeStep("finish")
    try await to.transaction(.change, as: nil) {
      try $0.noteTaken(name, through: head.sequence, head: head.digest, acknowledged: acknowledged, by: toActor)
    }
    return tally
  }

  /// Carries the sender's trail over.
  private func carry(through last: Int, after first: Int) async throws -> Int {
    let (name, toActor) = (name, toActor)
    var place = first
    while place < last {
      let after = place
      try beforeStep("carry")
      let entries = try await from.transaction(.read, as: nil) { try $0.trail(after: after, through: last) }
      place = try await to.transaction(.change, as: nil) { try $0.carry(entries, of: name, by: toActor) }
    }
    return place - first
  }

  /// Groups in batches; a group is never parted.
  static func batches(_ groups: [[SyncItem]]) -> [[SyncItem]] {
    var batches: [[SyncItem]] = []
    for group in groups {
      if let last = batches.last, last.count + group.count <= OfficeSync.batchSize {
        batches[batches.count - 1] += group
      } else {
        batches.append(group)
      }
    }
    return batches
  }
}

extension RecordTransaction {
  func requiredName() throws -> String {
    guard let name = try storeName() else {
      throw RecordError(
        code: .notInitialised, message: "These records are empty. Initialise them ('polygraph records init').",
        file: location)
    }
    return name
  }

  /// Refuses an exchange by someone who is not of the office and of no role that may.
  func admitSync(_ actor: Actor, office: RecordIdentifier) throws {
    guard OfficeSync.roles.contains(actor.role) else {
      let who = OfficeSync.roles.map(\.rawValue).sorted().joined(separator: ", ")
      throw RecordError(
        code: .notPermitted, message: "The role \(actor.role.rawValue) may not exchange records; these may: \(who).",
        file: location)
    }
    guard let person = try person(actor.account.name)?.record, person.isActive, person.roles.contains(actor.role) else {
      throw RecordError(
        code: .notPermitted, message: "This account is not one of the centre's people in that role.", file: location)
    }
    guard let own = person.office, try !officeScope(own).contains(office) else { return }
    throw RecordError(code: .notPermitted, message: "This account is of another office.", file: location)
  }

  /// Takes what another store offers.
  func take(_ offer: SyncOffer, from office: RecordIdentifier?, by actor: Actor) throws -> SyncTally {
    var ids = offer.ids
    for version in offer.versions where version.kind == ExamFile.kind { ids.insert(version.id) }
    var merge = try SyncMerge(self, by: actor, scope: office.map { try officeScope($0) }, for: ids)
    try merge.take(offer.versions, offer.erasures)
    return merge.tally
  }

  /// Takes entries of another store's trail; gives the place of the last that is carried.
  func carry(_ entries: [AuditEntry], of store: String, by actor: Actor) throws -> Int {
    guard let peer = try peer(store) else {
      throw RecordError.refused("The store \(store) is not one that records are exchanged with.", location)
    }
    let rest = entries.filter { $0.sequence > peer.record.carriedThrough }
    return try carry(rest, of: peer, by: actor).record.carriedThrough
  }
}

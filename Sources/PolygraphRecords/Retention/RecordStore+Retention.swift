import PolygraphQuantities

/// Holds, what is due for destruction, and its destruction (REQ-46).
extension RecordStore {
  /// Places a hold: the exam's records are not destroyed until it is lifted.
  ///
  /// *Edges*: a server does not show exams to an administrator's own login; there a supervisor places holds, or the
  /// login that owns the records.
  @discardableResult
  public func placeHold(
    exam: RecordIdentifier, reason: String, by actor: Actor
  ) async throws -> Stored<LegalHold> {
    try await act(actor, .hold) { records in
      try records.requireReason(reason, "Say why the records are held: the matter's number, the order.")
      _ = try records.fetch(ExamFile.self, exam)
      let time = records.clock()
      let hold = LegalHold(
        id: RecordIdentifier(at: time), exam: exam, reason: reason, placedAt: time, placedBy: actor.account.name)
      return try records.insert(hold, by: actor, action: AuditAction(rawValue: "hold.placed"), reason: reason)
    }
  }

  /// Lifts a hold.
  ///
  /// *Errors*: ``RecordError/Code/refused`` without a reason, or when it is lifted already.
  @discardableResult
  public func liftHold(_ id: RecordIdentifier, reason: String, by actor: Actor) async throws -> Stored<LegalHold> {
    try await act(actor, .hold) { records in
      try records.requireReason(reason, "Say why the hold is lifted.")
      let stored = try records.fetch(LegalHold.self, id)
      guard stored.record.liftedAt == nil else {
        throw RecordError.refused("This hold was lifted before.", records.location)
      }
      var next = stored.record
      next.liftedAt = records.clock()
      next.liftedBy = actor.account.name
      next.reasonForLifting = reason
      return try records.update(
        stored, to: next, by: actor, action: AuditAction(rawValue: "hold.lifted"), reason: reason)
    }
  }

  /// The holds that are placed, or all of one exam.
  public func holds(exam: RecordIdentifier? = nil, by actor: Actor) async throws -> [Stored<LegalHold>] {
    try await act(actor, .hold, .read) { records in
      try records.list(LegalHold.self, RecordFilter(exam: exam, states: exam == nil ? ["placed"] : nil))
    }
  }

  /// The records whose time of retention is over now, with what holds them.
  ///
  /// *Errors*: ``RecordError/Code/notPermitted`` too where the store does not show every record; see
  /// ``RecordStore/requireOwner()``.
  public func retentionSchedule(
    by actor: Actor, policy: AgencyPolicy = AgencyPolicy()
  ) async throws -> RetentionSchedule {
    try await requireOwner()
    return try await act(actor, .retain, .read) { records in
      let now = records.clock()
      let items =
        try records.examsDue(now, policy) + records.disclosuresDue(now, policy) + records.checksDue(now, policy)
        + records.filingsDue(now, policy)
      return RetentionSchedule(at: now, items: items)
    }
  }

  /// Destroys records that are due: content, index values, and the salts of their entries in the audit trail. An entry
  /// for each remains that says who destroyed it, when, by which rule and why. What the store's files still held of
  /// them is overwritten at the end.
  ///
  /// Works through up to ``RetentionSchedule/batch`` records in a transaction: a call that is broken off leaves each
  /// record whole or destroyed, and is completed by the same call made again.
  /// *Edges*: with no identifiers nothing is destroyed, and the files are overwritten all the same.
  /// *Errors*: ``RecordError/Code/refused`` when one of them is not due, or is held; nothing is destroyed then.
  public func destroy(
    _ ids: [RecordIdentifier], reason: String, by actor: Actor, policy: AgencyPolicy = AgencyPolicy()
  ) async throws -> Destruction {
    try await destroy(ids, reason: reason, by: actor, policy: policy, batch: RetentionSchedule.batch)
  }

  func destroy(
    _ ids: [RecordIdentifier], reason: String, by actor: Actor, policy: AgencyPolicy = AgencyPolicy(), batch: Int
  ) async throws -> Destruction {
    let schedule = try await retentionSchedule(by: actor, policy: policy)
    let location = location
    let items = try Set(ids).sorted().map { id in
      guard let item = schedule.items.first(where: { $0.id == id }) else {
        throw RecordError.refused("The time of retention of the record \(id) is not over, or it is not here.", location)
      }
      guard item.isDue else {
        let who = item.heldBy.map(\.rawValue).joined(separator: ", ")
        throw RecordError.refused("The record \(id) is held: \(who).", location)
      }
      return item
    }
    var done = Destruction()
    for start in stride(from: 0, to: items.count, by: batch) {
      let part = items[start..<min(start + batch, items.count)]
      done.add(
        try await act(actor, .retain) { records in
          try records.requireReason(reason, "Say why the records are destroyed.")
          return try records.destroy(part, reason: reason, by: actor, policy: policy)
        })
    }
    try await purgeDestroyed()
    return done
  }
}

extension RecordTransaction {
  /// Refuses a step without a reason.
  func requireReason(_ reason: String, _ sentence: String) throws {
    guard reason.contains(where: { !$0.isWhitespace }) else { throw RecordError.refused(sentence, location) }
  }

  fileprivate func examsDue(_ now: Timestamp, _ policy: AgencyPolicy) throws -> [RetentionSchedule.Item] {
    try list(ExamFile.self, RecordFilter(states: [ExamState.closed.rawValue])).compactMap { stored in
      let file = stored.record
      guard let alone = ExamDossier(file).retention(policy.retention), alone.end <= now else { return nil }
      let dossier = try retentionDossier(file)
      guard let (end, rule) = dossier.retention(policy.retention), end <= now else { return nil }
      return .init(kind: ExamFile.kind, id: file.id, number: file.number, rule: rule, end: end, heldBy: dossier.holders)
    }
  }

  fileprivate func disclosuresDue(_ now: Timestamp, _ policy: AgencyPolicy) throws -> [RetentionSchedule.Item] {
    try list(Disclosure.self).compactMap { stored in
      let end = stored.record.at.adding(days: policy.retention.days(.disclosure))
      guard stored.record.isDetached == true, end <= now else { return nil }
      return .init(kind: Disclosure.kind, id: stored.record.id, number: nil, rule: .disclosure, end: end, heldBy: [])
    }
  }

  fileprivate func checksDue(_ now: Timestamp, _ policy: AgencyPolicy) throws -> [RetentionSchedule.Item] {
    let over = try list(InstrumentCheck.self).map(\.record).filter {
      $0.at.adding(days: policy.retention.days(.instrumentCheck)) <= now
    }
    guard !over.isEmpty else { return [] }
    let used = Set(try list(ExamFile.self).compactMap(\.record.check))
    return over.map { check in
      .init(
        kind: InstrumentCheck.kind, id: check.id, number: nil, rule: .instrumentCheck,
        end: check.at.adding(days: policy.retention.days(.instrumentCheck)),
        heldBy: used.contains(check.id) ? [.exam] : [])
    }
  }

  fileprivate func filingsDue(_ now: Timestamp, _ policy: AgencyPolicy) throws -> [RetentionSchedule.Item] {
    let span = policy.retention.days(.filing)
    let used = try filingsInUse()
    let sql = "SELECT id, filed_at FROM exam WHERE filed_at <= $1 ORDER BY id"
    return try session.rows(sql, [.integer(now.adding(days: -span).millisecondsSince1970)]).compactMap { row in
      let id = try row.identifier("id")
      guard !used.contains(id) else { return nil }
      let end = try row.time("filed_at").adding(days: span)
      return .init(kind: .exam, id: id, number: nil, rule: .filing, end: end, heldBy: [])
    }
  }
}

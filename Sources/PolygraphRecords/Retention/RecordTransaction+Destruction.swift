import PolygraphQuantities

/// Destroying what is due.
extension RecordTransaction {
  /// Destroys records that are due, all of them or none.
  ///
  /// *Errors*: ``RecordError/Code/refused`` for one that is not due, or is held.
  func destroy(
    _ items: ArraySlice<RetentionSchedule.Item>, reason: String, by actor: Actor, policy: AgencyPolicy
  ) throws -> Destruction {
    var run = DestructionRun(actor: actor, reason: reason, policy: policy, now: clock())
    for item in items {
      switch item.kind {
      case ExamFile.kind: try destroyExam(item, &run)
      case Disclosure.kind: try destroyDisclosure(item, &run)
      case InstrumentCheck.kind: try destroyCheck(item, &run)
      case .exam: try destroyFiling(item, &run)
      default: throw RecordError.refused("Records of the kind \(item.kind.rawValue) go with their exam.", location)
      }
      run.done.items.append(item)
    }
    try destroyFreed(&run)
    return run.done
  }

  /// Notes that a record was destroyed, and destroys the salts of its entries.
  func auditDestruction(of kind: RecordKind, _ id: RecordIdentifier, by actor: Actor, reason: String) throws {
    let emptied = try eraseEntries(of: id, by: actor)
    let change = Change(action: .destroyed, kind: kind, record: id, before: emptied, reason: reason)
    try audit(change, at: clock(), by: actor.account, as: actor.role)
  }

  /// The records of an exam that retention is decided from.
  func retentionDossier(_ file: ExamFile) throws -> ExamDossier {
    let here = RecordFilter(exam: file.id)
    var dossier = ExamDossier(file)
    dossier.admissions = try list(Admission.self, here).map(\.record)
    dossier.referrals = try list(Referral.self, here).map(\.record)
    dossier.complaints = try list(Complaint.self, here).map(\.record)
    dossier.holds = try list(LegalHold.self, here).map(\.record)
    return dossier
  }
}

/// What goes on while records are destroyed.
private struct DestructionRun {
  let actor: Actor
  let reason: String
  let policy: AgencyPolicy
  let now: Timestamp
  var done = Destruction()
  /// Charts and results whose exam's file is gone.
  var filings: Set<RecordIdentifier> = []
  /// Examinees whose exam or disclosure is gone.
  var examinees: Set<RecordIdentifier> = []

  /// Why, for the audit trail.
  func reason(_ rule: RetentionRule) -> String {
    "retention rule \(rule.rawValue), \(Int(policy.retention.days(rule))) days: \(reason)"
  }
}

extension RecordTransaction {
  private func remove(
    _ kind: RecordKind, _ id: RecordIdentifier, from table: String, _ rule: RetentionRule, _ run: inout DestructionRun
  ) throws {
    guard try session.execute("DELETE FROM \(table) WHERE id = $1", [.text(id.rawValue)]) == 1 else {
      throw RecordError.noSuchRecord(kind, id, file: location)
    }
    try auditDestruction(of: kind, id, by: run.actor, reason: run.reason(rule))
    run.done.records += 1
  }

  private func destroyExam(_ item: RetentionSchedule.Item, _ run: inout DestructionRun) throws {
    let file = try fetch(ExamFile.self, item.id).record
    let dossier = try retentionDossier(file)
    do {
      let holding = dossier.holding(at: run.now, reason: run.reason, policy: run.policy)
      _ = try ExamLifecycle.step(from: file.state, .destroy, holding: holding, as: run.actor.role)
    } catch let refusal {
      throw RecordError(refusal, file: location)
    }
    let rule = dossier.retention(run.policy.retention)?.rule ?? item.rule
    for entry in try list(Disclosure.self, RecordFilter(exam: file.id)) where !isOver(entry.record, run) {
      var left = entry.record
      left.examinee = file.examinee
      left.isDetached = true
      try update(entry, to: left, by: run.actor, action: AuditAction(rawValue: "disclosure.detached"))
      run.done.disclosuresKept += 1
    }
    let others = try session.rows(
      "SELECT id, kind FROM record WHERE exam = $1 AND id <> $1 ORDER BY id", [.text(file.id.rawValue)])
    for row in others {
      try remove(RecordKind(rawValue: row.text("kind")), row.identifier("id"), from: "record", rule, &run)
    }
    try remove(ExamFile.kind, file.id, from: "record", rule, &run)
    run.examinees.insert(file.examinee)
    if let filing = file.filing { run.filings.insert(filing) }
    if let package = file.package { run.done.outside.append(.init(kind: "package", name: nil, sha256: package)) }
    run.done.outside += file.recordings.map { .init(kind: "recording", name: $0.file, sha256: $0.sha256) }
  }

  private func isOver(_ entry: Disclosure, _ run: DestructionRun) -> Bool {
    entry.at.adding(days: run.policy.retention.days(.disclosure)) <= run.now
  }

  private func destroyDisclosure(_ item: RetentionSchedule.Item, _ run: inout DestructionRun) throws {
    let entry = try fetch(Disclosure.self, item.id).record
    guard entry.isDetached == true, isOver(entry, run) else {
      throw RecordError.refused("The entry of the disclosure log is not due.", location)
    }
    try remove(Disclosure.kind, entry.id, from: "record", .disclosure, &run)
    if let examinee = entry.examinee { run.examinees.insert(examinee) }
  }

  private func destroyCheck(_ item: RetentionSchedule.Item, _ run: inout DestructionRun) throws {
    let check = try fetch(InstrumentCheck.self, item.id).record
    let isOver = check.at.adding(days: run.policy.retention.days(.instrumentCheck)) <= run.now
    guard isOver, try !list(ExamFile.self).contains(where: { $0.record.check == check.id }) else {
      throw RecordError.refused("The functionality check is not due, or an exam that is kept rests on it.", location)
    }
    try remove(InstrumentCheck.kind, check.id, from: "record", .instrumentCheck, &run)
    if let chart = check.chart { run.done.outside.append(.init(kind: "chart", name: nil, sha256: chart)) }
  }

  private func destroyFiling(_ item: RetentionSchedule.Item, _ run: inout DestructionRun) throws {
    let filed = try intactExam(item.id).filedAt
    guard filed.adding(days: run.policy.retention.days(.filing)) <= run.now, try !filingsInUse().contains(item.id)
    else {
      throw RecordError.refused("The charts and results are not due, or belong to an exam that is kept.", location)
    }
    try removeFiling(item.id, .filing, &run)
  }

  /// The charts and results that exams' files name.
  func filingsInUse() throws -> Set<RecordIdentifier> {
    let sql = "SELECT DISTINCT filing FROM record WHERE kind = $1 AND filing IS NOT NULL"
    return Set(try session.rows(sql, [.text(ExamFile.kind.rawValue)]).map { try $0.identifier("filing") })
  }

  private func removeFiling(_ id: RecordIdentifier, _ rule: RetentionRule, _ run: inout DestructionRun) throws {
    run.done.outside += try charts(id).map { .init(kind: "chart", name: $0.file, sha256: $0.sha256) }
    for (kind, table) in [(RecordKind.opinion, "opinion"), (.result, "result")] {
      for row in try session.rows("SELECT id FROM \(table) WHERE exam = $1", [.text(id.rawValue)]) {
        try remove(kind, row.identifier("id"), from: table, rule, &run)
      }
    }
    try session.execute("DELETE FROM chart WHERE exam = $1", [.text(id.rawValue)])
    try remove(.exam, id, from: "exam", rule, &run)
  }

  /// Destroys charts, results and identities that nothing needs any more.
  private func destroyFreed(_ run: inout DestructionRun) throws {
    let rule = run.done.items.last?.rule ?? .suitability
    if !run.filings.isEmpty {
      for filing in run.filings.subtracting(try filingsInUse()).sorted() { try removeFiling(filing, rule, &run) }
    }
    guard !run.examinees.isEmpty else { return }
    var needed = Set(try list(ExamFile.self).map(\.record.examinee))
    needed.formUnion(try list(Disclosure.self).compactMap(\.record.examinee))
    let table = session.dialect.identityTable
    for examinee in run.examinees.subtracting(needed).sorted() {
      // An exam may name a person whose identity was never put into this store.
      let isHere = try session.row("SELECT id FROM \(table) WHERE id = $1", [.text(examinee.rawValue)]) != nil
      guard isHere else { continue }
      try remove(Examinee.kind, examinee, from: table, rule, &run)
      run.done.identities += 1
    }
  }
}

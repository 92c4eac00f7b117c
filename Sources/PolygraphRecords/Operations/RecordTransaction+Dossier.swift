import PolygraphQuantities

extension RecordTransaction {
  /// All records of an exam, as they are now.
  func dossier(_ file: ExamFile) throws -> ExamDossier {
    let here = RecordFilter(exam: file.id)
    func all<Record: AgencyRecord>(_ type: Record.Type) throws -> [Record] { try list(type, here).map(\.record) }
    var dossier = ExamDossier(file)
    dossier.pretest = try all(PreTest.self).first
    dossier.questions = try all(QuestionList.self)
    dossier.chartCount = try list(ChartRecord.self, here).count
    dossier.seals = try all(ScoreSeal.self)
    dossier.admissions = try all(Admission.self)
    dossier.referrals = try all(Referral.self)
    dossier.reviews = try all(QualityReview.self)
    dossier.complaints = try all(Complaint.self)
    dossier.disclosures = try all(Disclosure.self)
    dossier.holds = try all(LegalHold.self)
    if let examiner = file.examiner {
      dossier.examiner = try person(examiner)?.record
      // Only exams that lie with this one in a window of 24 hours count.
      let time = file.scheduledAt ?? clock()
      let near = RecordFilter(account: examiner, dueFrom: time.adding(days: -1), dueBefore: time.adding(days: 1.1))
      dossier.examinerSchedule = try list(ExamFile.self, near).map(\.record)
        .filter { $0.id != file.id && $0.countsAsWork }.compactMap(\.scheduledAt)
    }
    for review in dossier.reviews { dossier.people[review.reviewer] = try person(review.reviewer)?.record }
    if let instrument = file.instrument { dossier.instrument = try fetch(Instrument.self, instrument).record }
    // Earlier exams matter where a supervisor schedules; an examiner may not see them.
    if file.state == .requested { dossier.priorExams = try file.priorExams.compactMap { try priorExam($0) } }
    try addSite(to: &dossier)
    return dossier
  }

  /// An earlier exam; `nil` when its time of retention was over and its records are destroyed: it holds up no other
  /// exam then.
  private func priorExam(_ id: RecordIdentifier) throws -> ExamFile? {
    do {
      return try fetch(ExamFile.self, id).record
    } catch let error as RecordError where error.code == .noSuchRecord {
      let sql = "SELECT sequence FROM audit_entry WHERE record = $1 AND action = $2"
      guard try session.row(sql, [.text(id.rawValue), .text(AuditAction.destroyed.rawValue)]) != nil else {
        throw error
      }
      return nil
    }
  }

  /// Takes an exam one step on, with its entry in the history and in the audit trail.
  func advance(
    _ stored: Stored<ExamFile>, _ event: ExamEvent, to changed: ExamFile, by actor: Actor, reason: String? = nil,
    override: GuardOverride? = nil, policy: AgencyPolicy
  ) throws -> Stored<ExamFile> {
    try checkFixed(stored.record, changed, event, actor)
    guard event != .certify || changed.examiner != actor.account.name else {
      throw RecordError(
        code: .notPermitted, message: "An exam is not certified by its own examiner.", file: location)
    }
    let permit = try override.flatMap { try admitOverride($0, stored.record, event, by: actor) }
    var file = changed
    let now = clock()
    let dossier = try dossier(file)
    let holding = dossier.holding(at: now, reason: reason, policy: policy)
    let fixed = (override?.guards ?? []).intersection(dossier.guardsFixedBySite)
    guard fixed.isEmpty else {
      throw RecordError(
        LifecycleRefusal.notOverridable(fixed.sorted { $0.rawValue < $1.rawValue }), file: location)
    }
    let outcome: ExamLifecycle.Outcome
    do {
      outcome = try ExamLifecycle.step(from: file.state, event, holding: holding, as: actor.role, override: override)
    } catch let refusal {
      throw RecordError(refusal, file: location)
    }
    let why = [reason, outcome.overridden.isEmpty ? nil : override.map { "\($0.reason) (\($0.by))" }].compactMap(\.self)
    file.history.append(
      .init(
        from: file.state, event: event, to: outcome.to, at: now, by: actor.account.name,
        overridden: outcome.overridden, reason: why.isEmpty ? nil : why.joined(separator: "; "),
        permit: outcome.overridden.isEmpty ? nil : permit?.id))
    file.state = outcome.to
    if outcome.to == .certified { file.certifiedOpinion = file.certifiedOpinion ?? file.opinion }
    if outcome.to == .certified || outcome.to == .noOpinion {
      file.validUntil = now.adding(days: policy.validityDays)
      file.eligibleAgain = file.validUntil
    }
    return try update(
      stored, to: file, by: actor, action: AuditAction(rawValue: "exam.\(event.rawValue)"),
      reason: file.history.last?.reason)
  }

  /// Refuses a change of what is fixed: the original opinion and score are never overwritten, and what was handed in is
  /// the examiner's.
  private func checkFixed(_ before: ExamFile, _ after: ExamFile, _ event: ExamEvent, _ actor: Actor) throws {
    let keepsPackage = before.package == after.package && before.recordings == after.recordings
    guard keepsPackage || actor.role == .examiner else {
      throw RecordError.refused("Package and recordings are the examiner's to hand in.", location)
    }
    guard event == .schedule || before.examiner == after.examiner else {
      throw RecordError.refused("An exam's examiner is set when it is scheduled.", location)
    }
    let keepsIdentity =
      before.id == after.id && before.number == after.number && before.state == after.state
      && before.history == after.history && before.examinee == after.examinee
    let keepsOpinion =
      (before.opinion == nil || before.opinion == after.opinion)
      && (before.examinerResult == nil || before.examinerResult == after.examinerResult)
      && (before.certifiedOpinion == nil || before.certifiedOpinion == after.certifiedOpinion)
      && (before.filing == nil || before.filing == after.filing)
    guard keepsIdentity, keepsOpinion else {
      throw RecordError.refused(
        "An exam keeps its number, examinee and history, and an opinion once stated is never overwritten.", location)
    }
  }
}

extension ExamFile {
  /// True when the exam counts for the examiner's workload: it was not ended before testing (10 CFR 709.31).
  var countsAsWork: Bool {
    switch state {
    case .declined, .noShow, .cancelled, .unsuitable, .withdrawn: false
    case .closed, .reopened: history.contains { $0.to == .inTest }
    default: true
    }
  }
}

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
      dossier.examinerSchedule = try list(ExamFile.self, RecordFilter(account: examiner)).map(\.record)
        .filter { $0.id != file.id && $0.countsAsWork }.compactMap(\.scheduledAt)
    }
    for review in dossier.reviews { dossier.people[review.reviewer] = try person(review.reviewer)?.record }
    if let instrument = file.instrument { dossier.instrument = try fetch(Instrument.self, instrument).record }
    // Earlier exams matter where a supervisor schedules; an examiner may not see them.
    if file.state == .requested { dossier.priorExams = try file.priorExams.map { try fetch(ExamFile.self, $0).record } }
    return dossier
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
    if let override {
      try admit(Actor(RecordActor(name: override.by), as: .supervisor), to: .override)
    }
    var file = changed
    let now = clock()
    let holding = try dossier(file).holding(at: now, reason: reason, policy: policy)
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
        overridden: outcome.overridden, reason: why.isEmpty ? nil : why.joined(separator: "; ")))
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

import PolygraphModel
import PolygraphQuantities

/// Admissions and what becomes of them.
extension RecordStore {
  /// Notes an admission as it was said. A disqualifying one closes the exam's stop gate at once.
  @discardableResult
  public func noteAdmission(
    exam: RecordIdentifier, phase: Admission.Phase, recordingPosition: Double, summary: String,
    category: Admission.Category, certainty: Admission.Certainty, isDisqualifying: Bool, by actor: Actor,
    policy: AgencyPolicy = AgencyPolicy()
  ) async throws -> Stored<Admission> {
    try await act(actor, .noteAdmissions) { records in
      guard recordingPosition.isFinite, recordingPosition >= 0 else {
        throw RecordError(code: .invalid, message: "A place in a recording is a number of seconds from 0.")
      }
      let file = try records.fetch(ExamFile.self, exam).record
      try records.checkOwn(actor, file)
      guard file.state != .destroyed, file.state != .closed else {
        throw RecordError.refused("The exam is closed; reopen it first.", location)
      }
      let time = records.clock()
      let admission = Admission(
        id: RecordIdentifier(at: time), exam: exam, phase: phase, recordingPosition: recordingPosition,
        summary: summary, category: category, certainty: certainty, isDisqualifying: isDisqualifying, notedAt: time,
        notedBy: actor.account.name, due: policy.due(.noted, from: time))
      return try records.insert(admission, by: actor, action: AuditAction(rawValue: "admission.noted"))
    }
  }

  /// Decides, as the adjudicator on call, whether an exam goes on after a disqualifying admission.
  @discardableResult
  public func adjudicate(
    admission id: RecordIdentifier, mayContinue: Bool, reason: String, by actor: Actor
  ) async throws -> Stored<Admission> {
    try await act(actor, .adjudicate) { records in
      guard reason.contains(where: { !$0.isWhitespace }) else {
        throw RecordError.refused("Say why the exam goes on, or does not.", location)
      }
      let stored = try records.fetch(Admission.self, id)
      try records.checkUnblinded(actor, stored.record.exam)
      guard stored.record.isDisqualifying, stored.record.mayContinue == nil else {
        throw RecordError.refused("This admission waits for no decision.", location)
      }
      var next = stored.record
      next.mayContinue = mayContinue
      next.adjudicatedBy = actor.account.name
      return try records.update(
        stored, to: next, by: actor, action: AuditAction(rawValue: "admission.adjudicated"), reason: reason)
    }
  }

  /// Takes an admission one step on. What is done with it needs a reason when nothing is done.
  @discardableResult
  public func advance(
    admission id: RecordIdentifier, _ event: AdmissionEvent, by actor: Actor, reason: String? = nil,
    policy: AgencyPolicy = AgencyPolicy(), changing: @escaping @Sendable (inout Admission) -> Void = { _ in }
  ) async throws -> Stored<Admission> {
    guard event != .refer else {
      throw RecordError.refused("A referral is drafted from the admission; see the referral's own call.", location)
    }
    return try await act(actor, .readAdmissions) { records in
      let stored = try records.fetch(Admission.self, id)
      try records.checkUnblinded(actor, stored.record.exam)
      return try records.advance(stored, event, by: actor, reason: reason, policy: policy, changing: changing)
    }
  }

  /// The admissions of an exam, or all that wait for a step.
  public func admissions(exam: RecordIdentifier? = nil, by actor: Actor) async throws -> [Stored<Admission>] {
    try await act(actor, .readAdmissions, .read) { records in
      if let exam { try records.checkUnblinded(actor, exam) }
      guard exam != nil || actor.role != .reviewer else {
        throw RecordError(code: .notPermitted, message: "A reviewer sees admissions of one exam.", file: location)
      }
      let open = AdmissionState.allCases.filter { !$0.isFinal }.map(\.rawValue)
      let found = try records.list(Admission.self, RecordFilter(exam: exam, states: exam == nil ? open : nil))
      guard exam == nil else { return found }
      let blind = try records.blindExams(of: actor)
      return found.filter { !blind.contains($0.record.exam) }
    }
  }
}

/// Referrals and their ledger.
extension RecordStore {
  /// Drafts a referral from admissions that wait for their disposition, which is thereby this referral.
  @discardableResult
  public func draftReferral(
    admissions ids: [RecordIdentifier], level: Referral.Level, agency: String, category: Admission.Category,
    summary: String, urgency: Referral.Urgency, by actor: Actor, policy: AgencyPolicy = AgencyPolicy(),
    changing: @escaping @Sendable (inout Referral) -> Void = { _ in }
  ) async throws -> Stored<Referral> {
    try await act(actor, .disposeAdmissions) { records in
      let stored = try ids.map { try records.fetch(Admission.self, $0) }
      guard let first = stored.first, stored.allSatisfy({ $0.record.exam == first.record.exam }) else {
        throw RecordError.refused("A referral rests on at least one admission, all of one exam.", location)
      }
      try records.checkUnblinded(actor, first.record.exam)
      let now = records.clock()
      let noticed = stored.map(\.record.notedAt).min() ?? now
      var referral = Referral(
        id: RecordIdentifier(at: now), exam: first.record.exam, admissions: ids, level: level, agency: agency,
        category: category, summary: summary, urgency: urgency, noticedAt: noticed, since: now,
        due: policy.due(.draft, urgency, from: now))
      changing(&referral)
      let made = try records.insert(referral, by: actor, action: AuditAction(rawValue: "referral.drafted"))
      for admission in stored {
        _ = try records.advance(admission, .refer, by: actor, reason: nil, policy: policy) {
          $0.referral = referral.id
        }
      }
      return made
    }
  }

  /// Takes a referral one step on.
  @discardableResult
  public func advance(
    referral id: RecordIdentifier, _ event: ReferralEvent, by actor: Actor, note: String? = nil,
    policy: AgencyPolicy = AgencyPolicy(), changing: @escaping @Sendable (inout Referral) -> Void = { _ in }
  ) async throws -> Stored<Referral> {
    try await act(actor, .readReferrals) { records in
      let stored = try records.fetch(Referral.self, id)
      try records.checkUnblinded(actor, stored.record.exam)
      guard let arrow = ReferralEvent.process.arrow(from: stored.record.state, event) else {
        throw RecordError.notPossible(
          "referral", stored.record.state.rawValue, event.rawValue,
          ReferralEvent.process.events(from: stored.record.state).map(\.rawValue), location)
      }
      try records.admit(actor, to: arrow.permission)
      var next = stored.record
      changing(&next)
      // What was approved is what is sent: to whom, and about what.
      let isSame =
        next.agency == stored.record.agency && next.level == stored.record.level
        && next.summary == stored.record.summary && next.evidence == stored.record.evidence
        && next.admissions == stored.record.admissions
      guard isSame || arrow.to == .draft || stored.record.state == .draft else {
        throw RecordError.refused("A referral is changed as a draft alone: redirect it, or send it back.", location)
      }
      guard event != .recordOutcome || next.outcome != nil else {
        throw RecordError.refused("Say what came of the referral.", location)
      }
      let now = records.clock()
      next.state = arrow.to
      next.since = now
      next.due = policy.due(arrow.to, next.urgency, from: now)
      next.history =
        stored.record.history + [
          .init(event: event, to: arrow.to, at: now, by: actor.account.name, note: note)
        ]
      if arrow.to == .sent { try records.discloseReferral(next, by: actor) }
      let action = AuditAction(rawValue: "referral.\(event.rawValue)")
      return try records.update(stored, to: next, by: actor, action: action, reason: note)
    }
  }

  /// Marks every overdue referral as escalated, and says which. Overdue admissions stand in the ledger.
  public func escalateOverdue(by actor: Actor) async throws -> [RecordIdentifier] {
    try await act(actor, .manageReferrals) { records in
      let now = records.clock()
      var escalated: [RecordIdentifier] = []
      for stored in try records.list(Referral.self, RecordFilter(dueBefore: now)) {
        guard (stored.record.escalatedAt ?? stored.record.since) <= stored.record.due else { continue }
        var next = stored.record
        next.escalatedAt = now
        try records.update(stored, to: next, by: actor, action: AuditAction(rawValue: "referral.escalated"))
        escalated.append(next.id)
      }
      return escalated
    }
  }

  /// What is open now, the most overdue first.
  public func referralLedger(by actor: Actor) async throws -> ReferralLedger {
    try await act(actor, .readReferrals, .read) { records in
      let blind = try records.blindExams(of: actor)
      return ReferralLedger(
        at: records.clock(),
        referrals: try records.list(Referral.self).map(\.record).filter { !blind.contains($0.exam) },
        admissions: try records.list(Admission.self).map(\.record).filter { !blind.contains($0.exam) })
    }
  }
}

extension RecordTransaction {
  /// The exams that an account is to score blind, and has not yet.
  func blindExams(of actor: Actor) throws -> Set<RecordIdentifier> {
    Set(try list(QualityReview.self, RecordFilter(account: actor.account.name, states: ["blind"])).map(\.record.exam))
  }

  /// Takes an admission one step on.
  fileprivate func advance(
    _ stored: Stored<Admission>, _ event: AdmissionEvent, by actor: Actor, reason: String?, policy: AgencyPolicy,
    changing: (inout Admission) -> Void
  ) throws -> Stored<Admission> {
    guard let arrow = AdmissionEvent.process.arrow(from: stored.record.state, event) else {
      throw RecordError.notPossible(
        "admission", stored.record.state.rawValue, event.rawValue,
        AdmissionEvent.process.events(from: stored.record.state).map(\.rawValue), location)
    }
    try admit(actor, to: arrow.permission)
    var next = stored.record
    changing(&next)
    let now = clock()
    next.state = arrow.to
    next.due = policy.due(arrow.to, from: now)
    switch arrow.to {
    case .noAction: next.disposition = .noAction
    case .toAdjudication: next.disposition = .adjudication
    case .referralDraft: next.disposition = .referral
    default: next.disposition = nil
    }
    if arrow.to.isFinal {
      next.decidedBy = actor.account.name
      next.decidedAt = now
    }
    if arrow.to == .noAction {
      guard let reason, reason.contains(where: { !$0.isWhitespace }) else {
        throw RecordError.refused("To do nothing about an admission, give a reason.", location)
      }
      next.reasonForNoAction = reason
    }
    let action = AuditAction(rawValue: "admission.\(event.rawValue)")
    return try update(stored, to: next, by: actor, action: action, reason: reason)
  }
}

extension RecordError {
  static func notPossible(
    _ subject: String, _ state: String, _ event: String, _ possible: [String], _ file: String
  ) -> RecordError {
    refused(
      "The \(subject) is \(state) and does not take the step \(event). Possible: "
        + (possible.isEmpty ? "none" : possible.joined(separator: ", ")) + ".", file)
  }
}

import PolygraphQuantities

/// Complaints (REQ-42): received, acknowledged, sorted into specific and vague, given to an investigator, looked into
/// along the recording, decided, answered. Nobody handles a complaint about themselves.
extension RecordStore {
  /// Notes a complaint that came in.
  ///
  /// - Parameters:
  ///   - exam: The exam it is about; without one, `subject` is needed.
  ///   - subject: The account of the person it is about. Left out, it is the exam's examiner.
  @discardableResult
  public func receiveComplaint(
    exam: RecordIdentifier?, about subject: String? = nil, allegation: String, receivedAt: Timestamp? = nil,
    by actor: Actor, policy: AgencyPolicy = AgencyPolicy()
  ) async throws -> Stored<Complaint> {
    try await act(actor, .handleComplaints) { records in
      try records.requireReason(allegation, "Say what is alleged.")
      guard exam != nil || subject != nil else {
        throw RecordError.refused("A complaint is about an exam or a person.", records.location)
      }
      if let exam {
        try records.checkUnblinded(actor, exam)
        guard try records.fetch(ExamFile.self, exam).record.state != .destroyed else {
          throw RecordError.refused("The exam's records are destroyed.", records.location)
        }
      }
      if let subject, try records.person(subject) == nil {
        throw RecordError.refused("The account that is complained about is not one of the records' people.", location)
      }
      let now = records.clock()
      let received = receivedAt ?? now
      guard received <= now else { throw RecordError.refused("A complaint does not come in later than now.", location) }
      let complaint = Complaint(
        id: RecordIdentifier(at: now), exam: exam, subject: subject, allegation: allegation, receivedAt: received,
        due: policy.due(.received, from: received))
      return try records.insert(complaint, by: actor, action: AuditAction(rawValue: "complaint.received"))
    }
  }

  /// One complaint.
  public func complaint(_ id: RecordIdentifier, by actor: Actor) async throws -> Stored<Complaint> {
    try await act(actor, .handleComplaints, .read) { records in
      let stored = try records.fetch(Complaint.self, id)
      if let exam = stored.record.exam { try records.checkUnblinded(actor, exam) }
      return stored
    }
  }

  /// The complaints that are open, by when their next step is due; or all of an exam.
  public func complaints(exam: RecordIdentifier? = nil, by actor: Actor) async throws -> [Stored<Complaint>] {
    try await act(actor, .handleComplaints, .read) { records in
      if let exam {
        try records.checkUnblinded(actor, exam)
        return try records.list(Complaint.self, RecordFilter(exam: exam))
      }
      let blind = try records.blindExams(of: actor)
      let open = ComplaintState.allCases.filter { $0 != .answered }.map(\.rawValue)
      return try records.list(Complaint.self, RecordFilter(states: open))
        .filter { stored in stored.record.exam.map { !blind.contains($0) } ?? true }
        .sorted { ($0.record.due, $0.record.id) < ($1.record.due, $1.record.id) }
    }
  }

  /// Takes a complaint one step on.
  ///
  /// - Parameters:
  ///   - note: What is said on the step; needed to find a complaint vague.
  ///   - changing: What the step brings with it: the investigator, the finding, the remedy, the answer.
  /// *Errors*: ``RecordError/Code/refused`` when the step is not possible or lacks what it needs,
  /// ``RecordError/Code/notPermitted`` for a person whom the complaint is about, and for what is the investigator's to
  /// do.
  @discardableResult
  public func advance(
    complaint id: RecordIdentifier, _ event: ComplaintEvent, by actor: Actor, note: String? = nil,
    policy: AgencyPolicy = AgencyPolicy(), changing: @escaping @Sendable (inout Complaint) -> Void = { _ in }
  ) async throws -> Stored<Complaint> {
    try await act(actor, .handleComplaints) { records in
      let stored = try records.fetch(Complaint.self, id)
      if let exam = stored.record.exam { try records.checkUnblinded(actor, exam) }
      var next = stored.record
      changing(&next)
      return try records.advance(stored, event, to: next, by: actor, note: note, policy: policy)
    }
  }
}

extension RecordTransaction {
  fileprivate func advance(
    _ stored: Stored<Complaint>, _ event: ComplaintEvent, to changed: Complaint, by actor: Actor, note: String?,
    policy: AgencyPolicy
  ) throws -> Stored<Complaint> {
    guard let arrow = ComplaintEvent.process.arrow(from: stored.record.state, event) else {
      throw RecordError.notPossible(
        "complaint", stored.record.state.rawValue, event.rawValue,
        ComplaintEvent.process.events(from: stored.record.state).map(\.rawValue), location)
    }
    try admit(actor, to: arrow.permission)
    let subjects = try subjects(of: stored.record)
    guard !subjects.contains(actor.account.name) else {
      throw RecordError(
        code: .notPermitted, message: "Nobody handles a complaint about themselves.", file: location)
    }
    let now = clock()
    var next = changed
    try complete(&next, before: stored.record, event, by: actor, note: note, at: now, subjects: subjects)
    next.state = arrow.to
    next.due = policy.due(arrow.to, from: now)
    next.history =
      stored.record.history + [.init(event: event, to: arrow.to, at: now, by: actor.account.name, note: note)]
    let action = AuditAction(rawValue: "complaint.\(event.rawValue)")
    return try update(stored, to: next, by: actor, action: action, reason: note)
  }

  /// The accounts of those whose work a complaint is about.
  private func subjects(of complaint: Complaint) throws -> Set<String> {
    var subjects = Set([complaint.subject].compactMap(\.self))
    guard let exam = complaint.exam else { return subjects }
    if let examiner = try fetch(ExamFile.self, exam).record.examiner { subjects.insert(examiner) }
    subjects.formUnion(try list(QualityReview.self, RecordFilter(exam: exam)).map(\.record.reviewer))
    return subjects
  }

  /// Refuses what a step lacks or may not change, and fills in what it settles.
  private func complete(
    _ next: inout Complaint, before: Complaint, _ event: ComplaintEvent, by actor: Actor, note: String?,
    at now: Timestamp, subjects: Set<String>
  ) throws {
    let account = actor.account.name
    try checkOnly(event, changes: next, before)
    switch event {
    case .acknowledge: break
    case .takeUp, .specify: next.isSpecific = true
    case .findVague:
      try requireReason(note ?? "", "Say what the complaint lacks; the complainant is told.")
      next.isSpecific = false
    case .assign: try checkInvestigator(next.investigator, subjects)
    case .reviewRecording:
      try checkIs(account, next.investigator)
      next.recordingReviewedBy = account
    case .recordFinding:
      try checkIs(account, next.investigator)
      try requireReason(next.finding ?? "", "Say what was found.")
      guard next.isSubstantiated != nil else {
        throw RecordError.refused("Say whether the allegation was borne out.", location)
      }
    case .recordRemedy:
      try requireReason(next.remedy ?? "", "Say what is done, or that nothing is.")
      next.decidedBy = account
    case .answer:
      try requireReason(next.answer ?? "", "Say what the complainant was told.")
      next.answeredAt = now
    }
  }

  /// Refuses a change that is not the step's to make: nothing that was found or decided is overwritten.
  private func checkOnly(_ event: ComplaintEvent, changes next: Complaint, _ before: Complaint) throws {
    var allowed = before
    switch event {
    case .assign: allowed.investigator = next.investigator
    case .recordFinding:
      allowed.finding = next.finding
      allowed.isSubstantiated = next.isSubstantiated
    case .recordRemedy: allowed.remedy = next.remedy
    case .answer: allowed.answer = next.answer
    case .acknowledge, .takeUp, .findVague, .specify, .reviewRecording: break
    }
    guard allowed == next else {
      throw RecordError.refused("The step \(event.rawValue) does not change this of a complaint.", location)
    }
  }

  private func checkInvestigator(_ account: String?, _ subjects: Set<String>) throws {
    guard let account, let person = try person(account)?.record, person.isActive,
      !person.roles.filter(Permission.handleComplaints.roles.contains).isEmpty
    else {
      let who = Permission.handleComplaints.roles.map(\.rawValue).sorted().joined(separator: ", ")
      throw RecordError.refused("An investigator is one of the records' people with the role \(who).", location)
    }
    guard !subjects.contains(account) else {
      throw RecordError.refused("Nobody investigates a complaint about themselves.", location)
    }
  }

  private func checkIs(_ account: String, _ investigator: String?) throws {
    guard account == investigator else {
      throw RecordError(
        code: .notPermitted, message: "Only the investigator to whom the complaint is assigned does this.",
        file: location)
    }
  }
}

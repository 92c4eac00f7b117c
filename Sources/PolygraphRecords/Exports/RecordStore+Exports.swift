import PolygraphQuantities

/// Exports: redacted where nothing else is asked for, in full with a reason that is logged (REQ-47, REQ-49).
extension RecordStore {
  /// An exam without what is personal or undecided.
  public func redactedExam(_ id: RecordIdentifier, by actor: Actor) async throws -> RedactedExam {
    try await act(actor, .exportExams, .read) { records in
      let (file, charts) = try records.exported(id, by: actor)
      return Redaction.exam(try records.dossier(file), charts: charts)
    }
  }

  /// All that the records hold on an exam, with who the examinee is. The export and the look at the examinee are
  /// logged, with their reason.
  public func exportExam(_ id: RecordIdentifier, reason: String, by actor: Actor) async throws -> ExamExport {
    try await act(actor, .exportExams) { records in
      try records.requireReason(reason, "Say why the exam is exported in full; it is logged.")
      let (file, charts) = try records.exported(id, by: actor)
      let dossier = try records.dossier(file)
      var export = ExamExport(at: records.clock(), file: file)
      export.charts = charts
      export.pretest = dossier.pretest
      export.questions = dossier.questions
      export.seals = dossier.seals
      export.results = try dossier.seals.map { try records.sealedDocument($0.result) }
      export.reviews = dossier.reviews
      export.admissions = dossier.admissions
      export.referrals = dossier.referrals
      export.complaints = dossier.complaints
      export.disclosures = dossier.disclosures
      export.holds = dossier.holds
      export.examinee = try records.identity(file.examinee, by: actor, reason: reason)
      try records.logExport(try records.fetch(ExamFile.self, id), by: actor, reason: reason)
      return export
    }
  }

  /// A referral without what is personal.
  public func redactedReferral(_ id: RecordIdentifier, by actor: Actor) async throws -> RedactedReferral {
    try await act(actor, .exportReferrals, .read) { records in
      let referral = try records.fetch(Referral.self, id).record
      try records.checkUnblinded(actor, referral.exam)
      return Redaction.referral(referral, try records.admissions(of: referral))
    }
  }

  /// A referral with all that the authority is given, among it who the examinee is. The export and the look at the
  /// examinee are logged, with their reason.
  ///
  /// *Errors*: ``RecordError/Code/refused`` before the referral is approved.
  public func exportReferral(
    _ id: RecordIdentifier, reason: String, by actor: Actor
  ) async throws -> ReferralPackage {
    try await act(actor, .exportReferrals) { records in
      try records.requireReason(reason, "Say why the referral is exported in full; it is logged.")
      let stored = try records.fetch(Referral.self, id)
      let referral = stored.record
      try records.checkUnblinded(actor, referral.exam)
      guard referral.state != .draft, referral.state != .legalReview else {
        throw RecordError.refused("A referral is exported in full when it is approved.", records.location)
      }
      let file = try records.fetch(ExamFile.self, referral.exam).record
      // Notes of the steps and what the office was told are the agency's own.
      var given = referral
      given.history = []
      given.feedback = nil
      let package = ReferralPackage(
        referral: given, admissions: try records.admissions(of: referral), exam: file.number,
        examinee: try records.identity(file.examinee, by: actor, reason: reason))
      try records.logExport(stored, by: actor, reason: reason)
      return package
    }
  }

  /// What happened to an exam and its records, in order.
  public func examLog(_ id: RecordIdentifier, by actor: Actor) async throws -> ExamLog {
    try await act(actor, .exportExams, .read) { records in
      let (file, _) = try records.exported(id, by: actor)
      return ExamLog(at: records.clock(), file: file, entries: try records.logEntries(file))
    }
  }

  /// The register of exams in the order of their dates.
  ///
  /// - Parameters:
  ///   - range: Only exams with a date in it.
  ///   - reason: When given, the register has the examinees' names; every look at one is logged with it.
  /// *Edges*: exams that the actor is to review blind are left out.
  public func examRegister(
    office: RecordIdentifier? = nil, in range: Range<Timestamp>? = nil, namesBecause reason: String? = nil,
    by actor: Actor
  ) async throws -> ExamRegister {
    try await act(actor, .exportExams, reason == nil ? .read : .change) { records in
      if let reason { try records.requireReason(reason, "Say why the register has names; it is logged.") }
      let blind = try records.blindExams(of: actor)
      let files = try records.list(ExamFile.self, RecordFilter(office: office)).map(\.record).filter { file in
        let at = ExamRegister.Entry(file, name: nil).at
        return !blind.contains(file.id) && range.map { range in at.map(range.contains) ?? false } ?? true
      }
      let entries = try files.map { file in
        let name = try reason.flatMap { try records.identity(file.examinee, by: actor, reason: $0)?.name }
        return ExamRegister.Entry(file, name: name)
      }
      return ExamRegister(at: records.clock(), entries: entries)
    }
  }
}

extension RecordTransaction {
  /// Who an examinee is, logged; `nil` when it was never put into these records. Every way to an identity leads here.
  func identity(_ id: RecordIdentifier, by actor: Actor, reason: String) throws -> Examinee? {
    try admit(actor, to: .identity)
    try requireReason(reason, "Say why you look at who an examinee is; it is logged.")
    do {
      let stored = try fetch(Examinee.self, id)
      try logRead(stored, by: actor, reason: reason)
      return stored.record
    } catch let error as RecordError where error.code == .noSuchRecord {
      return nil
    }
  }

  /// A file that may be exported, with its charts.
  fileprivate func exported(_ id: RecordIdentifier, by actor: Actor) throws -> (ExamFile, [ChartRecord]) {
    let file = try fetch(ExamFile.self, id).record
    try checkUnblinded(actor, id)
    return (file, try list(ChartRecord.self, RecordFilter(exam: id)).map(\.record))
  }

  fileprivate func admissions(of referral: Referral) throws -> [Admission] {
    try referral.admissions.map { try fetch(Admission.self, $0).record }
  }

  /// Notes in the audit trail that a record was exported in full.
  fileprivate func logExport<Record: AgencyRecord>(_ stored: Stored<Record>, by actor: Actor, reason: String) throws {
    let change = Change(
      action: .exported, kind: Record.kind, record: stored.record.id, before: stored.sha256, after: stored.sha256,
      reason: reason)
    try audit(change, at: clock(), by: actor.account, as: actor.role)
  }

  /// The entries of the audit trail on an exam's records: its documents, and its charts, results and opinions as they
  /// were filed.
  fileprivate func logEntries(_ file: ExamFile) throws -> [ExamLog.Entry] {
    let sql = """
      SELECT * FROM audit_entry WHERE record IN (
        SELECT id FROM record WHERE exam = $1
        UNION SELECT id FROM exam WHERE id = $2
        UNION SELECT id FROM result WHERE exam = $2
        UNION SELECT id FROM opinion WHERE exam = $2)
      ORDER BY sequence
      """
    return try session.rows(sql, [.text(file.id.rawValue), .text(file.filing?.rawValue ?? "")]).map { row in
      let entry = try AuditEntry(row)
      let payload = entry.payload
      return ExamLog.Entry(
        sequence: entry.sequence, at: payload.time, by: payload.actor.name, role: payload.role, action: payload.action,
        kind: payload.kind, record: payload.record, reason: payload.reason)
    }
  }
}

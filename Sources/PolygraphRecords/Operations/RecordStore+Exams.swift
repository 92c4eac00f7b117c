import PolygraphModel
import PolygraphQuantities

/// Exams, from the request on.
extension RecordStore {
  /// Opens the file of an exam that is asked for. Its number is the office's code, the year, and the next in order.
  public func requestExam(
    _ request: ExamRequest, agency: String, office: RecordIdentifier, by actor: Actor
  ) async throws -> Stored<ExamFile> {
    try await act(actor, .manageExams) { records in
      let time = records.clock()
      let code = try records.fetch(Office.self, office).record.code
      let year = time.year
      // Numbers of an office's own store carry its letters, so that no other store gives the same.
      let prefix = try "\(code)-\(padded(year % 100, 2))-\(records.membership()?.mark ?? "")"
      let series = try records.lastSeries(prefix) + 1
      var file = ExamFile(
        id: RecordIdentifier(at: time), number: prefix + padded(series, 5), series: series, agency: agency,
        office: office, request: request)
      // The law asks private employers for three years.
      if try records.site(of: file)?.privateSector != nil { file.retention = .threeYears }
      return try records.insert(file, by: actor, action: AuditAction(rawValue: "exam.requested"))
    }
  }

  /// One exam's file.
  public func examFile(_ id: RecordIdentifier, by actor: Actor) async throws -> Stored<ExamFile> {
    try await act(actor, .readExams, .read) { records in
      let stored = try records.fetch(ExamFile.self, id)
      try records.checkUnblinded(actor, stored.record.id)
      return stored
    }
  }

  /// One exam's file by its number.
  public func examFile(number: String, by actor: Actor) async throws -> Stored<ExamFile>? {
    try await act(actor, .readExams, .read) { records in
      let stored = try records.find(ExamFile.self, key: number)
      if let stored { try records.checkUnblinded(actor, stored.record.id) }
      return stored
    }
  }

  /// The files of exams that are in one of these states, of an office, an examiner or a case: a work list.
  public func examFiles(
    office: RecordIdentifier? = nil, examiner: String? = nil, states: [ExamState]? = nil, caseNumber: String? = nil,
    by actor: Actor
  ) async throws -> [Stored<ExamFile>] {
    try await act(actor, .readExams, .read) { records in
      var filter = RecordFilter(office: office, account: examiner, states: states?.map(\.rawValue))
      filter.caseNumber = caseNumber
      let isShown = try records.showing(to: actor)
      return try records.list(ExamFile.self, filter).filter { isShown($0.record.id) }
    }
  }

  /// All records of one exam; complaints are left out for those who do not handle them, whom they may be about.
  public func dossier(_ id: RecordIdentifier, by actor: Actor) async throws -> ExamDossier {
    try await act(actor, .readExams, .read) { records in
      let file = try records.fetch(ExamFile.self, id).record
      try records.checkUnblinded(actor, file.id)
      var dossier = try records.dossier(file)
      if !Permission.handleComplaints.roles.contains(actor.role) { dossier.complaints = [] }
      return dossier
    }
  }

  /// Takes an exam one step on.
  ///
  /// - Parameters:
  ///   - override: Guards to set aside; a supervisor allows it and gives a reason. Both are logged.
  ///   - changing: Changes what the step brings with it: examiner and time, recordings, the package.
  /// *Errors*: ``RecordError/Code/refused`` with the guards that do not hold, ``RecordError/Code/notPermitted``,
  /// ``RecordError/Code/conflict`` when `version` is given and someone else changed the exam since.
  @discardableResult
  public func advance(
    exam id: RecordIdentifier, _ event: ExamEvent, by actor: Actor, reason: String? = nil,
    override: GuardOverride? = nil, version: Int? = nil, policy: AgencyPolicy = AgencyPolicy(),
    changing: @escaping @Sendable (inout ExamFile) -> Void = { _ in }
  ) async throws -> Stored<ExamFile> {
    try await act(actor, .readExams) { records in
      let stored = try records.fetch(ExamFile.self, id)
      if let version, version != stored.version {
        throw RecordError(
          code: .conflict, message: "The exam was changed by someone else since it was read. Read it again.",
          file: records.location)
      }
      try records.checkUnblinded(actor, id)
      try records.checkOwn(actor, stored.record)
      var file = stored.record
      changing(&file)
      return try records.advance(
        stored, event, to: file, by: actor, reason: reason, override: override, policy: policy)
    }
  }

  /// Writes the forms of the pre-test as they are now.
  @discardableResult
  public func pretest(
    exam: RecordIdentifier, by actor: Actor, changing: @escaping @Sendable (inout PreTest) -> Void
  ) async throws -> Stored<PreTest> {
    try await act(actor, .conductExams) { records in
      let states: Set<ExamState> = [.scheduled, .checkedIn, .pretest, .pausedAdjudication]
      let file = try records.fetch(ExamFile.self, exam).record
      try records.checkOwn(actor, file)
      guard states.contains(file.state) else {
        throw RecordError.refused("Forms are written before the first chart.", records.location)
      }
      let found = try records.list(PreTest.self, RecordFilter(exam: exam)).first
      var forms = found?.record ?? PreTest(id: RecordIdentifier(at: records.clock()), exam: exam)
      changing(&forms)
      guard let found else { return try records.insert(forms, by: actor) }
      return try records.update(found, to: forms, by: actor)
    }
  }

  /// Writes a new version of a series' questions; frozen when it was reviewed with the examinee.
  @discardableResult
  public func setQuestions(
    exam: RecordIdentifier, series: String, _ entries: [QuestionList.Entry], freeze: Bool, by actor: Actor
  ) async throws -> Stored<QuestionList> {
    try await act(actor, .conductExams) { records in
      let file = try records.fetch(ExamFile.self, exam).record
      try records.checkOwn(actor, file)
      let versions = try records.list(QuestionList.self, RecordFilter(exam: exam)).filter { $0.record.series == series }
      let time = records.clock()
      var list = QuestionList(
        id: RecordIdentifier(at: time), exam: exam, series: series,
        version: (versions.map(\.record.version).max() ?? 0) + 1, entries: try records.flagged(entries, of: file))
      if freeze {
        guard list.isReviewed else {
          throw RecordError.refused("A question was not reviewed with the examinee.", records.location)
        }
        list.frozenAt = time
      }
      return try records.insert(list, by: actor)
    }
  }

  /// Adds a chart that was recorded.
  @discardableResult
  public func addChart(_ chart: ChartRecord, by actor: Actor) async throws -> Stored<ChartRecord> {
    try await act(actor, .conductExams) { records in
      let file = try records.fetch(ExamFile.self, chart.exam).record
      try records.checkOwn(actor, file)
      guard file.state == .inTest else {
        throw RecordError.refused("Charts are added while the exam is in test.", records.location)
      }
      let questions = try records.fetch(QuestionList.self, chart.questions).record
      guard questions.exam == chart.exam, questions.frozenAt != nil else {
        throw RecordError.refused("The chart's list of questions is not frozen, or another exam's.", records.location)
      }
      return try records.insert(chart, by: actor)
    }
  }

  /// Files the charts of an exam, seals the examiner's result, states the opinion, and takes the exam on.
  @discardableResult
  public func sealExaminerScores(
    exam id: RecordIdentifier, filing: ExamFiling, result: SealedResult, opinion: Opinion, reason: OpinionReason? = nil,
    by actor: Actor, policy: AgencyPolicy = AgencyPolicy()
  ) async throws -> Stored<ExamFile> {
    try await act(actor, .conductExams) { records in
      var stored = try records.fetch(ExamFile.self, id)
      try records.checkOwn(actor, stored.record)
      let filed = try records.file(filing, by: actor.account, as: actor.role).record
      let sealed = try records.seal(
        result.scored(by: actor, at: records.clock()), ofExam: filed.id, by: actor.account, as: actor.role
      ).record
      try records.insertSeal(id, sealed, .examiner, by: actor, isBlind: true)
      let statement = OpinionStatement(opinion, reason: reason, result: sealed.id)
      _ = try records.state(statement, onExam: filed.id, by: actor.account, as: actor.role)
      stored = try records.fetch(ExamFile.self, id)
      var file = stored.record
      file.filing = filed.id
      file.examinerResult = sealed.id
      file.opinion = opinion
      file.opinionReason = reason
      file.questionOpinions = result.result.questionOpinions
      return try records.advance(stored, .sealScores, to: file, by: actor, policy: policy)
    }
  }
}

extension RecordTransaction {
  /// Notes who sealed a result.
  func insertSeal(
    _ exam: RecordIdentifier, _ result: ResultRecord, _ scorer: ScoreSeal.ScorerType, by actor: Actor, isBlind: Bool
  ) throws {
    let time = clock()
    try insert(
      ScoreSeal(
        id: RecordIdentifier(at: time), exam: exam, result: result.id, document: result.sha256, scorer: scorer,
        account: actor.account.name, isBlind: isBlind, at: time), by: actor)
  }

  /// Refuses an examiner the exam of another.
  func checkOwn(_ actor: Actor, _ file: ExamFile) throws {
    guard actor.role != .examiner || file.examiner == actor.account.name else {
      throw RecordError(code: .notPermitted, message: "Only the exam's own examiner does this.", file: location)
    }
  }

  /// The last number in order that begins with a prefix; 0 for none.
  func lastSeries(_ prefix: String) throws -> Int {
    // ':' is the character after '9'.
    let row = try session.row(
      """
      SELECT key FROM record WHERE kind = $1 AND key >= $2 AND key < $3 ORDER BY length(key) DESC, key DESC LIMIT 1
      """, [.text(ExamFile.kind.rawValue), .text(prefix + "0"), .text(prefix + ":")])
    return try row.map { Int(try $0.text("key").dropFirst(prefix.count)) ?? 0 } ?? 0
  }

  /// Which exams' files an actor is shown: none that they have yet to score blind, and to a reviewer none but those
  /// that they scored.
  func showing(to actor: Actor) throws -> (RecordIdentifier) -> Bool {
    var blind: Set<RecordIdentifier> = []
    var scored: Set<RecordIdentifier> = []
    let sql = "SELECT exam, state FROM record WHERE kind = $1 AND account = $2"
    for row in try session.rows(sql, [.text(QualityReview.kind.rawValue), .text(actor.account.name)]) {
      let exam = try row.identifier("exam")
      if try row.text("state") == "blind" { blind.insert(exam) } else { scored.insert(exam) }
    }
    let isReviewer = actor.role == .reviewer
    return { !blind.contains($0) && (!isReviewer || scored.contains($0)) }
  }

  /// Refuses a reviewer the file of an exam that they are to score blind, and have not yet.
  func checkUnblinded(_ actor: Actor, _ exam: RecordIdentifier) throws {
    let reviews = try list(QualityReview.self, RecordFilter(exam: exam, account: actor.account.name))
    let isBlind = reviews.contains { $0.record.sealedAt == nil }
    let isForeign = actor.role == .reviewer && reviews.isEmpty
    guard !isBlind, !isForeign else {
      throw RecordError(
        code: .notPermitted,
        message: "A reviewer sees an exam's file when their own scores of it are sealed; until then, the blind view.",
        file: location)
    }
  }
}

extension SealedResult {
  /// The result with the person who scored it, and saw nothing but the charts.
  func scored(by actor: Actor, at time: Timestamp) -> SealedResult {
    var result = result
    result.scorer = Scorer(person: actor.account.name, time: time, blind: true)
    return SealedResult(testFormat: testFormat, profile: profile, result: result)
  }
}

private func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

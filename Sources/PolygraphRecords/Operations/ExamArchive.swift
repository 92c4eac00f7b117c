import PolygraphModel
import PolygraphQuantities

/// An exam with its records as another system kept them, to be taken over whole by ``RecordStore/load(_:by:)``.
public struct ExamArchive: Sendable {
  /// The exam's file. Filing and result are set when it is taken over.
  public var file: ExamFile
  /// The forms.
  public var pretest: PreTest?
  /// The lists of questions.
  public var questions: [QuestionList] = []
  /// The charts.
  public var charts: [ChartRecord] = []
  /// The charts' files.
  public var filing: ExamFiling?
  /// The examiner's result.
  public var result: SealedResult?
  /// The reviews.
  public var reviews: [QualityReview] = []
  /// The admissions.
  public var admissions: [Admission] = []
  /// The referrals.
  public var referrals: [Referral] = []
  /// The disclosures.
  public var disclosures: [Disclosure] = []

  /// Makes an archive of a file alone.
  public init(_ file: ExamFile) { self.file = file }

  /// What would not have come about under the lifecycle's rules, as sentences; nothing when all is well.
  func troubles() -> [String] {
    pathTroubles() + partTroubles() + reviewTroubles()
  }

  private func pathTroubles() -> [String] {
    var state = ExamState.requested
    for (index, step) in file.history.enumerated() {
      let arrow = ExamLifecycle.transitions.first { $0.from == state && $0.event == step.event }
      guard step.from == state, let arrow, arrow.to == step.to else {
        return ["Step \(index + 1) of the history is none that leads on from \(state.rawValue)."]
      }
      guard step.overridden.allSatisfy({ $0.isOverridable && arrow.guards.contains($0) }) else {
        return ["Step \(index + 1) of the history sets aside what cannot be set aside."]
      }
      guard step.overridden.isEmpty || step.reason?.contains(where: { !$0.isWhitespace }) == true else {
        return ["Step \(index + 1) of the history sets a guard aside without a reason."]
      }
      state = step.to
    }
    return state == file.state ? [] : ["The history ends as \(state.rawValue), and the file says otherwise."]
  }

  private func partTroubles() -> [String] {
    var troubles: [String] = []
    let exams =
      [pretest?.exam].compactMap(\.self) + questions.map(\.exam) + charts.map(\.exam) + reviews.map(\.exam)
      + admissions.map(\.exam) + referrals.map(\.exam) + disclosures.map(\.exam)
    if exams.contains(where: { $0 != file.id }) { troubles.append("A record belongs to another exam.") }
    if admissions.contains(where: { $0.state.isFinal && !$0.isDisposed }) {
      troubles.append("An admission is at rest without its disposition.")
    }
    for referral in referrals {
      var state = ReferralState.draft
      for step in referral.history {
        guard let arrow = ReferralEvent.process.arrow(from: state, step.event), arrow.to == step.to else {
          troubles.append("A referral took a step that does not lead on from \(state.rawValue).")
          break
        }
        state = step.to
      }
      if state != referral.state { troubles.append("A referral's history does not end where the referral is.") }
    }
    if file.state == .closed, !admissions.allSatisfy(\.isDisposed) {
      troubles.append("The exam is closed, and an admission has no disposition.")
    }
    return troubles
  }

  private func reviewTroubles() -> [String] {
    var troubles: [String] = []
    let went = Set(file.history.map(\.to))
    if went.contains(.inTest), pretest?.consent == nil,
      !file.history.contains(where: { $0.overridden.contains(.formsComplete) })
    {
      troubles.append("Charts were recorded without consent.")
    }
    if went.contains(.submitted), file.package == nil || filing == nil || result == nil || file.opinion == nil {
      troubles.append("The exam was submitted without its package, charts, scores or opinion.")
    }
    let first = reviews.first { $0.level == .first }
    if went.contains(.certified), first?.attestation == nil || first?.sealedAt == nil {
      troubles.append("The exam was certified without a review that was sealed and attested.")
    }
    if reviews.contains(where: { $0.reviewer == file.examiner }) {
      troubles.append("The examiner reviewed the exam.")
    }
    return troubles
  }
}

extension RecordStore {
  /// Takes over exams of another system, all in one change or none. What would not have come about under the
  /// lifecycle's rules is refused; steps and times stay as they were. On a server, the login that owns the records
  /// does so.
  ///
  /// *Errors*: ``RecordError/Code/refused`` with what is wrong and the exam's number, ``RecordError/Code/duplicate``
  /// when the records hold an exam already.
  public func load(_ archives: [ExamArchive], by actor: Actor) async throws {
    try await act(actor, .administer) { records in
      for archive in archives { try records.load(archive, by: actor) }
    }
  }
}

extension RecordTransaction {
  fileprivate func load(_ archive: ExamArchive, by actor: Actor) throws {
    if let trouble = archive.troubles().first {
      throw RecordError.refused("The exam \(archive.file.number) cannot be taken over. \(trouble)", location)
    }
    let action = AuditAction(rawValue: "loaded")
    var file = archive.file
    var sealed: ResultRecord?
    if let filing = archive.filing {
      let filed = try self.file(filing, by: actor.account, as: actor.role)
      guard filed.isNew else {
        throw RecordError(code: .duplicate, message: "The charts of \(file.number) are in the records.", file: location)
      }
      file.filing = filed.record.id
      if let result = archive.result {
        sealed = try seal(result, ofExam: filed.record.id, by: actor.account, as: actor.role).record
        file.examinerResult = sealed?.id
      }
    }
    try insert(file, by: actor, action: action)
    if let pretest = archive.pretest { try insert(pretest, by: actor, action: action) }
    for list in archive.questions { try insert(list, by: actor, action: action) }
    for chart in archive.charts { try insert(chart, by: actor, action: action) }
    if let sealed, let examiner = file.examiner {
      let time = clock()
      try insert(
        ScoreSeal(
          id: RecordIdentifier(at: time), exam: file.id, result: sealed.id, document: sealed.sha256, scorer: .examiner,
          account: examiner, isBlind: true, at: time), by: actor, action: action)
    }
    for review in archive.reviews {
      var review = review
      review.filing = file.filing
      try insert(review, by: actor, action: action)
    }
    for admission in archive.admissions { try insert(admission, by: actor, action: action) }
    for referral in archive.referrals { try insert(referral, by: actor, action: action) }
    for disclosure in archive.disclosures { try insert(disclosure, by: actor, action: action) }
  }
}

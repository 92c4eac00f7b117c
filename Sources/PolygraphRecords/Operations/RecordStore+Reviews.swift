import PolygraphModel
import PolygraphQuantities

/// Quality reviews.
extension RecordStore {
  /// Assigns a review. Of a first review the exam becomes blind to its reviewer; a second one is asked for when the
  /// first is attested.
  @discardableResult
  public func assignReview(
    exam id: RecordIdentifier, level: QualityReview.Level = .first, reviewer: String, by actor: Actor,
    override: GuardOverride? = nil, policy: AgencyPolicy = AgencyPolicy()
  ) async throws -> Stored<QualityReview> {
    try await act(actor, .assignReviews) { records in
      let stored = try records.fetch(ExamFile.self, id)
      let time = records.clock()
      let key = "\(id)\u{1F}\(level.rawValue)"
      let review: Stored<QualityReview>
      if let found = try records.find(QualityReview.self, key: key) {
        // Sent back and handed in again: the same reviewer goes on, and what was sealed stays sealed.
        guard found.record.reviewer == reviewer else {
          throw RecordError.refused("This review has its reviewer already: what was sealed is not passed on.", location)
        }
        var again = found.record
        again.attestation = nil
        again.decision = nil
        again.due = time.adding(days: policy.reviewDays)
        again.returns += 1
        review = try records.update(found, to: again, by: actor, reason: "handed in again")
      } else {
        let certificate = try records.person(reviewer)?.record.qualification?.certificate
        var made = QualityReview(
          id: RecordIdentifier(at: time), exam: id, level: level, reviewer: reviewer,
          qualification: certificate ?? "none", assignedAt: time, assignedBy: actor.account.name,
          due: time.adding(days: policy.reviewDays))
        made.filing = stored.record.filing
        review = try records.insert(made, by: actor)
      }
      let event = level == .first ? ExamEvent.assignReview : .requestSecond
      _ = try records.advance(stored, event, to: stored.record, by: actor, override: override, policy: policy)
      return review
    }
  }

  /// Seals the reviewer's own result, made from the blind view alone. Only then is the exam's file opened to them.
  @discardableResult
  public func sealReview(
    exam id: RecordIdentifier, result: SealedResult, opinion: Opinion, by actor: Actor,
    policy: AgencyPolicy = AgencyPolicy()
  ) async throws -> Stored<QualityReview> {
    try await act(actor, .review) { records in
      // Nothing of the exam's file is read before the reviewer's scores are in the store.
      let review = try records.ownReview(of: id, actor)
      guard review.record.sealedAt == nil, let filing = review.record.filing else {
        throw RecordError.refused("This review is sealed already, or the exam has no charts.", location)
      }
      let sealed = try records.seal(
        result.scored(by: actor, at: records.clock()), ofExam: filing, by: actor.account, as: actor.role, isBlind: true
      ).record
      let scorer = review.record.level == .first ? ScoreSeal.ScorerType.firstReview : .secondReview
      try records.insertSeal(id, sealed, scorer, by: actor, isBlind: true)
      var next = review.record
      next.blindResult = sealed.id
      next.blindOpinion = opinion
      next.sealedAt = records.clock()
      next.unblindedAt = next.sealedAt
      let kept = try records.update(review, to: next, by: actor, action: AuditAction(rawValue: "review.sealed"))
      if next.level == .first {
        let stored = try records.fetch(ExamFile.self, id)
        _ = try records.advance(stored, .unblind, to: stored.record, by: actor, policy: policy)
      }
      return kept
    }
  }

  /// Attests a review in writing.
  @discardableResult
  public func attest(
    exam id: RecordIdentifier, decision: QualityReview.Decision, verdicts: [QualityReview.Verdict], text: String,
    signature: String, by actor: Actor
  ) async throws -> Stored<QualityReview> {
    try await act(actor, .review) { records in
      let review = try records.ownReview(of: id, actor)
      guard review.record.sealedAt != nil else {
        throw RecordError.refused("A review is attested when the reviewer's own scores are sealed.", location)
      }
      guard review.record.attestation == nil else {
        throw RecordError.refused("This review is attested; nothing of it is overwritten.", location)
      }
      let missing = Set(QualityReview.Check.allCases).subtracting(verdicts.map(\.check))
      guard missing.isEmpty, verdicts.count == QualityReview.Check.allCases.count else {
        throw RecordError.refused("Each of the \(QualityReview.Check.allCases.count) checks has one verdict.", location)
      }
      if try !records.flags(id).isEmpty {
        // A reviewer may find a flagged question in order, and then says why.
        let wording = verdicts.first { $0.check == .questionWording }
        guard wording?.note?.contains(where: { !$0.isWhitespace }) == true else {
          throw RecordError.refused(
            "Questions of this exam are flagged as off limits; the verdict on the questions' wording says in a note "
              + "what you found.", location)
        }
      }
      guard [text, signature].allSatisfy({ $0.contains { !$0.isWhitespace } }) else {
        throw RecordError.refused("An attestation has a text and a signature.", location)
      }
      var next = review.record
      next.verdicts = verdicts
      next.decision = decision
      next.attestation = .init(text: text, signature: signature, at: records.clock())
      return try records.update(review, to: next, by: actor, action: AuditAction(rawValue: "review.attested"))
    }
  }

  /// The reviews that are not attested, by when they are due.
  public func openReviews(by actor: Actor) async throws -> [QualityReview] {
    try await act(actor, .review, .read) { records in
      let account = actor.role == .reviewer ? actor.account.name : nil
      return try records.list(QualityReview.self, RecordFilter(account: account, states: ["blind", "sealed"]))
        .map(\.record).sorted { $0.due < $1.due }
    }
  }
}

extension RecordTransaction {
  /// The actor's own review of an exam.
  fileprivate func ownReview(of exam: RecordIdentifier, _ actor: Actor) throws -> Stored<QualityReview> {
    let own = try list(QualityReview.self, RecordFilter(exam: exam, account: actor.account.name)).last
    guard let own else {
      throw RecordError(
        code: .notPermitted, message: "This exam is not given to this account for review.", file: location)
    }
    return own
  }
}

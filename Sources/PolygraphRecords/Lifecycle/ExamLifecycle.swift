/// One arrow of an exam's lifecycle.
public struct ExamTransition: Hashable, Sendable {
  /// The state it leaves.
  public let from: ExamState
  /// What happens.
  public let event: ExamEvent
  /// The state it comes to.
  public let to: ExamState
  /// What has to hold.
  public let guards: [LifecycleGuard]
  /// Who may do it.
  public let roles: Set<Role>
}

/// Guards that are to be set aside, and why.
public struct GuardOverride: Hashable, Sendable, Codable {
  /// The guards.
  public var guards: Set<LifecycleGuard>
  /// Why.
  public var reason: String
  /// The account of the supervisor who allows it.
  public var by: String

  /// Makes an override.
  public init(_ guards: Set<LifecycleGuard>, reason: String, by supervisor: String) {
    self.guards = guards
    self.reason = reason
    by = supervisor
  }
}

/// Why an exam does not take a step.
public enum LifecycleRefusal: Error, Hashable, Sendable {
  /// Nothing leads on from this state by this event; these do.
  case noTransition(ExamState, ExamEvent, possible: [ExamEvent])
  /// The role may not do it; these may.
  case wrongRole(Role, ExamEvent, allowed: [Role])
  /// These guards do not hold.
  case guardsFail([LifecycleGuard])
  /// These guards cannot be set aside.
  case notOverridable([LifecycleGuard])
  /// An override needs a reason.
  case overrideWithoutReason
}

/// The lifecycle of an exam as a table, and the one function that reads it.
public enum ExamLifecycle {
  /// Where a step leads.
  public struct Outcome: Hashable, Sendable {
    /// The state the exam comes to.
    public let to: ExamState
    /// The guards that did not hold and were set aside, in the table's order.
    public let overridden: [LifecycleGuard]
  }

  /// The state after an event.
  ///
  /// - Parameters:
  ///   - holding: The guards that hold now.
  ///   - override: Guards to set aside where they do not hold.
  ///   - table: The transitions; those of the agency unless a check asks what another table would allow.
  /// *Errors*: ``LifecycleRefusal``; the state is then what it was.
  public static func step(
    from state: ExamState, _ event: ExamEvent, holding: Set<LifecycleGuard>, as role: Role,
    override: GuardOverride? = nil, table: [ExamTransition] = transitions
  ) throws(LifecycleRefusal) -> Outcome {
    guard let transition = table.first(where: { $0.from == state && $0.event == event }) else {
      throw .noTransition(state, event, possible: table.filter { $0.from == state }.map(\.event))
    }
    guard transition.roles.contains(role) else {
      throw .wrongRole(role, event, allowed: transition.roles.sorted { $0.rawValue < $1.rawValue })
    }
    let failing = transition.guards.filter { !holding.contains($0) }
    guard !failing.isEmpty else { return Outcome(to: transition.to, overridden: []) }
    guard let override, failing.contains(where: override.guards.contains) else { throw .guardsFail(failing) }
    let fixed = failing.filter { override.guards.contains($0) && !$0.isOverridable }
    guard fixed.isEmpty else { throw .notOverridable(fixed) }
    guard override.reason.contains(where: { !$0.isWhitespace }) else { throw .overrideWithoutReason }
    let rest = failing.filter { !override.guards.contains($0) }
    guard rest.isEmpty else { throw .guardsFail(rest) }
    return Outcome(to: transition.to, overridden: failing)
  }

  /// The events that lead on from a state.
  public static func events(from state: ExamState) -> [ExamEvent] {
    transitions.filter { $0.from == state }.map(\.event)
  }

  /// The transitions of a CBP-like agency.
  public static let transitions: [ExamTransition] = beforeTest + test + review + afterwards

  private static func arrow(
    _ from: ExamState, _ event: ExamEvent, _ to: ExamState, _ guards: [LifecycleGuard] = [], by roles: Role...
  ) -> ExamTransition {
    ExamTransition(from: from, event: event, to: to, guards: guards, roles: Set(roles))
  }

  private static let beforeTest: [ExamTransition] = [
    arrow(
      .requested, .schedule, .scheduled,
      [.requestComplete, .reexamEligible, .workloadWithinLimit, .examinerQualified, .instrumentCurrent],
      by: .supervisor),
    arrow(.requested, .decline, .declined, [.reasonGiven], by: .supervisor),
    arrow(.scheduled, .checkIn, .checkedIn, [.identityVerified, .recordingNotice], by: .examiner),
    arrow(.scheduled, .noShow, .noShow, by: .examiner, .supervisor),
    arrow(.scheduled, .cancel, .cancelled, [.reasonGiven], by: .supervisor),
    arrow(.checkedIn, .beginPretest, .pretest, by: .examiner),
    arrow(.checkedIn, .findUnsuitable, .unsuitable, [.reasonGiven], by: .examiner),
    arrow(
      .pretest, .beginAcquaintance, .acquaintance,
      [.formsComplete, .medicallyFit, .stopGateOpen, .privateNoticesGiven], by: .examiner),
    arrow(.pretest, .findUnsuitable, .unsuitable, [.reasonGiven], by: .examiner),
    arrow(.pretest, .withdraw, .withdrawn, by: .examiner),
    arrow(.pretest, .pause, .pausedAdjudication, [.disqualifyingAdmission], by: .examiner),
    arrow(.pausedAdjudication, .resume, .pretest, [.adjudicatedContinue], by: .examiner, .adjudicator),
    arrow(.pausedAdjudication, .terminate, .terminated, [.adjudicatedStop], by: .examiner, .adjudicator),
    arrow(.pausedAdjudication, .withdraw, .withdrawn, by: .examiner),
    arrow(.acquaintance, .reviewQuestions, .questionReview, by: .examiner),
    arrow(.acquaintance, .withdraw, .withdrawn, by: .examiner),
    arrow(.acquaintance, .pause, .pausedAdjudication, [.disqualifyingAdmission], by: .examiner),
  ]

  private static let handingIn: [LifecycleGuard] = [
    .scoresSealed, .opinionStated, .packageVerified, .recordingComplete, .testLongEnough, .questionsInWriting,
    .scoredInNumbers,
  ]

  private static let test: [ExamTransition] = [
    arrow(
      .questionReview, .beginTest, .inTest,
      [
        .formsComplete, .medicallyFit, .questionsFrozen, .stopGateOpen, .privateNoticesGiven, .relevantQuestionsEnough,
        .backgroundKnown,
      ], by: .examiner),
    arrow(.questionReview, .withdraw, .withdrawn, by: .examiner),
    arrow(.questionReview, .pause, .pausedAdjudication, [.disqualifyingAdmission], by: .examiner),
    arrow(.inTest, .addChart, .inTest, [.questionsFrozen, .stopGateOpen], by: .examiner),
    arrow(.inTest, .finishTest, .testDone, [.enoughCharts], by: .examiner),
    arrow(.inTest, .interrupt, .interrupted, [.reasonGiven], by: .examiner),
    arrow(.inTest, .endIncomplete, .incomplete, [.reasonGiven], by: .examiner),
    arrow(.inTest, .pause, .pausedAdjudication, [.disqualifyingAdmission], by: .examiner),
    arrow(.interrupted, .resumeTest, .inTest, [.stopGateOpen], by: .examiner),
    arrow(.interrupted, .endIncomplete, .incomplete, [.reasonGiven], by: .examiner),
    arrow(.interrupted, .pause, .pausedAdjudication, [.disqualifyingAdmission], by: .examiner),
    arrow(.testDone, .sealScores, .scored, [.scoresSealed], by: .examiner),
    arrow(.scored, .beginPosttest, .posttest, by: .examiner),
    arrow(.posttest, .breakdown, .inTest, [.questionsFrozen, .stopGateOpen], by: .examiner),
    arrow(.posttest, .submit, .submitted, handingIn, by: .examiner),
  ]

  private static let review: [ExamTransition] = [
    arrow(.submitted, .assignReview, .firstReviewBlind, [.reviewerIndependent, .reviewerQualified], by: .supervisor),
    arrow(.submitted, .sendBack, .returned, [.reasonGiven], by: .supervisor),
    arrow(.returned, .submit, .submitted, handingIn, by: .examiner),
    arrow(.firstReviewBlind, .unblind, .firstReviewOpen, [.blindScoresSealed], by: .reviewer),
    arrow(.firstReviewOpen, .certify, .certified, [.reviewAttested, .reviewConcurs], by: .reviewer, .supervisor),
    arrow(
      .firstReviewOpen, .requestSecond, .secondReview, [.reviewAttested, .secondReviewerIndependent], by: .supervisor),
    arrow(.firstReviewOpen, .sendBack, .returned, [.reasonGiven], by: .reviewer, .supervisor),
    arrow(.secondReview, .certify, .certified, [.secondAttested, .secondConcurs], by: .reviewer, .supervisor),
    arrow(.secondReview, .dispute, .adjudicatedReview, [.secondAttested], by: .reviewer, .supervisor),
    arrow(.adjudicatedReview, .certify, .certified, [.reasonGiven], by: .supervisor),
    arrow(.adjudicatedReview, .orderReexam, .reexamOrdered, [.reasonGiven], by: .supervisor),
    arrow(.adjudicatedReview, .declareNoOpinion, .noOpinion, [.reasonGiven], by: .supervisor),
  ]

  private static let endings: [ExamState] = [
    .declined, .noShow, .cancelled, .unsuitable, .withdrawn, .terminated, .incomplete, .released, .reopened,
  ]

  private static let afterwards: [ExamTransition] =
    [ExamState.certified, .reexamOrdered, .noOpinion].map {
      arrow($0, .release, .released, [.disclosureLogged], by: .supervisor)
    } + endings.map { arrow($0, .close, .closed, [.admissionsDisposed], by: .supervisor) } + [
      arrow(.closed, .reopen, .reopened, [.reasonGiven], by: .supervisor),
      arrow(
        .closed, .destroy, .destroyed,
        [.retentionElapsed, .noHold, .admissionsDisposed, .referralsClosed, .complaintsAnswered], by: .administrator),
    ]
}

import PolygraphModel
import PolygraphQuantities

/// All that the lifecycle's guards are decided from: the records of one exam, and of those who take part in it.
public struct ExamDossier: Sendable {
  /// The exam's file.
  public var file: ExamFile
  /// The forms.
  public var pretest: PreTest?
  /// The lists of questions.
  public var questions: [QuestionList] = []
  /// The charts.
  public var chartCount = 0
  /// The seals of scores.
  public var seals: [ScoreSeal] = []
  /// The admissions.
  public var admissions: [Admission] = []
  /// The referrals.
  public var referrals: [Referral] = []
  /// The reviews.
  public var reviews: [QualityReview] = []
  /// The complaints.
  public var complaints: [Complaint] = []
  /// The disclosures.
  public var disclosures: [Disclosure] = []
  /// The holds.
  public var holds: [LegalHold] = []
  /// The examiner.
  public var examiner: Person?
  /// The reviewers by account.
  public var people: [String: Person] = [:]
  /// The instrument.
  public var instrument: Instrument?
  /// Earlier exams of the same person.
  public var priorExams: [ExamFile] = []
  /// The times of the examiner's other exams about this one's that were not ended before testing.
  public var examinerSchedule: [Timestamp] = []

  /// The modes that the exam's office works in.
  public var site: SitePolicy?
  /// In private-sector mode: the labels of questions that were asked and not reviewed in writing.
  public var unreviewedLabels: Set<String> = []
  /// In evidence mode: true when the examiner's sealed scores are numbers.
  public var isScoredInNumbers = false

  /// Makes the dossier of a file alone.
  public init(_ file: ExamFile) { self.file = file }

  /// The guards that hold.
  public func holding(at now: Timestamp, reason: String?, policy: AgencyPolicy) -> Set<LifecycleGuard> {
    Set(LifecycleGuard.allCases.filter { holds($0, at: now, reason: reason, policy: policy) })
  }

  private func holds(_ rule: LifecycleGuard, at now: Timestamp, reason: String?, policy: AgencyPolicy) -> Bool {
    switch rule {
    case .requestComplete, .reexamEligible, .workloadWithinLimit, .examinerQualified, .instrumentCurrent:
      holdsForScheduling(rule, at: now, policy: policy)
    case .identityVerified: pretest?.identityVerifiedAt != nil
    case .recordingNotice: pretest?.recordingNoticeAt != nil
    case .formsComplete: formsAreComplete
    case .medicallyFit: pretest?.medical.map { $0.decision != .unfit } ?? false
    case .stopGateOpen, .disqualifyingAdmission, .adjudicatedContinue, .adjudicatedStop: holdsForStopGate(rule)
    case .questionsFrozen: questions.contains { $0.frozenAt != nil && $0.isReviewed }
    case .enoughCharts: chartCount >= policy.leastCharts
    case .scoresSealed: file.examinerResult.map { result in seals.contains { $0.result == result } } ?? false
    case .opinionStated: opinionIsStated
    case .packageVerified: file.package != nil
    case .recordingComplete: recordingIsComplete
    case .reviewerIndependent, .reviewerQualified, .blindScoresSealed, .reviewAttested, .reviewConcurs,
      .secondReviewerIndependent, .secondAttested, .secondConcurs:
      holdsForReview(rule, at: now)
    case .reasonGiven: reason?.contains { !$0.isWhitespace } ?? false
    case .disclosureLogged: disclosures.contains { $0.isRelease }
    case .admissionsDisposed: admissions.allSatisfy(\.isDisposed)
    case .referralsClosed: referrals.allSatisfy { $0.state == .closed }
    case .complaintsAnswered: complaints.allSatisfy { $0.state == .answered }
    case .retentionElapsed: retention(policy.retention).map { $0.end <= now } ?? false
    case .noHold: holds.allSatisfy { $0.liftedAt != nil }
    case .privateNoticesGiven, .testLongEnough, .questionsInWriting, .relevantQuestionsEnough, .backgroundKnown,
      .scoredInNumbers:
      holdsForSite(rule, at: now)
    }
  }

  private func holdsForScheduling(_ rule: LifecycleGuard, at now: Timestamp, policy: AgencyPolicy) -> Bool {
    let time = file.scheduledAt ?? now
    switch rule {
    case .requestComplete:
      return [file.caseNumber, file.authority, file.requester, file.testFormat].allSatisfy { text in
        text.contains { !$0.isWhitespace }
      }
    case .reexamEligible: return priorExams.allSatisfy { $0.eligibleAgain.map { $0 <= time } ?? true }
    case .workloadWithinLimit:
      // The exam and those that lie with it in any window of 24 hours.
      let times = (examinerSchedule + [time]).map(\.millisecondsSince1970).sorted()
      return !times.indices.contains { first in
        let window = times[first...].prefix { $0 < times[first] + 86_400_000 }
        return window.count > examsPerDay(policy) && window.contains(time.millisecondsSince1970)
      }
    case .examinerQualified:
      return examiner.map { person in
        person.isActive && person.roles.contains(.examiner)
          && person.qualification?.covers(format: file.testFormat, at: time) == true
      } ?? false
    default: return instrument?.isCurrent(at: time) ?? false
    }
  }

  private var formsAreComplete: Bool {
    guard let pretest else { return false }
    return pretest.consent != nil && pretest.advisement != nil && pretest.recordingNoticeAt != nil
      && pretest.identityVerifiedAt != nil && pretest.toldOfDisclosuresAt != nil && pretest.toldOfRightToStopAt != nil
      && pretest.medical != nil
  }

  private func holdsForStopGate(_ rule: LifecycleGuard) -> Bool {
    let disqualifying = admissions.filter(\.isDisqualifying)
    return switch rule {
    case .disqualifyingAdmission: disqualifying.contains { $0.mayContinue != true }
    case .adjudicatedStop: disqualifying.contains { $0.mayContinue == false }
    default: disqualifying.allSatisfy { $0.mayContinue == true }
    }
  }

  private var opinionIsStated: Bool {
    guard let opinion = file.opinion else { return false }
    return opinion != .noOpinion || file.opinionReason != nil
  }

  private var recordingIsComplete: Bool {
    !file.recordings.isEmpty && file.recordings.allSatisfy { $0.status == .complete && $0.seconds > 0 }
  }

  private func holdsForReview(_ rule: LifecycleGuard, at now: Timestamp) -> Bool {
    let first = reviews.first { $0.level == .first }
    let second = reviews.first { $0.level == .second }
    return switch rule {
    case .reviewerIndependent: first.map { isIndependent($0) } ?? false
    case .reviewerQualified: first.map { isQualified($0, at: now) } ?? false
    case .blindScoresSealed: first?.sealedAt != nil
    case .reviewAttested: first?.attestation != nil
    case .reviewConcurs: first?.decision == .concur
    case .secondReviewerIndependent:
      second.map { isIndependent($0) && $0.reviewer != first?.reviewer && isQualified($0, at: now) } ?? false
    case .secondAttested: second?.attestation != nil
    default: second?.decision == .concur
    }
  }

  private func isIndependent(_ review: QualityReview) -> Bool {
    // Whoever took a step of the exam other than those of a review conducted or supervised it.
    let steps: Set<ExamEvent> = [.unblind, .certify, .sendBack, .dispute]
    return review.reviewer != file.examiner
      && file.history.allSatisfy { $0.by != review.reviewer || steps.contains($0.event) }
  }

  private func isQualified(_ review: QualityReview, at now: Timestamp) -> Bool {
    people[review.reviewer].map { person in
      person.isActive && person.roles.contains(.reviewer)
        && person.qualification?.covers(format: file.testFormat, at: now) == true
    } ?? false
  }
}

extension Admission {
  /// True when it is known what becomes of the admission, who decided so and when.
  public var isDisposed: Bool { state.isFinal && disposition != nil && decidedBy != nil && decidedAt != nil }
}

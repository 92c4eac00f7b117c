/// Where an exam stands, from the request to the destruction of its records.
public enum ExamState: String, Hashable, Sendable, Codable, CaseIterable {
  /// Asked for.
  case requested
  /// Examiner, office, instrument and time are set.
  case scheduled
  /// Not taken on.
  case declined
  /// The examinee is there, identified, and told of the recording.
  case checkedIn = "checked-in"
  /// The examinee did not come.
  case noShow = "no-show"
  /// Called off.
  case cancelled
  /// Forms, background, explanations.
  case pretest
  /// The examinee cannot be tested.
  case unsuitable
  /// The examinee stopped.
  case withdrawn
  /// Stopped by a disqualifying admission, until the adjudicator on call decides.
  case pausedAdjudication = "paused-adjudication"
  /// Ended by the adjudicator.
  case terminated
  /// The practice test.
  case acquaintance
  /// The questions are read to the examinee.
  case questionReview = "question-review"
  /// Charts are recorded.
  case inTest = "in-test"
  /// Broken off for a while.
  case interrupted
  /// Broken off for good.
  case incomplete
  /// There are enough charts.
  case testDone = "test-done"
  /// The examiner's own scores are sealed.
  case scored
  /// The interview after the charts.
  case posttest
  /// Handed to quality control.
  case submitted
  /// Sent back to the examiner.
  case returned
  /// The first reviewer scores without knowing the examiner's opinion.
  case firstReviewBlind = "qc1-blind"
  /// The first reviewer sees everything.
  case firstReviewOpen = "qc1-open"
  /// A second reviewer looks.
  case secondReview = "qc2"
  /// A supervisor resolves a disagreement.
  case adjudicatedReview = "adjudicated-qc"
  /// The result is final.
  case certified
  /// Another exam is to be held instead.
  case reexamOrdered = "reexam-ordered"
  /// The supervisor found that there is no opinion.
  case noOpinion = "no-opinion"
  /// Given to those who asked.
  case released
  /// Done; the clock of retention runs.
  case closed
  /// Taken up again.
  case reopened
  /// The records are destroyed.
  case destroyed
}

/// What can happen to an exam.
public enum ExamEvent: String, Hashable, Sendable, Codable, CaseIterable {
  /// Set examiner, office, instrument and time.
  case schedule
  /// Do not take it on.
  case decline
  /// The examinee is there.
  case checkIn = "check-in"
  /// The examinee did not come.
  case noShow = "no-show"
  /// Call it off.
  case cancel
  /// Begin the pre-test.
  case beginPretest = "begin-pretest"
  /// The examinee cannot be tested.
  case findUnsuitable = "find-unsuitable"
  /// The examinee stops.
  case withdraw
  /// Stop for a disqualifying admission.
  case pause
  /// Go on, as the adjudicator decided.
  case resume
  /// End it, as the adjudicator decided.
  case terminate
  /// Begin the practice test.
  case beginAcquaintance = "begin-acquaintance"
  /// Read the questions to the examinee.
  case reviewQuestions = "review-questions"
  /// Record the first chart.
  case beginTest = "begin-test"
  /// Record another chart.
  case addChart = "add-chart"
  /// Break off for a while.
  case interrupt
  /// Go on recording.
  case resumeTest = "resume-test"
  /// Break off for good.
  case endIncomplete = "end-incomplete"
  /// There are enough charts.
  case finishTest = "finish-test"
  /// The examiner's scores are sealed.
  case sealScores = "seal-scores"
  /// Begin the interview after the charts.
  case beginPosttest = "begin-posttest"
  /// Record another series after the interview.
  case breakdown
  /// Hand it to quality control.
  case submit
  /// Send it back to the examiner.
  case sendBack = "send-back"
  /// Give it to the first reviewer.
  case assignReview = "assign-review"
  /// Show the first reviewer everything.
  case unblind
  /// Make the result final.
  case certify
  /// Give it to a second reviewer.
  case requestSecond = "request-second"
  /// Put a disagreement before the supervisor.
  case dispute
  /// Order another exam.
  case orderReexam = "order-reexam"
  /// Find that there is no opinion.
  case declareNoOpinion = "declare-no-opinion"
  /// Give it to those who asked.
  case release
  /// Finish.
  case close
  /// Take it up again.
  case reopen
  /// Destroy its records.
  case destroy
}

/// What has to hold before an exam may take a step.
public enum LifecycleGuard: String, Hashable, Sendable, Codable, CaseIterable {
  /// Authority, case number, requester, format are given.
  case requestComplete = "request-complete"
  /// Earlier exams of the person allow another one.
  case reexamEligible = "reexam-eligible"
  /// The examiner has not too many exams in 24 hours.
  case workloadWithinLimit = "workload-within-limit"
  /// The examiner's certificate covers the format.
  case examinerQualified = "examiner-qualified"
  /// The instrument's check and calibration are in date.
  case instrumentCurrent = "instrument-current"
  /// The examinee's identity was verified.
  case identityVerified = "identity-verified"
  /// The examinee was told of the recording.
  case recordingNotice = "recording-notice"
  /// Consent, advisement and notices are there.
  case formsComplete = "forms-complete"
  /// The examiner found the examinee fit.
  case medicallyFit = "medically-fit"
  /// No disqualifying admission is open, or ended the exam.
  case stopGateOpen = "stop-gate-open"
  /// A disqualifying admission waits for the adjudicator.
  case disqualifyingAdmission = "disqualifying-admission"
  /// The adjudicator decided to go on, on every disqualifying admission.
  case adjudicatedContinue = "adjudicated-continue"
  /// The adjudicator decided to stop.
  case adjudicatedStop = "adjudicated-stop"
  /// The questions were reviewed with the examinee and frozen.
  case questionsFrozen = "questions-frozen"
  /// As many charts as the format asks for.
  case enoughCharts = "enough-charts"
  /// The examiner sealed scores of all charts.
  case scoresSealed = "scores-sealed"
  /// The examiner stated an opinion.
  case opinionStated = "opinion-stated"
  /// The exam's package was verified complete.
  case packageVerified = "package-verified"
  /// Every recording is there and can be read.
  case recordingComplete = "recording-complete"
  /// The first reviewer is not the examiner and did not supervise the exam.
  case reviewerIndependent = "reviewer-independent"
  /// The first reviewer is trained in the format.
  case reviewerQualified = "reviewer-qualified"
  /// The first reviewer's scores are sealed.
  case blindScoresSealed = "blind-scores-sealed"
  /// The first reviewer attested in writing.
  case reviewAttested = "review-attested"
  /// The first reviewer concurs.
  case reviewConcurs = "review-concurs"
  /// The second reviewer is neither examiner nor first reviewer, and is trained in the format.
  case secondReviewerIndependent = "second-reviewer-independent"
  /// The second reviewer attested in writing.
  case secondAttested = "second-attested"
  /// The second reviewer concurs.
  case secondConcurs = "second-concurs"
  /// A reason is given.
  case reasonGiven = "reason-given"
  /// The release stands in the disclosure log.
  case disclosureLogged = "disclosure-logged"
  /// Every admission has its disposition.
  case admissionsDisposed = "admissions-disposed"
  /// Every referral is closed.
  case referralsClosed = "referrals-closed"
  /// Every complaint is answered.
  case complaintsAnswered = "complaints-answered"
  /// The time of retention is over.
  case retentionElapsed = "retention-elapsed"
  /// No hold is placed.
  case noHold = "no-hold"
  /// In private-sector mode: the notices are signed.
  case privateNoticesGiven = "private-notices-given"
  /// In private-sector mode: the test took as long as the law asks.
  case testLongEnough = "test-long-enough"
  /// In private-sector mode: no question was asked that was not reviewed in writing.
  case questionsInWriting = "questions-in-writing"
  /// In evidence mode: there are enough relevant questions.
  case relevantQuestionsEnough = "relevant-questions-enough"
  /// In evidence mode: the facts of the case and the examinee's health are known.
  case backgroundKnown = "background-known"
  /// In evidence mode: the examiner's scores are numbers.
  case scoredInNumbers = "scored-in-numbers"

  /// True when a supervisor may set it aside, with a reason that is logged. What protects an examinee's rights against
  /// a finished decision, the blindness of a review, and what may not be lost cannot be set aside.
  public var isOverridable: Bool {
    switch self {
    case .reexamEligible, .workloadWithinLimit, .examinerQualified, .instrumentCurrent, .formsComplete,
      .recordingComplete, .reviewerQualified, .questionsInWriting:
      true
    default: false
    }
  }
}

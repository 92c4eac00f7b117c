/// A process beside the exam's lifecycle: a table of states and events.
public struct SideProcess<State: Hashable & Sendable, Event: Hashable & Sendable>: Sendable {
  /// One arrow.
  public struct Arrow: Hashable, Sendable {
    /// The state it leaves.
    public let from: State
    /// What happens.
    public let event: Event
    /// The state it comes to.
    public let to: State
    /// The permission it needs.
    public let permission: Permission
  }

  /// Every arrow.
  public let arrows: [Arrow]

  init(_ arrows: [(State, Event, State, Permission)]) {
    self.arrows = arrows.map { Arrow(from: $0.0, event: $0.1, to: $0.2, permission: $0.3) }
  }

  /// The arrow of an event, or `nil` when nothing leads on from the state by it.
  public func arrow(from state: State, _ event: Event) -> Arrow? {
    arrows.first { $0.from == state && $0.event == event }
  }

  /// The events that lead on from a state.
  public func events(from state: State) -> [Event] { arrows.filter { $0.from == state }.map(\.event) }
}

/// Where an admission stands.
public enum AdmissionState: String, Hashable, Sendable, Codable, CaseIterable {
  /// Noted as it was said.
  case noted
  /// All that is asked about it is filled in.
  case structured
  /// A supervisor decides.
  case supervisorReview = "supervisor-review"
  /// Nothing is done, for a reason.
  case noAction = "no-action"
  /// The adjudicators have it.
  case toAdjudication = "to-adjudication"
  /// A referral is drafted.
  case referralDraft = "referral-draft"

  /// True when the admission has its disposition.
  public var isFinal: Bool { self == .noAction || self == .toAdjudication || self == .referralDraft }
}

/// What can happen to an admission.
public enum AdmissionEvent: String, Hashable, Sendable, Codable, CaseIterable {
  /// Fill in all that is asked about it.
  case structure
  /// Put it before the supervisor.
  case submit
  /// Send it back to be structured better.
  case sendBack = "send-back"
  /// Do nothing, for a reason.
  case dismiss
  /// Give it to the adjudicators.
  case adjudicate
  /// Draft a referral.
  case refer

  /// The process.
  public static let process = SideProcess<AdmissionState, AdmissionEvent>([
    (.noted, .structure, .structured, .noteAdmissions),
    (.structured, .submit, .supervisorReview, .noteAdmissions),
    (.supervisorReview, .sendBack, .noted, .disposeAdmissions),
    (.supervisorReview, .dismiss, .noAction, .disposeAdmissions),
    (.supervisorReview, .adjudicate, .toAdjudication, .disposeAdmissions),
    (.supervisorReview, .refer, .referralDraft, .disposeAdmissions),
  ])
}

/// Where a referral stands.
public enum ReferralState: String, Hashable, Sendable, Codable, CaseIterable {
  /// Being written.
  case draft
  /// Counsel looks at it.
  case legalReview = "legal-review"
  /// May be sent.
  case approved
  /// On its way.
  case sent
  /// The authority has it.
  case acknowledged
  /// The authority takes it up.
  case accepted
  /// The authority does not take it up.
  case declined
  /// The authority does not answer.
  case noResponse = "no-response"
  /// What came of it is known.
  case outcome
  /// Done.
  case closed
}

/// What can happen to a referral.
public enum ReferralEvent: String, Hashable, Sendable, Codable, CaseIterable {
  /// Put it before counsel.
  case submit
  /// Send it back to be written better.
  case sendBack = "send-back"
  /// Let it be sent.
  case approve
  /// Send it.
  case send
  /// The authority confirms that it has it.
  case acknowledge
  /// The authority takes it up.
  case accept
  /// The authority does not take it up.
  case decline
  /// Give up waiting.
  case giveUp = "give-up"
  /// Send it once more.
  case resend
  /// Write it anew, for another authority.
  case redirect
  /// Record what came of it.
  case recordOutcome = "record-outcome"
  /// Finish.
  case close

  /// The process.
  public static let process = SideProcess<ReferralState, ReferralEvent>([
    (.draft, .submit, .legalReview, .manageReferrals),
    (.legalReview, .sendBack, .draft, .approveReferrals),
    (.legalReview, .approve, .approved, .approveReferrals),
    (.approved, .send, .sent, .manageReferrals),
    (.sent, .acknowledge, .acknowledged, .manageReferrals),
    (.sent, .giveUp, .noResponse, .manageReferrals),
    (.acknowledged, .accept, .accepted, .manageReferrals),
    (.acknowledged, .decline, .declined, .manageReferrals),
    (.acknowledged, .giveUp, .noResponse, .manageReferrals),
    (.declined, .redirect, .draft, .manageReferrals),
    (.noResponse, .resend, .sent, .manageReferrals),
    (.noResponse, .redirect, .draft, .manageReferrals),
    (.accepted, .recordOutcome, .outcome, .manageReferrals),
    (.declined, .recordOutcome, .outcome, .manageReferrals),
    (.noResponse, .recordOutcome, .outcome, .manageReferrals),
    (.outcome, .close, .closed, .manageReferrals),
  ])
}

/// Where an instrument stands.
public enum InstrumentState: String, Hashable, Sendable, Codable, CaseIterable {
  /// In use.
  case inService = "in-service"
  /// Waits for its functionality check.
  case checkDue = "check-due"
  /// Passed its check.
  case checked
  /// Failed its check.
  case failed
  /// With the maker or a workshop.
  case outForService = "out-for-service"
}

/// What can happen to an instrument.
public enum InstrumentEvent: String, Hashable, Sendable, Codable, CaseIterable {
  /// The time of its check has come.
  case checkFallsDue = "check-falls-due"
  /// It passed its check.
  case pass
  /// It failed its check.
  case fail
  /// Take it into use.
  case deploy
  /// Send it away.
  case sendOut = "send-out"
  /// It came back; it is checked before use.
  case takeBack = "take-back"

  /// The process.
  public static let process = SideProcess<InstrumentState, InstrumentEvent>([
    (.inService, .checkFallsDue, .checkDue, .conductExams), (.inService, .pass, .checked, .conductExams),
    (.inService, .fail, .failed, .conductExams), (.checkDue, .pass, .checked, .conductExams),
    (.checkDue, .fail, .failed, .conductExams), (.checked, .deploy, .inService, .conductExams),
    (.checked, .checkFallsDue, .checkDue, .conductExams), (.checked, .pass, .checked, .conductExams),
    (.checked, .fail, .failed, .conductExams), (.failed, .sendOut, .outForService, .conductExams),
    (.failed, .pass, .checked, .conductExams), (.outForService, .takeBack, .checkDue, .conductExams),
  ])
}

/// Where an examiner stands.
public enum ExaminerStanding: String, Hashable, Sendable, Codable, CaseIterable {
  /// In training.
  case candidate
  /// Tests under a sponsor.
  case intern
  /// Tests on their own.
  case certified
  /// The certificate or the education ran out.
  case lapsed
  /// Taken off duty.
  case suspended
}

/// What can happen to an examiner.
public enum ExaminerEvent: String, Hashable, Sendable, Codable, CaseIterable {
  /// Begin the internship.
  case beginInternship = "begin-internship"
  /// Certify.
  case certify
  /// The certificate or the education ran out.
  case lapse
  /// Renew.
  case renew
  /// Take off duty.
  case suspend
  /// Put back on duty.
  case reinstate

  /// The process.
  public static let process = SideProcess<ExaminerStanding, ExaminerEvent>([
    (.candidate, .beginInternship, .intern, .administer), (.candidate, .suspend, .suspended, .administer),
    (.intern, .certify, .certified, .administer), (.intern, .suspend, .suspended, .administer),
    (.certified, .lapse, .lapsed, .administer), (.certified, .suspend, .suspended, .administer),
    (.lapsed, .renew, .certified, .administer), (.suspended, .reinstate, .intern, .administer),
  ])
}

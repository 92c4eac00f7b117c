/// Something that only some roles may do.
public enum Permission: String, Hashable, Sendable, CaseIterable {
  /// Add and change offices, people and instruments.
  case administer
  /// Read offices, people and instruments.
  case readDirectory
  /// Ask for an exam and schedule it.
  case manageExams
  /// Take an exam through its phases.
  case conductExams
  /// See exams' files.
  case readExams
  /// Read and write who an examinee is.
  case identity
  /// Read admissions.
  case readAdmissions
  /// Note and structure admissions.
  case noteAdmissions
  /// Decide what becomes of an admission.
  case disposeAdmissions
  /// Decide whether an exam goes on after a disqualifying admission.
  case adjudicate
  /// Assign quality reviews.
  case assignReviews
  /// Carry out a quality review.
  case review
  /// Read referrals and the ledger.
  case readReferrals
  /// Draft, send and follow referrals.
  case manageReferrals
  /// Approve a referral.
  case approveReferrals
  /// Receive and answer complaints.
  case handleComplaints
  /// Release results and log disclosures.
  case disclose
  /// Place and lift holds.
  case hold
  /// See what is due for destruction, and destroy it.
  case retain
  /// Read the questions of an exam, with those that are flagged.
  case readQuestions
  /// Export exams: redacted, in full with a reason that is logged, their logs and their register.
  case exportExams
  /// Export referrals: redacted, or in full with a reason that is logged.
  case exportReferrals
  /// Override a guard of the lifecycle, with a reason.
  case override
  /// Read and verify the audit trail.
  case audit
  /// See figures on the program, and nothing on a person.
  case readFigures

  /// The roles that may do this.
  public var roles: Set<Role> {
    switch self {
    case .administer: [.administrator]
    case .readDirectory: Set(Role.allCases)
    case .manageExams: [.supervisor]
    case .conductExams: [.examiner]
    case .readExams: [.examiner, .reviewer, .supervisor, .adjudicator, .referralOfficer]
    case .identity: [.examiner, .supervisor, .adjudicator, .referralOfficer]
    case .readAdmissions: [.examiner, .reviewer, .supervisor, .adjudicator, .referralOfficer]
    case .noteAdmissions: [.examiner, .supervisor]
    case .disposeAdmissions: [.supervisor, .adjudicator]
    case .adjudicate: [.adjudicator]
    case .assignReviews: [.supervisor]
    case .review: [.reviewer, .supervisor]
    case .readReferrals: [.supervisor, .referralOfficer]
    case .manageReferrals: [.referralOfficer]
    case .approveReferrals: [.supervisor]
    case .handleComplaints: [.supervisor]
    case .disclose: [.supervisor, .referralOfficer]
    case .hold: [.supervisor, .administrator]
    case .retain: [.administrator]
    case .readQuestions: [.examiner, .reviewer, .supervisor]
    case .exportExams: [.supervisor]
    case .exportReferrals: [.supervisor, .referralOfficer]
    case .override: [.supervisor]
    case .audit: [.supervisor, .administrator, .programAnalyst]
    case .readFigures: [.supervisor, .programAnalyst]
    }
  }
}

extension Actor {
  /// Refuses what the actor's role may not do.
  ///
  /// *Errors*: ``RecordError/Code/notPermitted``.
  func require(_ permission: Permission) throws(RecordError) {
    guard permission.roles.contains(role) else {
      let who = permission.roles.map(\.rawValue).sorted().joined(separator: ", ")
      throw RecordError(
        code: .notPermitted,
        message: "The role \(role.rawValue) may not do this (\(permission.rawValue)); these may: \(who).")
    }
  }
}

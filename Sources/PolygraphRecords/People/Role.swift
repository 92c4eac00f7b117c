/// What a person may act as. One person can have several roles, and acts in one at a time.
public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
  /// Conducts exams, states opinions, notes admissions.
  case examiner
  /// Scores exams blind and attests.
  case reviewer
  /// Schedules, assigns reviews, resolves disagreement, overrides guards with a reason.
  case supervisor
  /// Decides on call whether an exam goes on after a disqualifying admission.
  case adjudicator
  /// Prepares and sends referrals.
  case referralOfficer = "referral-officer"
  /// Reads figures, not people.
  case programAnalyst = "program-analyst"
  /// Keeps offices, people and accounts.
  case administrator
}

/// Who acts, and as what. Every call that reads or changes the agency's records takes one.
public struct Actor: Hashable, Sendable {
  /// The account, as the operating system or the database server knows it.
  public let account: RecordActor
  /// The role the person acts in.
  public let role: Role

  /// Makes an actor.
  public init(_ account: RecordActor, as role: Role) {
    self.account = account
    self.role = role
  }
}

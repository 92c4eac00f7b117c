/// What a figure of the statistics counts, and of what.
///
/// An exam belongs to the period, and to the month, in which it was to begin (`scheduledAt`); one that was never
/// scheduled is in none. *Begun* exams are those whose examinee was checked in; *tested* ones came to the first chart;
/// *scored* ones have an opinion of the examiner's; *submitted* ones were handed to quality control; *reviewed* ones
/// have an attested first review; *certified* ones have a certified opinion. The *standing* opinion is the certified
/// one, else the examiner's.
public struct StatisticsDefinition: Hashable, Sendable, Codable {
  /// The figure's name.
  public let name: String
  /// What is counted.
  public let numerator: String
  /// Of what.
  public let denominator: String

  /// The rates, in the order in which they are told.
  public static let rates: [StatisticsDefinition] = [
    .init("inconclusive", "scored exams whose standing opinion is INC", "scored exams"),
    .init("noOpinion", "begun exams whose standing opinion is NO or that ended with no opinion", "begun exams"),
    .init("preTestOut", "begun exams that ended before the first chart", "begun exams"),
    .init("incomplete", "tested exams that ended without an opinion", "tested exams"),
    .init("reviewCoverage", "submitted exams with an attested first review", "submitted exams"),
    .init(
      "reviewedInTime", "reviewed exams attested within the limit after they were first submitted",
      "reviewed exams"),
    .init("returned", "submitted exams that were sent back at least once", "submitted exams"),
    .init("overturned", "certified exams whose certified opinion is not the examiner's", "certified exams"),
    .init(
      "unblindedEarly", "reviews that were shown the file before their scores were sealed (must be 0)",
      "reviews that were sealed or shown the file"),
    .init("recordingComplete", "submitted exams whose recordings are all complete", "submitted exams"),
    .init(
      "continuedAfterDisqualifying",
      "exams with a disqualifying pre-test admission that came to the first chart after it without an adjudicator's "
        + "word to go on (must be 0)", "exams with a disqualifying pre-test admission"),
    .init("withAdmission", "begun exams with an admission", "begun exams"),
    .init("withReferral", "begun exams with a referral", "begun exams"),
    .init("countermeasuresSuspected", "scored exams with suspected countermeasures", "scored exams"),
    .init("countermeasuresConfirmed", "scored exams with admitted countermeasures", "scored exams"),
    .init("referralsSent", "referrals that were sent", "referrals"),
    .init("referralsWithOutcome", "sent referrals whose outcome is recorded", "sent referrals"),
    .init("referralsOverdue", "open referrals that are overdue now", "open referrals"),
    .init("admissionsUndisposed", "admissions without a disposition", "admissions"),
    .init("complaintsSpecific", "complaints found specific", "complaints that were triaged"),
    .init("complaintsSubstantiated", "complaints borne out", "complaints with a finding"),
    .init("complaintsOverdue", "complaints that are not answered and overdue now", "complaints"),
  ]

  private init(_ name: String, _ numerator: String, _ denominator: String) {
    self.name = name
    self.numerator = numerator
    self.denominator = denominator
  }
}

import PolygraphModel
import PolygraphQuantities

/// The program's figures of a calendar year as they are published: the document `polygraph.records.annual/1`.
///
/// Exams count in the year in which they were to begin, admissions and referrals in the year in which they were noted
/// or noticed, complaints in the year in which they came in. Counts of people below ``AdmissionTrends/leastCount`` are
/// hidden, with others from which they could be reckoned; what is said of the program's own conduct, as reviews that
/// were not blind, is told whatever its number.
public struct AnnualFigures: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.annual/1"

  /// A number that is split up.
  public struct Breakdown: Hashable, Sendable, Codable {
    /// A part of it.
    public struct Part: Hashable, Sendable, Codable {
      /// The part's name.
      public let name: String
      /// How many; `nil` where it is hidden.
      public let count: Int?

      /// Writes the part; a hidden count is written as `null`.
      public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(count, forKey: .count)
      }
    }
    /// What is counted.
    public let name: String
    /// How many in all; `nil` where it is hidden.
    public let total: Int?
    /// The parts, in their order.
    public let parts: [Part]

    /// Counts things by their names; a name that is none of those known comes after them.
    init(_ name: String, of known: [String], _ things: [String]) {
      self.name = name
      let names = known + Set(things).subtracting(known).sorted()
      let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
      let table = SuppressedCounts(
        sizes: [names.count, 1, 1],
        things.compactMap { places[$0].map { [$0, 0, 0] } })
      // Along an axis of one place the total is the cell: where either is hidden, so is the other.
      total = table[names.count, 0, 0]
      parts = names.enumerated().map { Part(name: $1, count: table[$0, 0, 0]) }
    }

    /// Writes the breakdown; a hidden total is written as `null`.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(total, forKey: .total)
      try container.encode(parts, forKey: .parts)
    }
  }

  /// The rates that are told with whatever number they have: they speak of the program's conduct.
  public static let conductRates = [
    "reviewCoverage", "reviewedInTime", "returned", "overturned", "unblindedEarly", "recordingComplete",
    "continuedAfterDisqualifying", "referralsSent", "referralsOverdue", "admissionsUndisposed", "complaintsOverdue",
  ]

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// The year, in UTC.
  public let year: Int
  /// When the figures were drawn up.
  public let at: Timestamp
  /// The least count of people that is told.
  public private(set) var threshold = AdmissionTrends.leastCount
  /// Offices that have records of their own, satellites among them.
  public let offices: Int
  /// What is split up, in the order of the report.
  public let breakdowns: [Breakdown]
  /// How the program kept its own rules, by the names of ``conductRates``.
  public let conduct: [RateStatistic]
  /// From the first submission to the first review's attestation.
  public let timeToReview: DurationStatistic
  /// From the notice of a matter to the first sending of its referral.
  public let noticeToReferral: DurationStatistic
  /// Examiner and first reviewer on the same exams.
  public let examinerAndReviewer: AgreementStatistic

  init(
    year: Int, _ figures: Figures, everything: Figures, period: StatisticsPeriod, offices: Int, policy: AgencyPolicy,
    at now: Timestamp
  ) {
    self.year = year
    self.at = now
    self.offices = offices
    var counted = figures
    counted.admissions = everything.admissions.filter { period.contains($0.notedAt) }
    counted.referrals = everything.referrals.filter { period.contains($0.noticedAt) }
    counted.complaints = everything.complaints.filter { period.contains($0.receivedAt) }
    let group = GroupStatistics(name: "all", counted, policy: policy, now: now)
    conduct = Self.conductRates.compactMap { group.rate($0) }
    timeToReview = group.timeToReview
    noticeToReferral = group.noticeToReferral
    examinerAndReviewer = group.examinerAndReviewer
    breakdowns = Self.breakdowns(counted)
  }

  private static func breakdowns(_ figures: Figures) -> [Breakdown] {
    let begun = figures.exams.filter { $0.reached(.checkedIn) != nil }
    let (admissions, referrals, complaints) = (figures.admissions, figures.referrals, figures.complaints)
    return [
      Breakdown("examsByPurpose", of: ExamFile.Purpose.allCases.map(\.rawValue), begun.map(\.purpose)),
      Breakdown("examsByOutcome", of: ExamOutcome.allCases.map(\.rawValue), begun.map { ExamOutcome($0).rawValue }),
      Breakdown(
        "admissionsByCategory", of: Admission.Category.allCases.map(\.rawValue), admissions.map(\.category.rawValue)),
      Breakdown("admissionsByPhase", of: Admission.Phase.allCases.map(\.rawValue), admissions.map(\.phase)),
      Breakdown(
        "admissionsByDisposition", of: Admission.Disposition.allCases.map(\.rawValue) + ["open"],
        admissions.map { $0.disposition ?? "open" }),
      Breakdown("referralsByLevel", of: Referral.Level.allCases.map(\.rawValue), referrals.map(\.level)),
      Breakdown("referralsByUrgency", of: Referral.Urgency.allCases.map(\.rawValue), referrals.map(\.urgency)),
      Breakdown(
        "referralsByOutcome", of: Referral.Outcome.allCases.map(\.rawValue) + ["open"],
        referrals.map { $0.outcome ?? "open" }),
      Breakdown(
        "complaints", of: ["vague", "substantiated", "notSubstantiated", "open"],
        complaints.map { complaint in
          guard complaint.isSpecific != false else { return "vague" }
          return complaint.isSubstantiated.map { $0 ? "substantiated" : "notSubstantiated" } ?? "open"
        }),
    ]
  }
}

extension RecordStore {
  /// The program's figures of a calendar year.
  ///
  /// *Errors*: ``RecordError/Code/invalid`` for a year outside 1...9998.
  public func annualFigures(
    _ year: Int, by actor: Actor, policy: AgencyPolicy = AgencyPolicy()
  ) async throws -> AnnualFigures {
    guard let period = StatisticsPeriod(year: year) else {
      throw RecordError(code: .invalid, message: "The calendar has no such year; give one from 1 to 9998.")
    }
    let (figures, everything, offices, now) = try await act(actor, .readFigures, .read) { records in
      (
        try records.figures(period, for: actor),
        try records.figures(StatisticsPeriod(), only: [.admissions, .referrals, .complaints], for: actor),
        try records.officeCodes().count, records.clock()
      )
    }
    return AnnualFigures(
      year: year, figures, everything: everything, period: period, offices: offices, policy: policy, at: now)
  }
}

import PolygraphModel
import PolygraphQuantities
import PolygraphRecords
import PolygraphStatistics

/// What happens to a generated exam, decided before it begins: the same seed, the same year.
struct ExamPlan: Sendable {
  /// How the exam goes.
  enum Course: Hashable, Sendable {
    case declined, noShow, cancelled, withdrawn, stoppedByAdmission, tested
  }

  /// How the reviews go.
  enum Review: Hashable, Sendable {
    case concurs, secondConcurs, adjudicatedToCertify, adjudicatedToReexam, adjudicatedToNoOpinion
  }

  /// What is admitted, and what becomes of it.
  struct AdmissionPlan: Hashable, Sendable {
    var category: Admission.Category
    var disposition: Admission.Disposition
    var isDisqualifying = false
    /// True when the adjudicator lets the exam go on.
    var mayContinue = true
  }

  /// How a referral goes.
  struct ReferralPlan: Hashable, Sendable {
    var level: Referral.Level
    var urgency: Referral.Urgency
    var isAccepted: Bool
    var outcome: Referral.Outcome
    /// Which of its steps comes too late; `nil` for none.
    var lateStep: Int?
  }

  let number: Int
  let office: Int
  let examiner: Int
  /// When the test is to begin.
  let start: Timestamp
  let isScreening: Bool
  let course: Course
  let review: Review
  let opinion: Opinion
  let opinionReason: OpinionReason?
  let reviewerOpinion: Opinion
  let total: Double
  let admission: AdmissionPlan?
  let referral: ReferralPlan?
}

/// The year of a program.
struct YearPlan: Sendable {
  /// How many offices the program has.
  static let officeCount = 26
  /// How many examiners an office has.
  static let examinersPerOffice = 3
  /// The last day of the year on which an exam begins, so that what follows it falls into the year.
  static let lastDay = 340
  /// Of how many exams that are held one leads to a referral: more than 500 of 16,000.
  static let examsPerReferral = 28

  let start: Timestamp
  let exams: [ExamPlan]

  /// Plans a year from its first instant.
  init(exams count: Int, seed: UInt64, start: Timestamp) {
    self.start = start
    var random = SeededGenerator(seed: seed)
    var held = 0
    exams = (0..<count).map { number in
      let course = Self.course(&random)
      let isHeld = course == .tested || course == .stoppedByAdmission
      if isHeld { held += 1 }
      let refers = isHeld && held % Self.examsPerReferral == Self.examsPerReferral / 2
      return Self.exam(number, of: count, course, refers: refers, start: start, &random)
    }
  }

  private static func course(_ random: inout SeededGenerator) -> ExamPlan.Course {
    switch random.uniform() {
    case ..<0.005: .declined
    case ..<0.03: .noShow
    case ..<0.045: .cancelled
    case ..<0.055: .withdrawn
    case ..<0.10: .stoppedByAdmission
    default: .tested
    }
  }

  private static func exam(
    _ number: Int, of count: Int, _ course: ExamPlan.Course, refers: Bool, start: Timestamp,
    _ random: inout SeededGenerator
  ) -> ExamPlan {
    let office = number % officeCount
    let turn = number / officeCount
    // An examiner's exams lie evenly over the year: as many an office holds, as many slots of the year.
    let turns = max(1, (count + officeCount - 1) / officeCount)
    let examiner = turn % examinersPerOffice
    let day = 5 + (turn / examinersPerOffice) * (lastDay - 5) / max(1, turns / examinersPerOffice + 1)
    let minutes = 8 * 60 + random.below(4) * 120
    let isScreening = random.uniform() < 0.8
    let opinion = Self.opinion(isScreening, &random)
    let review = Self.review(&random)
    return ExamPlan(
      number: number, office: office, examiner: examiner,
      start: start.later(minutes: Double(day * 1440 + minutes)), isScreening: isScreening, course: course,
      review: review, opinion: opinion.0, opinionReason: opinion.1,
      reviewerOpinion: review == .concurs ? opinion.0 : isScreening ? .noOpinion : .inconclusive,
      total: (random.normal(mean: 0, standardDeviation: 6) * 10).rounded() / 10,
      admission: admission(course, refers: refers, &random), referral: refers ? referral(&random) : nil)
  }

  private static func opinion(_ isScreening: Bool, _ random: inout SeededGenerator) -> (Opinion, OpinionReason?) {
    switch random.uniform() {
    case ..<0.06: isScreening ? (.noOpinion, .scoresInconclusive) : (.inconclusive, .scoresInconclusive)
    case ..<0.08: (.noOpinion, .data)
    case ..<0.45: (isScreening ? .significantResponse : .deceptionIndicated, nil)
    default: (isScreening ? .noSignificantResponse : .noDeceptionIndicated, nil)
    }
  }

  private static func review(_ random: inout SeededGenerator) -> ExamPlan.Review {
    switch random.uniform() {
    case ..<0.93: .concurs
    case ..<0.965: .secondConcurs
    case ..<0.985: .adjudicatedToCertify
    case ..<0.993: .adjudicatedToReexam
    default: .adjudicatedToNoOpinion
    }
  }

  private static func admission(
    _ course: ExamPlan.Course, refers: Bool, _ random: inout SeededGenerator
  ) -> ExamPlan.AdmissionPlan? {
    let category = Admission.Category.allCases[random.below(Admission.Category.allCases.count)]
    let chance = random.uniform()
    guard course == .tested || course == .stoppedByAdmission else { return nil }
    let isStopped = course == .stoppedByAdmission
    let disposition: Admission.Disposition? =
      refers ? .referral : isStopped || chance < 0.03 ? .adjudication : chance < 0.08 ? .noAction : nil
    guard let disposition else { return nil }
    return .init(
      category: category, disposition: disposition, isDisqualifying: isStopped || chance < 0.01,
      mayContinue: !isStopped)
  }

  private static func referral(_ random: inout SeededGenerator) -> ExamPlan.ReferralPlan {
    let level = random.uniform()
    let outcomes: [Referral.Outcome] = [.accepted, .arrest, .charge, .unfounded]
    let isAccepted = random.uniform() < 0.7
    let urgency = random.uniform()
    return .init(
      level: level < 0.45 ? .federal : level < 0.7 ? .state : level < 0.95 ? .local : level < 0.98 ? .tribal : .foreign,
      urgency: urgency < 0.05 ? .imminentHarm : urgency < 0.12 ? .childAtRisk : .routine, isAccepted: isAccepted,
      outcome: isAccepted ? outcomes[random.below(outcomes.count)] : .declined,
      lateStep: random.uniform() < 0.12 ? random.below(4) : nil)
  }
}

extension Timestamp {
  func later(minutes: Double) -> Timestamp {
    Timestamp(millisecondsSince1970: millisecondsSince1970 + Int64(minutes * 60_000))
  }
}

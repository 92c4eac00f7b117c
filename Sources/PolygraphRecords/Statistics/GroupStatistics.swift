import PolygraphModel
import PolygraphQuantities

/// The figures of one group of exams: an office's, an examiner's, a format's, a month's, or all.
public struct GroupStatistics: Hashable, Sendable, Codable {
  /// How many exams came how far; see ``StatisticsDefinition``.
  public struct Counts: Hashable, Sendable, Codable {
    /// Exams that were to begin in the period.
    public let scheduled: Int
    /// Exams whose examinee did not come.
    public let noShow: Int
    /// Exams called off before they were begun.
    public let cancelled: Int
    /// Exams whose examinee was checked in.
    public let begun: Int
    /// Exams that came to the first chart.
    public let tested: Int
    /// Exams with an opinion of the examiner's.
    public let scored: Int
    /// Exams handed to quality control.
    public let submitted: Int
    /// Exams with an attested first review.
    public let reviewed: Int
    /// Exams with a certified opinion.
    public let certified: Int
    /// Exams submitted and without an attested first review.
    public let awaitingReview: Int
  }

  /// The group's name: an office's code, an account, a format, a month, or `all`.
  public let name: String
  /// How many exams came how far.
  public let counts: Counts
  /// Begun exams by how they ended, by the names of ``ExamOutcome``; their sum is `begun`.
  public let outcomes: [String: Int]
  /// Why there is no opinion, by the names of `OpinionReason`, of the exams whose outcome is NO or INC.
  public let undecidedReasons: [String: Int]
  /// The shares, in the order of ``StatisticsDefinition/rates``.
  public internal(set) var rates: [RateStatistic]
  /// From the first submission to the first review's attestation.
  public let timeToReview: DurationStatistic
  /// From the notice of the matter to the first sending of the referral.
  public let noticeToReferral: DurationStatistic
  /// Findings of attested reviews, for a hundred of them, by the names of the checks.
  public let findingsPerHundredReviews: [String: Double]
  /// The examiner's opinion and the first reviewer's blind one, of the same exams.
  public let examinerAndReviewer: AgreementStatistic
  /// The opinion of the method the examiner sealed and the examiner's own, of the same exams.
  public let methodAndExaminer: AgreementStatistic
  /// The examiner and two reviewers.
  public let reliability: ReliabilityStatistic
  /// The most exams of one examiner that were begun within any 24 hours.
  public let mostExamsPerDay: Int

  /// The rate of a name.
  public func rate(_ name: String) -> RateStatistic? { rates.first { $0.name == name } }

  init(name: String, _ figures: Figures, policy: AgencyPolicy, now: Timestamp) {
    let exams = figures.exams
    let begun = exams.filter { $0.reached(.checkedIn) != nil }
    let scored = exams.filter { $0.opinion != nil }
    let submitted = exams.filter { $0.reached(.submitted) != nil }
    let first = Self.byExam(figures.reviews.filter { $0.level == 1 })
    let second = Self.byExam(figures.reviews.filter { $0.level == 2 })
    let reviewed = submitted.filter { first[$0.id]?.attestedAt != nil }
    self.name = name
    counts = Counts(
      scheduled: exams.count, noShow: exams.count { $0.reached(.noShow) != nil },
      cancelled: exams.count { $0.reached(.cancelled) != nil && $0.reached(.checkedIn) == nil }, begun: begun.count,
      tested: exams.count { $0.reached(.inTest) != nil }, scored: scored.count, submitted: submitted.count,
      reviewed: reviewed.count, certified: exams.count { $0.certified != nil },
      awaitingReview: submitted.count - reviewed.count)
    outcomes = Self.counted(begun.map { ExamOutcome($0).rawValue }, names: ExamOutcome.allCases.map(\.rawValue))
    undecidedReasons = Self.counted(
      begun.filter { [.inconclusive, .noOpinion].contains(ExamOutcome($0)) }.map { $0.reason?.rawValue ?? "not-given" })
    let hours = reviewed.compactMap { exam in
      exam.reached(.submitted).flatMap { start in first[exam.id]?.attestedAt.map { $0.hours(since: start) } }
    }
    timeToReview = DurationStatistic(hours)
    noticeToReferral = DurationStatistic(
      figures.referrals.compactMap { referral in referral.reached(.sent)?.hours(since: referral.noticedAt) })
    let attested = figures.reviews.filter { $0.attestedAt != nil }
    findingsPerHundredReviews = Self.counted(attested.flatMap(\.findings)).mapValues {
      Double($0) * 100 / Double(attested.count)
    }
    examinerAndReviewer = AgreementStatistic(
      scored.compactMap { Self.pair($0.opinion, first[$0.id]?.opinion) })
    methodAndExaminer = AgreementStatistic(scored.compactMap { Self.pair($0.methodOpinion, $0.opinion) })
    reliability = ReliabilityStatistic(
      scored.compactMap { exam in
        let classes = [exam.opinion, first[exam.id]?.opinion, second[exam.id]?.opinion].compactMap { opinion in
          opinion.flatMap { OpinionClass($0) }
        }
        return classes.count == 3 ? classes : nil
      })
    mostExamsPerDay = Self.mostExamsPerDay(begun)
    let inTime = hours.count { $0 <= policy.reviewDays * 24 }
    rates =
      Self.rates(exams: exams, begun: begun, scored: scored, submitted: submitted, reviewed: reviewed, inTime: inTime)
      + Self.rates(beside: figures, begun: begun, scored: scored, now: now)
    precondition(
      rates.map(\.name) == StatisticsDefinition.rates.map(\.name), "Every rate has its definition, in one order.")
  }

  private static func byExam(_ reviews: [ReviewFigure]) -> [String: ReviewFigure] {
    Dictionary(reviews.map { ($0.exam, $0) }) { $1 }
  }

  private static func counted(_ names: [String], names all: [String] = []) -> [String: Int] {
    var counts = Dictionary(uniqueKeysWithValues: all.map { ($0, 0) })
    for name in names { counts[name, default: 0] += 1 }
    return counts
  }

  private static func pair(_ first: Opinion?, _ second: Opinion?) -> (first: OpinionClass, second: OpinionClass)? {
    guard let first = first.flatMap({ OpinionClass($0) }), let second = second.flatMap({ OpinionClass($0) }) else {
      return nil
    }
    return (first, second)
  }

  private static func mostExamsPerDay(_ exams: [ExamFigure]) -> Int {
    let times = Dictionary(grouping: exams) { $0.examiner }.mapValues { exams in
      exams.map(\.scheduledAt.millisecondsSince1970).sorted()
    }
    return times.values.map { times in
      var most = 0
      var start = 0
      for end in times.indices {
        while times[end] - times[start] >= 86_400_000 { start += 1 }
        most = max(most, end - start + 1)
      }
      return most
    }.max() ?? 0
  }
}

extension Timestamp {
  func hours(since start: Timestamp) -> Double {
    Double(millisecondsSince1970 - start.millisecondsSince1970) / 3_600_000
  }
}

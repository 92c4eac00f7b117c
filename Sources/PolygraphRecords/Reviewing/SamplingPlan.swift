import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// Which exams are to be reviewed at a level (REQ-38): every one, one in n, or n of each examiner a month.
///
/// An exam's place in the sample is a digest of its identifier under the plan's key, 32 random bytes that examiners do
/// not see: the sample is the same whoever works it out and whatever else comes in, and nobody without the key can tell
/// it beforehand. On a server a policy keeps the plan from all but supervisors; in a file, roles are procedural. A plan
/// is never changed: a later one of the same level takes its place for the exams that are submitted from then on.
public struct SamplingPlan: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "sampling-plan")

  /// Which exams.
  public enum Rule: Hashable, Sendable, Codable {
    /// Every one.
    case every
    /// One in so many, each with the same chance: the share holds on average.
    case oneIn(Int)
    /// So many of each examiner's exams a month, or all when there are fewer.
    case perMonth(Int)

    /// The rule in words.
    public var text: String {
      switch self {
      case .every: "every exam"
      case .oneIn(let n): "1 exam in \(n)"
      case .perMonth(let n): "\(n) exam\(n == 1 ? "" : "s") of each examiner a month"
      }
    }
  }

  /// The most that ``Rule/oneIn(_:)`` and ``Rule/perMonth(_:)`` take.
  public static let largestNumber = 1000
  /// The length of a key in bytes.
  static let keyLength = 32

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The level of review.
  public let level: QualityReview.Level
  /// Which exams.
  public let rule: Rule
  /// Exams that are submitted from then on.
  public let from: Timestamp
  /// The account of the supervisor who made it.
  public let by: String
  /// The key in lower-case hexadecimal.
  let key: String

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(account: by, state: "\(level.rawValue)", due: from) }

  /// The digest under the key: SHA-256(key ‖ SHA-256(key ‖ identifier)), so that one exam tells nothing of another.
  func digest(of exam: String) -> SHA256Digest {
    let key = Data(key.utf8)
    return SHA256Digest(of: key + SHA256Digest(of: key + Data(exam.utf8)).bytes)
  }

  /// The first 64 bits of the digest.
  private func lot(_ exam: String) -> UInt64 {
    digest(of: exam).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The exams of the sample among submitted ones.
  func sample(_ exams: [SampledExam]) -> Set<String> {
    switch rule {
    case .every: return Set(exams.map(\.id))
    case .oneIn(let n): return Set(exams.map(\.id).filter { lot($0) % UInt64(n) == 0 })
    case .perMonth(let n):
      let groups = Dictionary(grouping: exams) { [$0.examiner, $0.submittedAt.month] }
      return Set(
        groups.values.flatMap { exams in
          exams.map { (lot: lot($0.id), id: $0.id) }.sorted { ($0.lot, $0.id) < ($1.lot, $1.id) }.prefix(n).map(\.id)
        })
    }
  }
}

/// An exam that may be sampled.
struct SampledExam: Hashable, Sendable {
  let id: String
  let examiner: String
  let submittedAt: Timestamp
}

/// What a sampling plan asks for and what was done: the document `polygraph.records.sampling/1`.
public struct SamplingReport: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.sampling/1"

  /// A plan in force in a part of the period, and how far it is kept.
  public struct Coverage: Hashable, Sendable, Codable {
    /// The plan.
    public let plan: RecordIdentifier
    /// The level of review.
    public let level: QualityReview.Level
    /// The rule in words.
    public let rule: String
    /// From when on it holds.
    public let from: Timestamp
    /// Submitted exams that the plan speaks of.
    public let submitted: Int
    /// Those that are to be reviewed.
    public let sampled: Int
    /// Those of the sample that are reviewed, of the sample.
    public let coverage: RateStatistic
    /// Reviewed exams of the level, sampled or not, of those submitted.
    public let reviewed: RateStatistic
    /// Exams of the sample that wait for their review, by identifier.
    public let due: [RecordIdentifier]
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// When the report was drawn up.
  public let at: Timestamp
  /// The period in which the exams were to begin.
  public let period: StatisticsPeriod
  /// The plans, by level and time.
  public let plans: [Coverage]
}

extension RecordStore {
  /// Makes a sampling plan, as a supervisor. It holds for exams that are submitted from now on.
  ///
  /// *Errors*: ``RecordError/Code/invalid`` for a number outside 1...``SamplingPlan/largestNumber``.
  @discardableResult
  public func planSampling(
    _ rule: SamplingPlan.Rule, level: QualityReview.Level, by actor: Actor
  ) async throws -> Stored<SamplingPlan> {
    switch rule {
    case .oneIn(let n), .perMonth(let n):
      guard (1...SamplingPlan.largestNumber).contains(n) else {
        throw RecordError(
          code: .invalid, message: "A sampling plan takes a number from 1 to \(SamplingPlan.largestNumber).")
      }
    case .every: break
    }
    return try await act(actor, .assignReviews) { records in
      let time = records.clock()
      let key = SHA256Digest(of: Data(ChainedEntry.randomSalt())).hexadecimal
      let plan = SamplingPlan(
        id: RecordIdentifier(at: time), level: level, rule: rule, from: time, by: actor.account.name, key: key)
      return try records.insert(plan, by: actor, action: AuditAction(rawValue: "sampling.planned"))
    }
  }

  /// What the sampling plans ask for among the exams that were to begin within a period, and what was done.
  public func samplingReport(
    _ period: StatisticsPeriod = StatisticsPeriod(), by actor: Actor
  ) async throws -> SamplingReport {
    let (figures, plans, now) = try await act(actor, .assignReviews, .read) { records in
      (
        try records.figures(period, for: actor), try records.list(SamplingPlan.self).map(\.record), records.clock()
      )
    }
    return SamplingReport(figures, plans: plans, period: period, at: now)
  }
}

extension SamplingReport {
  init(_ figures: Figures, plans: [SamplingPlan], period: StatisticsPeriod, at now: Timestamp) {
    self.at = now
    self.period = period
    let submitted = figures.exams.compactMap { exam in
      exam.reached(.submitted).map { SampledExam(id: exam.id, examiner: exam.examiner ?? "", submittedAt: $0) }
    }
    let ordered = plans.sorted { ($0.level.rawValue, $0.from, $0.id) < ($1.level.rawValue, $1.from, $1.id) }
    self.plans = ordered.indices.map { index in
      let plan = ordered[index]
      let next = ordered[(index + 1)...].first { $0.level == plan.level }?.from
      let exams = submitted.filter { exam in
        exam.submittedAt >= plan.from && (next.map { exam.submittedAt < $0 } ?? true)
      }
      let done = Set(figures.reviews.filter { $0.level == plan.level.rawValue && $0.attestedAt != nil }.map(\.exam))
      let sample = plan.sample(exams)
      return Coverage(
        plan: plan.id, level: plan.level, rule: plan.rule.text, from: plan.from, submitted: exams.count,
        sampled: sample.count,
        coverage: RateStatistic("coverage", sample.count { done.contains($0) }, of: sample.count),
        reviewed: RateStatistic("reviewed", exams.count { done.contains($0.id) }, of: exams.count),
        due: sample.filter { !done.contains($0) }.sorted().map(RecordIdentifier.init(rawValue:)))
    }
  }
}

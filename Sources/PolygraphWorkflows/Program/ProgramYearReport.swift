import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities
import PolygraphRecords

/// What a scripted year left in the records: the document `polygraph.records.year/1`.
public struct ProgramYearReport: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.year/1"
  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// The seed.
  public let seed: UInt64
  /// How many exams there are.
  public let exams: Int
  /// Exams by state.
  public let states: [String: Int]
  /// Exams by certified opinion.
  public let opinions: [String: Int]
  /// Referrals by level.
  public let levels: [String: Int]
  /// Referrals by state.
  public let referralStates: [String: Int]
  /// How many referrals were made.
  public let referrals: Int
  /// How often one was escalated.
  public let escalations: Int
  /// Admissions without a disposition.
  public let undisposed: Int
  /// Referrals that are overdue.
  public let overdue: Int
  /// Referrals that are overdue and not escalated since.
  public let overdueUnescalated: Int
  /// The SHA-256 of the counts by office, month, state, opinion and level: equal in any kind of store.
  public let digest: String

  /// True when every admission has its disposition, and nothing is overdue without an escalation.
  public var isSound: Bool { undisposed == 0 && overdueUnescalated == 0 }

  init(
    seed: UInt64, files: [ExamFile], codes: [RecordIdentifier: String], ledger: ReferralLedger, referrals: [Referral],
    escalations: Int
  ) throws {
    func count(_ names: [String]) -> [String: Int] {
      names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    self.seed = seed
    exams = files.count
    states = count(files.map(\.state.rawValue))
    opinions = count(files.compactMap { $0.certifiedOpinion?.rawValue })
    levels = count(referrals.map(\.level.rawValue))
    referralStates = count(referrals.map(\.state.rawValue))
    self.referrals = referrals.count
    self.escalations = escalations
    undisposed = ledger.open.count { $0.kind == Admission.kind }
    let late = ledger.open.filter { $0.kind == Referral.kind && $0.isOverdue }
    overdue = late.count
    overdueUnescalated = late.count { entry in entry.escalatedAt.map { $0 < entry.due } ?? true }
    let cells = files.map { file in
      let month = file.scheduledAt.map { String($0.description.prefix(7)) } ?? "none"
      return [
        codes[file.office] ?? "", month, file.state.rawValue, file.opinion?.rawValue ?? "",
        file.certifiedOpinion?.rawValue ?? "", file.purpose.rawValue,
      ].joined(separator: "|")
    }
    let outcomes = referrals.map { "\($0.level.rawValue)|\($0.state.rawValue)|\($0.outcome?.rawValue ?? "")" }
    let all = count(cells + outcomes).merging(["escalations": escalations, "open": ledger.open.count]) { $1 }
    digest = try CanonicalJSON.digest(of: all).hexadecimal
  }
}

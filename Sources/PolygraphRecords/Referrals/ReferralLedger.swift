import PolygraphQuantities

/// How long a referral may stay in a state, by urgency.
enum ReferralClocks {
  /// Hours by urgency and state. The most urgent are sent on the day on which they are noticed.
  static let standard: [String: [String: Double]] = [
    Referral.Urgency.imminentHarm.rawValue: [
      "draft": 2, "legal-review": 2, "approved": 1, "sent": 4, "acknowledged": 72, "accepted": 2160, "declined": 24,
      "no-response": 24, "outcome": 240,
    ],
    Referral.Urgency.childAtRisk.rawValue: [
      "draft": 4, "legal-review": 4, "approved": 2, "sent": 12, "acknowledged": 120, "accepted": 2160, "declined": 24,
      "no-response": 24, "outcome": 240,
    ],
    Referral.Urgency.routine.rawValue: [
      "draft": 72, "legal-review": 72, "approved": 24, "sent": 240, "acknowledged": 720, "accepted": 4320,
      "declined": 120, "no-response": 120, "outcome": 240,
    ],
  ]
}

extension AgencyPolicy {
  /// When an admission has to leave a state. One that the policy does not name is due at once.
  func due(_ state: AdmissionState, from time: Timestamp) -> Timestamp {
    time.adding(days: (admissionHours[state.rawValue] ?? 0) / 24)
  }

  /// When a referral has to leave a state. One that the policy does not name is due at once.
  func due(_ state: ReferralState, _ urgency: Referral.Urgency, from time: Timestamp) -> Timestamp {
    time.adding(days: (referralHours[urgency.rawValue]?[state.rawValue] ?? 0) / 24)
  }
}

/// What is open in the ledger of admissions and referrals: the document `polygraph.records.ledger/1`.
public struct ReferralLedger: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.ledger/1"

  /// An entry that is not finished.
  public struct Entry: Hashable, Sendable, Codable {
    /// The record.
    public let id: RecordIdentifier
    /// `referral` or `admission`.
    public let kind: RecordKind
    /// The exam's file.
    public let exam: RecordIdentifier
    /// Where it stands.
    public let state: String
    /// When the matter was noticed.
    public let noticedAt: Timestamp
    /// When it has to leave its state.
    public let due: Timestamp
    /// True when that time has passed.
    public let isOverdue: Bool
    /// When it was last escalated.
    public let escalatedAt: Timestamp?
    /// The level of the authority, of a referral.
    public let level: Referral.Level?
    /// The authority, of a referral.
    public let agency: String?
    /// How fast it has to go, of a referral.
    public let urgency: Referral.Urgency?
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// When the ledger was drawn up.
  public let at: Timestamp
  /// How many entries are overdue.
  public let overdue: Int
  /// What is open: the most overdue first.
  public let open: [Entry]

  /// Draws up the ledger.
  public init(at now: Timestamp, referrals: [Referral], admissions: [Admission]) {
    at = now
    let open =
      referrals.filter { $0.state != .closed }.map { referral in
        Entry(
          id: referral.id, kind: Referral.kind, exam: referral.exam, state: referral.state.rawValue,
          noticedAt: referral.noticedAt, due: referral.due, isOverdue: referral.due < now,
          escalatedAt: referral.escalatedAt, level: referral.level, agency: referral.agency, urgency: referral.urgency)
      }
      + admissions.filter { !$0.isDisposed }.map { admission in
        Entry(
          id: admission.id, kind: Admission.kind, exam: admission.exam, state: admission.state.rawValue,
          noticedAt: admission.notedAt, due: admission.due, isOverdue: admission.due < now, escalatedAt: nil,
          level: nil, agency: nil, urgency: nil)
      }
    self.open = open.sorted { ($0.due, $0.id) < ($1.due, $1.id) }
    overdue = open.count { $0.isOverdue }
  }
}

import PolygraphQuantities

/// A referral of admissions to an authority (REQ-40).
public struct Referral: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "referral")

  /// The level of the authority.
  public enum Level: String, Hashable, Sendable, Codable, CaseIterable {
    /// Of the federation.
    case federal
    /// Of a state.
    case state
    /// Of a county, city or town.
    case local
    /// Of a tribal nation.
    case tribal
    /// Of another country.
    case foreign
  }

  /// How fast it has to go.
  public enum Urgency: String, Hashable, Sendable, Codable, CaseIterable {
    /// Someone is about to be harmed.
    case imminentHarm = "imminent-harm"
    /// A child is at risk.
    case childAtRisk = "child-at-risk"
    /// Neither.
    case routine
  }

  /// What came of it.
  public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// Taken up.
    case accepted
    /// Not taken up.
    case declined
    /// An arrest.
    case arrest
    /// A charge.
    case charge
    /// Nothing to it.
    case unfounded
    /// No word came back.
    case noResponse = "no-response"
  }

  /// A piece of evidence that is offered.
  public struct Evidence: Hashable, Sendable, Codable {
    /// What it is, as `recording extract 12:30–14:05`.
    public var description: String
    /// The SHA-256 of its bytes.
    public var sha256: String

    /// Makes a piece.
    public init(description: String, sha256: String) {
      self.description = description
      self.sha256 = sha256
    }
  }

  /// A step of the referral's life.
  public struct Step: Hashable, Sendable, Codable {
    /// What happened.
    public var event: ReferralEvent
    /// The state it came to.
    public var to: ReferralState
    /// When.
    public var at: Timestamp
    /// The account of the person.
    public var by: String
    /// What was said on it.
    public var note: String?

    /// Makes a step, as another system recorded it.
    public init(event: ReferralEvent, to: ReferralState, at: Timestamp, by: String, note: String? = nil) {
      self.event = event
      self.to = to
      self.at = at
      self.by = by
      self.note = note
    }
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// The admissions it rests on.
  public var admissions: [RecordIdentifier]
  /// The level of the authority.
  public var level: Level
  /// The authority.
  public var agency: String
  /// Its unit.
  public var unit: String?
  /// The office that keeps contact.
  public var contactOffice: String?
  /// The category of the offence.
  public var category: Admission.Category
  /// The statute, if known.
  public var statute: String?
  /// What it is about, in own words.
  public var summary: String
  /// How fast it has to go.
  public var urgency: Urgency
  /// What is offered.
  public var evidence: [Evidence] = []
  /// When the matter was noticed; the clock of the whole runs from here.
  public var noticedAt: Timestamp
  /// How it is sent.
  public var method: String?
  /// The authority's own reference.
  public var receivingReference: String?
  /// What came of it.
  public var outcome: Outcome?
  /// What the office was told.
  public var feedback: String?
  /// What the content may not be used for.
  public var restrictions: String?
  /// Where it stands.
  public var state = ReferralState.draft
  /// When it came there.
  public var since: Timestamp
  /// When it has to leave its state.
  public var due: Timestamp
  /// When it was last escalated.
  public var escalatedAt: Timestamp?
  /// How it came there.
  public var history: [Step] = []

  /// Makes a draft.
  public init(
    id: RecordIdentifier, exam: RecordIdentifier, admissions: [RecordIdentifier], level: Level, agency: String,
    category: Admission.Category, summary: String, urgency: Urgency, noticedAt: Timestamp, since: Timestamp,
    due: Timestamp
  ) {
    self.id = id
    self.exam = exam
    self.admissions = admissions
    self.level = level
    self.agency = agency
    self.category = category
    self.summary = summary
    self.urgency = urgency
    self.noticedAt = noticedAt
    self.since = since
    self.due = due
  }

  /// When a state was first reached.
  public func reached(_ state: ReferralState) -> Timestamp? { history.first { $0.to == state }?.at }

  /// Where the store finds the record.
  public var index: RecordIndex {
    RecordIndex(exam: exam, state: state.rawValue, due: state == .closed ? nil : due)
  }
}

import PolygraphQuantities

/// Something that an examinee admitted (REQ-39).
public struct Admission: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "admission")

  /// What it is about.
  public enum Category: String, Hashable, Sendable, Codable, CaseIterable {
    /// Drugs.
    case drugs
    /// Theft.
    case theft
    /// Violence.
    case violence
    /// A sexual offence.
    case sexualOffence = "sexual-offence"
    /// The safety of a child.
    case childSafety = "child-safety"
    /// Smuggling.
    case smuggling
    /// Contact with espionage or terror.
    case espionageOrTerror = "espionage-or-terror"
    /// False records or fraud.
    case fraud
    /// Associates.
    case association
    /// Integrity at work.
    case integrity
    /// Anything else.
    case other
  }

  /// When in the exam it was said.
  public enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
    /// Before the charts.
    case pretest
    /// Between or during charts.
    case test
    /// After the charts.
    case posttest
  }

  /// How sure the content is.
  public enum Certainty: String, Hashable, Sendable, Codable, CaseIterable {
    /// Said plainly.
    case plain
    /// Said with reservations.
    case qualified
    /// Only hinted at.
    case hinted
  }

  /// What became of it.
  public enum Disposition: String, Hashable, Sendable, Codable, CaseIterable {
    /// Nothing is done; a reason is given.
    case noAction = "no-action"
    /// The adjudicators get it.
    case adjudication
    /// A referral is drafted.
    case referral
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// When in the exam it was said.
  public var phase: Phase
  /// The place in the recording, in seconds.
  public var recordingPosition: Double
  /// What was said, in own words.
  public var summary: String
  /// What it is about.
  public var category: Category
  /// When the conduct took place, in own words.
  public var conductPeriod: String?
  /// Where, as far as it tells who is competent.
  public var jurisdiction: String?
  /// Others who may be at risk, in own words; `nil` when it is not known that there are any.
  public var othersAtRisk: String?
  /// How sure the content is.
  public var certainty: Certainty
  /// True when the program's rules end an exam over it.
  public var isDisqualifying: Bool
  /// What the adjudicator on call decided: go on (true) or stop.
  public var mayContinue: Bool?
  /// The account of the adjudicator.
  public var adjudicatedBy: String?
  /// When it was noted.
  public var notedAt: Timestamp
  /// The account of the person who noted it.
  public var notedBy: String
  /// Where it stands.
  public var state = AdmissionState.noted
  /// When its next step is due.
  public var due: Timestamp
  /// What became of it.
  public var disposition: Disposition?
  /// The account of the person who decided.
  public var decidedBy: String?
  /// When it was decided.
  public var decidedAt: Timestamp?
  /// Why nothing is done.
  public var reasonForNoAction: String?
  /// The referral that came of it.
  public var referral: RecordIdentifier?

  /// Makes an admission as it is noted.
  public init(
    id: RecordIdentifier, exam: RecordIdentifier, phase: Phase, recordingPosition: Double, summary: String,
    category: Category, certainty: Certainty, isDisqualifying: Bool, notedAt: Timestamp, notedBy: String,
    due: Timestamp
  ) {
    self.id = id
    self.exam = exam
    self.phase = phase
    self.recordingPosition = recordingPosition
    self.summary = summary
    self.category = category
    self.certainty = certainty
    self.isDisqualifying = isDisqualifying
    self.notedAt = notedAt
    self.notedBy = notedBy
    self.due = due
  }

  /// Where the store finds the record.
  public var index: RecordIndex {
    RecordIndex(exam: exam, state: state.rawValue, due: state.isFinal ? nil : due)
  }
}

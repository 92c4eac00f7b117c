import PolygraphModel
import PolygraphQuantities

/// A quality review of an exam (REQ-34 to REQ-37).
public struct QualityReview: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "review")

  /// Which review.
  public enum Level: Int, Hashable, Sendable, Codable {
    /// The first.
    case first = 1
    /// The second.
    case second = 2
  }

  /// What is checked.
  public enum Check: String, Hashable, Sendable, Codable, CaseIterable {
    /// The wording of the questions.
    case questionWording = "question-wording"
    /// The pre-test.
    case pretest
    /// How the test was conducted.
    case conduct
    /// The quality of the data.
    case dataQuality = "data-quality"
    /// The analysis.
    case analysis
    /// The report.
    case report
    /// Rules that had to be kept.
    case compliance
    /// The recording.
    case recording
  }

  /// What a check gave.
  public struct Verdict: Hashable, Sendable, Codable {
    /// How it stands.
    public enum Mark: String, Hashable, Sendable, Codable {
      /// As it has to be.
      case pass
      /// Something was found.
      case finding
      /// Does not apply.
      case notApplicable = "not-applicable"
    }
    /// What was checked.
    public var check: Check
    /// How it stands.
    public var mark: Mark
    /// What was found.
    public var note: String?

    /// Makes a verdict.
    public init(_ check: Check, _ mark: Mark, note: String? = nil) {
      self.check = check
      self.mark = mark
      self.note = note
    }
  }

  /// Whether the data support the examiner's opinion.
  public enum Decision: String, Hashable, Sendable, Codable, CaseIterable {
    /// They do.
    case concur
    /// They do not.
    case doNotConcur = "do-not-concur"
    /// The reviewer has no opinion.
    case noOpinion = "no-opinion"
    /// The exam cannot be reviewed.
    case cannotReview = "cannot-review"
  }

  /// The reviewer's written word.
  public struct Attestation: Hashable, Sendable, Codable {
    /// What is attested.
    public var text: String
    /// The name the reviewer signed with.
    public var signature: String
    /// When.
    public var at: Timestamp

    /// Makes an attestation.
    public init(text: String, signature: String, at: Timestamp) {
      self.text = text
      self.signature = signature
      self.at = at
    }
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// Which review.
  public let level: Level
  /// The account of the reviewer.
  public let reviewer: String
  /// The reviewer's certificate at the time.
  public var qualification: String
  /// The charts as they were filed.
  public var filing: RecordIdentifier?
  /// When it was assigned.
  public var assignedAt: Timestamp
  /// The account of the person who assigned it.
  public var assignedBy: String
  /// When it has to be done.
  public var due: Timestamp
  /// The result that the reviewer sealed before seeing more than the blind view.
  public var blindResult: RecordIdentifier?
  /// The reviewer's opinion on that result.
  public var blindOpinion: Opinion?
  /// When it was sealed.
  public var sealedAt: Timestamp?
  /// When the reviewer was shown the rest.
  public var unblindedAt: Timestamp?
  /// What was checked.
  public var verdicts: [Verdict] = []
  /// Whether the data support the examiner's opinion.
  public var decision: Decision?
  /// The reviewer's written word.
  public var attestation: Attestation?
  /// What has to be set right.
  public var correctiveAction: String?
  /// What the examiner should learn.
  public var trainingNote: String?
  /// The time it took, in minutes.
  public var minutes: Double?
  /// How often the exam was sent back to the examiner.
  public var returns = 0

  /// Makes an assignment.
  public init(
    id: RecordIdentifier, exam: RecordIdentifier, level: Level, reviewer: String, qualification: String,
    assignedAt: Timestamp, assignedBy: String, due: Timestamp
  ) {
    self.id = id
    self.exam = exam
    self.level = level
    self.reviewer = reviewer
    self.qualification = qualification
    self.assignedAt = assignedAt
    self.assignedBy = assignedBy
    self.due = due
  }

  /// Where the store finds the record. One review of a level is open at a time.
  public var index: RecordIndex {
    RecordIndex(
      exam: exam, account: reviewer, filing: filing,
      state: attestation != nil ? "attested" : sealedAt != nil ? "sealed" : "blind",
      due: attestation == nil ? due : nil, key: "\(exam)\u{1F}\(level.rawValue)")
  }
}

import PolygraphModel
import PolygraphQuantities

/// The agency's file on an exam, from the request to its destruction. Charts, forms, scores, reviews, admissions and
/// referrals are records of their own that name it; the examinee is named by pseudonym.
public struct ExamFile: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "exam-file")

  /// Why the exam is held.
  public enum Purpose: String, Hashable, Sendable, Codable, CaseIterable {
    /// Of an applicant.
    case preEmployment = "pre-employment"
    /// On one matter.
    case issueSpecific = "issue-specific"
    /// Against espionage.
    case counterIntelligence = "counter-intelligence"
    /// At fixed times.
    case periodic
    /// For another agency.
    case partnerAgency = "partner-agency"
  }

  /// What the exam's result is to serve.
  public enum Class: String, Hashable, Sendable, Codable, CaseIterable {
    /// Several issues, no known event.
    case screening
    /// A known event.
    case investigative
    /// A court.
    case evidentiary
  }

  /// What the examiner holds of countermeasures.
  public struct Countermeasures: Hashable, Sendable, Codable {
    /// How sure.
    public enum Level: String, Hashable, Sendable, Codable {
      /// None seen.
      case none
      /// Suspected.
      case suspected
      /// Admitted by the examinee.
      case confirmed
    }
    /// How sure.
    public var level: Level
    /// What it rests on.
    public var basis: String

    /// Makes a statement.
    public init(_ level: Level, basis: String) {
      self.level = level
      self.basis = basis
    }
  }

  /// A recording of sound or image.
  public struct Recording: Hashable, Sendable, Codable {
    /// Whether it can be used.
    public enum Status: String, Hashable, Sendable, Codable {
      /// All of it is there and can be read.
      case complete
      /// A part is missing.
      case partial
      /// It is not there, empty, or cannot be read.
      case missing
    }
    /// The file's name.
    public var file: String
    /// The SHA-256 of its bytes.
    public var sha256: String
    /// Its length in seconds.
    public var seconds: Double
    /// Whether it can be used.
    public var status: Status

    /// Makes a recording.
    public init(file: String, sha256: String, seconds: Double, status: Status) {
      self.file = file
      self.sha256 = sha256
      self.seconds = seconds
      self.status = status
    }
  }

  /// A step of the exam's life.
  public struct Step: Hashable, Sendable, Codable {
    /// The state it was in.
    public var from: ExamState
    /// What happened.
    public var event: ExamEvent
    /// The state it came to.
    public var to: ExamState
    /// When.
    public var at: Timestamp
    /// The account of the person.
    public var by: String
    /// Guards that were overridden.
    public var overridden: [LifecycleGuard] = []
    /// Why, when a guard was overridden or the step needs a reason.
    public var reason: String?
    /// The supervisor's permit that the override rests on; `nil` where the supervisor took the step.
    public var permit: RecordIdentifier?

    /// Makes a step, as another system recorded it.
    public init(
      from: ExamState, event: ExamEvent, to: ExamState, at: Timestamp, by: String, overridden: [LifecycleGuard] = [],
      reason: String? = nil, permit: RecordIdentifier? = nil
    ) {
      self.from = from
      self.event = event
      self.to = to
      self.at = at
      self.by = by
      self.overridden = overridden
      self.reason = reason
      self.permit = permit
    }
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The agency's number, as `SAT-26-00017`; unique.
  public var number: String
  /// The agency.
  public var agency: String
  /// The office.
  public var office: RecordIdentifier
  /// The room.
  public var room: String?
  /// The case's number.
  public var caseNumber: String
  /// The legal basis.
  public var authority: String
  /// The unit that asked.
  public var requester: String
  /// Why the exam is held.
  public var purpose: Purpose
  /// What its result is to serve.
  public var examClass: Class
  /// The test format, as `federal-zct`.
  public var testFormat: String
  /// The version of the format.
  public var formatVersion: String
  /// The pseudonym of the examinee.
  public var examinee: RecordIdentifier
  /// When the exam is to begin.
  public var scheduledAt: Timestamp?
  /// The account of the examiner.
  public var examiner: String?
  /// The examiner's certificate at the time.
  public var certificate: String?
  /// The person who answers for an intern.
  public var sponsor: RecordIdentifier?
  /// The instrument.
  public var instrument: RecordIdentifier?
  /// The check of the instrument.
  public var check: RecordIdentifier?
  /// The version of the software.
  public var software: String?
  /// The recordings.
  public var recordings: [Recording] = []
  /// The charts and results as they were filed; see ``ExamRecord``.
  public var filing: RecordIdentifier?
  /// The result that the examiner sealed.
  public var examinerResult: RecordIdentifier?
  /// The examiner's opinion.
  public var opinion: Opinion?
  /// Why the opinion is INC or NO.
  public var opinionReason: OpinionReason?
  /// The examiner's opinion on each question.
  public var questionOpinions: [QuestionOpinion] = []
  /// What the examiner holds of countermeasures.
  public var countermeasures: Countermeasures?
  /// The opinion that quality control certified.
  public var certifiedOpinion: Opinion?
  /// The facts of the case, as the examiner was told them.
  public var caseFacts: String?
  /// Remarks and deviations from the procedure.
  public var remarks: String?
  /// The SHA-256 of the exam's package, when it was verified complete.
  public var package: String?
  /// Earlier exams of the same person.
  public var priorExams: [RecordIdentifier] = []
  /// Until when the result holds.
  public var validUntil: Timestamp?
  /// When the person may be tested again.
  public var eligibleAgain: Timestamp?
  /// Where the exam stands.
  public var state = ExamState.requested
  /// How it came there.
  public var history: [Step] = []
  /// How long its records are kept.
  public var retention = RetentionClass.suitability
  /// The number of the exam in the order of the office's year.
  public var series: Int

  /// Makes the file of a requested exam.
  public init(
    id: RecordIdentifier, number: String, series: Int, agency: String, office: RecordIdentifier, request: ExamRequest
  ) {
    self.id = id
    self.number = number
    self.series = series
    self.agency = agency
    self.office = office
    caseNumber = request.caseNumber
    authority = request.authority
    requester = request.requester
    purpose = request.purpose
    examClass = request.examClass
    testFormat = request.testFormat
    formatVersion = request.formatVersion
    examinee = request.examinee
    caseFacts = request.caseFacts
    priorExams = request.priorExams
  }

  /// The case's number as the store keeps it: a database's text cannot hold U+0000, which the document can.
  private var subject: String { caseNumber.replacing("\u{0}", with: "\u{FFFD}") }

  /// Where the store finds the record.
  public var index: RecordIndex {
    RecordIndex(
      exam: id, office: office, account: examiner, filing: filing, state: state.rawValue, due: scheduledAt, key: number,
      subject: subject)
  }
}

/// What is asked for when an exam is requested.
public struct ExamRequest: Hashable, Sendable, Codable {
  /// The case's number.
  public var caseNumber: String
  /// The legal basis.
  public var authority: String
  /// The unit that asks.
  public var requester: String
  /// Why the exam is held.
  public var purpose: ExamFile.Purpose
  /// What its result is to serve.
  public var examClass: ExamFile.Class
  /// The test format.
  public var testFormat: String
  /// The version of the format.
  public var formatVersion = "1"
  /// The pseudonym of the examinee.
  public var examinee: RecordIdentifier
  /// The facts of the case.
  public var caseFacts: String?
  /// Earlier exams of the same person.
  public var priorExams: [RecordIdentifier] = []

  /// Makes a request.
  public init(
    caseNumber: String, authority: String, requester: String, purpose: ExamFile.Purpose, examClass: ExamFile.Class,
    testFormat: String, examinee: RecordIdentifier
  ) {
    self.caseNumber = caseNumber
    self.authority = authority
    self.requester = requester
    self.purpose = purpose
    self.examClass = examClass
    self.testFormat = testFormat
    self.examinee = examinee
  }
}

/// How long records are kept, counted from the day the exam was closed.
public enum RetentionClass: String, Hashable, Sendable, Codable, CaseIterable {
  /// Two years, the validity of a suitability exam.
  case suitability
  /// Three years, as 29 CFR 801.30 and state rules ask.
  case threeYears = "three-years"
  /// One year or until the matter is adjudicated, as ASTM E2031 asks.
  case adjudication

  /// The shortest time in days.
  public var days: Double {
    switch self {
    case .suitability: 731
    case .threeYears: 1096
    case .adjudication: 366
    }
  }
}

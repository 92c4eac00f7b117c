import PolygraphQuantities

/// The forms of the pre-test (REQ-31): what has to be there before the first chart.
public struct PreTest: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "pre-test")

  /// A form that was signed.
  public struct Form: Hashable, Sendable, Codable {
    /// The form's identifier.
    public var form: String
    /// The form's version.
    public var version: String
    /// When it was signed.
    public var at: Timestamp
    /// The signature, as it was given.
    public var signature: String

    /// Makes a form.
    public init(form: String, version: String, at: Timestamp, signature: String) {
      self.form = form
      self.version = version
      self.at = at
      self.signature = signature
    }
  }

  /// Which advisement was given.
  public enum Advisement: String, Hashable, Sendable, Codable {
    /// Not in custody, free to go.
    case general
    /// In custody.
    case custodial
    /// An employee who has to answer.
    case employmentWarning = "employment-warning"
  }

  /// The examiner's decision on suitability.
  public enum Fitness: String, Hashable, Sendable, Codable {
    /// Fit.
    case fit
    /// Fit with adjustments.
    case fitWithAdjustment = "fit-with-adjustment"
    /// Not to be tested.
    case unfit
  }

  /// What the examinee says on their health.
  public struct Medical: Hashable, Sendable, Codable {
    /// Hours of sleep in the last night.
    public var sleepHours: Double?
    /// What was eaten.
    public var food: String?
    /// Medication.
    public var medication: [String] = []
    /// Alcohol and drugs.
    public var substances: [String] = []
    /// Conditions: heart, breathing, skin, nerves, pregnancy, pain, surgery, limits of arm or finger, stress.
    public var conditions: [String] = []
    /// How fit the examinee feels.
    public var selfRated: String
    /// What the examiner decided.
    public var decision: Fitness

    /// Makes a statement.
    public init(selfRated: String, decision: Fitness) {
      self.selfRated = selfRated
      self.decision = decision
    }
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// When the examinee's identity was verified.
  public var identityVerifiedAt: Timestamp?
  /// When the notice was given that the session is recorded.
  public var recordingNoticeAt: Timestamp?
  /// The consent.
  public var consent: Form?
  /// The advisement that was given.
  public var advisement: Advisement?
  /// When the examinee was told who may receive disclosures.
  public var toldOfDisclosuresAt: Timestamp?
  /// When the examinee was told that they may stop at any time.
  public var toldOfRightToStopAt: Timestamp?
  /// Notices that the law asks private employers for.
  public var privateEmployerNotices: [Form] = []
  /// The medical statement.
  public var medical: Medical?

  /// Makes forms that are all open.
  public init(id: RecordIdentifier, exam: RecordIdentifier) {
    self.id = id
    self.exam = exam
  }

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(exam: exam, key: exam.rawValue) }
}

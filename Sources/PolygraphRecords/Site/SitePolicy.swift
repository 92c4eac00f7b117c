import Foundation
import PolygraphModel

/// The modes an office works in: a policy file, kept with the office and enforced by the library (REQ-53 to REQ-55).
///
/// *Shape*: a JSON object; a mode that is left out is off, one that is given as `{}` is on with its standard settings.
/// ```json
/// {
///   "sensitiveTopics": {"topics": [{"name": "religion", "words": ["church*", "faith"], "exceptPurposes": []}]},
///   "privateSector": {"leastMinutes": 90, "examsPerDay": 5, "notices": ["EPPA-NOTICE"]},
///   "evidence": {"classes": ["evidentiary"], "leastRelevantQuestions": 2}
/// }
/// ```
public struct SitePolicy: Hashable, Sendable, Codable {
  /// Questions on topics that are off limits are flagged for the reviewer.
  public var sensitiveTopics: SensitiveTopics?
  /// Exams for private employers.
  public var privateSector: PrivateSector?
  /// Exams whose result is to serve as evidence.
  public var evidence: Evidence?

  /// Exams for private employers, as the Employee Polygraph Protection Act rules them.
  ///
  /// In this mode: the notices are signed before the test; the test takes at least ``leastMinutes`` from the beginning
  /// of the pre-test to the handing in, by the exam's steps and by its recordings; no question is asked that was not
  /// reviewed in writing; the limit of exams a day and the forms cannot be set aside; what is disclosed needs a consent
  /// or an order; records are kept for three years. An exam that ended early has no opinion that leaves the records.
  /// *Source*: 29 CFR 801.24, 801.26, 801.30.
  public struct PrivateSector: Hashable, Sendable, Codable {
    /// The shortest test in minutes.
    public var leastMinutes = 90.0
    /// The most exams of an examiner in 24 hours.
    public var examsPerDay = 5
    /// The identifiers of the notices that have to be signed.
    public var notices = ["EPPA-NOTICE"]
    /// The standard settings.
    public init() {}

    /// Reads the settings; those that are left out are the standard ones.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      leastMinutes = try container.decodeIfPresent(Double.self, forKey: .leastMinutes) ?? leastMinutes
      examsPerDay = try container.decodeIfPresent(Int.self, forKey: .examsPerDay) ?? examsPerDay
      notices = try container.decodeIfPresent([String].self, forKey: .notices) ?? notices
    }
  }

  /// Exams whose result is to serve as evidence.
  ///
  /// In this mode: enough relevant questions are frozen, and the facts of the case and the examinee's health are known,
  /// before the first chart; at the handing in the examiner's scores are numbers, and the recording is complete. None
  /// of it can be set aside.
  /// *Source*: New Mexico R. Evid. 11-707.
  public struct Evidence: Hashable, Sendable, Codable {
    /// The classes of exams that the mode is about.
    public var classes: [ExamFile.Class] = [.evidentiary]
    /// The fewest relevant questions.
    public var leastRelevantQuestions = 2
    /// The standard settings.
    public init() {}

    /// Reads the settings; those that are left out are the standard ones.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      classes = try container.decodeIfPresent([ExamFile.Class].self, forKey: .classes) ?? classes
      leastRelevantQuestions =
        try container.decodeIfPresent(Int.self, forKey: .leastRelevantQuestions) ?? leastRelevantQuestions
    }
  }

  /// A policy with every mode off.
  public init() {}

  /// Reads a policy file.
  ///
  /// *Errors*: ``RecordError/Code/invalid`` for a document that is none, a name that there is not, or a number that no
  /// exam could keep to.
  public init(json: Data) throws {
    do {
      try Self.checkNames(JSONSerialization.jsonObject(with: json))
      self = try JSONDecoder().decode(SitePolicy.self, from: json)
    } catch let error as RecordError {
      throw error
    } catch {
      throw Self.invalid("it is no JSON document of a site's policy")
    }
    try check()
  }

  /// Refuses settings that no exam could keep to.
  func check() throws {
    if let privateSector {
      guard privateSector.leastMinutes.isFinite, (0...Self.mostMinutes).contains(privateSector.leastMinutes) else {
        throw Self.invalid("leastMinutes is not between 0 and \(Int(Self.mostMinutes))")
      }
      guard (1...24).contains(privateSector.examsPerDay) else { throw Self.invalid("examsPerDay is not 1 to 24") }
      guard !privateSector.notices.isEmpty else { throw Self.invalid("private-sector mode names at least one notice") }
    }
    if let evidence, !(1...100).contains(evidence.leastRelevantQuestions) {
      throw Self.invalid("leastRelevantQuestions is not 1 to 100")
    }
    try sensitiveTopics?.check()
  }

  /// The longest test that a policy may ask for: a day.
  public static let mostMinutes = 1440.0

  private static let members = [
    "sensitiveTopics": ["topics"], "privateSector": ["leastMinutes", "examsPerDay", "notices"],
    "evidence": ["classes", "leastRelevantQuestions"],
  ]

  /// Refuses names that there are not: a mistyped rule is told, not ignored.
  private static func checkNames(_ document: Any) throws {
    guard let modes = document as? [String: Any] else { throw invalid("it is no JSON object") }
    for (mode, settings) in modes {
      guard let known = members[mode] else { throw invalid("there is no mode '\(mode)'") }
      guard let settings = settings as? [String: Any] else { throw invalid("the mode '\(mode)' is no JSON object") }
      if let unknown = settings.keys.first(where: { !known.contains($0) }) {
        throw invalid("the mode '\(mode)' has no setting '\(unknown)'")
      }
    }
  }

  static func invalid(_ what: String) -> RecordError {
    RecordError(code: .invalid, message: "The site's policy cannot be used: \(what).")
  }
}

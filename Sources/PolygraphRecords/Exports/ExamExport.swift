import PolygraphModel
import PolygraphQuantities

/// All that the records hold on an exam, with who the examinee is: the document `polygraph.records.exam-export/1`.
public struct ExamExport: Hashable, Sendable, Encodable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.exam-export/1"

  /// The document's schema, ``schemaName``.
  public let schema = ExamExport.schemaName
  /// When it was made.
  public let at: Timestamp
  /// The exam's file.
  public internal(set) var file: ExamFile
  /// Who the examinee is; `nil` when it was never put into these records.
  public internal(set) var examinee: Examinee?
  /// The forms.
  public internal(set) var pretest: PreTest?
  /// The questions.
  public internal(set) var questions: [QuestionList] = []
  /// The charts.
  public internal(set) var charts: [ChartRecord] = []
  /// The seals of scores.
  public internal(set) var seals: [ScoreSeal] = []
  /// The sealed results.
  public internal(set) var results: [SealedResult] = []
  /// The reviews.
  public internal(set) var reviews: [QualityReview] = []
  /// The admissions.
  public internal(set) var admissions: [Admission] = []
  /// The referrals.
  public internal(set) var referrals: [Referral] = []
  /// The complaints.
  public internal(set) var complaints: [Complaint] = []
  /// The disclosures.
  public internal(set) var disclosures: [Disclosure] = []
  /// The holds.
  public internal(set) var holds: [LegalHold] = []

  init(at time: Timestamp, file: ExamFile) {
    at = time
    self.file = file
  }
}

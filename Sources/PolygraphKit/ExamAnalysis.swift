import PolygraphFeatures
import PolygraphModel
import PolygraphScoring

/// The one pipeline from an exam to scores: tracings under a filter profile, measurements, methods.
///
/// The command line, the workflows and the tests all use it, so nothing is computed twice in two ways.
public struct ExamAnalysis: Sendable {
  /// The filter profile of the measurements.
  public var profile: FilterProfile
  /// The scoring methods, in the order of their results.
  public var methods: [any ScoringMethod]
  /// The test format; `nil` takes the one that the question sequences show.
  public var format: TestFormat?
  /// What the methods are told.
  public var options: ScoringOptions

  /// Makes a pipeline; left to itself, the *standard* profile and ESS-M.
  public init(
    profile: FilterProfile = .standard, methods: [any ScoringMethod] = [ESSM()], format: TestFormat? = nil,
    options: ScoringOptions = ScoringOptions()
  ) {
    self.profile = profile
    self.methods = methods
    self.format = format
    self.options = options
  }

  /// The measurements of an exam.
  ///
  /// *Errors*: ``FilterProfileError`` for a profile out of range.
  public func measure(_ exam: Exam) throws -> MeasurementTable {
    try Measurements.measure(exam, profile: profile)
  }

  /// The results of all methods for an exam.
  ///
  /// *Errors*: ``FilterProfileError`` for a profile out of range. A method that does not fit the exam is a result with
  /// its reasons, and no error.
  public func score(_ exam: Exam) throws -> ScoreSheet { score(try measure(exam)) }

  /// The results of all methods for a measurement table, which may have been made elsewhere.
  public func score(_ table: MeasurementTable) -> ScoreSheet {
    ScoringMethods.score(table, methods: methods, format: format, options: options)
  }
}

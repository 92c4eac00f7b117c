import PolygraphModel

/// A test format: which questions it has, what it decides, and in which words.
public struct TestFormat: Hashable, Sendable {
  /// What a format's questions are about, which decides the words of its opinions.
  public enum Issue: String, Hashable, Sendable, Codable {
    /// One known or alleged event: DI, NDI, INC.
    case single
    /// Several aspects of one event: DI, NDI, INC, decided by question.
    case multipleFacet
    /// Independent issues, as in screening: SR, NSR, NO.
    case multiple
    /// Recognition of a key: RI, NRI, NO.
    case recognition
    /// A practice or calibration test: no opinion.
    case practice
  }

  /// The identifier, as `federal-zct`.
  public let identifier: String
  /// The name people use.
  public let name: String
  /// What it decides.
  public let issue: Issue
  /// How many relevant questions it has.
  public let relevantQuestions: ClosedRange<Int>
  /// How many comparison questions a chart has.
  public let comparisonQuestions: ClosedRange<Int>
  /// How many charts (or passes) it takes.
  public let charts: ClosedRange<Int>
  /// The usual sequence, for people.
  public let sequence: String
  /// How relevant questions find their comparison questions, for people.
  public let pairing: String
  /// The decision rules it is usually decided by, for people.
  public let decision: String
  /// How sure these facts are: `certain`, `inferred` (one indirect source), or `unknown` in their thresholds.
  public let confidence: String
  /// Where the figures come from.
  public let source: String

  /// The words of this format's opinions: deceptive, truthful, neither.
  public var vocabulary: (deceptive: Opinion, truthful: Opinion, neither: Opinion) {
    switch issue {
    case .single, .multipleFacet: (.deceptionIndicated, .noDeceptionIndicated, .inconclusive)
    case .multiple: (.significantResponse, .noSignificantResponse, .noOpinion)
    case .recognition, .practice: (.recognitionIndicated, .noRecognitionIndicated, .noOpinion)
    }
  }
}

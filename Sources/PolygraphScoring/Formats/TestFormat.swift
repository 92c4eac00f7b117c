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

  /// The known formats.
  public static let all: [TestFormat] = [
    federalZCT, youPhase, utah, afmgqt1, afmgqt2, dlst, relevantIrrelevant, concealedInformation, acquaintance,
  ]

  /// The format of an identifier, or `nil`.
  public static func named(_ identifier: String) -> TestFormat? { all.first { $0.identifier == identifier } }

  /// Federal zone comparison test.
  public static let federalZCT = TestFormat(
    identifier: "federal-zct", name: "Federal ZCT", issue: .single, relevantQuestions: 3...3,
    comparisonQuestions: 3...3, charts: 3...5, sequence: "1 SA E3 C4 R5 C6 R7 E8 C9 R10",
    source: "Federal examiner training; practice literature")
  /// Federal You-Phase, also called Bi-Zone.
  public static let youPhase = TestFormat(
    identifier: "you-phase", name: "Federal You-Phase / Bi-Zone", issue: .single, relevantQuestions: 2...2,
    comparisonQuestions: 3...3, charts: 3...5, sequence: "1 SA E3 C4 R5 C6 R7 C8 E9", source: "practice literature")
  /// Utah three-question test.
  public static let utah = TestFormat(
    identifier: "utah", name: "Utah 3-question", issue: .single, relevantQuestions: 3...3, comparisonQuestions: 3...3,
    charts: 3...5, sequence: "I1 SA N1 C1 R1 N2 C2 R2 N3 C3 R3", source: "Handler & Nelson 2008")
  /// Air Force modified general question test, comparison questions around each relevant question.
  public static let afmgqt1 = TestFormat(
    identifier: "afmgqt-1", name: "AFMGQT version 1", issue: .multiple, relevantQuestions: 2...4,
    comparisonQuestions: 3...5, charts: 3...5, sequence: "1 SA C3 R4 C5 R6 C7 R8 C9 R10",
    source: "practice literature")
  /// Air Force modified general question test, relevant questions in pairs.
  public static let afmgqt2 = TestFormat(
    identifier: "afmgqt-2", name: "AFMGQT version 2", issue: .multiple, relevantQuestions: 2...4,
    comparisonQuestions: 2...3, charts: 3...5, sequence: "1 SA C3 R4 R5 C6 R7 R8 C9", source: "practice literature")
  /// Directed-lie screening test, TES and TES-C.
  public static let dlst = TestFormat(
    identifier: "dlst", name: "DLST / TES / TES-C", issue: .multiple, relevantQuestions: 2...3,
    comparisonQuestions: 2...3, charts: 1...2, sequence: "N1 N2 SR 1C1 1R1 1R2 1C2 2R1 2R2 2C1 3R1 3R2 3C2",
    source: "practice literature")
  /// Relevant-irrelevant test.
  public static let relevantIrrelevant = TestFormat(
    identifier: "ri", name: "Relevant-irrelevant", issue: .multiple, relevantQuestions: 3...20,
    comparisonQuestions: 0...0, charts: 2...5, sequence: "irrelevant and relevant in turn",
    source: "practice literature")
  /// Concealed information test.
  public static let concealedInformation = TestFormat(
    identifier: "cit", name: "CIT / GKT", issue: .recognition, relevantQuestions: 0...0, comparisonQuestions: 0...0,
    charts: 3...20, sequence: "buffer, then four or five alternatives with the key among them",
    source: "Krapohl, McCloughan & Senter 2009")
  /// Acquaintance test.
  public static let acquaintance = TestFormat(
    identifier: "acqt", name: "ACQT", issue: .practice, relevantQuestions: 0...0, comparisonQuestions: 0...0,
    charts: 1...2, sequence: "1 2 3 4K 5 6 7", source: "practice literature")
}

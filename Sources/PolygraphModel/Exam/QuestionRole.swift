/// What part a question, or another event, plays in its chart.
///
/// The set is open; the known members are those of the field's formats.
public struct QuestionRole: RawRepresentable, Hashable, Sendable, Codable {
  /// The role's name as it is stored and exchanged.
  public let rawValue: String
  /// Makes a role from its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Relevant question (RQ).
  public static let relevant = QuestionRole(rawValue: "relevant")
  /// Comparison question (CQ).
  public static let comparison = QuestionRole(rawValue: "comparison")
  /// Neutral or irrelevant question.
  public static let neutral = QuestionRole(rawValue: "neutral")
  /// Sacrifice relevant question; never scored.
  public static let sacrificeRelevant = QuestionRole(rawValue: "sacrificeRelevant")
  /// Symptomatic (outside issue) question.
  public static let symptomatic = QuestionRole(rawValue: "symptomatic")
  /// Introductory question.
  public static let introductory = QuestionRole(rawValue: "introductory")
  /// The first item of a concealed information test; never scored.
  public static let buffer = QuestionRole(rawValue: "buffer")
  /// The key item of a concealed information or acquaintance test.
  public static let key = QuestionRole(rawValue: "key")
  /// An item of a concealed information or acquaintance test that is not the key.
  public static let nonKey = QuestionRole(rawValue: "nonKey")
  /// A question whose role its label does not tell.
  public static let other = QuestionRole(rawValue: "other")
  /// The announcement that the test begins (X).
  public static let startOfTest = QuestionRole(rawValue: "startOfTest")
  /// The announcement that the test is over (XX).
  public static let endOfTest = QuestionRole(rawValue: "endOfTest")

  /// True for the announcements X and XX, which are events but no questions.
  public var isAnnouncement: Bool { self == .startOfTest || self == .endOfTest }
}

/// The kind of a comparison question.
public enum ComparisonType: String, Hashable, Sendable, Codable {
  /// The examinee is led to answer with a probable lie.
  case probableLie
  /// The examinee is told to lie.
  case directedLie
}

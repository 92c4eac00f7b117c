import PolygraphModel

/// A code that the checks of an exam can report, with what it means.
public struct LintCode: Hashable, Sendable, Identifiable {
  /// The code as findings carry it.
  public let code: String
  /// How much it matters.
  public let severity: Severity
  /// What it means, in a sentence.
  public let sentence: String
  /// The code.
  public var id: String { code }

  /// Every code the checks report, in the order of the checks.
  public static let all: [LintCode] = [
    LintCode("label-typed", .note, "A label has its type in front, as R R5."),
    LintCode("label-punctuation", .warning, "A label holds punctuation that other programs stumble over."),
    LintCode("label-o-zero", .warning, "A label has the letter O where a zero is meant, as R1O."),
    LintCode(
      "label-sacrifice-r", .warning, "A sacrifice question is written with an R and may be scored by mistake."),
    LintCode("label-1c", .warning, "1C may be an irrelevant question or the first comparison question."),
    LintCode("label-clash", .warning, "An annotation code is also like a question's label, as CT."),
    LintCode("label-empty", .warning, "A label is empty or zero; the event has no role."),
    LintCode("label-long", .warning, "A label has more characters than chart files can carry."),
    LintCode("dlst-renumbered", .note, "Repeated questions of a screening chart were numbered by pass."),
    LintCode("missing-x", .warning, "The announcement that the test begins is missing."),
    LintCode("missing-xx", .warning, "The announcement that the test is over is missing."),
    LintCode("outside-x-xx", .warning, "A question lies before X or after XX."),
    LintCode("no-events", .warning, "A chart has no events."),
    LintCode("chart-aborted", .note, "A chart was broken off and is left out of scoring."),
    LintCode("event-overlap", .warning, "A question begins before the one before it has ended."),
    LintCode("answer-early", .warning, "An answer lies before the end of its question."),
    LintCode("answer-late", .warning, "An answer lies at or after the onset of the next question."),
    LintCode("answer-missing", .note, "A question has no answer; silence is data."),
    LintCode("question-repeated", .warning, "A question was asked twice in a chart."),
    LintCode("passes-uneven", .warning, "The questions of a screening chart were not all asked equally often."),
    LintCode("spacing-short", .warning, "Two questions begin within less than the site's limit."),
    LintCode("spacing-long", .note, "Two questions begin further apart than the site's limit."),
    LintCode("series-questions", .warning, "The charts of a series differ in questions or in a question's text."),
    LintCode("question-unlisted", .warning, "A question was asked that is not on the series' list."),
    LintCode("question-not-reviewed", .error, "A question was asked that was not reviewed with the examinee."),
    LintCode("charts-few", .warning, "A series has fewer charts than its format asks for."),
    LintCode("charts-many", .warning, "A series has more charts than its format allows."),
    LintCode("relevant-count", .warning, "The number of relevant questions lies outside the format."),
    LintCode("comparison-count", .warning, "The number of comparison questions lies outside the format."),
  ]

  private init(_ code: String, _ severity: Severity, _ sentence: String) {
    self.code = code
    self.severity = severity
    self.sentence = sentence
  }

  static let severities = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0.severity) })
}

import PolygraphModel
import PolygraphQuantities

/// A site's limits for the checks of an exam.
public struct LintSettings: Hashable, Sendable {
  /// The least time from the onset of one question to the onset of the next (REQ-19). 20 to 25 s is usual.
  public var shortestSpacing: Seconds = 20
  /// The most time from onset to onset; `nil` for no limit.
  public var longestSpacing: Seconds?
  /// The limits of the test format; `nil` takes those of the family the labels show.
  public var limits: FormatLimits?
  /// The office's annotation codes.
  public var dictionary = AnnotationDictionary.standard

  /// Makes settings.
  public init(
    shortestSpacing: Seconds = 20, longestSpacing: Seconds? = nil, limits: FormatLimits? = nil,
    dictionary: AnnotationDictionary = .standard
  ) {
    self.shortestSpacing = shortestSpacing
    self.longestSpacing = longestSpacing
    self.limits = limits
    self.dictionary = dictionary
  }
}

/// How many charts a series of a test format has, and how many relevant and comparison questions a chart (REQ-18).
public struct FormatLimits: Hashable, Sendable {
  /// The format's or family's name, for messages.
  public var name: String
  /// The number of charts in a series, aborted ones left out.
  public var charts: ClosedRange<Int>
  /// The number of different relevant questions in a chart.
  public var relevant: ClosedRange<Int>
  /// The number of different comparison questions in a chart.
  public var comparison: ClosedRange<Int>

  /// Makes limits.
  public init(name: String, charts: ClosedRange<Int>, relevant: ClosedRange<Int>, comparison: ClosedRange<Int>) {
    self.name = name
    self.charts = charts
    self.relevant = relevant
    self.comparison = comparison
  }

  /// Comparison question tests: three to five charts, two to four relevant and at least two comparison questions.
  ///
  /// *Source*: practice rules of national associations (three to five charts), the United Kingdom's SI 2023/1249 (two
  /// to four relevant, at least two comparison questions); the longest published list has five comparison questions.
  public static let comparisonQuestionTest = FormatLimits(
    name: "comparison question test", charts: 3...5, relevant: 2...4, comparison: 2...5)
  /// Directed-lie screening: a chart holds three passes, so a series has one chart and at times a short second one.
  public static let directedLieScreening = FormatLimits(
    name: "directed-lie screening test", charts: 1...2, relevant: 2...3, comparison: 2...3)
  /// Tests with a key and no relevant questions: concealed information and acquaintance.
  public static let concealedInformation = FormatLimits(
    name: "concealed information test", charts: 1...Int.max, relevant: 0...0, comparison: 0...0)
  /// Relevant questions without comparison questions; the field publishes no numbers.
  public static let relevantIrrelevant = FormatLimits(
    name: "relevant-irrelevant test", charts: 1...Int.max, relevant: 1...Int.max, comparison: 0...0)

  /// The limits of the family a series' labels show, or `nil` when they show none.
  public static func family(of series: Series) -> FormatLimits? {
    let events = series.charts.filter { !$0.isAborted }.flatMap(\.questions)
    let roles = Set(events.map(\.role))
    switch (roles.contains(.relevant), roles.contains(.comparison)) {
    case (true, true):
      let hasPasses = events.contains { $0.role == .relevant && $0.baseLabel != $0.label }
      return hasPasses ? .directedLieScreening : .comparisonQuestionTest
    case (true, false): return .relevantIrrelevant
    case (false, false): return roles.contains(.key) ? .concealedInformation : nil
    case (false, true): return .comparisonQuestionTest
    }
  }
}

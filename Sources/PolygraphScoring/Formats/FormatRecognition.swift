import PolygraphModel

/// The test format that the question sequences of an exam show, with the reasons.
///
/// *Definition*: the kinds, numbers and order of the questions are held against ``TestFormat/all``. Sequences that
/// several formats share are told apart by the formats' usual numbering; where that tells nothing either, none is
/// recognised, and the reasons name the formats that fit.
public struct FormatRecognition: Hashable, Sendable {
  /// The format, or `nil` when none fits or several do.
  public let format: TestFormat?
  /// What speaks for it, or why none was recognised.
  public let reasons: [String]
  /// The formats that fit when several do, else the recognised one.
  public let candidates: [TestFormat]

  /// Recognises the format of a measurement table's sequences.
  public init(of table: MeasurementTable) { self.init(of: ScoringInput(table, omitsDerivations: true)) }

  /// Recognises the format of an exam's sequences.
  public init(of exam: ScoringInput) {
    let facts = SequenceFacts(exam.charts)
    let found = Self.found(facts)
    format = found.formats.count == 1 ? found.formats[0] : nil
    candidates = found.formats
    let names = found.formats.map { "\($0.name) (\($0.identifier))" }.joined(separator: " or ")
    reasons =
      found.formats.count > 1 ? found.reasons + ["ambiguous: it may be \(names); name the format"] : found.reasons
  }

  private typealias Found = (formats: [TestFormat], reasons: [String])

  private static func found(_ facts: SequenceFacts) -> Found {
    let counts = facts.counts
    switch (facts.relevant.count, facts.comparison.count) {
    case (0, 0) where facts.hasKey: return keyed(facts)
    case (3..., 0): return ([.relevantIrrelevant], ["\(facts.relevant.count) relevant and no comparison questions"])
    case (2...3, 2...3) where facts.isRepeated: return ([.dlst], [counts, "each asked several times in a chart"])
    case (3, 3) where facts.hasSymptomatic && facts.hasNeutralBlocks:
      return ([.integratedZone], [counts, "a symptomatic question", "an irrelevant question before each comparison"])
    case (3, 3) where facts.hasSymptomatic: return ([.federalZCT], [counts, "symptomatic questions"])
    case (2, 3) where facts.hasSymptomatic: return ([.youPhase], [counts, "symptomatic questions"])
    case (4, 4) where facts.hasFramedPairs:
      return ([.utahFour], [counts, "pairs of relevant questions between two comparisons"])
    case (2...4, 2...3) where facts.hasPair: return general(.afmgqt2, facts, "relevant questions in pairs")
    case (3, 3): return threeAndThree(facts)
    case (2, 3) where facts.areNumbered(relevant: [5, 7], comparison: [4, 6, 8]):
      return ([.youPhase], [counts, "numbered as the You-Phase is: comparison 4 6 8, relevant 5 7"])
    case (2...4, 3...5) where facts.areAllPreceded:
      return general(.afmgqt1, facts, "a comparison question before each relevant one")
    default: return ([], ["\(counts) fit no known format"])
    }
  }

  /// Three relevant and three comparison questions apart from one another, without symptomatic questions.
  private static func threeAndThree(_ facts: SequenceFacts) -> Found {
    let shared = [facts.counts, "no symptomatic questions", "relevant questions apart"]
    if facts.hasNeutralBlocks { return ([.utah], shared + ["an irrelevant question before each comparison"]) }
    if facts.areNumbered(relevant: [5, 7, 10], comparison: [4, 6, 9]) {
      return ([.federalZCT], shared + ["numbered as the Federal ZCT is: comparison 4 6 9, relevant 5 7 10"])
    }
    if facts.areNumbered(relevant: [1, 2, 3], comparison: [1, 2, 3]) {
      return ([.utah], shared + ["numbered as the Utah test is: comparison 1 2 3, relevant 1 2 3"])
    }
    return ([.federalZCT, .utah], shared + ["neither irrelevant questions nor the numbering tell which"])
  }

  /// A general question test, or its second series, which is numbered in the twenties.
  private static func general(_ format: TestFormat, _ facts: SequenceFacts, _ reason: String) -> Found {
    let isSecond = !facts.relevantNumbers.isEmpty && facts.relevantNumbers.allSatisfy { (20...29).contains($0) }
    return isSecond
      ? ([.lepet], [facts.counts, reason, "numbered in the twenties"]) : ([format], [facts.counts, reason])
  }

  private static func keyed(_ facts: SequenceFacts) -> Found {
    let reason = "a key and no relevant questions"
    switch facts.charts {
    case 1: return ([.acquaintance], [reason])
    case 2: return ([.peakOfTension], [reason, "two charts"])
    default:
      return (
        [.concealedInformation],
        [reason, "\(facts.charts) tests; a peak of tension test looks the same: name it (pot) when it is one"]
      )
    }
  }
}

/// What a recognition looks at.
private struct SequenceFacts {
  let charts: Int
  let relevant: Set<String>
  let comparison: Set<String>
  let relevantNumbers: Set<Int>
  let comparisonNumbers: Set<Int>
  let hasKey: Bool
  let hasSymptomatic: Bool
  /// Whether a chart asks a relevant question several times.
  let isRepeated: Bool
  /// Whether two relevant questions follow each other.
  let hasPair: Bool
  /// Whether relevant questions stand in pairs, each pair between two comparison questions of its own.
  let hasFramedPairs: Bool
  /// Whether every comparison question follows an irrelevant one.
  let hasNeutralBlocks: Bool
  /// Whether every relevant question follows a comparison question.
  let areAllPreceded: Bool

  init(_ charts: [ScoredChart]) {
    self.charts = charts.count
    let all = charts.flatMap(\.presentations)
    func labels(_ role: QuestionRole) -> Set<String> { Set(all.filter { $0.role == role }.map(\.baseLabel)) }
    relevant = labels(.relevant)
    comparison = labels(.comparison)
    relevantNumbers = Set(relevant.compactMap { QuestionLabel.parse($0)?.number })
    comparisonNumbers = Set(comparison.compactMap { QuestionLabel.parse($0)?.number })
    hasKey = all.contains { $0.role == .key }
    hasSymptomatic = all.contains { $0.role == .symptomatic }
    isRepeated = charts.contains { chart in
      let labels = chart.baseLabels(.relevant)
      return labels.count > Set(labels).count
    }
    hasPair = charts.contains { Self.follows(in: $0, .relevant, .relevant).contains(true) }
    hasFramedPairs = charts.allSatisfy { chart in
      let roles = chart.presentations.map(\.role).drop { $0 != .comparison }
      let pattern: [QuestionRole] = [.comparison, .relevant, .relevant, .comparison]
      return roles.count.isMultiple(of: 4) && roles.enumerated().allSatisfy { $1 == pattern[$0 % 4] }
    }
    hasNeutralBlocks = charts.allSatisfy { chart in
      let follows = Self.follows(in: chart, .comparison, .neutral)
      return !follows.isEmpty && !follows.contains(false)
    }
    areAllPreceded = charts.allSatisfy { !Self.follows(in: $0, .relevant, .comparison).contains(false) }
  }

  var counts: String { "\(relevant.count) relevant and \(comparison.count) comparison questions" }

  func areNumbered(relevant: Set<Int>, comparison: Set<Int>) -> Bool {
    relevantNumbers == relevant && comparisonNumbers == comparison
  }

  /// Whether each presentation of a role stands directly behind one of another role.
  private static func follows(in chart: ScoredChart, _ role: QuestionRole, _ before: QuestionRole) -> [Bool] {
    chart.presentations.indices.filter { chart.presentations[$0].role == role }.map {
      $0 > 0 && chart.presentations[$0 - 1].role == before
    }
  }
}

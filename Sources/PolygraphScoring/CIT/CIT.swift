import PolygraphModel
import PolygraphStatistics
import RealModule

/// The concealed information test by Lykken's points, with the key's mean rank and mean z score beside them.
///
/// *Definition*: every chart is a test; its first item is a buffer and never scored. EDA only: the key's reaction is
/// worth 2 when it is the largest, 1 when it is the second largest or shares the largest, else 0. At least as many
/// points as usable tests indicate recognition. The chance of the total for a person without knowledge is exact.
/// *Source*: Lykken 1959, 1998; Krapohl, McCloughan & Senter 2009. The z score (key against all scored items of its
/// test, n − 1 in the denominator, averaged over tests) follows Ben-Shakhar 1985; its normal tail is an approximation.
/// *Missing*: a test without a value of the key, or without any response, is unusable; fewer than 3 usable tests give
/// no opinion.
public struct CIT: ScoringMethod {
  /// Makes the method.
  public init() {}

  /// `cit`.
  public var identifier: String { "cit" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Concealed information test, Lykken scoring" }
  /// The publications it follows.
  public var literature: [String] {
    [
      "Lykken 1959, The GSR in the detection of guilt, Journal of Applied Psychology 43",
      "Krapohl, McCloughan & Senter 2009, How to use the Concealed Information Test, Polygraph 38",
      "Ben-Shakhar 1985, Standardization within individuals: a simple method to neutralize individual differences in "
        + "skin conductance, Psychophysiology 22",
    ]
  }
  /// The sensors it scores.
  public var sensors: [Sensor] { [.electrodermal] }
  /// The formats it fits.
  public var formats: [String] { ["cit"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String { "3 usable tests, each with a buffer, a key and at least one other alternative" }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] { [:] }

  private static let source = "Lykken 1959; Krapohl, McCloughan & Senter 2009"

  /// Scores an exam.
  public func score(_ table: MeasurementTable, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format ?? .concealedInformation, options: options)
    let tests = ScoredChart.charts(of: table).compactMap(CITTest.init)
    guard !tests.isEmpty else { return draft.refused(["no chart has a key item among its scored items"]) }
    let isFitting = format.map { formats.contains($0.identifier) } ?? true
    let hindrances = isFitting ? [] : ["\(title) does not fit the format \(format?.name ?? "")"]
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    for test in tests { test.write(to: &draft, source: Self.source) }
    let usable = tests.compactMap(\.outcome)
    let total = usable.reduce(0) { $0 + $1.points }
    draft.result.grandTotal = Double(total)
    let scored = draft.result.cells.filter { $0.score != nil }
    draft.derive(
      Derivation(
        figure: "grandTotal", rule: "sum of the points of usable tests",
        inputs: scored.map { DerivationTerm(name: "test \($0.chart)", value: $0.score.written, from: $0.figure) },
        result: "\(total)", source: Self.source))
    state(usable, total, &draft)
    decide(usable.count, total, &draft)
    return draft.result
  }

  private func state(_ usable: [CITTest.Outcome], _ total: Int, _ draft: inout ScoringDraft) {
    guard let chance = LykkenChance(alternatives: usable.map(\.alternatives)), !usable.isEmpty else { return }
    let count = Double(usable.count)
    draft.state(
      ScoreStatistic(name: "pAtLeastIfNaive", value: chance.atLeast(total), direction: "deceptive"),
      rule: "chance of at least this total without knowledge, exact",
      inputs: [DerivationTerm(name: "total", value: "\(total)", from: "grandTotal")],
      steps: [
        DerivationTerm(name: "alternatives", value: usable.map { "\($0.alternatives)" }.joined(separator: " "))
      ], source: "Lykken 1959")
    draft.state(
      ScoreStatistic(name: "meanRankOfKey", value: usable.reduce(0) { $0 + $1.rank } / count),
      rule: "mean over tests of the key's rank, 1 for the largest reaction", source: Self.source)
    let scores = usable.compactMap(\.z)
    guard scores.count == usable.count else { return }
    let mean = scores.reduce(0, +) / count
    draft.state(
      ScoreStatistic(name: "meanZOfKey", value: mean), rule: "mean over tests of the key's z score within its test",
      source: "Ben-Shakhar 1985")
    let tail = NormalDistribution.standard.upperTail(mean * Double.sqrt(count))
    draft.state(
      ScoreStatistic(name: "pMeanZOfKey", value: tail), rule: "normal upper tail of mean z × √tests, approximate",
      inputs: [DerivationTerm(name: "mean z", value: "\(mean)", from: "statistic/meanZOfKey")],
      source: "normal approximation")
  }

  private func decide(_ usable: Int, _ total: Int, _ draft: inout ScoringDraft) {
    var figures = DecisionFigures(questions: [], total: Double(total), cuts: [.usableTests: Double(usable)])
    figures.usableTests = usable
    let words = TestFormat.concealedInformation.vocabulary
    draft.decide(DecisionRule.recognition.decide(figures, vocabulary: words), source: Self.source)
    if draft.result.opinion == words.neither { draft.result.reason = .data }
  }
}

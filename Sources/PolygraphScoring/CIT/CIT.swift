import PolygraphModel
import PolygraphStatistics
import RealModule

/// The concealed information test by Lykken's points, with the key's mean rank and mean z score beside them.
///
/// *Definition*: every chart is a test; its first item is a buffer and never scored. EDA only: the key's reaction is
/// worth 2 when it is the largest, 1 when it is the second largest or shares the largest, else 0. At least as many
/// points as usable tests indicate recognition. The chance of the total for a person without knowledge is exact.
/// *Source*: Lykken 1959, 1998; Krapohl, McCloughan & Senter 2009. The z score (key against all scored items of its
/// test, n − 1 in the denominator, averaged over tests) follows Ben-Shakhar; its normal tail is an approximation.
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
      "Lykken 1959, 1998 (guilty knowledge test)",
      "Krapohl, McCloughan & Senter 2009 (concealed information test)",
      "Ben-Shakhar (within-test standard scores)",
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
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format ?? .concealedInformation, options: options)
    let tests = exam.charts.compactMap(CITTest.init)
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

  /// What the keys of usable tests show together.
  struct Statistics {
    /// The chance of at least this total without knowledge.
    let chance: Double
    let meanRank: Double
    /// `nil` when a test's items do not vary.
    let meanZ: Double?
    let pMeanZ: Double?

    /// `nil` without usable tests.
    init?(_ usable: [CITTest.Outcome], total: Int) {
      guard !usable.isEmpty, let chance = LykkenChance(alternatives: usable.map(\.alternatives)) else { return nil }
      let count = Double(usable.count)
      self.chance = chance.atLeast(total)
      meanRank = usable.reduce(0) { $0 + $1.rank } / count
      let scores = usable.compactMap(\.z)
      meanZ = scores.count == usable.count ? scores.reduce(0, +) / count : nil
      pMeanZ = meanZ.map { NormalDistribution.standard.upperTail($0 * Double.sqrt(count)) }
    }
  }

  private func state(_ usable: [CITTest.Outcome], _ total: Int, _ draft: inout ScoringDraft) {
    guard let statistics = Statistics(usable, total: total) else { return }
    draft.state(
      ScoreStatistic(name: "pAtLeastIfNaive", value: statistics.chance, direction: "deceptive"),
      rule: "chance of at least this total without knowledge, exact",
      inputs: [DerivationTerm(name: "total", value: "\(total)", from: "grandTotal")],
      steps: [
        DerivationTerm(name: "alternatives", value: usable.map { "\($0.alternatives)" }.joined(separator: " "))
      ], source: "Lykken 1959")
    draft.state(
      ScoreStatistic(name: "meanRankOfKey", value: statistics.meanRank),
      rule: "mean over tests of the key's rank, 1 for the largest reaction", source: Self.source)
    guard let mean = statistics.meanZ, let tail = statistics.pMeanZ else { return }
    draft.state(
      ScoreStatistic(name: "meanZOfKey", value: mean), rule: "mean over tests of the key's z score within its test",
      source: "Ben-Shakhar")
    draft.state(
      ScoreStatistic(name: "pMeanZOfKey", value: tail), rule: "normal upper tail of mean z × √tests, approximate",
      inputs: [DerivationTerm(name: "mean z", value: "\(mean)", from: "statistic/meanZOfKey")],
      source: "normal approximation")
  }

  /// What Lykken's rule decides on.
  static func figures(usable: Int, total: Int) -> DecisionFigures {
    DecisionFigures(
      questions: [], total: Double(total), cuts: [.usableTests: Double(usable)], usableTests: usable)
  }

  private func decide(_ usable: Int, _ total: Int, _ draft: inout ScoringDraft) {
    let words = draft.vocabulary
    let figures = Self.figures(usable: usable, total: total)
    draft.decide(DecisionRule.recognition.decide(figures, vocabulary: words), source: Self.source)
    if draft.result.opinion == words.neither { draft.result.reason = .data }
  }
}

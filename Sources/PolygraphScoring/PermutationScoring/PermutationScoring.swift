import PolygraphModel

/// The permutation scoring system (PSS): septile scores by two sets of bounds, and exact permutation tails.
///
/// *Definition*: each relevant measurement as a ratio to the preceding comparison question; scores −3 to 3 (EDA
/// doubled) by the septiles of confirmed deceptive and of confirmed truthful exams; the tail of each total among all
/// ways of shuffling its scores; the posterior odds of deception are the quotient of the tails times the prior odds.
/// *Source*: MacLaren & Krapohl 2003. The tails are exact here; printed and simulated tables differ from them.
/// *Missing*: values that are not positive are missing; the reference distribution is that of the scores present. The
/// cells show the scores by the bounds of deceptive exams, their derivations both.
public struct PermutationScoring: ScoringMethod {
  /// A posterior probability of deception at or above it is deceptive.
  public var deceptiveCut = 0.9
  /// A posterior probability of deception at or below it is truthful.
  public var truthfulCut = 0.1
  /// Resolves an inconclusive result when the total nearer to 0 has a tail of at most .0001.
  public var resolvesInconclusive = false

  /// Makes the method with its defaults.
  public init() {}

  /// `pss`.
  public var identifier: String { "pss" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Permutation scoring system (PSS)" }
  /// The publications it follows.
  public var literature: [String] { ["MacLaren & Krapohl 2003 (permutation scoring)"] }
  /// The sensors it scores.
  public var sensors: [Sensor] { PermutationSheet.channels }
  /// The formats it fits.
  public var formats: [String] { ["federal-zct", "utah"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String { "3 relevant and 3 comparison questions, 3 charts (the first 3 are used), one issue" }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    [
      "deceptiveCut": .number(deceptiveCut), "truthfulCut": .number(truthfulCut),
      "resolvesInconclusive": .flag(resolvesInconclusive),
    ]
  }
  /// The legal ranges of its numeric parameters.
  public var parameterRanges: [String: ClosedRange<Double>] {
    ["deceptiveCut": 0.5...0.999, "truthfulCut": 0.001...0.5]
  }

  private static let design = ValidatedDesign(
    relevantQuestions: 3...3, comparisonQuestions: 3...3, presentations: 3...Int.max)
  private static let usedCharts = 3
  private static let extremeTail = 0.0001
  private var source: String { "MacLaren & Krapohl 2003" }

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options, usesPrior: true)
    guard draft.parameterFaults.isEmpty else { return draft.refused(draft.parameterFaults) }
    let charts = exam.charts.filter { $0.count(.relevant) > 0 && $0.count(.comparison) > 0 }
    let hindrances = Self.design.hindrances(of: charts, format: format, method: self)
    let sheet = PermutationSheet(Array(charts.prefix(Self.usedCharts)))
    let totals = (deceptive: sheet.total(\.deceptive), truthful: sheet.total(\.truthful))
    guard totals.deceptive.singles + totals.deceptive.doubled > 0 else {
      return draft.refused(["no relevant question has a measurement beside that of a preceding comparison question"])
    }
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    for item in sheet.items {
      for ((sensor, score), channel) in zip(
        item.scores(\.deceptive), [item.channels[0], item.channels[2], item.channels[3]])
      {
        draft.result.cells.append(
          item.chart.cell(
            item.presentation, sensor, score: score.map(Double.init), comparison: channel.comparison?.label))
      }
    }
    let missing = draft.result.cells.count { $0.score == nil }
    if missing > 0 { draft.warn("\(missing) scores are missing; the reference is that of the scores present") }
    if !options.omitsDerivations { draft.result.derivations = sheet.derivations(source: source) }
    conclude(totals, charts.relevantQuestions, &draft)
    return draft.result
  }

  private typealias Total = (sum: Int, singles: Int, doubled: Int)

  private func conclude(
    _ totals: (deceptive: Total, truthful: Total), _ questions: [String], _ draft: inout ScoringDraft
  ) {
    let tails = (tail(totals.deceptive, "deceptive", &draft), tail(totals.truthful, "truthful", &draft))
    let prior = draft.options.prior
    let odds = tails.0 / tails.1 * prior / (1 - prior)
    let inputs = [
      DerivationTerm(name: "tail of the deceptive key", value: "\(tails.0)", from: "statistic/tail/deceptive"),
      DerivationTerm(name: "tail of the truthful key", value: "\(tails.1)", from: "statistic/tail/truthful"),
    ]
    draft.state(
      ScoreStatistic(name: "posteriorOdds", value: odds, direction: "deceptive", prior: prior),
      rule: "quotient of the tails times the prior odds of deception", inputs: inputs,
      steps: [DerivationTerm(name: "prior probability of deception", value: "\(prior)")], source: source)
    for (name, value) in [("posteriorDeceptive", odds / (1 + odds)), ("posteriorTruthful", 1 / (1 + odds))] {
      draft.state(
        ScoreStatistic(name: name, value: value, prior: prior), rule: "posterior odds as a probability",
        inputs: [DerivationTerm(name: "odds", value: "\(odds)", from: "statistic/posteriorOdds")], source: source)
    }
    draft.stateBaseRates(oddsOfDeception: tails.0 / tails.1, from: "statistic/tail/deceptive", source: source)
    draft.decide(
      probabilityOfTruth: 1 / (1 + odds), named: "posteriorTruthful", questions: questions,
      cuts: (1 - deceptiveCut, 1 - truthfulCut), source: source)
    guard resolvesInconclusive, draft.result.reason == .scoresInconclusive else { return }
    resolve(totals.deceptive.sum, totals.truthful.sum, tails, &draft)
  }

  private func tail(_ total: Total, _ key: String, _ draft: inout ScoringDraft) -> Double {
    let reference = SeptileReference.shared(singles: total.singles, doubled: total.doubled)
    let tail = reference.tail(total.sum)
    draft.state(
      ScoreStatistic(name: "total/\(key)", value: Double(total.sum)),
      rule: "sum of the septile scores by the bounds of \(key) exams", source: source)
    draft.state(
      ScoreStatistic(name: "tail/\(key)", value: tail),
      rule: "smaller mid-point tail among all ways of shuffling the scores",
      inputs: [DerivationTerm(name: "total", value: "\(total.sum)", from: "statistic/total/\(key)")],
      steps: [
        DerivationTerm(name: "scores on −3 to 3", value: "\(total.singles)"),
        DerivationTerm(name: "doubled scores", value: "\(total.doubled)"),
      ], source: "\(source), exact convolution")
    return tail
  }

  private func resolve(_ deceptive: Int, _ truthful: Int, _ tails: (Double, Double), _ draft: inout ScoringDraft) {
    let opinion: Opinion
    if truthful.magnitude > deceptive.magnitude, tails.0 <= Self.extremeTail {
      opinion = draft.vocabulary.deceptive
    } else if deceptive.magnitude > truthful.magnitude, tails.1 <= Self.extremeTail {
      opinion = draft.vocabulary.truthful
    } else {
      return
    }
    draft.result.opinion = opinion
    draft.result.reason = nil
    draft.result.questionOpinions = draft.result.questionOpinions.map {
      QuestionOpinion(question: $0.question, opinion: opinion)
    }
    draft.result.derivations.removeAll { $0.figure == "opinion" }
    draft.derive(
      Derivation(
        figure: "opinion", rule: "an inconclusive result is resolved by a tail of at most \(Self.extremeTail)",
        inputs: [
          DerivationTerm(name: "tail of the deceptive key", value: "\(tails.0)", from: "statistic/tail/deceptive"),
          DerivationTerm(name: "tail of the truthful key", value: "\(tails.1)", from: "statistic/tail/truthful"),
        ], result: opinion.rawValue, source: source))
  }
}

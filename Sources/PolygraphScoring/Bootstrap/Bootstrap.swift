import PolygraphModel
import PolygraphStatistics
import RealModule

/// The bootstrap test of one exam: how far the reactions to relevant and comparison questions lie apart, in units of
/// what shuffling them would give.
///
/// *Definition*: z scores of each sensor over the exam, larger for stronger reactions; the sum over comparison
/// questions minus that over relevant ones; its standard deviation when both are drawn at random from all scores, which
/// is √(2n) times the standard deviation of the scores; the upper tail of the normal distribution.
/// *Source*: Honts & Devitt 1992, who resample; the limit of many resamples is used here, so that results repeat.
/// *Missing*: a missing score counts as its class's mean.
public struct Bootstrap: ScoringMethod {
  /// An upper tail at or above it is deceptive.
  public var deceptiveCut = 0.7
  /// An upper tail at or below it is truthful.
  public var truthfulCut = 0.3
  /// Rounds where the reference implementation rounds: z scores to 2 decimals.
  public var sourceRounding = false

  /// Makes the method with its defaults.
  public init() {}

  /// `bootstrap`.
  public var identifier: String { "bootstrap" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Bootstrap test (analytic)" }
  /// The publications it follows.
  public var literature: [String] { ["Honts & Devitt 1992 (bootstrap decisions)"] }
  /// The sensors it scores.
  public var sensors: [Sensor] { StandardisedSeries.channels }
  /// The formats it fits.
  public var formats: [String] { ["federal-zct", "you-phase", "utah"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String { "2 to 3 relevant and at least 2 comparison questions, 3 to 5 charts, one issue" }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    [
      "deceptiveCut": .number(deceptiveCut), "truthfulCut": .number(truthfulCut),
      "sourceRounding": .flag(sourceRounding),
    ]
  }
  /// The legal ranges of its numeric parameters.
  public var parameterRanges: [String: ClosedRange<Double>] { ["deceptiveCut": 0.5...0.99, "truthfulCut": 0.01...0.5] }

  private static let design = ValidatedDesign(
    relevantQuestions: 2...3, comparisonQuestions: 2...Int.max, presentations: 3...5)
  private var source: String { "Honts & Devitt 1992, analytic limit" }

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    guard draft.parameterFaults.isEmpty else { return draft.refused(draft.parameterFaults) }
    let charts = exam.charts.filter { $0.count(.relevant) > 0 && $0.count(.comparison) > 0 }
    let hindrances = Self.design.hindrances(of: charts, format: format, method: self)
    let rounded = Rounding(isOn: sourceRounding)
    let series = StandardisedSeries(charts, rounded: rounded) { value, moments, sensor in
      let z = rounded((value - moments.mean) / moments.populationDeviation, 2)
      return sensor == .thoracicRespiration || sensor == .abdominalRespiration ? -z : z
    }
    func scores(_ isRelevant: Bool) -> [Double] {
      series.items.filter { $0.isRelevant == isRelevant }.flatMap { item in
        StandardisedSeries.sensors.compactMap { item[$0] }
      }
    }
    let relevant = scores(true)
    let comparison = scores(false)
    guard let r = Moments(relevant), let c = Moments(comparison), let all = Moments(relevant + comparison),
      all.squares > 0
    else { return draft.refused(["the measurements do not vary, or a class of questions has none"]) }
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    draft.result.cells = series.cells
    if !options.omitsDerivations {
      draft.result.derivations = series.derivations(
        rule: "z score over the sensor's measurements of all charts, larger for a stronger reaction", source: source)
    }
    let counts = [true, false].map { side in
      series.items.count { $0.isRelevant == side } * StandardisedSeries.sensors.count
    }
    let count = Double(counts.max() ?? 0)
    conclude(
      difference: count * (c.mean - r.mean), deviation: Double.sqrt(2 * count) * all.populationDeviation,
      charts.relevantQuestions, &draft)
    return draft.result
  }

  private func conclude(
    difference: Double, deviation: Double, _ questions: [String], _ draft: inout ScoringDraft
  ) {
    let z = difference / deviation
    let tail = NormalDistribution.standard.upperTail(z)
    let held = min(max(tail, 0.01), 0.99)
    draft.result.grandTotal = difference
    draft.derive(
      Derivation(
        figure: "grandTotal",
        rule: "sum of the comparison z scores minus sum of the relevant ones, missing ones at their class's mean",
        result: "\(difference)", source: source))
    let input = [DerivationTerm(name: "difference", value: "\(difference)", from: "grandTotal")]
    draft.state(
      ScoreStatistic(name: "nullStandardDeviation", value: deviation),
      rule: "√(2n) × standard deviation of all z scores", source: source)
    draft.state(
      ScoreStatistic(name: "z", value: z), rule: "difference in units of the null's standard deviation", inputs: input,
      source: source)
    let inputs = [DerivationTerm(name: "z", value: "\(z)", from: "statistic/z")]
    draft.state(
      ScoreStatistic(name: "upperTail", value: tail), rule: "upper tail of the normal distribution", inputs: inputs,
      source: source)
    draft.state(
      ScoreStatistic(name: "lowerTailHeld", value: 1 - held),
      rule: "lower tail of the normal distribution, held within .01 and .99", inputs: inputs, source: source)
    draft.decide(
      probabilityOfTruth: 1 - held, named: "lowerTailHeld", questions: questions,
      cuts: (1 - deceptiveCut, 1 - truthfulCut), source: source)
  }
}

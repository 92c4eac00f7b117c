import PolygraphModel
import PolygraphStatistics
import RealModule

/// Probability Analysis: a discriminant function of standardised reactions, and Bayes' rule (a replication).
///
/// *Definition*: z scores of each sensor over the whole exam; means by question, then by class; the discriminant score
/// D = .629 respiration + 1.735 EDA + .920 cardio of the class differences, positive for deception; normal densities of
/// D in deceptive and truthful exams; the posterior by Bayes' rule.
/// *Source*: Kircher & Raskin 1988; the coefficients are those of a published re-estimation, not of the commercial
/// computer program, whose present features and weights are not published.
/// *Missing*: means are over what is left; z scores of 4 and beyond are dropped.
public struct ProbabilityAnalysis: ScoringMethod {
  /// A posterior probability of truth at or above it is truthful.
  public var truthfulCut = 0.7
  /// A posterior probability of truth at or below it is deceptive.
  public var deceptiveCut = 0.3
  /// Rounds where the reference implementation rounds: z scores to 2 decimals.
  public var sourceRounding = false

  /// Makes the method with its defaults.
  public init() {}

  /// `pa`.
  public var identifier: String { "pa" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Probability Analysis (replication of Kircher & Raskin)" }
  /// The publications it follows.
  public var literature: [String] { ["Kircher & Raskin 1988 (discriminant analysis of comparison question tests)"] }
  /// The sensors it scores.
  public var sensors: [Sensor] { StandardisedSeries.channels }
  /// The formats it fits.
  public var formats: [String] { ["federal-zct", "utah"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String { "3 relevant and at least 2 comparison questions, 3 to 5 charts, one issue" }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    [
      "truthfulCut": .number(truthfulCut), "deceptiveCut": .number(deceptiveCut),
      "sourceRounding": .flag(sourceRounding),
    ]
  }
  /// The legal ranges of its numeric parameters.
  public var parameterRanges: [String: ClosedRange<Double>] {
    ["truthfulCut": 0.5...0.999, "deceptiveCut": 0.001...0.5]
  }

  static let coefficients: [(sensor: Sensor, weight: Double)] = [
    (.respiration, 0.629), (.electrodermal, 1.735), (.cardio, 0.92),
  ]
  static let deceptive = (mean: 1.913, standardDeviation: 1.012)
  static let truthful = (mean: -1.009, standardDeviation: 1.131)
  /// z scores at or beyond it are dropped.
  static let outlier = 4.0
  private static let design = ValidatedDesign(
    relevantQuestions: 3...3, comparisonQuestions: 2...Int.max, presentations: 3...5)
  private var source: String { "Kircher & Raskin 1988, replication" }

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options, usesPrior: true)
    guard draft.parameterFaults.isEmpty else { return draft.refused(draft.parameterFaults) }
    let charts = exam.charts.filter { $0.count(.relevant) > 0 && $0.count(.comparison) > 0 }
    let hindrances = Self.design.hindrances(of: charts, format: format, method: self)
    let rounded = Rounding(isOn: sourceRounding)
    let series = StandardisedSeries(charts, rounded: rounded) { value, moments, sensor in
      let z = rounded((value - moments.mean) / moments.sampleDeviation, 2)
      guard z.magnitude < Self.outlier else { return nil }
      return sensor == .electrodermal || sensor == .cardio ? -z : z
    }
    guard let means = ClassMeans(series, rounded) else {
      return draft.refused(["a sensor has no usable relevant or comparison measurement"])
    }
    guard series.varies else { return draft.refused(["the measurements of no sensor vary"]) }
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    draft.result.cells = series.cells
    if !options.omitsDerivations {
      draft.result.derivations = series.derivations(
        rule: "z score over the sensor's measurements of all charts; EDA and cardio with the sign turned round",
        source: source)
    }
    conclude(means, charts.relevantQuestions, &draft)
    return draft.result
  }

  private func conclude(_ means: ClassMeans, _ questions: [String], _ draft: inout ScoringDraft) {
    let score = discriminant(means, &draft)
    let prior = draft.options.prior
    let densities = Self.densities(score)
    let probability = Self.posteriorTruthful(score, priorDeceptive: prior)
    let input = [DerivationTerm(name: "discriminant score", value: "\(score)", from: "grandTotal")]
    for (name, density) in [("densityTruthful", densities.truthful), ("densityDeceptive", densities.deceptive)] {
      draft.state(
        ScoreStatistic(name: name, value: density), rule: "normal density of the discriminant score", inputs: input,
        source: source)
    }
    let direction = probability > 0.5 ? "truthful" : probability < 0.5 ? "deceptive" : nil
    for (name, value) in [("posteriorTruthful", probability), ("posteriorDeceptive", 1 - probability)] {
      draft.state(
        ScoreStatistic(name: name, value: value, direction: direction, prior: prior),
        rule: "Bayes' rule with the prior \(prior) of deception, held within .001 and .999",
        inputs: [
          DerivationTerm(
            name: "density if truthful", value: "\(densities.truthful)", from: "statistic/densityTruthful"),
          DerivationTerm(
            name: "density if deceptive", value: "\(densities.deceptive)", from: "statistic/densityDeceptive"),
        ], source: source)
    }
    for (rate, name) in ScoringDraft.baseRates {
      draft.state(
        ScoreStatistic(name: name, value: 1 - Self.posteriorTruthful(score, priorDeceptive: rate), prior: rate),
        rule: "Bayes' rule at the base rate \(rate) of deception, held within .001 and .999", inputs: input,
        source: source)
    }
    draft.decide(
      probabilityOfTruth: probability, named: "posteriorTruthful", questions: questions,
      cuts: (deceptiveCut, truthfulCut), source: source)
  }

  private func discriminant(_ means: ClassMeans, _ draft: inout ScoringDraft) -> Double {
    var score = 0.0
    var terms: [DerivationTerm] = []
    for (sensor, weight) in Self.coefficients {
      let (comparison, relevant) = (means.comparison[sensor] ?? .nan, means.relevant[sensor] ?? .nan)
      score += weight * (comparison - relevant)
      for (name, value) in [("meanComparison", comparison), ("meanRelevant", relevant)] {
        draft.state(
          ScoreStatistic(name: "\(name)/\(sensor.rawValue)", value: value),
          rule: "mean over questions of their mean z scores", source: source)
        terms.append(
          DerivationTerm(name: "\(name) × \(weight)", value: "\(value)", from: "statistic/\(name)/\(sensor.rawValue)"))
      }
    }
    draft.result.grandTotal = score
    draft.derive(
      Derivation(
        figure: "grandTotal", rule: "sum over sensors of weight × (mean comparison − mean relevant)", inputs: terms,
        result: "\(score)", source: source))
    return score
  }

  /// The densities of a discriminant score in truthful and deceptive exams.
  public static func densities(_ score: Double) -> (truthful: Double, deceptive: Double) {
    func density(_ reference: (mean: Double, standardDeviation: Double)) -> Double {
      NormalDistribution(mean: reference.mean, standardDeviation: reference.standardDeviation)?.density(score) ?? .nan
    }
    return (density(truthful), density(deceptive))
  }

  /// The posterior probability of truth, held within .001 and .999.
  ///
  /// *Edges*: where both densities vanish in double precision the one with the smaller standardised distance wins.
  public static func posteriorTruthful(_ score: Double, priorDeceptive: Double) -> Double {
    let zTruthful = (score - truthful.mean) / truthful.standardDeviation
    let zDeceptive = (score - deceptive.mean) / deceptive.standardDeviation
    let exponent = (zTruthful * zTruthful - zDeceptive * zDeceptive) / 2
    let ratio = truthful.standardDeviation / deceptive.standardDeviation * priorDeceptive / (1 - priorDeceptive)
    return min(max(1 / (1 + ratio * Double.exp(exponent)), 0.001), 0.999)
  }
}

/// Means of z scores over questions, by class.
private struct ClassMeans {
  private(set) var comparison = SensorValues()
  private(set) var relevant = SensorValues()

  /// `nil` when a class lacks a sensor altogether.
  init?(_ series: StandardisedSeries, _ rounded: Rounding) {
    for sensor in StandardisedSeries.sensors {
      guard let c = Self.mean(series.items.filter { !$0.isRelevant }, sensor, rounded),
        let r = Self.mean(series.items.filter(\.isRelevant), sensor, rounded)
      else { return nil }
      comparison[sensor] = c
      relevant[sensor] = r
    }
  }

  private static func mean(_ items: [StandardisedSeries.Item], _ sensor: Sensor, _ rounded: Rounding) -> Double? {
    let questions = Set(items.map(\.presentation.baseLabel)).sorted()
    let means = questions.compactMap { question in
      Moments(items.filter { $0.presentation.baseLabel == question }.compactMap { $0[sensor] }).map(\.mean)
    }
    return Moments(means).map { rounded($0.mean, 3) }
  }
}

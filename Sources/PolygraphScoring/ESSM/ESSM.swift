import PolygraphModel
import PolygraphStatistics

/// The Empirical Scoring System, multinomial form (ESS-M): integers with constraints, and a Bayesian posterior.
///
/// *Source*: Nelson 2017, multinomial reference distributions for ESS; integers after Nelson et al. 2011. Where the
/// sources differ the defaults are: deceptive subtotals before a truthful total (eTSR) for single-issue formats, the
/// three-question grand-total model for every exam, the exact beta quantile for the lower limit, the actual number of
/// questions as the exponent of a truthful subtotal.
public struct ESSM: ScoringMethod {
  /// The least ratios that count as a difference.
  public var constraints = ESSMConstraints()
  /// The significance level of cuts and lower limit.
  public var alpha = 0.05

  /// Makes the method with its defaults.
  public init() {}

  public var identifier: String { "ess-m" }
  public var version: String { "1" }
  public var title: String { "Empirical Scoring System, multinomial (ESS-M)" }
  public var literature: [String] {
    [
      "Nelson 2017, Multinomial reference distributions for the Empirical Scoring System, Polygraph & Forensic "
        + "Credibility Assessment",
      "Nelson et al. 2011, Using the Empirical Scoring System, Polygraph",
    ]
  }
  public var sensors: [Sensor] { Self.channels }
  public var formats: [String] { ["federal-zct", "you-phase", "utah", "afmgqt-1", "afmgqt-2", "dlst"] }
  public var minimumData: String {
    "2 to 4 relevant and at least 2 comparison questions in a chart, 3 charts or passes (at most 5)"
  }
  public var parameters: [String: ParameterValue] {
    [
      "alpha": .number(alpha), "respirationLow": .number(constraints.respirationLow),
      "respirationHigh": .number(constraints.respirationHigh), "electrodermal": .number(constraints.electrodermal),
      "cardio": .number(constraints.cardio), "vasomotor": .number(constraints.vasomotor),
      "modelQuestions": .number(3), "modelCharts": .number(5),
    ]
  }

  static let channels: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor,
  ]

  /// Scores an exam.
  public func score(_ table: MeasurementTable, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    let charts = ScoredChart.charts(of: table)
    let fitting = charts.filter { $0.count(.relevant) >= 2 && $0.count(.comparison) >= 2 }
    let questions = Self.questions(of: fitting)
    var parameters = parameters
    parameters["prior"] = .number(options.prior)
    let hindrances = hindrances(format, fitting, questions)
    guard !fitting.isEmpty, questions.count >= 2, hindrances.isEmpty || options.isForced else {
      let all = hindrances.isEmpty ? ["no chart has two relevant and two comparison questions"] : hindrances
      return ScoringResult(
        method: identifier, version: version, parameters: parameters, withinValidatedDesign: false, status: .refused,
        reasons: all)
    }
    let scores = fitting.flatMap { chart in presentationScores(chart) }
    let subtotals = questions.map { question in
      (question: question, total: scores.filter { $0.baseLabel == question }.reduce(0) { $0 + $1.total })
    }
    let decision = decide(
      subtotals, issue: format?.issue ?? .single, vocabulary: (format ?? .federalZCT).vocabulary, prior: options.prior)
    var result = ScoringResult(
      method: identifier, version: version, parameters: parameters, cells: scores.flatMap(\.cells),
      subtotals: subtotals.map { Subtotal(question: $0.question, total: Double($0.total)) },
      grandTotal: Double(decision.total), statistics: decision.statistics, decisionRule: decision.rule,
      opinion: decision.opinion, reason: decision.isUndecided ? .scoresInconclusive : nil,
      questionOpinions: decision.questions, withinValidatedDesign: hindrances.isEmpty, status: .scored,
      reasons: hindrances.isEmpty ? [] : ["outside the validated design"] + hindrances)
    if !options.omitsDerivations {
      result.derivations = scores.flatMap(\.derivations) + decision.derivations
    }
    return result
  }

  /// The relevant questions, in the order of their first presentation.
  private static func questions(of charts: [ScoredChart]) -> [String] {
    var seen: [String] = []
    for presentation in charts.flatMap(\.presentations) where presentation.role == .relevant {
      if !seen.contains(presentation.baseLabel) { seen.append(presentation.baseLabel) }
    }
    return seen
  }

  /// Why the exam lies outside the validated design; empty when it does not.
  private func hindrances(_ format: TestFormat?, _ charts: [ScoredChart], _ questions: [String]) -> [String] {
    var reasons: [String] = []
    if let format {
      if !formats.contains(format.identifier) { reasons.append("\(title) does not fit the format \(format.name)") }
    } else {
      reasons.append("the test format was not recognised; name it")
    }
    if !(2...4).contains(questions.count) {
      reasons.append("\(questions.count) relevant questions; the method takes 2 to 4")
    }
    let passes = questions.map { question in
      charts.reduce(0) { $0 + $1.presentations.count { $0.baseLabel == question } }
    }
    if let least = passes.min(), least < 3 {
      reasons.append("a relevant question was presented \(least) times; the method takes at least 3")
    }
    if let most = passes.max(), most > 5 {
      reasons.append("a relevant question was presented \(most) times; the model holds at most 5")
    }
    return reasons
  }
}

import PolygraphModel
import PolygraphStatistics

/// The Empirical Scoring System, multinomial form (ESS-M): integers with constraints, and a Bayesian posterior.
///
/// *Source*: Nelson 2017, multinomial reference distributions for ESS; integers after Nelson et al. 2011. Where the
/// sources differ the defaults are: deceptive subtotals before a truthful total (eTSR) for single-issue formats, the
/// three-question grand-total model for every exam, the exact beta quantile for the lower limit, the actual number of
/// questions as the exponent of a truthful subtotal.
/// *Missing*: a missing value gives its sensor no score, which counts as 0 in the sums. That holds for a relevant
/// question's vasomotor value too, which the field's open reference implementation takes for 0 instead: there a lost
/// reading may score for the truth.
public struct ESSM: ScoringMethod {
  /// The least ratios that count as a difference.
  public var constraints = ESSMConstraints()
  /// The significance level of cuts and lower limit.
  public var alpha = 0.05
  /// The decision rule: `GTR`, `TSR`, `eTSR` or `SSR`; `nil` takes eTSR for one issue and SSR for several;
  /// `auto` chooses between them by a test of the subtotals, which is a choice after seeing the data.
  public var rule: String?

  /// Makes the method with its defaults.
  public init() {}

  /// `ess-m`.
  public var identifier: String { "ess-m" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Empirical Scoring System, multinomial (ESS-M)" }
  /// The publications it follows.
  public var literature: [String] {
    [
      "Nelson 2017 (multinomial reference distributions)",
      "Nelson et al. 2011 (Empirical Scoring System)",
    ]
  }
  /// Both respirations, EDA, cardio and, where it was recorded, vasomotor.
  public var sensors: [Sensor] { Self.channels }
  /// The comparison question formats.
  public var formats: [String] { ["federal-zct", "you-phase", "utah", "afmgqt-1", "afmgqt-2", "lepet", "dlst"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String {
    "2 to 4 relevant and at least 2 comparison questions in a chart, 3 charts or passes (at most 5) with a usable "
      + "score of every relevant question"
  }
  /// Constraints, alpha, and the size of the reference model.
  public var parameters: [String: ParameterValue] {
    [
      "alpha": .number(alpha), "respirationLow": .number(constraints.respirationLow),
      "respirationHigh": .number(constraints.respirationHigh), "electrodermal": .number(constraints.electrodermal),
      "cardio": .number(constraints.cardio), "vasomotor": .number(constraints.vasomotor),
      "modelQuestions": .number(3), "modelCharts": .number(5), "rule": .text(rule ?? "by issue"),
    ]
  }

  /// The legal ranges of its numeric parameters; the size of the reference model is fixed.
  public var parameterRanges: [String: ClosedRange<Double>] { Self.ranges }

  private static let ranges: [String: ClosedRange<Double>] = [
    "alpha": 0.01...0.5, "respirationLow": 1...3, "respirationHigh": 1...10, "electrodermal": 1...3, "cardio": 1...3,
    "vasomotor": 1...3, "modelQuestions": 3...3, "modelCharts": 5...5,
  ]
  private static let rules = ["GTR", "TSR", "eTSR", "SSR", "auto"]

  static let channels: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor,
  ]

  /// Scores an exam, or refuses with the reasons.
  ///
  /// *Definition*: charts with fewer than two relevant or two comparison questions are left out. An exam outside the
  /// validated design is refused unless the options force it; one without any scorable presentation is always refused.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    let charts = exam.charts
    let fitting = charts.filter(Self.isFitting)
    let scores = presentationScores(fitting, isTraced: !options.omitsDerivations)
    let subtotals = Self.subtotals(scores)
    let hindrances = hindrances(format, fitting, scores, prior: options.prior)
    var result = ScoringResult(
      method: identifier, version: version, parameters: parameters, withinValidatedDesign: hindrances.isEmpty,
      status: .refused, reasons: hindrances.map(\.text))
    let faults = faults(in: result.parameters)
    result.parameters["prior"] = .number(options.prior)
    guard faults.isEmpty else {
      result.reasons = faults
      result.withinValidatedDesign = false
      return result
    }
    guard subtotals.count >= 2, scores.contains(where: \.isUsable) else {
      result.withinValidatedDesign = false
      if fitting.isEmpty { result.reasons = ["no chart has two relevant and two comparison questions"] }
      return result
    }
    guard hindrances.isEmpty || options.isForced else { return result }
    let decision = decide(
      subtotals, format: format ?? .federalZCT, prior: options.prior, words: options.words,
      hasVasomotor: scores.contains { $0.cells.contains { $0.sensor == .vasomotor && $0.score != nil } },
      isTraced: !options.omitsDerivations)
    let figures = figures(decision.basis, prior: options.prior)
    result.status = .scored
    result.cells = scores.flatMap(\.cells)
    result.subtotals = subtotals.map { Subtotal(question: $0.question, total: Double($0.total)) }
    result.grandTotal = Double(subtotals.reduce(0) { $0 + $1.total })
    result.statistics = statistics(figures)
    result.decisionRule = decision.rule
    result.opinion = decision.opinion
    if decision.isUndecided {
      result.reason = hindrances.contains { $0.isMissingData } ? .data : .scoresInconclusive
    }
    result.questionOpinions = decision.questions
    if !hindrances.isEmpty { result.reasons.insert("outside the validated design", at: 0) }
    result.reasons += Self.leftOut(charts)
    if !options.omitsDerivations {
      result.derivations =
        scores.flatMap(\.derivations) + derivations(decision, subtotals, scores, figures)
    }
    return result
  }

  /// Parameters that refuse even a forced computation, in sentences.
  var parameterFaults: [String] { faults(in: parameters) }

  private func faults(in parameters: [String: ParameterValue]) -> [String] {
    var faults = ParameterRanges.faults(of: parameters, in: Self.ranges)
    if constraints.respirationHigh < constraints.respirationLow {
      faults.append("the parameter respirationHigh lies below respirationLow")
    }
    if let rule, !Self.rules.contains(rule) {
      faults.append("the rule \(rule) is none of \(Self.rules.joined(separator: ", "))")
    }
    return faults
  }

  /// Whether a chart can be scored at all.
  static func isFitting(_ chart: ScoredChart) -> Bool { chart.count(.relevant) >= 2 && chart.count(.comparison) >= 2 }

  /// The charts with relevant questions that were not scored.
  private static func leftOut(_ charts: [ScoredChart]) -> [String] {
    charts.filter { !isFitting($0) && $0.count(.relevant) > 0 }.map {
      "chart \($0.chart) of series \($0.series) was left out: fewer than two relevant or comparison questions"
    }
  }

  /// The sum of each relevant question over charts and passes, in the order of first presentation.
  private static func subtotals(_ scores: [ESSMPresentationScore]) -> [ESSMSubtotal] {
    var totals: [ESSMSubtotal] = []
    for score in scores {
      if let index = totals.firstIndex(where: { $0.question == score.baseLabel }) {
        totals[index].total += score.total
      } else {
        totals.append(ESSMSubtotal(question: score.baseLabel, total: score.total))
      }
    }
    return totals
  }
}

/// A relevant question with the sum of its scores.
struct ESSMSubtotal: Hashable {
  let question: String
  var total: Int
}

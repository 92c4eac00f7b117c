import PolygraphModel

/// The Objective Scoring System, version 3 (OSS-3): standard scores of log ratios, and p values of their weighted mean.
///
/// *Definition*: each relevant measurement against the mean of the chart's comparison measurements, as a log ratio; a
/// standard score by the norms of the development sample; a weighted mean over sensors; means over charts, questions
/// and the exam; p values under the truthful and the deceptive reference distribution.
/// *Source*: Nelson, Krapohl & Handler 2008. Where sources differ: values up to 20 chart units are missing (2008: up to
/// 0), extremes are trimmed at 3.8906 standard deviations with the mirrored lower bound, the Kruskal–Wallis level of
/// the screening rule is 0.10, the two-stage rule runs in Senter's order.
/// *Missing*: sensors are weighted anew over those present; two missing respirations count as 0, and the result says
/// so.
public struct OSS3: ScoringMethod {
  /// The significance level of all cuts.
  public var alpha = 0.05
  /// Measurements up to this many chart units are missing.
  public var smallestMeasurement = 20.0
  /// Log ratios further than this many standard deviations are trimmed.
  public var trimDeviations = 3.8906
  /// The significance level of the Kruskal–Wallis test in the screening rule.
  public var kruskalWallisAlpha = 0.10
  /// The least number of usable presentations of each relevant question.
  public var leastUsablePresentations = 2
  /// The least number of usable comparison measurements of a sensor in a chart.
  public var leastComparisons = 1
  /// The decision rule: `GTR`, `TSR` or `SCR`; `nil` takes TSR for one issue and SCR for several.
  public var rule: String?
  /// What a significant test of proportions on artifacts does: `report` states it, `withholdTruthful` leaves no
  /// truthful opinion, `withhold` leaves none at all.
  public var artifactRule = "report"
  /// The significance level of the test of proportions on artifacts.
  public var artifactAlpha = 0.05
  /// Rounds where the method's own steps and the field's reference implementation round: ratios, scores, means and p
  /// values to 3 decimals. On by default: a third decimal of a log ratio is worth up to 0.005 of a standard score, so
  /// unrounded scores are not those of other implementations.
  public var sourceRounding = true

  /// Makes the method with its defaults.
  public init() {}

  /// `oss-3`.
  public var identifier: String { "oss-3" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Objective Scoring System, version 3 (OSS-3)" }
  /// The publications it follows.
  public var literature: [String] {
    [
      "Nelson, Krapohl & Handler 2008 (OSS-3)",
      "Kruskal & Wallis 1952 (ranks in one-criterion variance analysis)",
    ]
  }
  /// The sensors it scores.
  public var sensors: [Sensor] { OSS3Model.channels }
  /// The formats it fits.
  public var formats: [String] { ["federal-zct", "you-phase", "utah", "afmgqt-1", "afmgqt-2", "lepet", "dlst"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String {
    "2 to 4 relevant and at least 2 comparison questions in a chart, 3 to 5 charts or passes, 2 usable presentations "
      + "of each relevant question"
  }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    [
      "alpha": .number(alpha), "smallestMeasurement": .number(smallestMeasurement),
      "trimDeviations": .number(trimDeviations), "kruskalWallisAlpha": .number(kruskalWallisAlpha),
      "leastUsablePresentations": .number(Double(leastUsablePresentations)),
      "leastComparisons": .number(Double(leastComparisons)), "rule": .text(rule ?? "by issue"),
      "artifactRule": .text(artifactRule), "artifactAlpha": .number(artifactAlpha),
      "sourceRounding": .flag(sourceRounding),
    ]
  }
  /// The legal ranges of its numeric parameters.
  public var parameterRanges: [String: ClosedRange<Double>] { Self.ranges }

  private static let ranges: [String: ClosedRange<Double>] = [
    "alpha": 0.001...0.1, "smallestMeasurement": 0...100, "trimDeviations": 1...10,
    "kruskalWallisAlpha": 0.001...0.5, "leastUsablePresentations": 1...5, "leastComparisons": 1...5,
    "artifactAlpha": 0.001...0.5,
  ]

  private static let artifactRules = ["report", "withholdTruthful", "withhold"]
  private static let design = ValidatedDesign(
    relevantQuestions: 2...4, comparisonQuestions: 2...Int.max, presentations: 3...5)

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    let charts = exam.charts.withRelevantAndComparison
    let faults = draft.parameterFaults
    guard faults.isEmpty else { return draft.refused(faults) }
    guard rule == nil || ["GTR", "TSR", "SCR"].contains(rule) else {
      return draft.refused(["the rule \(rule ?? "") is none of GTR, TSR, SCR"])
    }
    guard Self.artifactRules.contains(artifactRule) else {
      return draft.refused(["artifactRule \(artifactRule) is none of \(Self.artifactRules.joined(separator: ", "))"])
    }
    guard !charts.isEmpty else {
      return draft.refused(["no chart has two relevant and two comparison questions"])
    }
    let sheet = OSS3Sheet(charts, method: self)
    guard sheet.questions.count >= 2 else {
      return draft.refused(["fewer than two relevant questions have a usable measurement"])
    }
    let hindrances =
      Self.design.hindrances(of: charts, format: format, method: self)
      + sheet.unusable(charts.relevantQuestions, least: leastUsablePresentations)
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    sheet.write(to: &draft)
    decide(sheet, &draft)
    for contribution in sheet.contributions { contribution.state(&draft) }
    weighArtifacts(charts, &draft)
    return draft.result
  }
}

import PolygraphModel

/// What seven-position and three-position scoring do alike: the federal rules.
enum FederalScoring {
  static let formats = ["federal-zct", "you-phase", "afmgqt-1", "afmgqt-2", "dlst"]
  static let rules = ["FZR", "EDR", "You-Phase", "spot"]
  static let source = "federal practice; Krapohl 2005"
  static let leftToExaminer =
    "respiration and cardio are judged by the examiner, no numeric rule is published; give the integers"

  /// The rule of a format.
  static func rule(_ identifier: String?, format: TestFormat?) -> DecisionRule {
    if let identifier, let rule = DecisionRule.named(identifier) { return rule }
    switch format?.identifier {
    case "you-phase", "dlst": return .youPhase
    case "afmgqt-1", "afmgqt-2": return .spots
    default: return .federalZone
    }
  }

  /// The EDA integers of measurements; nothing is summed or decided.
  static func measured(
    _ exam: ScoringInput, rule: String, _ draft: inout ScoringDraft, score: @escaping (Double) -> Int
  ) -> ScoringResult {
    guard draft.parameterFaults.isEmpty else { return draft.refused(draft.parameterFaults) }
    let charts = exam.charts.filter { $0.count(.relevant) > 0 && $0.count(.comparison) > 0 }
    guard !charts.isEmpty else { return draft.refused(["no chart has relevant and comparison questions"]) }
    let design = ValidatedDesign(relevantQuestions: 2...4, comparisonQuestions: 2...Int.max, presentations: 3...5)
    let hindrances = design.hindrances(of: charts, format: draft.format, method: draft.method)
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    RatioIntegers.write(charts, [(.electrodermal, score)], rule: rule, source: source, &draft)
    guard draft.hasScores else { return draft.refused(["no relevant question has a usable EDA measurement"]) }
    draft.warn(leftToExaminer)
    return draft.result
  }

  /// The parameter fault of a rule that is none of the federal ones.
  static func ruleFaults(_ rule: String?) -> [String] {
    guard let rule, !rules.contains(rule) else { return [] }
    return ["the rule \(rule) is none of \(rules.joined(separator: ", "))"]
  }
}

/// Seven-position scoring with the federal rules.
///
/// *Definition*: −3 to 3 for respiration, EDA and cardio at each relevant question, against the nearest comparison
/// question with the stronger reaction; subtotals and a total, decided by the rule of the format. From measurements
/// only EDA can be computed: 2:1, 3:1 and 4:1 give 1, 2 and 3 (or 1.25:1, 2:1 and 3:1 by a later proposal).
/// *Source*: federal practice; Krapohl 2005; Polygraph 35(2) 2006 (NCJ 215329) for the later ratios. The rules of
/// You-Phase, TES and AFMGQT are known from secondary text only.
/// *Missing*: a missing integer counts 0.
public struct SevenPosition: HandScoringMethod {
  /// Takes 1.25:1, 2:1 and 3:1 for EDA instead of 2:1, 3:1 and 4:1.
  public var usesProposedRatios = false
  /// The decision rule: `FZR`, `EDR`, `You-Phase` or `spot`; `nil` takes the format's.
  public var rule: String?

  /// Makes the method with its defaults.
  public init() {}

  /// `seven-position`.
  public var identifier: String { "seven-position" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Seven-position scoring, federal rules" }
  /// The publications it follows.
  public var literature: [String] {
    [
      "Krapohl 2005 (NCJ 211799, decision rules)", "Krapohl & Cushman 2006 (evidentiary decision rules)",
      "Polygraph 35(2) 2006 (NCJ 215329, EDA ratios)",
    ]
  }
  /// The sensors it scores.
  public var sensors: [Sensor] { [.respiration, .electrodermal, .cardio] }
  /// The formats it fits.
  public var formats: [String] { FederalScoring.formats }
  /// The least data it takes, in a sentence.
  public var minimumData: String {
    "2 to 4 relevant questions, 3 to 5 charts or passes; the examiner's integers of respiration and cardio"
  }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    ["usesProposedRatios": .flag(usesProposedRatios), "rule": .text(rule ?? "by format")]
  }

  /// The integers a sensor may get.
  public func legalScores(_ sensor: Sensor) -> [Int] { sensors.contains(sensor) ? Array(-3...3) : [] }

  /// The integer of a ratio of relevant to comparison EDA amplitude.
  public func integer(ofRatio ratio: Double) -> Int {
    RatioIntegers(bounds: usesProposedRatios ? [1.25, 2, 3] : [2, 3, 4]).integer(ofRatio: ratio)
  }

  /// Gives the EDA integers of measurements, and says what is left to the examiner.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    let ratios = usesProposedRatios ? "1.25:1, 2:1, 3:1" : "2:1, 3:1, 4:1"
    return FederalScoring.measured(exam, rule: "integer of the EDA ratio, from \(ratios)", &draft) {
      integer(ofRatio: $0)
    }
  }

  /// Sums and decides the examiner's integers.
  public func score(_ scores: HandScores, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    let faults = FederalScoring.ruleFaults(rule)
    guard faults.isEmpty else { return draft.refused(faults) }
    let chosen = FederalScoring.rule(rule, format: format)
    return HandScoring.score(scores, method: self, questions: relevantQuestions, source: FederalScoring.source, &draft)
    { draft in
      let figures = DecisionFigures(subtotals: draft.result.subtotals)
      draft.decide(chosen.decide(figures, vocabulary: draft.vocabulary), source: chosen.source)
    }
  }
}

/// Three-position scoring with the federal rules.
///
/// *Definition*: −1, 0 or 1 for respiration, EDA and cardio at each relevant question, the sign of the difference from
/// the nearest comparison question with the stronger reaction; subtotals and a total, decided by the rule of the
/// format. From measurements only the sign of EDA can be computed.
/// *Source*: federal practice; Krapohl 2005.
/// *Missing*: a missing integer counts 0.
public struct ThreePosition: HandScoringMethod {
  /// The decision rule: `FZR`, `EDR`, `You-Phase` or `spot`; `nil` takes the format's.
  public var rule: String?

  /// Makes the method with its defaults.
  public init() {}

  /// `three-position`.
  public var identifier: String { "three-position" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Three-position scoring, federal rules" }
  /// The publications it follows.
  public var literature: [String] { SevenPosition().literature }
  /// The sensors it scores.
  public var sensors: [Sensor] { [.respiration, .electrodermal, .cardio] }
  /// The formats it fits.
  public var formats: [String] { FederalScoring.formats }
  /// The least data it takes, in a sentence.
  public var minimumData: String { SevenPosition().minimumData }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] { ["rule": .text(rule ?? "by format")] }

  /// The integers a sensor may get.
  public func legalScores(_ sensor: Sensor) -> [Int] { sensors.contains(sensor) ? Array(-1...1) : [] }

  /// The sign of a ratio of relevant to comparison EDA amplitude: −1 when the relevant reaction is the larger one.
  public func integer(ofRatio ratio: Double) -> Int {
    guard ratio > 0, ratio.isFinite else { return 0 }
    return ratio > 1 ? -1 : ratio < 1 ? 1 : 0
  }

  /// Gives the EDA signs of measurements, and says what is left to the examiner.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    return FederalScoring.measured(exam, rule: "sign of the difference of EDA amplitudes", &draft) {
      integer(ofRatio: $0)
    }
  }

  /// Sums and decides the examiner's integers.
  public func score(_ scores: HandScores, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    let faults = FederalScoring.ruleFaults(rule)
    guard faults.isEmpty else { return draft.refused(faults) }
    let chosen = FederalScoring.rule(rule, format: format)
    return HandScoring.score(scores, method: self, questions: relevantQuestions, source: FederalScoring.source, &draft)
    { draft in
      let figures = DecisionFigures(subtotals: draft.result.subtotals)
      draft.decide(chosen.decide(figures, vocabulary: draft.vocabulary), source: chosen.source)
    }
  }
}

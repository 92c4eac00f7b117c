import PolygraphModel

/// Utah scoring.
///
/// *Definition*: −3 to 3 for respiration, EDA, cardio and vasomotor at each relevant question; the total decides at ±6,
/// with four questions the subtotals too. From measurements EDA (2:1, 3:1, 4:1) and cardio (1.5:1, 2:1, 3:1) can be
/// computed; respiration and vasomotor are judged. A 3 is given at most once in a chart and channel.
/// *Source*: Bell, Raskin, Honts & Kircher 1999; Handler & Nelson 2008. The cardio ratios and the rule of the single 3
/// are known from secondary text only.
/// *Missing*: a missing integer counts 0.
public struct UtahScoring: HandScoringMethod {
  /// Makes the method with its defaults.
  public init() {}

  /// `utah`.
  public var identifier: String { "utah" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Utah scoring" }
  /// The publications it follows.
  public var literature: [String] {
    [
      "Bell, Raskin, Honts & Kircher 1999 (Utah numerical scoring)",
      "Handler & Nelson 2008 (Utah approach to comparison question testing)",
    ]
  }
  /// The sensors it scores.
  public var sensors: [Sensor] { [.respiration, .electrodermal, .cardio, .vasomotor] }
  /// The formats it fits.
  public var formats: [String] { ["utah", "utah-4"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String {
    "3 or 4 relevant questions, 3 charts, 5 when inconclusive; the examiner's integers of respiration and vasomotor"
  }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] { [:] }

  /// The integers a sensor may get.
  public func legalScores(_ sensor: Sensor) -> [Int] { sensors.contains(sensor) ? Array(-3...3) : [] }

  /// The integer of a ratio of relevant to comparison amplitude, or `nil` for a sensor that is judged.
  public func integer(ofRatio ratio: Double, sensor: Sensor) -> Int? {
    switch sensor {
    case .electrodermal: RatioIntegers(bounds: [2, 3, 4]).integer(ofRatio: ratio)
    case .cardio: RatioIntegers(bounds: [1.5, 2, 3]).integer(ofRatio: ratio)
    default: nil
    }
  }

  /// Three or four.
  public var relevantQuestions: ClosedRange<Int> { 3...4 }

  private static let source = "Bell et al. 1999; Handler & Nelson 2008"

  /// Gives the EDA and cardio integers of measurements, and says what is left to the examiner.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    let charts = exam.charts.filter { $0.count(.relevant) > 0 && $0.count(.comparison) > 0 }
    guard !charts.isEmpty else { return draft.refused(["no chart has relevant and comparison questions"]) }
    let design = ValidatedDesign(relevantQuestions: 3...4, comparisonQuestions: 3...4, presentations: 3...5)
    let hindrances = design.hindrances(of: charts, format: format, method: self)
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    let scored: [Sensor] = [.electrodermal, .cardio]
    RatioIntegers.write(
      charts, scored.map { sensor in (sensor, { integer(ofRatio: $0, sensor: sensor) ?? 0 }) },
      rule: "integer of the ratio: EDA from 2:1, 3:1, 4:1; cardio from 1.5:1, 2:1, 3:1", source: Self.source, &draft)
    guard draft.hasScores else { return draft.refused(["no relevant question has a usable EDA or cardio measurement"]) }
    draft.warn("respiration and vasomotor are judged by the examiner, no numeric rule is published; give the integers")
    draft.warn("a second 3 of a channel in a chart is not taken back; that is left to the examiner")
    return draft.result
  }

  /// Sums and decides the examiner's integers.
  public func score(_ scores: HandScores, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    return HandScoring.score(scores, method: self, questions: relevantQuestions, source: Self.source, &draft) { draft in
      for sentence in Self.repeatedThrees(scores) { draft.warn(sentence) }
      let rule: DecisionRule = draft.result.subtotals.count == 4 ? .utahFour : .utah
      let figures = DecisionFigures(subtotals: draft.result.subtotals)
      draft.decide(rule.decide(figures, vocabulary: draft.vocabulary), source: rule.source)
    }
  }

  /// Channels with more than one 3 in a chart, in sentences.
  private static func repeatedThrees(_ scores: HandScores) -> [String] {
    let threes = scores.cells.filter { $0.score?.magnitude == 3 }
    let places = Dictionary(grouping: threes) { [$0.series, "\($0.chart)", $0.sensor.rawValue] }
    return places.filter { $0.value.count > 1 }.map(\.key).sorted { $0.lexicographicallyPrecedes($1) }.map {
      "chart \($0[1]) has more than one 3 of \($0[2]); the method gives one at most"
    }
  }
}

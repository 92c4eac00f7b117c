import PolygraphModel

/// The Objective Scoring System, version 2 (OSS-2): integers of measured ratios, and a grand total.
///
/// *Definition*: each relevant measurement as a ratio to the preceding comparison question, or to the next one when
/// none precedes; integers by tabulated bounds, EDA doubled; the total of 27 scores against tabulated cuts.
/// *Source*: Krapohl 2002.
/// *Missing*: values below 1 chart unit are missing; a missing score counts 0 and withholds the opinion, since only
/// complete totals may be held against the cuts.
public struct OSS2: ScoringMethod {
  /// The significance level of deceptive totals.
  ///
  /// The levels .06 and .07 give the cuts -6 and +6.
  public var deceptiveAlpha = 0.06
  /// The significance level of truthful totals.
  public var truthfulAlpha = 0.07

  /// Makes the method with its defaults.
  public init() {}

  /// `oss-2`.
  public var identifier: String { "oss-2" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Objective Scoring System, version 2 (OSS-2)" }
  /// The publications it follows.
  public var literature: [String] { ["Krapohl 2002 (OSS-2)"] }
  /// The sensors it scores.
  public var sensors: [Sensor] { ObjectiveScoringSheet.channels }
  /// The formats it fits.
  public var formats: [String] { ["federal-zct", "utah"] }
  /// The least data it takes, in a sentence.
  public var minimumData: String { "exactly 3 relevant and 3 comparison questions and 3 charts, one issue" }
  /// Its parameters as they are set; those of a new value are the defaults.
  public var parameters: [String: ParameterValue] {
    ["deceptiveAlpha": .number(deceptiveAlpha), "truthfulAlpha": .number(truthfulAlpha)]
  }
  /// The legal ranges of its numeric parameters.
  public var parameterRanges: [String: ClosedRange<Double>] {
    ["deceptiveAlpha": 0.01...0.22, "truthfulAlpha": 0.01...0.23]
  }

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    return ObjectiveScoring.score(
      exam, .second, alphas: (deceptiveAlpha, truthfulAlpha), source: "Krapohl 2002", &draft)
  }

  /// The integers of the ratios of relevant to comparison measurements of one presentation, with both respirations
  /// combined under `respiration`; a ratio that is not positive gives none.
  public func integers(ofRatios ratios: [Sensor: Double]) -> [Sensor: Int] {
    ObjectiveScoring.integers(ratios, .second)
  }
}

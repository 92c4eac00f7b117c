import PolygraphModel

/// The Objective Scoring System, version 1 (OSS-1): integers of measured ratios, and a grand total.
///
/// *Definition*: each relevant measurement as a ratio to the stronger of two comparison questions that stand directly
/// before and after it, otherwise to the preceding one; integers by tabulated bounds, EDA doubled; the total of 27
/// scores against tabulated cuts. The choice of the comparison question is known from secondary text only.
/// *Source*: Krapohl & McManus 1999.
/// *Missing*: values below 1 chart unit are missing; a missing score counts 0 and withholds the opinion, since only
/// complete totals may be held against the cuts.
public struct OSS1: ScoringMethod {
  /// The significance level of deceptive totals.
  ///
  /// The published description names no default level; those of OSS-2 are taken.
  public var deceptiveAlpha = 0.06
  /// The significance level of truthful totals.
  public var truthfulAlpha = 0.07

  /// Makes the method with its defaults.
  public init() {}

  /// `oss-1`.
  public var identifier: String { "oss-1" }
  /// The version of this implementation.
  public var version: String { "1" }
  /// The name people use.
  public var title: String { "Objective Scoring System, version 1 (OSS-1)" }
  /// The publications it follows.
  public var literature: [String] { ["Krapohl & McManus 1999 (OSS)"] }
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
    ["deceptiveAlpha": 0.01...0.24, "truthfulAlpha": 0.01...0.2]
  }

  /// Scores an exam.
  public func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options)
    return ObjectiveScoring.score(
      exam, .first, alphas: (deceptiveAlpha, truthfulAlpha), source: "Krapohl & McManus 1999", &draft)
  }

  /// The integers of the ratios of relevant to comparison measurements of one presentation, with both respirations
  /// combined under `respiration`; a ratio that is not positive gives none.
  public func integers(ofRatios ratios: [Sensor: Double]) -> [Sensor: Int] {
    ObjectiveScoring.integers(ratios, .first)
  }
}

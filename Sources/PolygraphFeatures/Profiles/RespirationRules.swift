import PolygraphQuantities

/// How respiration is filtered and its line excursion (RLE) measured.
public struct RespirationRules: Hashable, Sendable, Codable {
  /// The chain from samples to the line that is drawn and measured.
  public var line: [FilterStage]
  /// How the line excursion is measured.
  public var excursion: ExcursionRules
  /// Breaths a minute below which neither sensor is measured.
  public var slowestRate: Double
  /// Breaths a minute above which neither sensor is measured.
  public var fastestRate: Double
  /// Rates below this are reported as unusual.
  public var unusuallySlowRate: Double
  /// Rates above this are reported as unusual.
  public var unusuallyFastRate: Double
  /// A breath's peak is the highest sample of this long on either side.
  public var breathHalfWindow: Seconds

  /// Makes the rules.
  public init(
    line: [FilterStage], excursion: ExcursionRules, slowestRate: Double, fastestRate: Double,
    unusuallySlowRate: Double, unusuallyFastRate: Double, breathHalfWindow: Seconds
  ) {
    self.line = line
    self.excursion = excursion
    self.slowestRate = slowestRate
    self.fastestRate = fastestRate
    self.unusuallySlowRate = unusuallySlowRate
    self.unusuallyFastRate = unusuallyFastRate
    self.breathHalfWindow = breathHalfWindow
  }
}

/// How the respiration line excursion is measured: the mean over all windows of the line's travel in a window.
public struct ExcursionRules: Hashable, Sendable, Codable {
  /// The length of the sliding window.
  public var window: Seconds
  /// What is left out on either side of the answer, because speaking is no breathing.
  public var answerBuffer: Seconds
  /// How it is left out.
  public var exclusion: AnswerExclusion
  /// Whether each window's travel is rounded to a whole number first, halves to even.
  public var roundsWindows: Bool

  /// Makes the rules.
  public init(window: Seconds, answerBuffer: Seconds, exclusion: AnswerExclusion, roundsWindows: Bool) {
    self.window = window
    self.answerBuffer = answerBuffer
    self.exclusion = exclusion
    self.roundsWindows = roundsWindows
  }
}

/// How the samples around an answer are left out of the line excursion.
public enum AnswerExclusion: String, Hashable, Sendable, Codable {
  /// They are not.
  case none
  /// Windows that hold any of them are left out of the mean.
  case skipWindows
  /// They are cut out and the two sides joined before the windows slide.
  case deleteAndJoin
}

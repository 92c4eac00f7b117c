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
  /// The chain from the line to its mid line.
  public var mid: [FilterStage]
  /// The inhalation and exhalation lines run through the extremes of this long on either side.
  public var envelopeHalfWindow: Seconds
  /// A breath's peak is the highest sample of this long on either side.
  public var breathHalfWindow: Seconds

  /// Makes the rules.
  public init(
    line: [FilterStage], excursion: ExcursionRules, slowestRate: Double, fastestRate: Double,
    unusuallySlowRate: Double, unusuallyFastRate: Double, breathHalfWindow: Seconds, mid: [FilterStage],
    envelopeHalfWindow: Seconds
  ) {
    self.mid = mid
    self.envelopeHalfWindow = envelopeHalfWindow
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
  /// On which samples the windows slide, and where the answer is taken to be.
  public var placing: ExcursionPlacing

  /// Makes the rules.
  public init(
    window: Seconds, answerBuffer: Seconds, exclusion: AnswerExclusion, roundsWindows: Bool,
    placing: ExcursionPlacing = .evaluation
  ) {
    self.placing = placing
    self.window = window
    self.answerBuffer = answerBuffer
    self.exclusion = exclusion
    self.roundsWindows = roundsWindows
  }
}

/// Where the windows of the line excursion slide.
public enum ExcursionPlacing: String, Hashable, Sendable, Codable {
  /// On the window of evaluation, with the answer where it was given.
  case evaluation
  /// On the samples from one after the onset to one after the window of evaluation's end, with the answer taken as late
  /// as the context before the stimulus is long: the field's reference implementation counts it from the wrong row.
  case reference
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

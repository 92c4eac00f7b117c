import PolygraphQuantities

/// When a respiration line is disturbed.
public struct RespirationArtifactRules: Hashable, Sendable, Codable {
  /// Whether respiration is looked at.
  public var isOn: Bool
  /// A breath's peak is the highest sample of this long on either side.
  public var extremumHalfWindow: Seconds
  /// What is left out of most rules on either side of the answer.
  public var answerBuffer: Seconds
  /// Half the width of the mean that makes the mid line.
  public var midHalfWidth: Seconds
  /// How many times the mid line is averaged.
  public var midPasses: Int
  /// Upper less lower lies this many quartile ranges outside its quartiles: the belts have come apart.
  public var separationQuartiles: Double
  /// The bounds of the quartile range of upper less lower.
  public var separationBounds: QuartileBounds
  /// Whether a mid line outside the chart's quartiles is a disturbance.
  public var watchesTonicity: Bool
  /// Peaks at or below the mid line count when the steps to and from them together exceed this.
  public var leastSwing: HeightThreshold
  /// A peak this many quartile ranges above the upper quartile is a deep breath.
  public var deepBreathQuartiles: Double
  /// A peak this many quartile ranges above the upper quartile is a deep breath that other sensors feel.
  public var bigDeepBreathQuartiles: Double
  /// The window whose movement is looked at for apnoea.
  public var stillness: StillnessRules
  /// A window that moves less than this holds no breath.
  public var leastExcursion: HeightThreshold
  /// A trough this many quartile ranges below the lower quartile, away from the answer, is a fall of the baseline.
  public var baselineQuartiles: Double
  /// A trough this many quartile ranges below the lower quartile is one near the answer, too.
  public var baselineQuartilesAtAnswer: Double
  /// The bounds of the quartile range in the baseline rules.
  public var baselineBounds: QuartileBounds

  /// Makes the rules.
  public init(
    isOn: Bool, extremumHalfWindow: Seconds, answerBuffer: Seconds, midHalfWidth: Seconds, midPasses: Int,
    separationQuartiles: Double, separationBounds: QuartileBounds, watchesTonicity: Bool, leastSwing: HeightThreshold,
    deepBreathQuartiles: Double, bigDeepBreathQuartiles: Double, stillness: StillnessRules,
    leastExcursion: HeightThreshold, baselineQuartiles: Double, baselineQuartilesAtAnswer: Double,
    baselineBounds: QuartileBounds
  ) {
    self.isOn = isOn
    self.extremumHalfWindow = extremumHalfWindow
    self.answerBuffer = answerBuffer
    self.midHalfWidth = midHalfWidth
    self.midPasses = midPasses
    self.separationQuartiles = separationQuartiles
    self.separationBounds = separationBounds
    self.watchesTonicity = watchesTonicity
    self.leastSwing = leastSwing
    self.deepBreathQuartiles = deepBreathQuartiles
    self.bigDeepBreathQuartiles = bigDeepBreathQuartiles
    self.stillness = stillness
    self.leastExcursion = leastExcursion
    self.baselineQuartiles = baselineQuartiles
    self.baselineQuartilesAtAnswer = baselineQuartilesAtAnswer
    self.baselineBounds = baselineBounds
  }
}

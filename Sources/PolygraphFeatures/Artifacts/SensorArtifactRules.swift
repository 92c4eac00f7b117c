import PolygraphQuantities

/// When an electrodermal line is disturbed.
public struct ElectrodermalArtifactRules: Hashable, Sendable, Codable {
  /// Whether electrodermal activity is looked at.
  public var isOn: Bool
  /// The steps of so long before a row are compared…
  public var history: Seconds
  /// …with so many steps after it.
  public var laterSteps: Int
  /// Later steps that are so many standard deviations of the earlier ones lower are a movement.
  public var criticalValue: Double
  /// Runs of rises or falls up to this long are taken for part of the run before them.
  public var ignoredRun: Seconds
  /// A movement counts when the line spans this much in it.
  public var leastSpan: HeightThreshold
  /// The line before an onset is watched for so long.
  public var beforeOnset: Seconds
  /// A span before the onset of so many times the response is no quiet baseline.
  public var spanOverResponse: Double

  /// Makes the rules.
  public init(
    isOn: Bool, history: Seconds, laterSteps: Int, criticalValue: Double, ignoredRun: Seconds,
    leastSpan: HeightThreshold, beforeOnset: Seconds, spanOverResponse: Double
  ) {
    self.isOn = isOn
    self.history = history
    self.laterSteps = laterSteps
    self.criticalValue = criticalValue
    self.ignoredRun = ignoredRun
    self.leastSpan = leastSpan
    self.beforeOnset = beforeOnset
    self.spanOverResponse = spanOverResponse
  }
}

/// When a cuff's pulse line is disturbed.
public struct CuffArtifactRules: Hashable, Sendable, Codable {
  /// Whether the cuff is looked at.
  public var isOn: Bool
  /// A pulse's peak or trough is the extreme of this long on either side where it is held against the moving average.
  public var pulseHalfWindow: Seconds
  /// Peaks so far below, or troughs so far above the moving average are none of a pulse.
  public var offAverage: HeightThreshold
  /// Successive extremes are those of this long on either side.
  public var extremumHalfWindow: Seconds
  /// Whether heights of successive extremes are read one row before them, as the reference does.
  public var readsExtremesOneEarly: Bool
  /// Successive extremes that differ by so many quartile ranges above the upper quartile are an extrasystole…
  public var extrasystoleQuartiles: Double
  /// …when they also differ by this.
  public var extrasystoleLeast: HeightThreshold
  /// A beat that comes before this part of the usual interval, with a pause after it, is one, too; `nil` for none.
  public var prematureInterval: Double?
  /// The mid line lies so many quartile ranges outside the quartiles of its distance from the moving average…
  public var levelQuartiles: Double
  /// …and is this far from it: a change of level.
  public var levelLeast: HeightThreshold
  /// Whether a change of level is marked one row late, as the reference does.
  public var marksLevelOneLate: Bool
  /// Successive systolic or diastolic points that differ by this are a movement; `nil` for none.
  public var successiveBeats: HeightThreshold?
  /// The line before an onset is watched for so long.
  public var beforeOnset: Seconds

  /// Makes the rules.
  public init(
    isOn: Bool, pulseHalfWindow: Seconds, offAverage: HeightThreshold, extremumHalfWindow: Seconds,
    readsExtremesOneEarly: Bool, extrasystoleQuartiles: Double, extrasystoleLeast: HeightThreshold,
    prematureInterval: Double?, levelQuartiles: Double, levelLeast: HeightThreshold, marksLevelOneLate: Bool,
    successiveBeats: HeightThreshold?, beforeOnset: Seconds
  ) {
    self.isOn = isOn
    self.pulseHalfWindow = pulseHalfWindow
    self.offAverage = offAverage
    self.extremumHalfWindow = extremumHalfWindow
    self.readsExtremesOneEarly = readsExtremesOneEarly
    self.extrasystoleQuartiles = extrasystoleQuartiles
    self.extrasystoleLeast = extrasystoleLeast
    self.prematureInterval = prematureInterval
    self.levelQuartiles = levelQuartiles
    self.levelLeast = levelLeast
    self.marksLevelOneLate = marksLevelOneLate
    self.successiveBeats = successiveBeats
    self.beforeOnset = beforeOnset
  }
}

/// When a photoplethysmograph's pulse is disturbed.
public struct PulseArtifactRules: Hashable, Sendable, Codable {
  /// Whether the pulse is looked at.
  public var isOn: Bool
  /// A beat whose height lies below this part of its neighbours' median…
  public var leastOfMedian: Double
  /// …or above this part of it, or whose interval does, is no beat.
  public var largestOfMedian: Double
  /// How many beats on either side are its neighbours.
  public var neighbours: Int

  /// Makes the rules.
  public init(isOn: Bool, leastOfMedian: Double, largestOfMedian: Double, neighbours: Int) {
    self.isOn = isOn
    self.leastOfMedian = leastOfMedian
    self.largestOfMedian = largestOfMedian
    self.neighbours = neighbours
  }
}

/// When a seat or limb sensor tells of a movement, or of a stillness that is none of a living person.
public struct ActivityArtifactRules: Hashable, Sendable, Codable {
  /// Whether activity is looked at.
  public var isOn: Bool
  /// The half window that finds the line's rate.
  public var rateHalfWindow: Seconds
  /// Half windows of the envelopes are this part of the cycle.
  public var envelopeFactor: Double
  /// The line lies so many quartile ranges outside its quartiles: a movement.
  public var excessQuartiles: Double
  /// The window whose movement is looked at for stillness.
  public var stillness: StillnessRules
  /// A window that moves less than this part of the quartile range is unnaturally still.
  public var stillPart: Double
  /// Whether that limit is rounded to whole units.
  public var roundsStillness: Bool
  /// The bounds of the quartile range in the stillness rule.
  public var stillnessBounds: QuartileBounds
  /// Whether envelopes that leave the quartiles are a pattern of movement.
  public var watchesPattern: Bool
  /// What is left out of the pattern on either side of an answer.
  public var answerBuffer: Seconds
  /// Whether the first and last cycle, whose envelopes are not whole, are left out of the pattern.
  public var skipsEnds: Bool

  /// Makes the rules.
  public init(
    isOn: Bool, rateHalfWindow: Seconds, envelopeFactor: Double, excessQuartiles: Double, stillness: StillnessRules,
    stillPart: Double, roundsStillness: Bool, stillnessBounds: QuartileBounds, watchesPattern: Bool,
    answerBuffer: Seconds, skipsEnds: Bool
  ) {
    self.isOn = isOn
    self.rateHalfWindow = rateHalfWindow
    self.envelopeFactor = envelopeFactor
    self.excessQuartiles = excessQuartiles
    self.stillness = stillness
    self.stillPart = stillPart
    self.roundsStillness = roundsStillness
    self.stillnessBounds = stillnessBounds
    self.watchesPattern = watchesPattern
    self.answerBuffer = answerBuffer
    self.skipsEnds = skipsEnds
  }
}

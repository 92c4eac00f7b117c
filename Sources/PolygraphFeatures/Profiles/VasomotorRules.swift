import PolygraphQuantities

/// How the photoplethysmograph's constriction is measured: the logarithm of the pulse amplitude before the stimulus
/// over that after it.
public struct VasomotorRules: Hashable, Sendable, Codable {
  /// The chain from samples to the pulse line.
  public var line: [FilterStage]
  /// The chain from the pulse line to its moving average.
  public var movingAverage: [FilterStage]
  /// The drawn envelopes' half window is this part of the beat's interval.
  public var envelopeFactor: Double
  /// How the pulse amplitude in a window is measured.
  public var method: PulseAmplitudeMethod
  /// Whether a ratio below 0 counts as 0.
  public var clipsAtZero: Bool
  /// The window before the stimulus onset.
  public var before: Seconds
  /// Where the window after the stimulus onset begins.
  public var latency: Seconds
  /// Where it ends.
  public var end: Seconds
  /// Half windows that find beats are this part of the beat's interval.
  public var beatFactor: Double
  /// Half windows, in samples at the working rate, whose rates' median is the pulse rate.
  public var rateHalfWindows: [Int]
  /// The least number of good beats in either window, when beats are used.
  public var fewestBeats: Int
  /// A beat is good when its height and its interval lie between this part of its window's median…
  public var leastOfMedian: Double
  /// …and this part of it.
  public var largestOfMedian: Double

  /// Makes the rules.
  public init(
    before: Seconds, latency: Seconds, end: Seconds, beatFactor: Double,
    rateHalfWindows: [Int], fewestBeats: Int, leastOfMedian: Double, largestOfMedian: Double,
    line: [FilterStage], movingAverage: [FilterStage], envelopeFactor: Double,
    method: PulseAmplitudeMethod, clipsAtZero: Bool
  ) {
    self.line = line
    self.movingAverage = movingAverage
    self.envelopeFactor = envelopeFactor
    self.method = method
    self.clipsAtZero = clipsAtZero
    self.before = before
    self.latency = latency
    self.end = end
    self.beatFactor = beatFactor
    self.rateHalfWindows = rateHalfWindows
    self.fewestBeats = fewestBeats
    self.leastOfMedian = leastOfMedian
    self.largestOfMedian = largestOfMedian
  }
}

/// How the pulse amplitude in a window is measured.
public enum PulseAmplitudeMethod: String, Hashable, Sendable, Codable {
  /// The median height of single good beats.
  case beats
  /// The mean distance of the envelopes, in whole chart units ("SDL").
  case envelopes
}

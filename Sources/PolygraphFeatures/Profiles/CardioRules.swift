import PolygraphQuantities

/// How a cuff's pulse line is filtered and its responses measured.
public struct CardioRules: Hashable, Sendable, Codable {
  /// The chain from samples to the pulse line.
  public var line: [FilterStage]
  /// The line whose values are read.
  public var scored: CardioLine
  /// The chain from the pulse line to its moving average ("MA").
  public var movingAverage: [FilterStage]
  /// The chain from the pulse line to the mid line.
  public var mid: [FilterStage]
  /// Half windows that find beats are this part of the beat's interval.
  public var beatFactor: Double
  /// The line on which onsets and peaks are found, before ``ResponseRules/detection``.
  public var detectionLine: CardioDetectionLine
  /// How a response is found.
  public var response: ResponseRules

  /// Makes the rules.
  public init(
    line: [FilterStage] = [], scored: CardioLine = .movingAverage, movingAverage: [FilterStage], mid: [FilterStage],
    beatFactor: Double, detectionLine: CardioDetectionLine, response: ResponseRules
  ) {
    self.line = line
    self.scored = scored
    self.movingAverage = movingAverage
    self.mid = mid
    self.beatFactor = beatFactor
    self.detectionLine = detectionLine
    self.response = response
  }
}

/// The lines of a cuff whose values can be read.
public enum CardioLine: String, Hashable, Sendable, Codable {
  /// The moving average.
  case movingAverage
  /// The mid line.
  case mid
  /// The line through the beats' high points.
  case systolic
  /// The line through the beats' low points.
  case diastolic
}

/// The line on which a cuff response's onset and peak are found.
public enum CardioDetectionLine: String, Hashable, Sendable, Codable {
  /// The line whose values are read.
  case movingAverage
  /// The mean of the systolic and diastolic envelopes: free of the pulse, and spread over no more than a beat.
  case beatMean
}

import PolygraphQuantities

/// How seat and limb activity is watched.
public struct ActivityRules: Hashable, Sendable, Codable {
  /// The chain from samples to the line that is drawn.
  public var drawn: [FilterStage]
  /// The chain from the drawn line to the smooth one that is watched.
  public var line: [FilterStage]
  /// The chain from the watched line to its moving average.
  public var movingAverage: [FilterStage]
  /// Movements are counted by the extremes of this long on either side.
  public var rateHalfWindow: Seconds
  /// The envelopes' half window is this part of a movement's interval.
  public var envelopeFactor: Double

  /// Makes the rules.
  public init(
    drawn: [FilterStage], line: [FilterStage], movingAverage: [FilterStage], rateHalfWindow: Seconds,
    envelopeFactor: Double
  ) {
    self.drawn = drawn
    self.line = line
    self.movingAverage = movingAverage
    self.rateHalfWindow = rateHalfWindow
    self.envelopeFactor = envelopeFactor
  }
}

/// How pulse transit time is drawn; it has no scored response.
public struct TransitRules: Hashable, Sendable, Codable {
  /// The chain from the upside-down line, which rises when the time grows shorter, to the line that is drawn.
  public var line: [FilterStage]

  /// Makes the rules.
  public init(line: [FilterStage]) { self.line = line }
}

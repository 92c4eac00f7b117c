import PolygraphQuantities

/// How lines are scaled into chart units: in the recommended procedure by one factor for a sensor in all charts of a
/// series, in the reference procedure chart by chart.
public struct DisplayRules: Hashable, Sendable, Codable {
  /// The range and place of each sensor's line.
  public var targets: [String: DisplayTarget]
  /// Peaks and troughs are the extremes of this long on either side.
  public var extremumHalfWindow: Seconds
  /// The excursion between successive extrema that is brought to the target range, as a quantile of all of them.
  public var excursionQuantile: Double
  /// Samples this long after the last event still count.
  public var afterLastEvent: Seconds
  /// The largest span a line may have between its ``spanQuantile`` and its complement; larger ones are shrunk.
  public var largestSpan: Double
  /// The quantile that bounds the span, so that one movement does not shrink a chart.
  public var spanQuantile: Double
  /// The quantile of a line that lies at its target's offset.
  public var offsetQuantile: Double
  /// Lines are drawn within plus and minus this.
  public var limit: Double
  /// The abdominal line is drawn at least this far below the thoracic one at the first and the last label.
  public var respirationSeparation: Double

  /// Makes the rules.
  public init(
    targets: [String: DisplayTarget], extremumHalfWindow: Seconds, excursionQuantile: Double, afterLastEvent: Seconds,
    largestSpan: Double, spanQuantile: Double, offsetQuantile: Double, limit: Double, respirationSeparation: Double
  ) {
    self.respirationSeparation = respirationSeparation
    self.targets = targets
    self.extremumHalfWindow = extremumHalfWindow
    self.excursionQuantile = excursionQuantile
    self.afterLastEvent = afterLastEvent
    self.largestSpan = largestSpan
    self.spanQuantile = spanQuantile
    self.offsetQuantile = offsetQuantile
    self.limit = limit
  }
}

extension DisplayRules {
  /// The name of the level-keeping electrodermal line among ``targets``, beside the sensors' own names.
  public static let manualElectrodermal = "manualElectrodermal"
}

/// The range and the place of a sensor's line on the chart.
public struct DisplayTarget: Hashable, Sendable, Codable {
  /// The range its usual excursion is brought to, in chart units.
  public var range: Double
  /// Where the line's lower fifth lies, in chart units.
  public var offset: Double
  /// By how much the drawn line is taller than its range says (1 is 100 %). Measurements do not follow it.
  public var gain: Double

  /// Makes a target.
  public init(range: Double, offset: Double, gain: Double = 1) {
    self.gain = gain
    self.range = range
    self.offset = offset
  }
}

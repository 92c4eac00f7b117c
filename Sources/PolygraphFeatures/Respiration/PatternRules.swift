import PolygraphQuantities

/// How the respiration's patterns around a stimulus are measured: slowing, loss of amplitude, rise of the baseline.
public struct PatternRules: Hashable, Sendable, Codable {
  /// The context before the stimulus onset.
  public var before: Seconds
  /// Where the stimulus segment begins after the onset.
  public var stimulusStart: Seconds
  /// Where it ends.
  public var stimulusEnd: Seconds
  /// Where the context after it ends.
  public var end: Seconds
  /// Cycles are counted between peaks that are the highest of this long on either side.
  public var cycleHalfWindow: Seconds
  /// Envelopes go through the extremes of this long on either side.
  public var envelopeHalfWindow: Seconds
  /// Smaller slowings and baseline rises are none; zero keeps all.
  public var least: Double
  /// The rates of both sensors must agree to this: exp(−|ln(upper/lower)|).
  public var leastAgreement: Double

  /// Makes the rules.
  public init(
    before: Seconds, stimulusStart: Seconds, stimulusEnd: Seconds, end: Seconds, cycleHalfWindow: Seconds,
    envelopeHalfWindow: Seconds, least: Double, leastAgreement: Double
  ) {
    self.before = before
    self.stimulusStart = stimulusStart
    self.stimulusEnd = stimulusEnd
    self.end = end
    self.cycleHalfWindow = cycleHalfWindow
    self.envelopeHalfWindow = envelopeHalfWindow
    self.least = least
    self.leastAgreement = leastAgreement
  }

  /// The field's rules: 10 s before, from 2.5 s to the end of the 15 s, 10 s after. Changes of less than a tenth are
  /// kept; set ``least`` to ln 1.1 to drop them.
  public static let standard = PatternRules(
    before: 10, stimulusStart: 2.5, stimulusEnd: 15, end: 25, cycleHalfWindow: 2, envelopeHalfWindow: Seconds(8.0 / 30),
    least: 0, leastAgreement: 0.9)
}

import PolygraphQuantities

/// How an electrodermal or cuff response is found on a line: where its onset and peak may lie, and which pair counts.
///
/// One algorithm serves every reading of the rules; this value says which reading. Onsets and peaks are turning points
/// of a *detection* line, their values are read from the *value* line.
///
/// *Source*: the feature requirements of the Kircher tradition (largest rise from a low point to a later high point in
/// the evaluation window; Kircher and Raskin 1988), with the windows in use since.
public struct ResponseRules: Hashable, Sendable, Codable {
  /// No onset is accepted before this time after the stimulus onset (MRL).
  public var minimumLatency: Seconds
  /// Onsets are accepted until this time after the answer; with MRL it bounds the response onset window (ROW).
  public var onsetAfterAnswer: Seconds
  /// Where the response onset window opens when MRL does not open it later.
  public var onsetWindowStart: OnsetWindowStart
  /// No peak is accepted before this time after MRL.
  public var peakAfterLatency: Seconds
  /// A rise is followed past the window of evaluation only when it is under way at this time after the stimulus onset.
  public var lateSlopeLimit: Seconds
  /// Whether a rise is followed past the window of evaluation.
  public var followsLatePeaks: Bool
  /// When true, a peak after ROW counts only when the line has not descended since the end of ROW.
  public var strictOnsetWindow: Bool
  /// When true, a rise that is under way at the end of the window of evaluation has no peak there.
  public var strictWindow: Bool
  /// Smoothing of the detection line beside that of the value line.
  public var detection: [FilterStage]
  /// How much earlier the detection line's smoothing makes a rise begin; onsets are moved later by it.
  public var onsetLead: Seconds
  /// How the onset of a response that begins on a rising line is found; `nil` looks for none.
  public var inflection: InflectionRules?
  /// When a fall below the onset ends the search.
  public var descent: DescentRule
  /// When set, a rise counts as over once the line has fallen back by this part of it: an onset is not joined to a peak
  /// behind such a fall. The *reference* procedure asks for a sustained fall and forgets bends then.
  public var descentFraction: Double?
  /// Falls of at most this many samples are no sustained fall.
  public var slopeRunIgnore: Int
  /// A response has recovered when the line has fallen back by this part of its rise.
  public var recoveryFraction: Double
  /// The smallest swing, in chart units, that makes a turning point.
  public var smallestSwing: Double
  /// The smallest swing that makes a turning point, in multiples of the noise: 1.4826 times the median absolute
  /// deviation of the detection line's successive differences in the segment.
  public var smallestSwingOverNoise: Double
  /// Differences of at most this part of the line's range count as none.
  public var deadBand: Double
  /// Of the onsets whose rise comes this close to the largest (as a part of it), the latest is taken.
  public var latestOnsetWithin: Double
  /// A rise not above this size, in chart units, is no response.
  public var noResponse: Double
  /// The display range for which ``smallestSwing`` and ``noResponse`` are stated: they grow and shrink with the line,
  /// so that another range loses and finds no response. `nil`: they are chart units whatever the range.
  public var statedRange: Double?
  /// A rise not above this size is no response, for channels calibrated in microsiemens; it replaces ``noResponse``.
  public var noResponseMicrosiemens: Double?

  /// Makes the rules.
  public init(
    minimumLatency: Seconds, onsetAfterAnswer: Seconds, peakAfterLatency: Seconds, lateSlopeLimit: Seconds,
    followsLatePeaks: Bool, strictOnsetWindow: Bool, detection: [FilterStage], onsetLead: Seconds,
    inflection: InflectionRules?,
    descent: DescentRule, smallestSwing: Double, smallestSwingOverNoise: Double,
    deadBand: Double, latestOnsetWithin: Double, noResponse: Double, noResponseMicrosiemens: Double? = nil,
    onsetWindowStart: OnsetWindowStart = .latency, strictWindow: Bool = false, descentFraction: Double? = nil,
    slopeRunIgnore: Int = 7, recoveryFraction: Double = 0.5, statedRange: Double? = nil
  ) {
    self.statedRange = statedRange
    self.recoveryFraction = recoveryFraction
    self.onsetWindowStart = onsetWindowStart
    self.strictWindow = strictWindow
    self.descentFraction = descentFraction
    self.slopeRunIgnore = slopeRunIgnore
    self.minimumLatency = minimumLatency
    self.onsetAfterAnswer = onsetAfterAnswer
    self.peakAfterLatency = peakAfterLatency
    self.lateSlopeLimit = lateSlopeLimit
    self.followsLatePeaks = followsLatePeaks
    self.strictOnsetWindow = strictOnsetWindow
    self.detection = detection
    self.onsetLead = onsetLead
    self.inflection = inflection
    self.descent = descent
    self.smallestSwing = smallestSwing
    self.smallestSwingOverNoise = smallestSwingOverNoise
    self.deadBand = deadBand
    self.latestOnsetWithin = latestOnsetWithin
    self.noResponse = noResponse
    self.noResponseMicrosiemens = noResponseMicrosiemens
  }
}

extension ResponseRules {
  /// The rules with their heights in chart units `factor` times as large.
  func heightened(by factor: Double) -> ResponseRules {
    var rules = self
    rules.smallestSwing *= factor
    rules.noResponse *= factor
    return rules
  }
}

/// When a fall back to where a response began ends the search for its peak ("descent to origin").
public enum DescentRule: String, Hashable, Sendable, Codable {
  /// Never.
  case off
  /// After ROW, at the first trough not above the lowest onset in ROW: later peaks and onsets are dropped.
  case afterOnsetWindow
  /// Any time between the onset and the peak of the pair that is weighed: that pair is dropped.
  case anyTime
}

/// Where the response onset window (ROW) opens.
public enum OnsetWindowStart: String, Hashable, Sendable, Codable {
  /// At the minimum response latency.
  case latency
  /// At the stimulus onset; MRL still holds.
  case onset
  /// At the question's end, if that is later than MRL.
  case questionEnd
  /// At the answer, if that is later than MRL.
  case answer
}

/// What tells a bend of a rising line.
public enum InflectionStatistic: String, Hashable, Sendable, Codable {
  /// The variances of the steps in two adjacent windows, compared in units of their normal error.
  case stepVariance
  /// The mean of the line's standard deviations in windows after the place, compared with those before it in units of
  /// their own spread: what the field's reference implementation computes.
  case levelDeviation
}

/// How the onset of a response that begins on an already rising line is found: where its steps suddenly change.
public struct InflectionRules: Hashable, Sendable, Codable {
  /// The statistic counts from this value on (3.0902 is the upper 0.1 % point of the normal distribution).
  public var criticalValue: Double
  /// What is compared.
  public var statistic: InflectionStatistic
  /// No bend is accepted before this time after MRL.
  public var latency: Seconds
  /// When true, bends count only where no trough lies in the response onset window.
  public var onlyWithoutOnset: Bool
  /// The length of the window before, and of the one after.
  public var window: Seconds
  /// The line must have been rising for this long…
  public var risingFor: Seconds
  /// …in at least this part of its steps.
  public var risingPart: Double

  /// Makes the rules.
  public init(
    criticalValue: Double, window: Seconds, risingFor: Seconds, risingPart: Double,
    statistic: InflectionStatistic = .stepVariance, latency: Seconds = 0, onlyWithoutOnset: Bool = false
  ) {
    self.statistic = statistic
    self.latency = latency
    self.onlyWithoutOnset = onlyWithoutOnset
    self.criticalValue = criticalValue
    self.window = window
    self.risingFor = risingFor
    self.risingPart = risingPart
  }
}

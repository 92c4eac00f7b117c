/// Why a measurement is what it is: the codes that stand in its flags.
public struct MeasurementFlag: RawRepresentable, Hashable, Sendable, Codable {
  /// The code as it is stored and exchanged.
  public let rawValue: String
  /// Makes a flag from its code.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// No answer was recorded, or only a late one: it is taken right after the question's end.
  public static let answerImputed = MeasurementFlag(rawValue: "answerImputed")
  /// The answer came too long after the question's end to be one to it.
  public static let answerLate = MeasurementFlag(rawValue: "answerLate")
  /// The answer was recorded before the question's end; it is taken right after it.
  public static let answerEarly = MeasurementFlag(rawValue: "answerEarly")
  /// The answer lies past the window of evaluation; it is taken at the window's end.
  public static let answerAfterWOE = MeasurementFlag(rawValue: "answerAfterWOE")
  /// The data end before the post-stimulus window does; a late peak may have been missed.
  public static let truncated = MeasurementFlag(rawValue: "truncated")
  /// There is less context before the stimulus than the rules want.
  public static let shortPre = MeasurementFlag(rawValue: "shortPre")
  /// The window of evaluation is not wholly recorded.
  public static let windowIncomplete = MeasurementFlag(rawValue: "windowIncomplete")
  /// Another stimulus began too shortly before this one.
  public static let stackedStimulus = MeasurementFlag(rawValue: "stackedStimulus")
  /// Another stimulus began shortly before this one.
  public static let closeStimulus = MeasurementFlag(rawValue: "closeStimulus")
  /// The next stimulus begins inside the window of evaluation.
  public static let nextStimulusInWindow = MeasurementFlag(rawValue: "nextStimulusInWindow")
  /// The chart has no channel of this sensor, or none with samples.
  public static let channelAbsent = MeasurementFlag(rawValue: "channelAbsent")
  /// The channel is shorter than its filters need.
  public static let channelTooShort = MeasurementFlag(rawValue: "channelTooShort")
  /// The channel does not change in the window.
  public static let flat = MeasurementFlag(rawValue: "flat")
  /// Samples are missing in the window.
  public static let gap = MeasurementFlag(rawValue: "gap")
  /// The channel stands at its highest or lowest value in the window.
  public static let clipped = MeasurementFlag(rawValue: "clipped")
  /// The line was already rising at the minimum response latency.
  public static let risingAtMRL = MeasurementFlag(rawValue: "risingAtMRL")
  /// The peak lies past the window of evaluation.
  public static let latePeak = MeasurementFlag(rawValue: "latePeak")
  /// The onset was found by the inflection rule.
  public static let inflection = MeasurementFlag(rawValue: "inflection")
  /// A person left the response out.
  public static let excluded = MeasurementFlag(rawValue: "excluded")
  /// The chart's respiration rate lies outside the rules' limits.
  public static let respirationRate = MeasurementFlag(rawValue: "respirationRate")
  /// A rate could not be found in the chart.
  public static let rateUnknown = MeasurementFlag(rawValue: "rateUnknown")
  /// No response was found; the reference procedure has no value then, not 0.
  public static let noResponse = MeasurementFlag(rawValue: "noResponse")
  /// The response is not above the least size that counts.
  public static let belowMinimum = MeasurementFlag(rawValue: "belowMinimum")
  /// The reference procedure measures no question with this label.
  public static let notExtracted = MeasurementFlag(rawValue: "notExtracted")
  /// Too few good beats in either window.
  public static let tooFewBeats = MeasurementFlag(rawValue: "tooFewBeats")
}

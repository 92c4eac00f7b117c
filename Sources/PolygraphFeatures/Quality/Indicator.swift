import PolygraphModel
import PolygraphQuantities

/// What an indicator tells, as a code.
public struct IndicatorCode: RawRepresentable, Hashable, Sendable, Codable {
  /// The code as it is stored and exchanged.
  public let rawValue: String
  /// Makes a code from its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Activity at the seat or a limb inside a window of evaluation; the value is the number of responses it overlaps.
  public static let activityInEvaluation = IndicatorCode(rawValue: "activityInEvaluation")
  /// Breaths a minute in the chart.
  public static let respirationRate = IndicatorCode(rawValue: "respirationRate")
  /// How well the two respirations' rates agree: exp(−|ln(upper/lower)|).
  public static let respirationAgreement = IndicatorCode(rawValue: "respirationAgreement")
  /// How close the cuff's slow swings are to the breathing rate.
  public static let respiratoryBloodPressure = IndicatorCode(rawValue: "respiratoryBloodPressure")
  /// How well the rates of systolic and diastolic points agree.
  public static let arrhythmia = IndicatorCode(rawValue: "arrhythmia")
  /// The slowest pulse of the chart, a minute.
  public static let slowPulse = IndicatorCode(rawValue: "slowPulse")
  /// The fastest pulse of the chart, a minute.
  public static let fastPulse = IndicatorCode(rawValue: "fastPulse")
  /// The part of the chart in which respiration hardly moves.
  public static let unresponsiveRespiration = IndicatorCode(rawValue: "unresponsiveRespiration")
  /// The usual range of electrodermal activity in 10 s.
  public static let unresponsiveElectrodermal = IndicatorCode(rawValue: "unresponsiveElectrodermal")
  /// By how many pulse amplitudes the cuff's level fell in the chart.
  public static let cuffLeak = IndicatorCode(rawValue: "cuffLeak")
  /// Presentations of a kind with a deep breath; the value is their number.
  public static let deepBreaths = IndicatorCode(rawValue: "deepBreaths")
  /// Presentations of a kind without breath; the value is their number.
  public static let apnoeas = IndicatorCode(rawValue: "apnoeas")
  /// Seconds from stimulus to onset, for one outside the response onset window.
  public static let onsetTime = IndicatorCode(rawValue: "onsetTime")
  /// Seconds from stimulus to peak, for one past the window of evaluation.
  public static let peakTime = IndicatorCode(rawValue: "peakTime")
  /// Seconds to the stimulus before.
  public static let stackedStimulus = IndicatorCode(rawValue: "stackedStimulus")
}

/// A fact about a chart's quality, about behaviour that works against the test, or about timeliness. It is never a
/// score and never says why a person did something.
public struct Indicator: Hashable, Sendable, Codable {
  /// What it tells.
  public var code: IndicatorCode
  /// The name of the series.
  public var series: String
  /// The number of the chart.
  public var chart: Int
  /// The question concerned, when it is one.
  public var question: String?
  /// The sensors concerned.
  public var sensors: [Sensor]
  /// The kind of question that was counted, when one was.
  public var kind: QuestionRole?
  /// The first sample concerned.
  public var start: SamplePlace?
  /// The last sample concerned.
  public var end: SamplePlace?
  /// The figure.
  public var value: Double
  /// Whether the figure passes the rules' limit.
  public var isNoted: Bool

  // In documents the key `code` belongs to findings alone.
  private enum CodingKeys: String, CodingKey {
    case code = "indicator"
    case series, chart, question, sensors, kind, start, end, value, isNoted
  }

  /// Makes an indicator.
  public init(
    _ code: IndicatorCode, series: String, chart: Int, question: String? = nil, sensors: [Sensor] = [],
    kind: QuestionRole? = nil, start: SamplePlace? = nil, end: SamplePlace? = nil, value: Double, isNoted: Bool
  ) {
    self.code = code
    self.series = series
    self.chart = chart
    self.question = question
    self.sensors = sensors
    self.kind = kind
    self.start = start
    self.end = end
    self.value = value
    self.isNoted = isNoted
  }
}

/// The limits from which on indicators are noted.
public struct IndicatorRules: Hashable, Sendable, Codable {
  /// Breaths a minute below which the rate is noted.
  public var slowBreathing = 10.0
  /// Breaths a minute above which the rate is noted.
  public var fastBreathing = 24.0
  /// Agreement of the two respirations below which it is noted.
  public var leastRespirationAgreement = 0.9
  /// Closeness of the cuff's slow swings to the breathing rate from which on it is noted.
  public var respiratoryBloodPressure = 0.9
  /// The cuff's slow swings, in chart units, below which nothing is said of them.
  public var leastSwing = 10.0
  /// Agreement of systolic and diastolic rates below which it is noted.
  public var leastPulseAgreement = 0.95
  /// Beats a minute below which the pulse is noted.
  public var slowPulse = 60.0
  /// Beats a minute above which the pulse is noted.
  public var fastPulse = 100.0
  /// The time over which the pulse is averaged.
  public var pulseWindow: Seconds = 5
  /// The window of the unresponsive rules.
  public var rangeWindow: Seconds = 10
  /// Respiration whose range in a window is at most this part of the display range hardly moves…
  public var stillRespiration = 0.25
  /// …and is noted when it does so in this part of the chart.
  public var stillRespirationPart = 0.1
  /// EDA whose mean range in a window is at most this part of the axis of 2000 units is noted.
  public var stillElectrodermal = 0.02
  /// Charts shorter than this are taken as one window.
  public var shortChart: Seconds = 35
  /// A fall of the cuff's level by so many pulse amplitudes is noted.
  public var leak = 500.0 / 110
  /// Stimuli closer than this are noted.
  public var stackedStimulus: Seconds = 8

  /// The field's limits.
  public init() {}
}

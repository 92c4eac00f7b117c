import PolygraphQuantities

/// The name, version and digest of the filter profile that numbers were made with.
public struct ProfileReference: Hashable, Sendable, Codable {
  /// The profile's name, as `standard`.
  public var name: String
  /// The profile's version.
  public var version: String
  /// The SHA-256 of the profile's canonical JSON, in lower-case hexadecimal.
  public var sha256: String

  /// Makes a reference.
  public init(name: String, version: String, sha256: String) {
    self.name = name
    self.version = version
    self.sha256 = sha256
  }
}

/// A sample on the chart's clock (from 0) with its time.
public struct SamplePlace: Hashable, Sendable, Codable {
  /// The sample index on the chart's clock.
  public var sample: Int
  /// The time of that sample from the chart's start.
  public var seconds: Double

  /// Makes a place.
  public init(sample: Int, seconds: Double) {
    self.sample = sample
    self.seconds = seconds
  }
}

/// What became of a measurement.
public enum MeasurementState: String, Hashable, Sendable, Codable, CaseIterable {
  /// A response was measured; the value is its size.
  case measured
  /// The sensor could be measured and showed no response; the value is zero.
  case noResponse
  /// An artifact or a person's exclusion forbids a value.
  case artifact
  /// The sensor could not be measured, for the reasons in the flags.
  case notMeasured
}

/// A response's number with its place: one sensor, one presentation of one question.
public struct Measurement: Hashable, Sendable, Codable {
  /// The name of the series.
  public var series: String
  /// The number of the chart.
  public var chart: Int
  /// The canonical label of the question, as `R5` or `2R1`.
  public var question: String
  /// 1 for the first event of this label in the chart.
  public var occurrence: Int
  /// The role of the question.
  public var kind: QuestionRole
  /// The kind of a comparison question, when known.
  public var type: ComparisonType?
  /// The sensor.
  public var sensor: Sensor
  /// The value; `nil` unless the state is measured or noResponse.
  public var value: Double?
  /// The value's unit.
  public var unit: MeasurementUnit
  /// Where the response begins.
  public var onset: SamplePlace?
  /// Where the response peaks, or the measured window ends.
  public var peak: SamplePlace?
  /// What became of it.
  public var state: MeasurementState
  /// Why: codes such as `risingAtMRL`, `truncated`, `answerImputed`.
  public var flags: [String]
  /// What a rule withheld from ``value``, in the same unit: the size of a response that an artifact or an exclusion
  /// forbids, or of one that was already rising at the minimum response latency. Information; never scored.
  public var withheldValue: Double?

  /// Makes a measurement.
  public init(
    series: String, chart: Int, question: String, occurrence: Int = 1, kind: QuestionRole,
    type: ComparisonType? = nil, sensor: Sensor, value: Double?, unit: MeasurementUnit, onset: SamplePlace? = nil,
    peak: SamplePlace? = nil, state: MeasurementState, flags: [String] = [], withheldValue: Double? = nil
  ) {
    self.series = series
    self.chart = chart
    self.question = question
    self.occurrence = occurrence
    self.kind = kind
    self.type = type
    self.sensor = sensor
    self.value = value
    self.unit = unit
    self.onset = onset
    self.peak = peak
    self.state = state
    self.flags = flags
    self.withheldValue = withheldValue
  }

  /// Writes the measurement; an absent value, onset or peak is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(series, forKey: .series)
    try container.encode(chart, forKey: .chart)
    try container.encode(question, forKey: .question)
    try container.encode(occurrence, forKey: .occurrence)
    try container.encode(kind, forKey: .kind)
    try container.encodeIfPresent(type, forKey: .type)
    try container.encode(sensor, forKey: .sensor)
    try container.encode(value, forKey: .value)
    try container.encode(unit, forKey: .unit)
    try container.encode(onset, forKey: .onset)
    try container.encode(peak, forKey: .peak)
    try container.encode(state, forKey: .state)
    try container.encode(flags, forKey: .flags)
    try container.encodeIfPresent(withheldValue, forKey: .withheldValue)
  }
}

/// The order of presentation in one chart, which comparison selection needs.
public struct ChartSequence: Hashable, Sendable, Codable {
  /// The name of the series.
  public var series: String
  /// The number of the chart.
  public var chart: Int
  /// The canonical labels of all presented questions in order; announcements and annotations are left out. A label
  /// that is presented twice stands there twice.
  public var sequence: [String]
  /// The roles of labels that do not tell it themselves.
  public var kinds: [String: QuestionRole]?

  /// Makes a sequence.
  public init(series: String, chart: Int, sequence: [String], kinds: [String: QuestionRole]? = nil) {
    self.series = series
    self.chart = chart
    self.sequence = sequence
    self.kinds = kinds
  }
}

/// All measurements of an exam under one filter profile: the document `polygraph.measurements/1`.
public struct MeasurementTable: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.measurements/1"

  /// The document's schema, ``schemaName``.
  public var schema: String
  /// The exam's name.
  public var exam: String
  /// The profile the values were made with; `nil` for a table made elsewhere that names none.
  public var profile: ProfileReference?
  /// The charts' sequences.
  public var charts: [ChartSequence]
  /// The measurements, by series, chart, presentation and sensor.
  public var measurements: [Measurement]
  /// What was noticed while measuring.
  public var findings: [Finding]

  private enum CodingKeys: String, CodingKey { case schema, exam, profile, charts, measurements, findings }

  /// Makes a table.
  public init(
    exam: String, profile: ProfileReference?, charts: [ChartSequence], measurements: [Measurement],
    findings: [Finding] = []
  ) {
    schema = Self.schemaName
    self.exam = exam
    self.profile = profile
    self.charts = charts
    self.measurements = measurements
    self.findings = findings
  }

  /// Reads a table; findings may be absent.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schema = try container.decode(String.self, forKey: .schema)
    guard schema == Self.schemaName else {
      throw DecodingError.dataCorruptedError(
        forKey: .schema, in: container,
        debugDescription: "Found schema \"\(schema)\", expected \"\(Self.schemaName)\".")
    }
    exam = try container.decode(String.self, forKey: .exam)
    profile = try container.decodeIfPresent(ProfileReference.self, forKey: .profile)
    charts = try container.decode([ChartSequence].self, forKey: .charts)
    measurements = try container.decode([Measurement].self, forKey: .measurements)
    findings = try container.decodeIfPresent([Finding].self, forKey: .findings) ?? []
  }

  /// Writes the table; an absent profile is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(exam, forKey: .exam)
    try container.encode(profile, forKey: .profile)
    try container.encode(charts, forKey: .charts)
    try container.encode(measurements, forKey: .measurements)
    try container.encode(findings, forKey: .findings)
  }
}

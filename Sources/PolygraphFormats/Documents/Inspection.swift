import PolygraphModel
import PolygraphQuantities

/// What is in an exam, without its samples: the document `polygraph.inspection/1`.
///
/// *Units*: sample indices from 0 on the chart's clock; rates as exact text.
public struct Inspection: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.inspection/1"

  /// The document's schema, ``schemaName``.
  public var schema: String
  /// The format the exam came from.
  public var format: String
  /// The exam's name.
  public var exam: String
  /// What recorded it.
  public var instrument: InstrumentIdentity
  /// The series.
  public var series: [SeriesInspection]
  /// What was noticed.
  public var findings: [Finding]

  /// The inspection of an exam and its findings.
  public init(exam: Exam, findings: [Finding]) {
    schema = Self.schemaName
    format = exam.format
    self.exam = exam.name
    instrument = exam.instrument
    series = exam.series.map(SeriesInspection.init)
    self.findings = findings
  }
}

/// A series in an ``Inspection``.
public struct SeriesInspection: Hashable, Sendable, Codable {
  /// The series' name.
  public var series: String
  /// The charts.
  public var charts: [ChartInspection]

  init(_ series: Series) {
    self.series = series.name
    charts = series.charts.map { ChartInspection($0, series: series) }
  }
}

/// A chart in an ``Inspection``.
public struct ChartInspection: Hashable, Sendable, Codable {
  /// The chart's number.
  public var chart: Int
  /// The day, as `2026-02-05`; `nil` when unknown.
  public var date: String?
  /// The local time, as `09:30`; `nil` when unknown.
  public var time: String?
  /// The rate of the chart's clock.
  public var sampleRate: SampleRate
  /// The length in samples.
  public var samples: Int
  /// True when the run was broken off.
  public var aborted: Bool
  /// The file the chart came from.
  public var source: ChartSource?
  /// The channels.
  public var channels: [ChannelInspection]
  /// The announcements and questions.
  public var events: [EventInspection]
  /// The examiner's notes.
  public var annotations: [Annotation]
  /// Stretches without samples.
  public var gaps: [Gap]

  init(_ chart: Chart, series: Series) {
    self.chart = chart.number
    date = chart.date?.description
    time = chart.time?.description
    sampleRate = chart.sampleRate
    samples = chart.sampleCount
    aborted = chart.isAborted
    source = chart.source
    channels = chart.channels.map(ChannelInspection.init)
    events = chart.events.map { EventInspection($0, text: series.question(for: $0)?.text) }
    annotations = chart.annotations
    gaps = chart.gaps
  }
}

/// A channel in an ``Inspection``.
public struct ChannelInspection: Hashable, Sendable, Codable {
  /// The channel's name.
  public var name: String
  /// What it senses.
  public var sensor: Sensor
  /// Its own rate.
  public var sampleRate: SampleRate
  /// The unit of its physical values.
  public var unit: MeasurementUnit
  /// The number of samples.
  public var samples: Int
  /// How many of them are missing.
  public var missing: Int

  init(_ channel: Channel) {
    name = channel.name
    sensor = channel.sensor
    sampleRate = channel.sampleRate
    unit = channel.unit
    samples = channel.counts.count
    missing = channel.mask.missingCount
  }
}

/// An event in an ``Inspection``.
public struct EventInspection: Hashable, Sendable, Codable {
  /// The canonical label.
  public var question: String
  /// The label as the source has it.
  public var sourceLabel: String
  /// The part it plays.
  public var kind: QuestionRole
  /// The kind of a comparison question, when known.
  public var type: ComparisonType?
  /// Which event of this label in the chart, from 1.
  public var occurrence: Int
  /// The first sample.
  public var onset: Int
  /// The last sample.
  public var offset: Int
  /// The sample of the answer.
  public var answer: Int?
  /// The answer's word.
  public var word: String?
  /// The text that was read.
  public var text: String?

  init(_ event: Event, text: String?) {
    question = event.label
    sourceLabel = event.sourceLabel
    kind = event.role
    type = event.comparisonType
    occurrence = event.occurrence
    onset = event.onset
    offset = event.offset
    answer = event.answer?.sample
    word = event.answer?.word
    self.text = text
  }

  /// Writes the event; an absent answer, word or text is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(question, forKey: .question)
    try container.encode(sourceLabel, forKey: .sourceLabel)
    try container.encode(kind, forKey: .kind)
    try container.encodeIfPresent(type, forKey: .type)
    try container.encode(occurrence, forKey: .occurrence)
    try container.encode(onset, forKey: .onset)
    try container.encode(offset, forKey: .offset)
    try container.encode(answer, forKey: .answer)
    try container.encode(word, forKey: .word)
    try container.encode(text, forKey: .text)
  }
}

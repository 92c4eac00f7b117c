import PolygraphModel
import PolygraphQuantities

/// The document `polygraph.exam/1` as it is encoded; ``ExamJSON`` says what each field is.
struct ExamDocument: Codable {
  static let schemaName = "polygraph.exam/1"

  var schema: String
  var exam: String
  var format: String
  var instrument: InstrumentIdentity
  var series: [SeriesEntry]

  init(_ exam: Exam) {
    schema = Self.schemaName
    self.exam = exam.name
    format = exam.format
    instrument = exam.instrument
    series = exam.series.map(SeriesEntry.init)
  }

  struct SeriesEntry: Codable {
    var series: String
    var questions: [Question]
    var charts: [ChartEntry]

    init(_ series: Series) {
      self.series = series.name
      questions = series.questions
      charts = series.charts.map(ChartEntry.init)
    }
  }

  struct ChartEntry: Codable {
    var chart: Int
    var date: String?
    var time: String?
    var sampleRate: SampleRate
    var samples: Int
    var aborted: Bool
    var source: ChartSource?
    var channels: [ChannelEntry]
    var events: [Event]
    var annotations: [Annotation]
    var gaps: [Gap]
    var exclusions: [Exclusion]

    init(_ chart: Chart) {
      self.chart = chart.number
      date = chart.date?.description
      time = chart.time?.description
      sampleRate = chart.sampleRate
      samples = chart.sampleCount
      aborted = chart.isAborted
      source = chart.source
      channels = chart.channels.map(ChannelEntry.init)
      events = chart.events
      annotations = chart.annotations
      gaps = chart.gaps
      exclusions = chart.exclusions
    }
  }

  struct ChannelEntry: Codable {
    var name: String
    var sensor: Sensor
    var sampleRate: SampleRate
    var unit: MeasurementUnit
    var gain: [Double]
    var offset: Double
    var bits: Int?
    var firstSample: Int
    var conditioning: String?
    var counts: [Int32]
    var missing: [[Int]]

    init(_ channel: Channel) {
      name = channel.name
      sensor = channel.sensor
      sampleRate = channel.sampleRate
      unit = channel.unit
      gain = [channel.calibration.numerator, channel.calibration.denominator]
      offset = channel.calibration.offset
      bits = channel.bits
      firstSample = channel.firstSample
      conditioning = channel.conditioning
      counts = channel.counts.withUnsafeBuffer { Array($0) }
      missing = channel.mask.missingRanges.map { [$0.lowerBound, $0.upperBound] }
    }
  }
}

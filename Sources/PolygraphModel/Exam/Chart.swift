import PolygraphQuantities

/// One recording of a series' question list.
public struct Chart: Sendable, Equatable {
  /// The chart's number within its series, from 1.
  public var number: Int
  /// The day it was recorded, in the office's local calendar; `nil` when unknown or erased.
  public var date: CivilDate?
  /// The local time it began; `nil` when unknown or erased.
  public var time: ClockTime?
  /// The rate of the chart's clock: that of its fastest channel.
  public var sampleRate: SampleRate
  /// The length of the chart on its clock.
  public var sampleCount: Int
  /// The channels, in the source's order.
  public var channels: [Channel]
  /// Announcements and questions, by onset, then by offset descending.
  public var events: [Event]
  /// The examiner's notes, by sample.
  public var annotations: [Annotation]
  /// Stretches without samples.
  public var gaps: [Gap]
  /// Responses a person left out.
  public var exclusions: [Exclusion]
  /// True when the run was broken off: without X or XX, or shorter than 10 s. Kept, and left out by scorers.
  public var isAborted: Bool
  /// The file the chart came from.
  public var source: ChartSource?

  /// Makes a chart.
  public init(
    number: Int, date: CivilDate? = nil, time: ClockTime? = nil, sampleRate: SampleRate, sampleCount: Int,
    channels: [Channel], events: [Event] = [], annotations: [Annotation] = [], gaps: [Gap] = [],
    exclusions: [Exclusion] = [], isAborted: Bool = false, source: ChartSource? = nil
  ) {
    self.number = number
    self.date = date
    self.time = time
    self.sampleRate = sampleRate
    self.sampleCount = sampleCount
    self.channels = channels
    self.events = events
    self.annotations = annotations
    self.gaps = gaps
    self.exclusions = exclusions
    self.isAborted = isAborted
    self.source = source
  }

  /// The presented questions in order: events that are no announcement.
  public var questions: [Event] { events.filter { !$0.role.isAnnouncement } }

  /// The first channel of a sensor that has samples, else the first of that sensor.
  public func channel(_ sensor: Sensor) -> Channel? {
    let all = channels.filter { $0.sensor == sensor }
    return all.first { !$0.isEmpty } ?? all.first
  }

  /// The length of the chart in time.
  public var duration: Seconds { sampleRate.seconds(ofSample: sampleCount) }
}

/// The file a chart was read from, so that every number can name it.
public struct ChartSource: Hashable, Sendable, Codable {
  /// The file's name without its folder.
  public var file: String
  /// The format's identifier, as `ncca-ascii`.
  public var format: String
  /// The SHA-256 of the file's bytes in lower-case hexadecimal.
  public var sha256: String

  /// Makes a source.
  public init(file: String, format: String, sha256: String) {
    self.file = file
    self.format = format
    self.sha256 = sha256
  }
}

import PolygraphModel
import PolygraphQuantities

/// All that a reviewer sees of an exam until their own scores are sealed: the document `polygraph.blind-review/1`.
///
/// It holds raw channels, the times of events, labels, question texts, and annotations of the dictionary, under new
/// identifiers. It has no member for anything else: no name, number, date, examiner, office, instrument, score,
/// opinion, admission, case fact, exclusion, free text, file name, or sound. ``BlindReview`` has the one function that
/// makes it, and a property test holds it to that.
public struct BlindReviewView: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.blind-review/1"

  /// A question of a series.
  public struct ListedQuestion: Hashable, Sendable, Codable {
    /// The label.
    public let label: String
    /// The role.
    public let role: QuestionRole
    /// The kind of a comparison question.
    public let comparisonType: ComparisonType?
    /// The text, as it was read to the examinee.
    public let text: String?
  }

  /// A presentation of a question.
  public struct Presentation: Hashable, Sendable, Codable {
    /// The label.
    public let label: String
    /// The role.
    public let role: QuestionRole
    /// Which pass.
    public let occurrence: Int
    /// The first sample of the question.
    public let onset: Int
    /// The last sample of the question.
    public let offset: Int
    /// The sample of the answer.
    public let answer: Int?
    /// `yes` or `no`, when it was one of the two.
    public let word: String?
  }

  /// A mark of the annotation dictionary.
  public struct Mark: Hashable, Sendable, Codable {
    /// The code.
    public let code: String
    /// Where.
    public let sample: Int
  }

  /// Samples that are missing.
  public struct Run: Hashable, Sendable, Codable {
    /// The first sample.
    public let start: Int
    /// The sample after the last one.
    public let end: Int
  }

  /// A channel with its raw samples.
  public struct RawChannel: Hashable, Sendable, Codable {
    /// The sensor.
    public let sensor: Sensor
    /// Samples a second.
    public let sampleRate: SampleRate
    /// The unit.
    public let unit: MeasurementUnit
    /// From counts to values.
    public let calibration: Calibration
    /// The place of the first sample on the chart's clock.
    public let firstSample: Int
    /// The samples as captured.
    public let counts: [Int32]
    /// Samples that are missing.
    public let missing: [Run]
  }

  /// A chart under a new number.
  public struct BlindChart: Hashable, Sendable, Codable {
    /// The number in its series, from 1.
    public let number: Int
    /// Samples a second of the chart's clock.
    public let sampleRate: SampleRate
    /// The length on the chart's clock.
    public let sampleCount: Int
    /// The channels.
    public let channels: [RawChannel]
    /// The presentations.
    public let events: [Presentation]
    /// The marks.
    public let annotations: [Mark]
    /// Gaps in the recording.
    public let gaps: [Run]
  }

  /// A series under a new number.
  public struct BlindSeries: Hashable, Sendable, Codable {
    /// The number, from 1.
    public let number: Int
    /// The questions.
    public let questions: [ListedQuestion]
    /// The charts.
    public let charts: [BlindChart]
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// The identifier under which the reviewer knows the exam: that of the review.
  public let identifier: RecordIdentifier
  /// The test format.
  public let testFormat: String?
  /// The series of the test; what was recorded after the interview is not among them.
  public let series: [BlindSeries]
}

/// Where blind views come from.
public enum BlindReview {
  /// The blind view of an exam.
  ///
  /// - Parameters:
  ///   - identifier: The review's identifier; nothing of the exam can be told from it.
  ///   - testSeries: The names of the series that were recorded before the examiner sealed their scores.
  ///   - dictionary: The annotations that a reviewer may see; any other code is free text.
  public static func view(
    of exam: Exam, identifier: RecordIdentifier, testSeries: Set<String>, testFormat: String?,
    dictionary: AnnotationDictionary = .standard
  ) -> BlindReviewView {
    let series = exam.series.filter { testSeries.contains($0.name) }.enumerated().map { index, series in
      BlindReviewView.BlindSeries(
        number: index + 1,
        questions: series.questions.map {
          .init(label: $0.label, role: $0.role, comparisonType: $0.comparisonType, text: $0.text)
        },
        charts: series.charts.enumerated().map { chart($1, number: $0 + 1, dictionary) })
    }
    return BlindReviewView(identifier: identifier, testFormat: testFormat, series: series)
  }

  private static func chart(
    _ chart: Chart, number: Int, _ dictionary: AnnotationDictionary
  ) -> BlindReviewView.BlindChart {
    .init(
      number: number, sampleRate: chart.sampleRate, sampleCount: chart.sampleCount,
      channels: chart.channels.map(channel),
      events: chart.events.map { event in
        .init(
          label: event.label, role: event.role, occurrence: event.occurrence, onset: event.onset, offset: event.offset,
          answer: event.answer?.sample, word: event.answer?.word.flatMap(plainAnswer))
      },
      annotations: chart.annotations.filter { dictionary.group(of: $0.code) != nil }.map {
        .init(code: $0.code, sample: $0.sample)
      },
      gaps: chart.gaps.map { .init(start: $0.start, end: $0.end) })
  }

  private static func channel(_ channel: Channel) -> BlindReviewView.RawChannel {
    .init(
      sensor: channel.sensor, sampleRate: channel.sampleRate, unit: channel.unit, calibration: channel.calibration,
      firstSample: channel.firstSample, counts: channel.counts.withUnsafeBuffer(Array.init),
      missing: channel.mask.missingRanges.map { .init(start: $0.lowerBound, end: $0.upperBound) })
  }

  private static func plainAnswer(_ word: String) -> String? {
    let plain = word.lowercased()
    return plain == "yes" || plain == "no" ? plain : nil
  }
}

import Foundation
import PolygraphModel
import PolygraphQuantities

/// One record of the journal. A kind uses some of the fields; the others are absent from its line.
public struct JournalRecord: Hashable, Sendable, Codable {
  /// What a record tells. The set is open: a reader passes over kinds it does not know.
  public struct Kind: RawRepresentable, Hashable, Sendable, Codable {
    /// The word in the line.
    public let rawValue: String
    /// Makes a kind from its word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The package begins; it is the first record.
    public static let open = Kind(rawValue: "open")
    /// A segment begins; the description is the manifest's.
    public static let segment = Kind(rawValue: "segment")
    /// A segment ends.
    public static let segmentEnd = Kind(rawValue: "segmentEnd")
    /// The exam's description, as `exam.json` has it, each time it changes.
    public static let exam = Kind(rawValue: "exam")
    /// Settings that were sent to an instrument and acknowledged.
    public static let config = Kind(rawValue: "config")
    /// What an instrument says it is.
    public static let identity = Kind(rawValue: "identity")
    /// Frames up to a number are on the disk, with the check of those since the last commit.
    public static let commit = Kind(rawValue: "commit")
    /// Frames are lost.
    public static let gap = Kind(rawValue: "gap")
    /// One channel has no values in some frames.
    public static let missing = Kind(rawValue: "missing")
    /// Bytes that were no frames.
    public static let junk = Kind(rawValue: "junk")
    /// How frames lie on the host's clock.
    public static let clock = Kind(rawValue: "clock")
    /// The monotonic clock and the time of day at one moment.
    public static let wall = Kind(rawValue: "wall")
    /// A chart begins or ends.
    public static let chart = Kind(rawValue: "chart")
    /// A question, an answer, a mark.
    public static let event = Kind(rawValue: "event")
    /// Words for people.
    public static let note = Kind(rawValue: "note")
    /// A port was opened, lost, found again.
    public static let port = Kind(rawValue: "port")
    /// Bytes for which there was no room.
    public static let overflow = Kind(rawValue: "overflow")
    /// Something that the examiner was told at once.
    public static let alarm = Kind(rawValue: "alarm")
    /// A file of pictures was attached.
    public static let video = Kind(rawValue: "video")
    /// The orderly end; it is the last record.
    public static let close = Kind(rawValue: "close")
  }

  /// The record's number in the journal, from 1.
  public var n = 0
  /// What it tells.
  public var k: Kind
  /// The monotonic clock in nanoseconds.
  public var mono: Int64?
  /// The segment concerned.
  public var segment: Int?
  /// A frame of the segment.
  public var at: Int?
  /// A number of frames or bytes.
  public var count: Int?
  /// A cause.
  public var why: String?
  /// Frames that are on the disk.
  public var frames: Int?
  /// The CRC-32 of the data bytes since the segment's last commit.
  public var crc: String?
  /// The running digest of all lines before this one, the first 16 digits.
  public var chain: String?
  /// True when a gap's length is the nearest that fits.
  public var uncertain: Bool?
  /// True when a gap's frames stand in the file, with values held and the status bit set.
  public var filled: Bool?
  /// The channels concerned; all when absent.
  public var channels: [String]?
  /// The channel concerned.
  public var channel: String?
  /// Runs of frames: first and number.
  public var runs: [[Int]]?
  /// A word that says which of several things the record tells.
  public var what: String?
  /// Words for people.
  public var text: String?
  /// The series concerned.
  public var series: String?
  /// The chart concerned.
  public var chart: Int?
  /// The day in the office's calendar.
  public var date: String?
  /// The office's local time.
  public var time: String?
  /// True when a chart was broken off.
  public var aborted: Bool?
  /// Names and values.
  public var values: [String: String]?
  /// A question, an answer or a mark.
  public var mark: EventMark?
  /// A clock fit.
  public var fit: ClockFit?
  /// The time of day in UTC.
  public var wall: Timestamp?
  /// The package's identity.
  public var package: PackageIdentity?
  /// The instruments, when they are first told and when they change.
  public var instruments: [PackageInstrument]?
  /// The instrument whose sample index is the charts' clock.
  public var primary: String?
  /// A segment's description.
  public var description: SegmentDescription?
  /// The exam's description.
  public var exam: ExamRecord?
  /// An attached file.
  public var attachment: Attachment?
  /// What a chart was read from, when it was not captured.
  public var origin: ChartSource?

  private enum CodingKeys: String, CodingKey {
    case n, k, mono, at, count, why, frames, crc, chain, uncertain, filled, channels, channel, runs, what, text, series
    case chart, date, time, aborted, values, mark, fit, wall, package, instruments, primary, description, exam
    case attachment, origin
    case segment = "seg"
  }

  /// Makes a record without anything but its kind and time.
  public init(_ kind: Kind, mono: Int64?) {
    k = kind
    self.mono = mono
  }
}

/// What an event record tells of a question, an answer or a mark.
public struct EventMark: Hashable, Sendable, Codable {
  /// Which of them.
  public enum What: String, Hashable, Sendable, Codable {
    /// The first sample of a stimulus.
    case onset
    /// The last sample of a stimulus.
    case offset
    /// The examinee's answer.
    case answer
    /// A note of the examiner.
    case annotation
  }

  /// Which of them.
  public var what: What
  /// The event's number in the package; offset and answer name their onset's.
  public var event: Int?
  /// The label as it is called; canonical when ``occurrence`` is there.
  public var label: String?
  /// The label as the source has it, where it differs.
  public var sourceLabel: String?
  /// The part the event plays.
  public var role: QuestionRole?
  /// The kind of a comparison question.
  public var comparisonType: ComparisonType?
  /// Which event of that label in the chart.
  public var occurrence: Int?
  /// The version of the question's text.
  public var version: Int?
  /// The word of an answer.
  public var word: String?
  /// An annotation's code.
  public var code: String?
  /// The group of the code.
  public var group: AnnotationGroup?
  /// The text of an annotation.
  public var text: String?

  /// Makes a mark.
  public init(_ what: What) { self.what = what }
}

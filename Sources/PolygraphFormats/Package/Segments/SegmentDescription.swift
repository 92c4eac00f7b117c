import Foundation
import PolygraphModel
import PolygraphQuantities

/// One uninterrupted run of one device's samples, as the manifest and the journal describe it.
///
/// Inside a segment the index of a frame is its place in the file; the device's clock counts nothing else.
public struct SegmentDescription: Hashable, Sendable, Codable {
  /// What a segment holds.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// An instrument's channels and a status channel.
    case samples
    /// The session's sound, without a status channel.
    case sound
  }

  /// How counts stand in the file.
  public enum SampleFormat: String, Hashable, Sendable, Codable {
    /// 16-bit integers.
    case pcm16
    /// 24-bit integers.
    case pcm24
    /// 32-bit integers.
    case pcm32

    /// Bytes a sample takes.
    public var byteCount: Int { self == .pcm16 ? 2 : self == .pcm24 ? 3 : 4 }
    /// The counts that fit.
    public var range: ClosedRange<Int32> {
      let top = Int32.max >> (32 - Int32(8 * byteCount))
      return -top - 1...top
    }
    /// How far libsndfile's 32-bit integers are shifted above the counts.
    var shift: Int32 { 32 - Int32(8 * byteCount) }
  }

  /// Where a whole segment lies when it was not captured but made from a chart.
  public struct Placement: Hashable, Sendable, Codable {
    /// The series' name.
    public var series: String
    /// The chart's number.
    public var chart: Int
    /// The chart's sample on which frame 0 lies.
    public var firstSample: Int
  }

  /// The segment's number, from 1.
  public var segment: Int
  /// What it holds.
  public var kind: Kind
  /// The instrument that sent it; a reconnected one has several segments.
  public var instrument: String
  /// The file, relative to the package.
  public var file: String
  /// The nominal rate. The file's header has the nearest whole number.
  public var sampleRate: SampleRate
  /// How counts stand in the file.
  public var sampleFormat: SampleFormat
  /// The channels' names in order; the status channel comes after them and has no name.
  public var channels: [String]
  /// The byte of the file at which frame 0 begins.
  public var dataOffset: Int
  /// The monotonic clock at frame 0, in nanoseconds, as known when the segment was opened.
  public var startMono: Int64
  /// Where it lies when it was made from a chart.
  public var placement: Placement?

  /// The file's name in FLAC form, which sound has from the close on.
  var packedFile: String { (file as NSString).deletingPathExtension + ".flac" }
  /// Channels in the file, the status channel among them.
  public var fileChannels: Int { channels.count + (kind == .samples ? 1 : 0) }
  /// Bytes of a frame.
  public var frameBytes: Int { fileChannels * sampleFormat.byteCount }
  /// The rate in the file's header, which is a label.
  public var headerRate: Int32 { Int32(max(1, min(sampleRate.hertz.value.rounded(), 1e9))) }
}

extension SegmentDescription {
  /// The most channels of a segment, status channel included; libsndfile's limit.
  public static let mostChannels = 1024

  /// What keeps a description that was read from being usable, or `nil`.
  var fault: String? {
    if segment < 1 || segment > 999_999 { return "the number is not 1 to 999999" }
    if !PackageNames.isInside(file) { return "the file lies outside the package" }
    if !(1...Self.mostChannels).contains(fileChannels) { return "the number of channels is not 1 to 1024" }
    if Set(channels).count != channels.count { return "two channels have the same name" }
    if !(0...(1 << 20)).contains(dataOffset) { return "the data begin beyond 1 MiB" }
    if !ClockFit.times.contains(startMono) { return "the time of its begin is none" }
    if let placement, placement.chart < 1 || !(0...ClockFit.mostFrames).contains(placement.firstSample) {
      return "the placement is none"
    }
    return nil
  }
}

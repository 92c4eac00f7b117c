import Foundation
import PolygraphModel
import PolygraphQuantities

/// The least and greatest counts of a segment in bins of growing length, so that hours can be drawn at once.
///
/// *Shape*: level 0 has bins of ``baseFrames`` frames; each further level's bins are ``factor`` times as long; the
/// last level has at most ``fewestBins``. Lost frames and missing values are left out; a bin without any value has its
/// least above its greatest.
public struct OverviewPyramid: Hashable, Sendable {
  /// Frames in a bin of level 0.
  public static let baseFrames = 256
  /// Bins of a level in a bin of the next.
  public static let factor = 4
  /// A level with no more bins is the last.
  public static let fewestBins = 64
  static let magic = Array("PGOVERV1".utf8)

  /// The least and the greatest count in a bin.
  public struct Extremes: Hashable, Sendable {
    /// The least count.
    public var least: Int32
    /// The greatest count.
    public var greatest: Int32

    /// No values.
    public static let none = Extremes(least: .max, greatest: .min)
    /// True when the bin holds no value.
    public var isEmpty: Bool { least > greatest }

    mutating func add(_ count: Int32) {
      least = min(least, count)
      greatest = max(greatest, count)
    }

    func joined(_ other: Extremes) -> Extremes {
      Extremes(least: min(least, other.least), greatest: max(greatest, other.greatest))
    }
  }

  /// The segment's frames.
  public let frames: Int
  /// The bins: by level, by channel.
  public let levels: [[[Extremes]]]

  /// Makes the pyramid of a segment's frames.
  init(
    _ source: inout some FrameSource, frames: Int, hasStatus: Bool, missing: [Int: SampleMask]
  ) throws(FormatError) {
    self.frames = frames
    let channels = source.channels - (hasStatus ? 1 : 0)
    let bins = (frames + Self.baseFrames - 1) / Self.baseFrames
    var base = Array(repeating: Array(repeating: Extremes.none, count: bins), count: channels)
    let stride = source.channels
    try source.forEachBlock(0..<frames) { start, counts throws(FormatError) in
      let length = counts.count / stride
      for channel in 0..<channels {
        let absent = missing[channel]?.slice(start..<(start + length))
        for frame in 0..<length {
          if hasStatus {
            let status = SampleStatus(rawValue: counts[frame * stride + channels])
            if !status.contains(.written) || status.contains(.filled) { continue }
          }
          if let absent, absent.isMissing(frame) { continue }
          base[channel][(start + frame) / Self.baseFrames].add(counts[frame * stride + channel])
        }
      }
    }
    var levels = [base]
    while levels[levels.count - 1].first.map({ $0.count > Self.fewestBins }) ?? false {
      levels.append(levels[levels.count - 1].map(Self.coarser))
    }
    self.levels = levels
  }

  private static func coarser(_ bins: [Extremes]) -> [Extremes] {
    stride(from: 0, to: bins.count, by: factor).map { start in
      bins[start..<min(start + factor, bins.count)].reduce(.none) { $0.joined($1) }
    }
  }

  /// The file's bytes: the magic `PGOVERV1`; channels, frames in a bin, factor and levels as 32-bit numbers; the frames
  /// as a 64-bit number; then level by level, channel by channel, the bins' least and greatest counts as 32-bit
  /// numbers. All little-endian.
  public var bytes: Data {
    var bytes = Self.magic
    let channels = levels[0].count
    for number in [channels, Self.baseFrames, Self.factor, levels.count] { Self.put(UInt64(number), 4, &bytes) }
    Self.put(UInt64(frames), 8, &bytes)
    for bin in levels.joined().joined() {
      Self.put(UInt64(UInt32(bitPattern: bin.least)), 4, &bytes)
      Self.put(UInt64(UInt32(bitPattern: bin.greatest)), 4, &bytes)
    }
    return Data(bytes)
  }

  private static func put(_ value: UInt64, _ count: Int, _ bytes: inout [UInt8]) {
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
  }

  /// Reads a file's bytes, or returns `nil` when they are no pyramid.
  public init?(_ data: Data) {
    let bytes = Array(data)
    guard bytes.count >= 32, Array(bytes[0..<8]) == Self.magic else { return nil }
    func number(_ place: Int, _ count: Int) -> UInt64 {
      (0..<count).reversed().reduce(0) { $0 << 8 | UInt64(bytes[place + $1]) }
    }
    let channels = Int(number(8, 4))
    guard number(12, 4) == Self.baseFrames, number(16, 4) == Self.factor, channels <= SegmentDescription.mostChannels,
      number(20, 4) <= 24, let frames = Int(exactly: number(24, 8)), frames < 1 << 48
    else { return nil }
    var length = Self.baseFrames
    var place = 32
    var levels: [[[Extremes]]] = []
    for _ in 0..<number(20, 4) {
      let bins = (frames + length - 1) / length
      guard place + channels * bins * 8 <= bytes.count else { return nil }
      levels.append(
        (0..<channels).map { channel in
          (0..<bins).map { bin in
            let start = place + (channel * bins + bin) * 8
            return Extremes(
              least: Int32(bitPattern: UInt32(number(start, 4))),
              greatest: Int32(bitPattern: UInt32(number(start + 4, 4))))
          }
        })
      place += channels * bins * 8
      length *= Self.factor
    }
    guard place == bytes.count, !levels.isEmpty else { return nil }
    self.frames = frames
    self.levels = levels
  }

  /// The file of a segment's pyramid in its package.
  static func file(_ segment: Int) -> String { "\(PackageNames.overview)/\(PackageNames.number(segment)).bin" }
}

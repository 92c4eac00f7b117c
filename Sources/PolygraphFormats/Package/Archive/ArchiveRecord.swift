import Foundation
import PolygraphModel

/// `archive.json`: the FLAC files that hold the segments of a closed package, once they were found to hold the same.
public struct ArchiveRecord: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.package-archive/1"
  /// The most channels of a FLAC file.
  public static let groupChannels = 8

  /// A FLAC file with some of a segment's channels.
  public struct Group: Hashable, Sendable, Codable {
    /// The file, relative to the package.
    public var file: String
    /// The channels of the segment's file that it holds, from 0, the status channel among them.
    public var channels: [Int]
    /// Its length in bytes.
    public var bytes: Int
    /// The SHA-256 of its bytes.
    public var sha256: String
  }

  /// A segment's files.
  public struct SegmentRecord: Hashable, Sendable, Codable {
    /// The segment's number.
    public var segment: Int
    /// The files.
    public var groups: [Group]
  }

  /// The document's schema, ``schemaName``.
  public var schema = ArchiveRecord.schemaName
  /// Which package it is.
  public var package: PackageIdentity
  /// The SHA-256 of the close record it was made from.
  public var closeSha256: String
  /// The segments that are archived.
  public var segments: [SegmentRecord]
}

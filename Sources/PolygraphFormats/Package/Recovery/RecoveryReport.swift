import Foundation
import PolygraphModel
import PolygraphQuantities

/// What a recovery found and did: the document `polygraph.recovery/1`, kept as `recovery.json`.
public struct RecoveryReport: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.recovery/1"

  /// A segment as it was found.
  public struct Segment: Hashable, Sendable, Codable {
    /// The segment's number.
    public var segment: Int
    /// Its file.
    public var file: String
    /// Frames that the last commit tells of.
    public var committed: Int
    /// Whole frames that are kept: the recording ends before this one, exactly.
    public var frames: Int
    /// Frames among them that came after the last commit.
    public var uncommitted: Int
    /// Frames of the last commit that are not there.
    public var lost: Int
    /// Bytes of a frame that was being written.
    public var tornBytes: Int
    /// Frames behind the kept ones that hold nothing, as a file system leaves them.
    public var unwritten: Int
  }

  /// The document's schema.
  public var schema = RecoveryReport.schemaName
  /// The package's folder, without its path.
  public var package: String
  /// The exam's name.
  public var exam: String
  /// When.
  public var time: Timestamp
  /// True when the package was closed and whole already, and nothing was done.
  public var wasClosed: Bool
  /// Sound records of the journal.
  public var journalRecords: Int
  /// Bytes behind the last sound record.
  public var journalTornBytes: Int
  /// The segments.
  public var segments: [Segment]
  /// Files that were made again from the journal.
  public var repaired: [String]
  /// What was lost, and what was damaged.
  public var findings: [Finding]

  /// True when something that had been confirmed is lost or damaged.
  public var hasLoss: Bool { findings.contains { $0.severity == .error } }

  /// The report that a package keeps, or `nil` when there is none that can be read.
  public init?(package path: String) {
    guard let data = try? BlockFile(path, PackageNames.recovery).all(limit: PackageContents.longestDocument),
      let report = try? JSONDecoder().decode(RecoveryReport.self, from: data), report.schema == Self.schemaName
    else { return nil }
    self = report
  }

  init(_ contents: PackageContents, time: Timestamp, wasClosed: Bool) {
    package = (contents.path as NSString).standardizingPath.split(separator: "/").last.map(String.init) ?? ""
    exam = contents.exam.name
    self.time = time
    self.wasClosed = wasClosed
    journalRecords = contents.journal.records.count
    journalTornBytes = contents.journal.tornBytes
    segments = []
    repaired = []
    findings = contents.findings
  }
}

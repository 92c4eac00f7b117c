import PolygraphModel

/// What a verification of a package found: the document `polygraph.verification/1`.
public struct VerificationReport: Hashable, Sendable, Codable {
  /// How a package ended.
  public enum State: String, Hashable, Sendable, Codable {
    /// It was not closed.
    case open
    /// It was closed in order.
    case closed
    /// A recovery closed it.
    case recovered
    /// It is closed, and its samples are in their archive form.
    case archived
  }

  /// What was counted.
  public struct Counts: Hashable, Sendable, Codable {
    /// Segments.
    public var segments = 0
    /// Frames of all segments.
    public var frames = 0
    /// Frames among them that were lost and filled.
    public var filled = 0
    /// Commits.
    public var commits = 0
    /// Charts.
    public var charts = 0
    /// Marks of questions, answers and annotations.
    public var marks = 0
    /// Records of the journal.
    public var records = 0
    /// Amendments.
    public var amendments = 0
    /// Files whose digest was computed.
    public var files = 0
  }

  /// The document's schema.
  public var schema = "polygraph.verification/1"
  /// The package's folder, without its path.
  public var package: String
  /// The exam's name.
  public var exam: String
  /// How it ended.
  public var state: State
  /// True when nothing is damaged, missing or changed.
  public var isIntact: Bool
  /// What was counted.
  public var counts: Counts
  /// What was found.
  public var findings: [Finding]

  private enum CodingKeys: String, CodingKey {
    case schema, package, exam, state, counts, findings
    case isIntact = "intact"
  }
}

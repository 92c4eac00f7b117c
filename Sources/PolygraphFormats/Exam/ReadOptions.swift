import PolygraphModel

/// How files are read.
public struct ReadOptions: Sendable {
  /// What to do with two different files that hold the same chart of the same exam.
  public enum DuplicateCharts: Hashable, Sendable {
    /// Refuse the exam, naming the files (`chart-twice`).
    case refuse
    /// Keep the file whose name comes first and report the others.
    case keepFirst
    /// Keep the file whose name comes last and report the others.
    case keepLast
  }

  /// The exam to read from a folder that holds several; `nil` takes the only one.
  public var examName: String?
  /// Turns every defect that would be repaired or kept into an error.
  public var isStrict = false
  /// What to do with a chart that comes twice.
  public var duplicateCharts = DuplicateCharts.refuse
  /// The encoding of texts; `nil` finds it: ASCII, else UTF-8 where valid, else Windows-1252.
  public var encoding: TextEncoding?
  /// The office's annotation codes.
  public var dictionary = AnnotationDictionary.standard
  /// What columns of a chart file sense, by the column's name, where the office knows better than the name tells: an
  /// auxiliary input has no fixed sensor, as in `["Aux02": .activity]`.
  public var columnSensors: [String: Sensor] = [:]
  /// The most bytes a file may have; a larger one is refused as `too-large`.
  public var largestFile = 512 * 1024 * 1024

  /// The formats that are tried, in order; an embedder may add its own.
  public var formats: [any ChartFormat] = ChartFormats.all

  /// Makes options that read leniently and choose nothing.
  public init() {}
}

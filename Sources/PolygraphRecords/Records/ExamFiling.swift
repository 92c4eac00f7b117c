import PolygraphIntegrity
import PolygraphModel

/// A chart as the records know it: where it stands in the exam, and the file that holds it.
public struct FiledChart: Hashable, Sendable, Codable {
  /// The name of the series.
  public var series: String
  /// The chart's number within its series.
  public var chart: Int
  /// The file's name without its folder.
  public var file: String
  /// The file's format, as `ncca-ascii`.
  public var format: String
  /// The SHA-256 of the file's bytes in lower-case hexadecimal.
  public var sha256: String

  /// Makes a chart.
  public init(series: String, chart: Int, file: String, format: String, sha256: String) {
    self.series = series
    self.chart = chart
    self.file = file
    self.format = format
    self.sha256 = sha256
  }
}

/// An exam as it is handed to the records.
///
/// *Definition*: two filings are of the same exam when their charts are the same files, which is when the SHA-256 of
/// the files agree, each as often, in any order. The names of files and exam play no part: a copied or renamed folder
/// is still the same exam. An exam with a chart more or less is another one.
public struct ExamFiling: Hashable, Sendable {
  /// The exam's name at the agency, as its files carry it.
  public var name: String
  /// The format the exam came in, as `ncca-ascii`.
  public var format: String
  /// The test format's identifier, as `federal-zct`; `nil` when none was recognised.
  public var testFormat: String?
  /// The charts, in the exam's order.
  public var charts: [FiledChart]

  /// Makes a filing.
  public init(name: String, format: String, testFormat: String?, charts: [FiledChart]) {
    self.name = name
    self.format = format
    self.testFormat = testFormat
    self.charts = charts
  }

  /// The filing of an exam.
  ///
  /// *Errors*: ``RecordError`` when a chart does not tell the file it came from.
  public init(_ exam: Exam, testFormat: String?) throws {
    let charts = try exam.charts.map { series, chart in
      guard let source = chart.source else { throw Self.chartWithoutSource(series: series, chart: chart.number) }
      return FiledChart(
        series: series, chart: chart.number, file: source.file, format: source.format, sha256: source.sha256)
    }
    self.init(name: exam.name, format: exam.format, testFormat: testFormat, charts: charts)
  }

  /// What makes two filings the same exam: the digest of the charts' digests in ascending order.
  var identity: SHA256Digest {
    get throws { try CanonicalJSON.digest(of: charts.map(\.sha256).sorted()) }
  }

  /// Refuses what no store can keep rightly.
  func check() throws {
    guard !charts.isEmpty else {
      throw RecordError(code: .noCharts, message: "The exam has no charts, so there is nothing that identifies it.")
    }
    for chart in charts where SHA256Digest(hexadecimal: chart.sha256)?.hexadecimal != chart.sha256 {
      throw Self.chartWithoutSource(series: chart.series, chart: chart.chart)
    }
    try checkStorable(
      [name, format, testFormat ?? ""] + charts.flatMap { [$0.series, $0.file, $0.format] }, of: "exam")
  }

  private static func chartWithoutSource(series: String, chart: Int) -> RecordError {
    RecordError(
      code: .chartWithoutSource,
      message:
        "Series \(series), chart \(chart) does not name its file with the SHA-256 of its bytes. Write the exam to "
        + "files, read it back, and file that.")
  }
}

/// Refuses texts with the character U+0000, which neither SQLite's nor PostgreSQL's texts can hold.
func checkStorable(_ texts: [String], of subject: String) throws {
  guard texts.allSatisfy({ !$0.utf8.contains(0) }) else {
    throw RecordError(
      code: .unstorableText, message: "A text of the \(subject) holds the character U+0000; take it out.")
  }
}

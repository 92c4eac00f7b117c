import PolygraphFormats
import PolygraphModel

/// Writes exams in other formats.
public enum ExamConversion {
  /// The formats that can be written.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// NCCA ASCII, one file a chart.
    case ncca
    /// Comma-separated values: one file a chart, and one with all events.
    case csv
    /// One JSON document with everything (`polygraph.exam/1`).
    case json
    /// An exam package: a folder of its own, with everything.
    case package
  }

  /// The files of an exam that was read, and what the format could not carry.
  ///
  /// *Errors*: ``FormatError`` for what the format refuses; `package-folder` for a package, which is no set of files in
  /// memory: ``OutputFolder/writePackage(_:software:replacing:)`` writes it.
  public static func convert(_ read: ReadExam, to format: Format) throws(FormatError) -> Conversion {
    var conversion =
      switch format {
      case .json: Conversion(files: [try ExamJSON.write(read.exam)])
      case .csv: SpreadsheetWriter.write(read.exam)
      case .ncca: try ncca(read)
      case .package:
        throw FormatError(
          code: "package-folder", message: "A package is written into a folder at once, not made in memory.")
      }
    conversion.findings += ConversionLosses.findings(read.exam, format)
    return conversion
  }

  private static func ncca(_ read: ReadExam) throws(FormatError) -> Conversion {
    var all = Conversion(files: [])
    for series in read.exam.series {
      for chart in series.charts {
        let layout = read.files.first { $0.series == series.name && $0.chart == chart.number }?.layout as? NCCALayout
        let identity = ChartIdentity(
          maker: read.exam.instrument.maker, exam: read.exam.name, series: series.name, chart: chart.number)
        let heading =
          layout.map { NCCAWriter.Heading($0, identity, chart) }
          ?? NCCAWriter.Heading(exam: read.exam, series: series.name, chart: chart.number)
        let written = try NCCAWriter.write(chart, questions: series.questions, heading: heading)
        all.files += written.files
        all.findings += written.findings
      }
    }
    return all
  }
}

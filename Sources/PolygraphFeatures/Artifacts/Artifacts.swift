import PolygraphModel
import PolygraphQuantities

/// Finds disturbances in charts.
public enum Artifacts {
  /// The disturbances of an exam, chart by chart.
  ///
  /// *Shape*: one element a chart that can be measured, in the exam's order. *Definition*: the rules of
  /// ``FilterProfile/artifacts``; each segment-level rule sees the pre-stimulus, evaluation and post-stimulus windows
  /// of every presentation that is measured, activity the whole chart.
  /// *Errors*: ``FilterProfileError`` only.
  public static func find(in exam: Exam, profile: FilterProfile = .standard) throws -> [ChartArtifacts] {
    try profile.validate()
    return exam.series.flatMap { series in
      ScaledChart.all(of: series, profile: profile).map { scaled in
        ChartArtifacts(
          series: series.name, chart: scaled.chart.chart.number,
          artifacts: scaled.measured(series: series.name).artifacts)
      }
    }
  }
}

/// The disturbances of one chart.
public struct ChartArtifacts: Hashable, Sendable, Codable {
  /// The name of the series.
  public var series: String
  /// The number of the chart.
  public var chart: Int
  /// The disturbances, by their first sample.
  public var artifacts: [Artifact]

  /// The disturbances as findings, each with its first sample.
  public func findings(file: String?) -> [Finding] {
    artifacts.map { artifact in
      let (start, end) = (Self.shown(artifact.start.seconds), Self.shown(artifact.end.seconds))
      let when = start == end ? "at \(start) s" : "from \(start) to \(end) s"
      return Finding(
        code: artifact.code.findingCode, severity: .note,
        message: "\(artifact.channel) shows \(artifact.code.words) \(when).",
        place: Place(
          file: file, field: artifact.channel, series: series, chart: chart, sample: artifact.start.sample))
    }
  }

  private static func shown(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100).rounded())
    let part = hundredths % 100
    return "\(hundredths / 100).\(part < 10 ? "0" : "")\(part)"
  }
}

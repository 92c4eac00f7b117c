import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Measures exams.
public enum Measurements {
  /// The measurements of all charts of an exam, each with its place, state and flags.
  ///
  /// *Shape*: by series, chart, presentation and sensor. Both respirations, EDA and cardio always have a row; vasomotor
  /// and finger cuff have one in charts that have such a channel. Aborted charts are left out with a finding.
  /// *Units*: chart units; `ln(pre/post)` for vasomotor. *Definition*: the rules of ``FilterProfile``.
  /// *Errors*: ``FilterProfileError`` only; nothing in the data makes it throw.
  public static func measure(_ exam: Exam, profile: FilterProfile = .standard) throws -> MeasurementTable {
    try profile.validate()
    var table = MeasurementTable(exam: exam.name, profile: try profile.reference(), charts: [], measurements: [])
    for series in exam.series {
      var usable: [Chart] = []
      for chart in series.charts {
        if let finding = obstacle(chart, series.name, profile.windows) {
          table.findings.append(finding)
        } else {
          usable.append(chart)
        }
      }
      guard profile.procedure == .recommended else {
        measureReference(usable, of: series, profile: profile, into: &table)
        continue
      }
      let conditioned = usable.map { ConditionedChart($0, profile: profile) }
      let scales = SeriesScales(conditioned, profile: profile)
      for chart in conditioned {
        table.charts.append(sequence(of: chart.chart, series: series.name))
        table.findings += chart.findings(series: series.name, rules: profile.respiration)
        let measurer = ChartMeasurer(chart, series: series.name, scales: scales, profile: profile)
        let rows = measurer.measurements()
        table.measurements += rows
        table.findings += measurer.artifacts.findings(rows, series: series.name)
      }
    }
    return table
  }

  /// The measurements of a series' charts under the reference procedure.
  private static func measureReference(
    _ charts: [Chart], of series: Series, profile: FilterProfile, into table: inout MeasurementTable
  ) {
    for drawn in referenceCharts(charts, of: series, profile: profile) {
      let chart = drawn.chart
      table.charts.append(sequence(of: chart, series: series.name))
      table.findings += drawn.refused.map { name in
        Finding(
          code: "channel-too-short", severity: .warning, message: "The channel is shorter than its filters need.",
          place: Place(file: chart.source?.file, field: name, series: series.name, chart: chart.number))
      }
      let (rows, artifacts) = ReferenceMeasurer(drawn, series: series.name).measured()
      table.measurements += rows
      table.findings += ChartArtifacts(series: series.name, chart: chart.number, artifacts: artifacts)
        .findings(file: chart.source?.file)
    }
  }

  /// Charts of a series drawn under the reference procedure.
  static func referenceCharts(_ charts: [Chart], of series: Series, profile: FilterProfile) -> [ReferenceChart] {
    charts.map { ReferenceChart($0, isLast: $0.number == series.charts.last?.number, profile: profile) }
  }

  /// Why a chart has no measurements, or `nil`.
  static func obstacle(_ chart: Chart, _ series: String, _ rules: WindowRules) -> Finding? {
    let place = Place(file: chart.source?.file, series: series, chart: chart.number)
    if chart.isAborted {
      return Finding(
        code: "chart-aborted", severity: .note, message: "An aborted chart was left out of the measurements.",
        place: place)
    }
    if chart.duration < rules.shortestChart {
      return Finding(
        code: "chart-too-short", severity: .warning,
        message: "The chart is shorter than \(rules.shortestChart.value) s and has no measurements.", place: place)
    }
    if chart.questions.count < rules.fewestQuestions {
      return Finding(
        code: "too-few-questions", severity: .warning,
        message: "The chart has fewer than \(rules.fewestQuestions) questions and no measurements.", place: place)
    }
    return nil
  }

  /// The order of presentation, with the roles that labels do not tell.
  private static func sequence(of chart: Chart, series: String) -> ChartSequence {
    var kinds: [String: QuestionRole] = [:]
    for event in chart.questions where QuestionLabel.parse(event.label)?.role != event.role {
      kinds[event.label] = event.role
    }
    return ChartSequence(
      series: series, chart: chart.number, sequence: chart.questions.map(\.label), kinds: kinds.isEmpty ? nil : kinds)
  }
}

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
      let conditioned = usable.map { ConditionedChart($0, profile: profile) }
      let scales = SeriesScales(conditioned, profile: profile)
      for chart in conditioned {
        table.charts.append(sequence(of: chart.chart, series: series.name))
        table.findings += chart.findings(series: series.name)
        table.measurements += ChartMeasurer(chart, series: series.name, scales: scales, profile: profile).measurements()
      }
    }
    return table
  }

  /// Why a chart has no measurements, or `nil`.
  private static func obstacle(_ chart: Chart, _ series: String, _ rules: WindowRules) -> Finding? {
    let place = Place(file: chart.source?.file, series: series, chart: chart.number)
    if chart.isAborted {
      return Finding(
        code: "chart-aborted", severity: .note, message: "An aborted chart was left out of the measurements.",
        place: place)
    }
    if chart.duration < rules.shortestChart {
      return Finding(
        code: MeasurementFlag.chartTooShort.rawValue, severity: .warning,
        message: "The chart is shorter than \(rules.shortestChart.value) s and has no measurements.", place: place)
    }
    if chart.questions.count < rules.fewestQuestions {
      return Finding(
        code: MeasurementFlag.tooFewQuestions.rawValue, severity: .warning,
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

/// A chart with its channels conditioned.
struct ConditionedChart {
  let chart: Chart
  let channels: [Sensor: ConditionedChannel]
  private let refused: [Sensor]

  /// The sensors that are measured.
  static let sensors: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .fingerCuff,
  ]

  init(_ chart: Chart, profile: FilterProfile) {
    var channels: [Sensor: ConditionedChannel] = [:]
    var refused: [Sensor] = []
    for sensor in Self.sensors {
      guard let channel = chart.channel(sensor), !channel.isEmpty else { continue }
      do {
        channels[sensor] = try ConditionedChannel(channel, of: chart, profile: profile)
      } catch {
        // Only a channel shorter than its filters comes here: the profile was checked.
        refused.append(sensor)
      }
    }
    self.chart = chart
    self.channels = channels
    self.refused = refused
  }

  /// What is worth saying about the channels.
  func findings(series: String) -> [Finding] {
    let place = Place(file: chart.source?.file, series: series, chart: chart.number)
    var findings = refused.map { sensor in
      var place = place
      place.field = sensor.rawValue
      return Finding(
        code: "channel-too-short", severity: .warning, message: "The channel is shorter than its filters need.",
        place: place)
    }
    for sensor in Self.sensors {
      guard let channel = channels[sensor]?.channel, channel.conditioning != nil else { continue }
      var place = place
      place.field = channel.name
      findings.append(
        Finding(
          code: "eda-prefiltered", severity: .note,
          message:
            "The maker's software has already centred this channel; the profile's own filters were applied as to "
            + "any other.", place: place))
    }
    return findings
  }

  /// The rows of a channel that count for the display scale: from the first event to some time after the last.
  func scaledRows(of channel: ConditionedChannel, rules: DisplayRules) -> Range<Int> {
    let count = channel.base.count
    guard let first = chart.events.first, let last = chart.events.last else { return 0..<count }
    let low = max(0, min(count, channel.clock.row(atSample: first.onset)))
    let high = channel.clock.row(atSample: last.offset) + channel.clock.rows(rules.afterLastEvent)
    return low..<max(low, min(count, high))
  }
}

/// The display factors of a series: one a sensor for all its charts.
struct SeriesScales {
  private let factors: [Sensor: Double]

  init(_ charts: [ConditionedChart], profile: FilterProfile) {
    var factors: [Sensor: Double] = [:]
    for sensor in ConditionedChart.sensors {
      guard let target = profile.display.targets[sensor.rawValue] else { continue }
      let lines = charts.compactMap { chart in
        chart.channels[sensor].map { (line: $0, rows: chart.scaledRows(of: $0, rules: profile.display)) }
      }
      guard !lines.isEmpty else { continue }
      factors[sensor] = DisplayScale(of: lines, target: target, rules: profile.display).factor
    }
    self.factors = factors
  }

  /// Chart units for one unit of the sensor's channel.
  func factor(_ sensor: Sensor) -> Double { factors[sensor] ?? 1 }
}

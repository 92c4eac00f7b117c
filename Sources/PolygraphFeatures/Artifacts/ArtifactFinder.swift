import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Finds the disturbances of one conditioned chart, and says which of them concern a measurement.
struct ArtifactFinder {
  /// One channel and its lines, scaled into chart units.
  struct Lines {
    let channel: ConditionedChannel
    let lines: ArtifactLines
    var value: [Double] { lines.value }
  }

  /// Disturbances of a sensor by presentation.
  private struct Key: Hashable {
    let onset: Int
    let label: String
    let occurrence: Int

    init(_ event: Event) { (onset, label, occurrence) = (event.onset, event.label, event.occurrence) }
  }

  let chart: ConditionedChart
  let rules: ArtifactRules
  private let profile: FilterProfile
  private let lines: [Sensor: Lines]
  private let windows: [Key: [Sensor: StimulusWindows]]
  /// Disturbances around each presentation, on the rows of their sensor's line.
  private let segments: [Key: [Sensor: [RowArtifact]]]
  /// Disturbances of each activity channel over the whole chart.
  private let activity: [(channel: ConditionedChannel, artifacts: [RowArtifact])]

  /// Looks at a chart, on those of its lines that are measured.
  init(_ chart: ConditionedChart, lines measured: [Sensor: MeasuredLine], profile: FilterProfile) {
    self.chart = chart
    self.profile = profile
    rules = profile.artifacts
    var lines: [Sensor: Lines] = [:]
    for (sensor, line) in measured { lines[sensor] = Self.lines(line, profile: profile) }
    self.lines = lines
    var windows: [Key: [Sensor: StimulusWindows]] = [:]
    var segments: [Key: [Sensor: [RowArtifact]]] = [:]
    for event in chart.chart.questions {
      let key = Key(event)
      var separations: [Range<Int>: RespirationSeparation?] = [:]
      for (sensor, line) in lines {
        let place = StimulusWindows(
          event, of: chart.chart, clock: line.channel.clock, count: line.value.count, rules: profile.windows)
        guard place.obstacle == nil else { continue }
        windows[key, default: [:]][sensor] = place
        let rows = place.first..<(place.last + 1)
        var separation: RespirationSeparation?
        if ConditionedChart.respirations.contains(sensor) {
          separation = separations[rows] ?? Self.separation(rows, lines)
          separations[rows] = .some(separation)
        }
        segments[key, default: [:]][sensor] = Self.segment(line, place, separation, profile)
      }
    }
    self.windows = windows
    self.segments = segments
    activity = Self.activity(chart, profile)
  }

  private static func lines(_ line: MeasuredLine, profile: FilterProfile) -> Lines? {
    let channel = line.channel
    let made: ArtifactLines?
    switch channel.sensor {
    case .thoracicRespiration, .abdominalRespiration:
      made = .respiration(
        line.scaled, extrema: channel.extrema, channel.sensor, ratePerMinute: channel.respirationRate, profile: profile)
    case .cardio, .fingerCuff:
      guard let cuff = line.cuff, let average = cuff.average, let mid = cuff.mid else { return nil }
      made = .cuff(
        line.scaled, extrema: channel.extrema, channel.sensor, average: average, mid: mid,
        beatHalfWindow: cuff.beatHalfWindow, profile: profile)
    case .vasomotor: made = .pulse(line.scaled, extrema: channel.extrema, profile: profile)
    case .electrodermal: made = .electrodermal(line.scaled, height: line.height, profile: profile)
    default: return nil
    }
    return made.map { Lines(channel: channel, lines: $0) }
  }

  private static func segment(
    _ own: Lines, _ windows: StimulusWindows, _ separation: RespirationSeparation?, _ profile: FilterProfile
  ) -> [RowArtifact] {
    let found = own.lines.find(
      own.channel.sensor, rows: windows.first..<(windows.last + 1),
      answer: windows.flags.contains(.answerImputed) ? nil : windows.answer, separation: separation, profile: profile)
    // What rests on missing samples is no disturbance of the person.
    return found.filter { own.channel.mask.missingCount(in: $0.rows) == 0 }
  }

  /// Upper less lower on these rows, when both channels have them on the same clock.
  private static func separation(_ rows: Range<Int>, _ lines: [Sensor: Lines]) -> RespirationSeparation? {
    guard let upper = lines[.thoracicRespiration], let lower = lines[.abdominalRespiration],
      upper.channel.clock == lower.channel.clock, rows.upperBound <= min(upper.value.count, lower.value.count)
    else { return nil }
    return RespirationSeparation(upper: upper.value, lower: lower.value, rows: rows)
  }

  private static func activity(
    _ chart: ConditionedChart, _ profile: FilterProfile
  ) -> [(channel: ConditionedChannel, artifacts: [RowArtifact])] {
    let rules = profile.artifacts.activity
    guard rules.isOn, let target = profile.display.targets[Sensor.activity.rawValue] else { return [] }
    return chart.chart.channels.filter { $0.sensor == .activity && !$0.isEmpty }.compactMap { channel in
      guard let conditioned = try? ConditionedChannel(channel, of: chart.chart, profile: profile) else { return nil }
      let rows = chart.scaledRows(of: conditioned, rules: profile.display)
      let scale = DisplayScale(of: [(line: conditioned, rows: rows)], target: target, rules: profile.display)
      let answers = chart.chart.questions.compactMap { $0.answer.map { conditioned.clock.row(atSample: $0.sample) } }
      let found = ActivityArtifacts(
        line: conditioned.base.map { $0 * scale.factor }, extrema: conditioned.extrema, range: target.range,
        answers: answers, rules: rules, rate: conditioned.clock.rate
      ).find()
      return (conditioned, found.filter { conditioned.mask.missingCount(in: $0.rows) == 0 })
    }
  }
}

extension ArtifactFinder {
  /// The codes that concern a measurement: its own sensor's, and, when they are integrated, the shared ones of others.
  func codes(for row: Measurement, at event: Event) -> [ArtifactCode] {
    let key = Key(event)
    guard let windows = windows[key]?[row.sensor], let own = lines[row.sensor] else { return [] }
    let found = segments[key] ?? [:]
    let clock = own.channel.clock
    let response = row.onset.map(\.sample).map(clock.row).flatMap { onset in
      row.peak.map(\.sample).map(clock.row).map { onset..<max(onset + 1, $0 + 1) }
    }
    var near: [Sensor: [RowArtifact]] = [:]
    for (sensor, artifacts) in found { near[sensor] = carried(artifacts, from: sensor, to: clock) }
    if row.sensor == .electrodermal { near[row.sensor, default: []] += beforeResponse(row, own, response) }
    return PresentationArtifacts(
      found: near, activity: activity.flatMap { carried($0.artifacts, from: $0.channel.clock, to: clock) },
      evaluation: windows.evaluation, rules: rules, rate: clock.rate
    ).codes(row.sensor, response: response)
  }

  private func beforeResponse(_ row: Measurement, _ own: Lines, _ response: Range<Int>?) -> [RowArtifact] {
    guard let response, let value = row.value ?? row.withheldValue, value > 0 else { return [] }
    return ElectrodermalArtifacts(
      line: own.value, leastSpan: 0, rules: rules.electrodermal, rate: own.channel.clock.rate
    ).before(onset: response.lowerBound, amplitude: value)
  }

  private func carried(_ artifacts: [RowArtifact], from sensor: Sensor, to clock: LineClock) -> [RowArtifact] {
    guard let from = lines[sensor]?.channel.clock else { return [] }
    return carried(artifacts, from: from, to: clock)
  }

  private func carried(_ artifacts: [RowArtifact], from: LineClock, to clock: LineClock) -> [RowArtifact] {
    guard from != clock else { return artifacts }
    return artifacts.map { artifact in
      let start = clock.row(atSample: from.place(ofRow: artifact.rows.lowerBound).sample)
      let end = clock.row(atSample: from.place(ofRow: artifact.rows.upperBound - 1).sample)
      return RowArtifact(code: artifact.code, rows: start..<(max(start, end) + 1))
    }
  }

  /// Every disturbance of the chart, those of neighbouring presentations united, by sensor, code and place.
  ///
  /// Activity before a response depends on the response, so the chart's measurements are needed for it.
  func artifacts(_ measurements: [Measurement]) -> [Artifact] {
    var runs: [Sensor: [ArtifactCode: [Range<Int>]]] = [:]
    for found in segments.values {
      for (sensor, artifacts) in found {
        for artifact in artifacts { runs[sensor, default: [:]][artifact.code, default: []].append(artifact.rows) }
      }
    }
    for row in measurements where row.sensor == .electrodermal {
      guard let own = lines[row.sensor], let onset = row.onset, let peak = row.peak else { continue }
      let clock = own.channel.clock
      let response = clock.row(atSample: onset.sample)..<(clock.row(atSample: max(onset.sample, peak.sample)) + 1)
      for artifact in beforeResponse(row, own, response) {
        runs[row.sensor, default: [:]][artifact.code, default: []].append(artifact.rows)
      }
    }
    var all: [Artifact] = []
    for (sensor, codes) in runs {
      guard let channel = lines[sensor]?.channel else { continue }
      for (code, rows) in codes { all += MarkedRows.merged(rows).map { artifact(code, $0, of: channel) } }
    }
    for (channel, artifacts) in activity { all += artifacts.map { artifact($0.code, $0.rows, of: channel) } }
    return all.sorted(by: Artifact.precedes)
  }

  private func artifact(_ code: ArtifactCode, _ rows: Range<Int>, of channel: ConditionedChannel) -> Artifact {
    Artifact(
      code: code, sensor: channel.sensor, channel: channel.channel.name,
      start: channel.clock.place(ofRow: rows.lowerBound), end: channel.clock.place(ofRow: rows.upperBound - 1))
  }
}

extension ArtifactFinder {
  /// Flags a measurement with the disturbances that concern it, and withholds it when the rules say so.
  func judge(_ row: inout Measurement, _ event: Event) {
    guard row.state == .measured || row.state == .noResponse else { return }
    row.judge(codes(for: row, at: event), rules)
  }

  /// The disturbances as findings.
  func findings(_ measurements: [Measurement], series: String) -> [Finding] {
    ChartArtifacts(series: series, chart: chart.chart.number, artifacts: artifacts(measurements))
      .findings(file: chart.chart.source?.file)
  }
}

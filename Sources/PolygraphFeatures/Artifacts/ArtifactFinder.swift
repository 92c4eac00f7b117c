import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Finds the disturbances of one conditioned chart, and says which of them concern a measurement.
struct ArtifactFinder {
  /// One channel's lines, scaled into chart units.
  struct Lines {
    let channel: ConditionedChannel
    let value: [Double]
    let pulse: [Double]
    let mid: [Double]
    let summary: LineSummary
    let beatHalfWindow: Int?
    let cycle: Double?
  }

  /// Disturbances of a sensor by presentation.
  private struct Key: Hashable {
    let onset: Int
    let label: String
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

  init(_ chart: ConditionedChart, scales: SeriesScales, profile: FilterProfile) {
    self.chart = chart
    self.profile = profile
    rules = profile.artifacts
    var lines: [Sensor: Lines] = [:]
    for (sensor, channel) in chart.channels {
      lines[sensor] = Self.lines(channel, factor: scales.factor(sensor), profile: profile)
    }
    self.lines = lines
    var windows: [Key: [Sensor: StimulusWindows]] = [:]
    var segments: [Key: [Sensor: [RowArtifact]]] = [:]
    for event in chart.chart.questions {
      let key = Key(onset: event.onset, label: event.label)
      for (sensor, line) in lines {
        let place = StimulusWindows(
          event, of: chart.chart, clock: line.channel.clock, count: line.value.count, rules: profile.windows)
        guard place.obstacle == nil else { continue }
        windows[key, default: [:]][sensor] = place
        segments[key, default: [:]][sensor] = Self.segment(sensor, place, lines, profile)
      }
    }
    self.windows = windows
    self.segments = segments
    activity = Self.activity(chart, profile)
  }

  private static func lines(_ channel: ConditionedChannel, factor: Double, profile: FilterProfile) -> Lines? {
    let rate = channel.clock.rate
    let range = profile.display.targets[channel.sensor.rawValue]?.range ?? 0
    let scaled = channel.base.map { $0 * factor }
    switch channel.sensor {
    case .thoracicRespiration, .abdominalRespiration:
      let rules = profile.artifacts.respiration
      let half = max(1, rate.sampleCount(in: Seconds(2.5 * rules.extremumHalfWindow.value)))
      guard rules.isOn, let summary = LineSummary(scaled, halfWindow: half, range: range) else { return nil }
      return Lines(
        channel: channel, value: scaled, pulse: [], mid: midLine(scaled, rules: rules, rate: rate), summary: summary,
        beatHalfWindow: nil,
        cycle: channel.respirationRate(profile.respiration).map { 60 * rate.hertz.value / $0 })
    case .cardio, .fingerCuff:
      let isArm = channel.sensor == .cardio
      let (rules, cuff) =
        isArm ? (profile.artifacts.cardio, profile.cardio) : (profile.artifacts.fingerCuff, profile.fingerCuff)
      guard rules.isOn, let average = try? cuff.movingAverage.apply(scaled, at: rate),
        let mid = try? cuff.mid.apply(scaled, at: rate)
      else { return nil }
      return pulse(channel, average, scaled, mid, factor: cuff.beatFactor, range: range)
    case .vasomotor:
      guard profile.artifacts.vasomotor.isOn else { return nil }
      return pulse(channel, scaled, scaled, [], factor: profile.vasomotor.beatFactor, range: range)
    case .electrodermal:
      guard profile.artifacts.electrodermal.isOn else { return nil }
      let source = profile.electrodermal.scored == .manual ? channel.level ?? channel.base : channel.base
      let line = source.map { $0 * factor }
      let summary = LineSummary(lower: 0, middle: 0, upper: 0, amplitude: range, range: range)
      return Lines(
        channel: channel, value: line, pulse: [], mid: [], summary: summary, beatHalfWindow: nil, cycle: nil)
    default: return nil
    }
  }

  private static func pulse(
    _ channel: ConditionedChannel, _ value: [Double], _ pulse: [Double], _ mid: [Double], factor: Double, range: Double
  ) -> Lines? {
    let rate = channel.clock.rate
    let half = PulseRate.perMinute(pulse, halfWindows: PulseRate.usualHalfWindows, rate: rate).map {
      Peaks.halfWindow(forRatePerMinute: $0, factor: factor, at: rate)
    }
    guard let summary = LineSummary(pulse, halfWindow: half ?? max(1, rate.sampleCount(in: 0.25)), range: range) else {
      return nil
    }
    return Lines(
      channel: channel, value: value, pulse: pulse, mid: mid, summary: summary, beatHalfWindow: half, cycle: nil)
  }

  /// The mid line of respiration. Nobody reads its slope, so its means are made by running sums; a chart shorter than
  /// its window has its mean.
  static func midLine(_ line: [Double], rules: RespirationArtifactRules, rate: SampleRate) -> [Double] {
    let half = rate.sampleCount(in: rules.midHalfWidth)
    guard line.count > 2 * half + 1 else {
      return Array(repeating: Robust.mean(line) ?? 0, count: line.count)
    }
    var result = line
    for _ in 0..<rules.midPasses {
      result = MovingStatistics.mean(result, window: MovingWindow(before: half, after: half), edge: .shrink)
      let last = result.count - half - 2
      for row in 0..<half { result[row] = result[half] }
      for row in (last + 1)..<result.count { result[row] = result[last] }
    }
    return result
  }

  private static func segment(
    _ sensor: Sensor, _ windows: StimulusWindows, _ lines: [Sensor: Lines], _ profile: FilterProfile
  ) -> [RowArtifact] {
    guard let own = lines[sensor] else { return [] }
    let rows = windows.first..<(windows.last + 1)
    let rate = own.channel.clock.rate
    func slice(_ line: [Double]) -> [Double] { Array(line[rows]) }
    let found: [RowArtifact]
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration:
      let answered = !windows.flags.contains(.answerImputed)
      found = RespirationArtifacts(
        line: slice(own.value), mid: slice(own.mid), separation: separation(rows, lines), summary: own.summary,
        answer: answered ? windows.answer - rows.lowerBound : nil, cycle: own.cycle,
        rules: profile.artifacts.respiration, rate: rate
      ).find()
    case .electrodermal:
      let rules = profile.artifacts.electrodermal
      found = ElectrodermalArtifacts(
        line: slice(own.value), leastSpan: own.summary.units(rules.leastSpan), rules: rules, rate: rate
      ).movements()
    case .cardio, .fingerCuff:
      found = CuffArtifacts(
        pulse: slice(own.pulse), average: slice(own.value), mid: slice(own.mid), summary: own.summary,
        beatHalfWindow: own.beatHalfWindow,
        rules: sensor == .cardio ? profile.artifacts.cardio : profile.artifacts.fingerCuff, rate: rate
      ).find()
    default:
      found =
        own.beatHalfWindow.map {
          PulseArtifacts.find(slice(own.pulse), beatHalfWindow: $0, rules: profile.artifacts.vasomotor)
        } ?? []
    }
    // What rests on missing samples is no disturbance of the person.
    return found.filter { own.channel.mask.missingCount(in: $0.rows.moved(by: rows.lowerBound)) == 0 }
      .map { RowArtifact(code: $0.code, rows: $0.rows.moved(by: rows.lowerBound)) }
  }

  /// Upper less lower on these rows, when both channels have them on the same clock.
  private static func separation(_ rows: Range<Int>, _ lines: [Sensor: Lines]) -> [Double]? {
    guard let upper = lines[.thoracicRespiration], let lower = lines[.abdominalRespiration],
      upper.channel.clock == lower.channel.clock, rows.upperBound <= min(upper.value.count, lower.value.count)
    else { return nil }
    return rows.map { upper.value[$0] - lower.value[$0] }
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
        line: conditioned.base.map { $0 * scale.factor }, range: target.range, answers: answers, rules: rules,
        rate: conditioned.clock.rate
      ).find()
      return (conditioned, found.filter { conditioned.mask.missingCount(in: $0.rows) == 0 })
    }
  }
}

extension ArtifactFinder {
  /// The codes that concern a measurement: its own sensor's, and, when they are integrated, the shared ones of others.
  func codes(for row: Measurement, at event: Event) -> [ArtifactCode] {
    let key = Key(onset: event.onset, label: event.label)
    guard let windows = windows[key]?[row.sensor], let own = lines[row.sensor] else { return [] }
    let found = segments[key] ?? [:]
    let clock = own.channel.clock
    let response = row.onset.map(\.sample).map(clock.row).flatMap { onset in
      row.peak.map(\.sample).map(clock.row).map { onset..<max(onset + 1, $0 + 1) }
    }
    var codes: [ArtifactCode] = []
    func add(_ artifacts: [RowArtifact], in rows: Range<Int>) {
      for artifact in artifacts where artifact.rows.overlaps(rows) && !codes.contains(artifact.code) {
        codes.append(artifact.code)
      }
    }
    switch row.sensor {
    case .thoracicRespiration, .abdominalRespiration:
      add(found[row.sensor] ?? [], in: windows.evaluation)
      for other in ConditionedChart.respirations where other != row.sensor {
        add(carried(found[other] ?? [], from: other, to: clock).filter(\.code.isShared), in: windows.evaluation)
      }
    case .electrodermal:
      let rows = before(response, rules.electrodermal.beforeOnset, clock) ?? windows.evaluation
      add((found[row.sensor] ?? []) + beforeResponse(row, own, response), in: rows)
    case .cardio, .fingerCuff:
      let cuff = row.sensor == .cardio ? rules.cardio : rules.fingerCuff
      let rows = before(response, cuff.beforeOnset, clock).map { $0.lowerBound..<($0.upperBound + 1) }
      add(found[row.sensor] ?? [], in: rows ?? windows.evaluation)
    default: add(found[row.sensor] ?? [], in: response ?? windows.evaluation)
    }
    if rules.integratesArtifacts {
      for (other, artifacts) in found.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where other != row.sensor {
        add(carried(artifacts, from: other, to: clock).filter(\.code.isShared), in: response ?? windows.evaluation)
      }
      for (channel, artifacts) in activity {
        let shared = artifacts.filter(\.code.isShared)
        add(carried(shared, from: channel.clock, to: clock), in: response ?? windows.evaluation)
      }
    }
    return codes
  }

  private func before(_ response: Range<Int>?, _ time: Seconds, _ clock: LineClock) -> Range<Int>? {
    response.map { ($0.lowerBound - clock.rows(time))..<$0.upperBound }
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
    return all.sorted {
      ($0.start.sample, $0.sensor.rawValue, $0.channel, $0.code.rawValue)
        < ($1.start.sample, $1.sensor.rawValue, $1.channel, $1.code.rawValue)
    }
  }

  private func artifact(_ code: ArtifactCode, _ rows: Range<Int>, of channel: ConditionedChannel) -> Artifact {
    Artifact(
      code: code, sensor: channel.sensor, channel: channel.channel.name,
      start: channel.clock.place(ofRow: rows.lowerBound), end: channel.clock.place(ofRow: rows.upperBound - 1))
  }
}

extension Range<Int> {
  /// The range, so much later.
  func moved(by rows: Int) -> Range<Int> { (lowerBound + rows)..<(upperBound + rows) }
}

extension ArtifactFinder {
  /// Flags a measurement with the disturbances that concern it, and withholds it when the rules say so.
  func judge(_ row: inout Measurement, _ event: Event) {
    guard row.state == .measured || row.state == .noResponse else { return }
    let codes = codes(for: row, at: event)
    for code in codes { row.add(MeasurementFlag(rawValue: code.rawValue)) }
    guard rules.withholds, codes.contains(where: \.isRejecting), let value = row.value else { return }
    row.withheldValue = value
    row.value = nil
    row.state = .artifact
  }

  /// The disturbances as findings.
  func findings(_ measurements: [Measurement], series: String) -> [Finding] {
    ChartArtifacts(series: series, chart: chart.chart.number, artifacts: artifacts(measurements))
      .findings(file: chart.chart.source?.file)
  }
}

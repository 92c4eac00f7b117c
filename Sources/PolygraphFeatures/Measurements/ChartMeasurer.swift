import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Measures every presentation of one chart.
struct ChartMeasurer {
  private let chart: ConditionedChart
  private let series: String
  private let profile: FilterProfile
  private let lines: [Sensor: MeasuredLine]
  /// The chart's disturbances.
  let artifacts: ArtifactFinder
  /// Why a respiration sensor cannot be measured anywhere in the chart, if so.
  private let respirationObstacles: [Sensor: MeasurementFlag]

  init(_ chart: ConditionedChart, series: String, scales: SeriesScales, profile: FilterProfile) {
    self.chart = chart
    self.series = series
    self.profile = profile
    var lines: [Sensor: MeasuredLine] = [:]
    for (sensor, channel) in chart.channels {
      lines[sensor] = MeasuredLine(channel, scales: scales, profile: profile)
    }
    self.lines = lines
    artifacts = ArtifactFinder(chart, lines: lines, profile: profile)
    respirationObstacles = Self.respirationObstacles(chart, profile.respiration)
  }

  /// Neither respiration sensor is measured when either breathes too slowly or too fast to be natural; one whose rate
  /// is not found is not measured itself.
  private static func respirationObstacles(
    _ chart: ConditionedChart, _ rules: RespirationRules
  ) -> [Sensor: MeasurementFlag] {
    var obstacles: [Sensor: MeasurementFlag] = [:]
    var isUnnatural = false
    for sensor in ConditionedChart.respirations {
      guard let channel = chart.channels[sensor] else { continue }
      guard let rate = channel.respirationRate else {
        obstacles[sensor] = .rateUnknown
        continue
      }
      if rate.rounded() < rules.slowestRate || rate.rounded() > rules.fastestRate { isUnnatural = true }
    }
    guard isUnnatural else { return obstacles }
    return Dictionary(uniqueKeysWithValues: ConditionedChart.respirations.map { ($0, .respirationRate) })
  }

  /// The measurements in order of presentation and sensor.
  func measurements() -> [Measurement] {
    let sensors = ConditionedChart.sensors.filter { sensor in
      switch sensor {
      case .vasomotor, .fingerCuff: chart.chart.channel(sensor).map { !$0.isEmpty } ?? false
      default: true
      }
    }
    return chart.chart.questions.flatMap { event in sensors.map { measurement(of: $0, at: event) } }
  }

  private func measurement(of sensor: Sensor, at event: Event) -> Measurement {
    var row = Measurement(
      series: series, chart: chart.chart.number, question: event.label, occurrence: event.occurrence, kind: event.role,
      type: event.comparisonType, sensor: sensor, value: nil, unit: sensor == .vasomotor ? .logRatio : .chartUnits,
      state: .notMeasured)
    guard let lines = lines[sensor] else {
      row.add(chart.channels[sensor] == nil && !chart.refused.contains(sensor) ? .channelAbsent : .channelTooShort)
      return row
    }
    let windows = StimulusWindows(
      event, of: chart.chart, clock: lines.channel.clock, count: lines.value.count, rules: profile.windows)
    row.flags = windows.flags.map(\.rawValue)
    if let obstacle = windows.obstacle ?? self.obstacle(sensor, lines, windows) {
      row.add(obstacle)
    } else {
      if lines.channel.isClipped(windows.evaluation) { row.add(.clipped) }
      measure(&row, sensor, lines, windows)
      artifacts.judge(&row, event)
    }
    row.exclude(event, chart.chart.exclusions)
    return row
  }

  private func measure(_ row: inout Measurement, _ sensor: Sensor, _ lines: MeasuredLine, _ windows: StimulusWindows) {
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration: measureExcursion(&row, lines, windows)
    case .vasomotor: measurePulse(&row, lines, windows)
    case .electrodermal: measureResponse(&row, lines, windows, profile.electrodermal.response)
    case .fingerCuff: measureResponse(&row, lines, windows, profile.fingerCuff.response)
    default: measureResponse(&row, lines, windows, profile.cardio.response)
    }
  }

  /// Why a sensor cannot be measured in these windows, or `nil`.
  private func obstacle(_ sensor: Sensor, _ lines: MeasuredLine, _ windows: StimulusWindows) -> MeasurementFlag? {
    if let obstacle = respirationObstacles[sensor] { return obstacle }
    var used = windows.evaluation
    if sensor == .vasomotor {
      let rate = lines.channel.clock.rate
      let low = windows.onset - rate.sampleCount(in: profile.vasomotor.before)
      guard low >= 0 else { return .shortPre }
      used = low..<(windows.onset + rate.sampleCount(in: profile.vasomotor.end))
    }
    if lines.mask.missingCount(in: used.clamped(to: 0..<lines.mask.count)) > 0 { return .gap }
    return lines.channel.isFlat(used) ? .flat : nil
  }

  private func measureExcursion(_ row: inout Measurement, _ lines: MeasuredLine, _ windows: StimulusWindows) {
    let isImputed = row.flags.contains(MeasurementFlag.answerImputed.rawValue)
    let value = LineExcursion.value(
      lines.value, rows: windows.evaluation, rules: profile.respiration.excursion,
      answer: isImputed ? nil : windows.answer, rate: lines.channel.clock.rate)
    guard let value else {
      row.add(.windowIncomplete)
      return
    }
    row.value = value
    row.state = .measured
    place(&row, lines, from: windows.onset, to: windows.evaluationEnd)
  }

  private func measurePulse(_ row: inout Measurement, _ lines: MeasuredLine, _ windows: StimulusWindows) {
    let rate = lines.channel.clock.rate
    let pulse = PulseAmplitudeRatio.measure(
      lines.value, extrema: lines.channel.extrema, onset: windows.onset, rules: profile.vasomotor, rate: rate)
    switch pulse {
    case .value(let value):
      row.value = value
      row.state = .measured
      place(
        &row, lines, from: windows.onset + rate.sampleCount(in: profile.vasomotor.latency),
        to: windows.onset + rate.sampleCount(in: profile.vasomotor.end) - 1)
    case .tooFewBeats: row.add(.tooFewBeats)
    case .rateUnknown: row.add(.rateUnknown)
    }
  }

  private func measureResponse(
    _ row: inout Measurement, _ lines: MeasuredLine, _ windows: StimulusWindows, _ rules: ResponseRules
  ) {
    let rules = rules.heightened(by: lines.height)
    let windows = windows.ending(before: lines.mask)
    windows.flags.forEach { row.add($0) }
    let finder = ResponseFinder(
      value: lines.value, detection: lines.detection, windows: windows, rules: rules, rate: lines.channel.clock.rate)
    switch finder.search(least: leastResponse(rules, lines)) {
    case .found(let response):
      row.value = response.value
      row.state = .measured
      response.flags.forEach { row.add($0) }
      place(&row, lines, from: response.onset, to: response.peak)
    case .rising(let response):
      row.withheldValue = response.value
      response.flags.forEach { row.add($0) }
      place(&row, lines, from: response.onset, to: response.peak)
    case .none:
      row.value = 0
      row.state = .noResponse
    }
  }

  /// The largest rise that is no response, in chart units.
  private func leastResponse(_ rules: ResponseRules, _ lines: MeasuredLine) -> Double {
    guard let microsiemens = rules.noResponseMicrosiemens, lines.channel.channel.unit == .microsiemens else {
      return rules.noResponse
    }
    return microsiemens * lines.factor
  }

  private func place(_ row: inout Measurement, _ lines: MeasuredLine, from onset: Int, to peak: Int) {
    row.onset = lines.channel.clock.place(ofRow: onset)
    row.peak = lines.channel.clock.place(ofRow: peak)
  }
}

extension Measurement {
  /// Adds a flag, once.
  mutating func add(_ flag: MeasurementFlag) {
    if !flags.contains(flag.rawValue) { flags.append(flag.rawValue) }
  }

  /// Withholds what a person left out. What could not be measured anyway keeps its own reasons beside the person's.
  mutating func exclude(_ event: Event, _ exclusions: [Exclusion]) {
    guard exclusions.contains(where: { $0.leavesOut(sensor, at: event) }) else { return }
    add(.excluded)
    guard let value else { return }
    withheldValue = value
    self.value = nil
    state = .artifact
  }
}

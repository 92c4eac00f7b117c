import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Measures every presentation of one chart.
struct ChartMeasurer {
  private let chart: ConditionedChart
  private let series: String
  private let profile: FilterProfile
  private let lines: [Sensor: Lines]
  private let respirationObstacle: MeasurementFlag?

  /// The scaled lines of a channel.
  private struct Lines {
    let channel: ConditionedChannel
    /// Chart units for one unit of the channel.
    let factor: Double
    let value: [Double]
    let detection: [Double]
  }

  init(_ chart: ConditionedChart, series: String, scales: SeriesScales, profile: FilterProfile) {
    self.chart = chart
    self.series = series
    self.profile = profile
    var lines: [Sensor: Lines] = [:]
    for (sensor, channel) in chart.channels {
      lines[sensor] = Self.lines(channel, factor: scales.factor(sensor), profile: profile)
    }
    self.lines = lines
    respirationObstacle = Self.respirationObstacle(chart, profile.respiration)
  }

  private static func lines(_ channel: ConditionedChannel, factor: Double, profile: FilterProfile) -> Lines? {
    let rate = channel.clock.rate
    let source = channel.sensor == .electrodermal && profile.electrodermal.scored == .manual ? channel.level : nil
    let scaled = (source ?? channel.base).map { $0 * factor }
    switch channel.sensor {
    case .electrodermal:
      let detection = try? profile.electrodermal.response.detection.apply(scaled, at: rate)
      return detection.map { Lines(channel: channel, factor: factor, value: scaled, detection: $0) }
    case .cardio, .fingerCuff:
      let rules = channel.sensor == .cardio ? profile.cardio : profile.fingerCuff
      let cuff = try? CuffLines(scaled, rules: rules, rate: rate)
      return cuff.map { Lines(channel: channel, factor: factor, value: $0.value, detection: $0.detection) }
    default: return Lines(channel: channel, factor: factor, value: scaled, detection: scaled)
    }
  }

  /// Neither respiration sensor is measured when either breathes too slowly or too fast to be natural.
  private static func respirationObstacle(_ chart: ConditionedChart, _ rules: RespirationRules) -> MeasurementFlag? {
    for sensor in [Sensor.thoracicRespiration, .abdominalRespiration] {
      guard let channel = chart.channels[sensor] else { continue }
      let half = max(1, channel.clock.rows(rules.breathHalfWindow))
      let rate = Peaks.ratePerMinute(of: channel.base, halfWindow: half, kind: .maxima, at: channel.clock.rate)
      guard let rate else { return .rateUnknown }
      if rate.rounded() < rules.slowestRate || rate.rounded() > rules.fastestRate { return .respirationRate }
    }
    return nil
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
      row.flags = [chart.channels[sensor] == nil ? MeasurementFlag.channelAbsent.rawValue : "channelTooShort"]
      return row
    }
    let windows = StimulusWindows(
      event, of: chart.chart, clock: lines.channel.clock, count: lines.value.count, rules: profile.windows)
    row.flags = windows.flags.map(\.rawValue)
    if let obstacle = windows.obstacle ?? self.obstacle(sensor, lines, windows) {
      row.flags.append(obstacle.rawValue)
      return row
    }
    if lines.channel.isClipped(windows.evaluation) { row.flags.append(MeasurementFlag.clipped.rawValue) }
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration: measureExcursion(&row, lines, windows)
    case .vasomotor: measurePulse(&row, lines, windows)
    case .electrodermal: measureResponse(&row, lines, windows, profile.electrodermal.response)
    case .fingerCuff: measureResponse(&row, lines, windows, profile.fingerCuff.response)
    default: measureResponse(&row, lines, windows, profile.cardio.response)
    }
    exclude(&row, event)
    return row
  }

  /// Why a sensor cannot be measured in these windows, or `nil`.
  private func obstacle(_ sensor: Sensor, _ lines: Lines, _ windows: StimulusWindows) -> MeasurementFlag? {
    let isRespiration = sensor == .thoracicRespiration || sensor == .abdominalRespiration
    if isRespiration, let obstacle = respirationObstacle { return obstacle }
    var used = windows.evaluation
    if sensor == .vasomotor {
      let rate = lines.channel.clock.rate
      let low = windows.onset - rate.sampleCount(in: profile.vasomotor.before)
      guard low >= 0 else { return .shortPre }
      used = low..<(windows.onset + rate.sampleCount(in: profile.vasomotor.end))
    }
    if lines.channel.mask.missingCount(in: used.clamped(to: 0..<lines.channel.mask.count)) > 0 { return .gap }
    return lines.channel.isFlat(used) ? .flat : nil
  }

  private func measureExcursion(_ row: inout Measurement, _ lines: Lines, _ windows: StimulusWindows) {
    let isImputed = row.flags.contains(MeasurementFlag.answerImputed.rawValue)
    let value = LineExcursion.value(
      lines.value, rows: windows.evaluation, rules: profile.respiration.excursion,
      answer: isImputed ? nil : windows.answer, rate: lines.channel.clock.rate)
    guard let value else {
      row.flags.append(MeasurementFlag.windowIncomplete.rawValue)
      return
    }
    row.value = value
    row.state = .measured
    place(&row, lines, from: windows.onset, to: windows.evaluationEnd)
  }

  private func measurePulse(_ row: inout Measurement, _ lines: Lines, _ windows: StimulusWindows) {
    let rate = lines.channel.clock.rate
    switch PulseAmplitudeRatio.measure(lines.value, onset: windows.onset, rules: profile.vasomotor, rate: rate) {
    case .value(let value):
      row.value = value
      row.state = .measured
      place(
        &row, lines, from: windows.onset + rate.sampleCount(in: profile.vasomotor.latency),
        to: windows.onset + rate.sampleCount(in: profile.vasomotor.end) - 1)
    case .tooFewBeats: row.flags.append(MeasurementFlag.tooFewBeats.rawValue)
    case .rateUnknown: row.flags.append(MeasurementFlag.rateUnknown.rawValue)
    }
  }

  private func measureResponse(
    _ row: inout Measurement, _ lines: Lines, _ windows: StimulusWindows, _ rules: ResponseRules
  ) {
    let finder = ResponseFinder(
      value: lines.value, detection: lines.detection, windows: windows, rules: rules, rate: lines.channel.clock.rate)
    let least = leastResponse(rules, lines)
    switch finder.search() {
    case .found(let response) where response.value > least:
      row.value = response.value
      row.state = .measured
      row.flags += response.flags.map(\.rawValue)
      place(&row, lines, from: response.onset, to: response.peak)
    case .rising(let response) where response.value > least:
      row.withheldValue = response.value
      row.flags += response.flags.map(\.rawValue)
      place(&row, lines, from: response.onset, to: response.peak)
    default:
      row.value = 0
      row.state = .noResponse
    }
  }

  /// The largest rise that is no response, in chart units.
  private func leastResponse(_ rules: ResponseRules, _ lines: Lines) -> Double {
    guard let microsiemens = rules.noResponseMicrosiemens, lines.channel.channel.unit == .microsiemens else {
      return rules.noResponse
    }
    return microsiemens * lines.factor
  }

  private func place(_ row: inout Measurement, _ lines: Lines, from onset: Int, to peak: Int) {
    row.onset = lines.channel.clock.place(ofRow: onset)
    row.peak = lines.channel.clock.place(ofRow: peak)
  }

  /// Withholds what a person left out.
  private func exclude(_ row: inout Measurement, _ event: Event) {
    let isExcluded = chart.chart.exclusions.contains { exclusion in
      exclusion.question == event.label && exclusion.occurrence == event.occurrence
        && (exclusion.sensor == nil || exclusion.sensor == row.sensor)
    }
    guard isExcluded else { return }
    row.withheldValue = row.value ?? row.withheldValue
    row.value = nil
    row.state = .artifact
    row.flags.append(MeasurementFlag.excluded.rawValue)
  }
}

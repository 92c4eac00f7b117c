import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// The lines of a chart that calipers read.
struct CaliperLines: Sendable {
  /// One sensor's lines in chart units.
  struct Channel: Sendable {
    let conditioned: ConditionedChannel
    let value: [Double]
    let detection: [Double]
    let extrema: LocalExtrema
    let mask: SampleMask
    let chartRate: Double?
    var clock: LineClock { conditioned.clock }
  }

  let chart: ConditionedChart
  let channels: [Sensor: Channel]

  init(_ scaled: ScaledChart) {
    chart = scaled.chart
    var channels: [Sensor: Channel] = [:]
    for (sensor, conditioned) in chart.channels {
      channels[sensor] = Self.channel(conditioned, scaled)
    }
    self.channels = channels
  }

  private static func channel(_ channel: ConditionedChannel, _ chart: ScaledChart) -> Channel? {
    let rate = channel.clock.rate
    let profile = chart.profile
    let isManual = channel.sensor == .electrodermal && profile.electrodermal.scored == .manual
    var line = chart.line(channel.sensor)
    if isManual, chart.drawn == nil, let level = channel.level(profile) {
      line = level.map { $0 * chart.scales.factor(channel.sensor) }
    }
    guard let scaled = line else { return nil }
    var (value, detection, mask) = (scaled, scaled, channel.mask)
    switch channel.sensor {
    case .electrodermal:
      guard let smooth = try? profile.electrodermal.response.detection.apply(scaled, at: rate) else { return nil }
      detection = smooth
    case .cardio, .fingerCuff:
      let rules = channel.sensor == .cardio ? profile.cardio : profile.fingerCuff
      // Placed by eye on the line that is drawn, so the same line is searched and read.
      let extrema = Extrema.all(of: scaled)
      guard let cuff = try? CuffLines(scaled, extrema: extrema, rules: rules, rate: rate, searchesValue: true) else {
        return nil
      }
      (value, detection) = (cuff.value, cuff.value)
      mask = mask.widened(by: rules.movingAverage.reach(at: rate))
    default: break
    }
    return Channel(
      conditioned: channel, value: value, detection: detection, extrema: Extrema.all(of: value), mask: mask,
      chartRate: CaliperBox.rate(channel, rows: channel.base.indices, profile: profile))
  }
}

/// One box on one sensor's line.
struct CaliperBox {
  let channel: CaliperLines.Channel
  let chart: ConditionedChart
  let rows: Range<Int>
  let mode: CaliperMode
  let profile: FilterProfile

  func measure(_ reading: inout CaliperReading) {
    let sensor = channel.conditioned.sensor
    reading.ratePerMinute = Self.rate(channel.conditioned, rows: rows, profile: profile)
    reading.chartRatePerMinute = channel.chartRate
    let used = sensor == .vasomotor ? pulseRows : rows
    guard used.clamped(to: channel.value.indices) == used else {
      reading.flags.append(
        (used.lowerBound < 0 ? MeasurementFlag.shortPre : .windowIncomplete).rawValue)
      return
    }
    guard channel.mask.missingCount(in: used) == 0 else {
      reading.flags.append(MeasurementFlag.gap.rawValue)
      return
    }
    guard !channel.conditioned.isFlat(used) else {
      reading.flags.append(MeasurementFlag.flat.rawValue)
      return
    }
    switch sensor {
    case .vasomotor: measurePulse(&reading)
    case .thoracicRespiration, .abdominalRespiration: measureExcursion(&reading)
    default: measureRise(&reading)
    }
  }

  /// The pulse's windows hang on the start alone.
  private var pulseRows: Range<Int> {
    let rules = profile.vasomotor
    return (rows.lowerBound - channel.clock.rows(rules.before))..<(rows.lowerBound + channel.clock.rows(rules.end))
  }

  private var isNarrow: Bool { rows.count < channel.clock.rows(Caliper.leastWidth) }

  private func setNone(_ reading: inout CaliperReading) {
    reading.value = 0
    reading.state = .noResponse
  }

  private func measureRise(_ reading: inout CaliperReading) {
    let sensor = channel.conditioned.sensor
    if case .manual(let onset, let peak) = mode {
      reading.value = abs(peak - onset)
      reading.state = .measured
      return
    }
    let rules =
      switch sensor {
      case .electrodermal: profile.electrodermal.response
      case .fingerCuff: profile.fingerCuff.response
      default: profile.cardio.response
      }
    guard !isNarrow,
      let rise = CaliperSearch.largest(
        value: channel.value, detection: channel.detection, box: rows, onsets: rows.lowerBound...rows.upperBound,
        startsRising: true, deadBand: rules.deadBand)
    else {
      setNone(&reading)
      return
    }
    reading.value = rise.value
    reading.state = .measured
    reading.onset = channel.clock.place(ofRow: rise.onset)
    reading.peak = channel.clock.place(ofRow: rise.peak)
  }

  private func measureExcursion(_ reading: inout CaliperReading) {
    guard !isNarrow else {
      setNone(&reading)
      return
    }
    let rules = profile.respiration.excursion
    let value = LineExcursion.value(channel.value, rows: rows, rules: rules, answer: answer, rate: channel.clock.rate)
    reading.valueWithAnswer = LineExcursion.value(
      channel.value, rows: rows, rules: rules, answer: nil, rate: channel.clock.rate)
    guard let value else {
      reading.flags.append(MeasurementFlag.windowIncomplete.rawValue)
      return
    }
    reading.value = value
    reading.state = .measured
    reading.onset = channel.clock.place(ofRow: rows.lowerBound)
    reading.peak = channel.clock.place(ofRow: rows.upperBound - 1)
  }

  /// The first answer in the box, as the automatic measurement places it.
  private var answer: Int? {
    chart.chart.questions.lazy.compactMap { event -> Int? in
      let windows = StimulusWindows(
        event, of: chart.chart, clock: channel.clock, count: channel.value.count, rules: profile.windows)
      return windows.flags.contains(.answerImputed) ? nil : windows.answer
    }.first(where: rows.contains)
  }

  private func measurePulse(_ reading: inout CaliperReading) {
    let rate = channel.clock.rate
    switch PulseAmplitudeRatio.measure(
      channel.value, extrema: channel.extrema, onset: rows.lowerBound, rules: profile.vasomotor, rate: rate)
    {
    case .value(let value):
      reading.value = value
      reading.state = .measured
      reading.onset = channel.clock.place(ofRow: rows.lowerBound + rate.sampleCount(in: profile.vasomotor.latency))
      reading.peak = channel.clock.place(ofRow: rows.lowerBound + rate.sampleCount(in: profile.vasomotor.end) - 1)
    case .tooFewBeats: reading.flags.append(MeasurementFlag.tooFewBeats.rawValue)
    case .rateUnknown: reading.flags.append(MeasurementFlag.rateUnknown.rawValue)
    }
  }

  /// Breaths or beats a minute on these rows, or `nil`.
  static func rate(_ channel: ConditionedChannel, rows: Range<Int>, profile: FilterProfile) -> Double? {
    switch channel.sensor {
    case .thoracicRespiration, .abdominalRespiration:
      let half = max(1, channel.clock.rows(profile.respiration.breathHalfWindow))
      return channel.extrema.ratePerMinute(.maxima, halfWindow: half, at: channel.clock.rate, in: rows)
    case .cardio, .fingerCuff, .vasomotor:
      return PulseRate.perMinute(
        channel.extrema, halfWindows: PulseRate.usualHalfWindows, rate: channel.clock.rate, in: rows)
    default: return nil
    }
  }
}

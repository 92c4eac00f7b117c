import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Finds indicators of quality, of behaviour that works against the test, and of timeliness.
public enum Indicators {
  /// The indicators of an exam, chart by chart.
  ///
  /// Chart-level figures are given whether noted or not; those about a presentation only when there is something to
  /// note. *Definition*: ``IndicatorRules``. *Source*: the field's quality rules and its draft requirement.
  /// *Errors*: ``FilterProfileError`` only.
  public static func find(
    in exam: Exam, profile: FilterProfile = .standard, rules: IndicatorRules = IndicatorRules()
  ) throws -> [Indicator] {
    try profile.validate()
    return exam.series.flatMap { series in
      ScaledChart.all(of: series, profile: profile).flatMap { scaled in
        let (rows, artifacts) = scaled.measured(series: series.name)
        let indicators = ChartIndicators(scaled: scaled, series: series.name, profile: profile, rules: rules)
        return indicators.respiration() + indicators.pulse() + indicators.electrodermal()
          + indicators.events(rows, artifacts)
      }
    }
  }
}

/// The indicators of one chart.
struct ChartIndicators {
  let scaled: ScaledChart
  let series: String
  let profile: FilterProfile
  let rules: IndicatorRules

  private var chart: ConditionedChart { scaled.chart }

  private func make(
    _ code: IndicatorCode, _ value: Double, _ isNoted: Bool, sensors: [Sensor] = [], question: String? = nil,
    kind: QuestionRole? = nil, from start: SamplePlace? = nil, to end: SamplePlace? = nil
  ) -> Indicator {
    Indicator(
      code, series: series, chart: chart.chart.number, question: question, sensors: sensors, kind: kind, start: start,
      end: end, value: value, isNoted: isNoted)
  }

  private func line(_ sensor: Sensor) -> (channel: ConditionedChannel, line: [Double])? {
    chart.channels[sensor].flatMap { channel in scaled.line(sensor).map { (channel, $0) } }
  }

  /// The ranges of a line in all windows that hold no gap.
  private func ranges(_ line: [Double], _ channel: ConditionedChannel, window: Int) -> [Double] {
    guard line.count >= window, window > 0 else { return [] }
    let reach = MovingWindow(before: window - 1, after: 0)
    let high = MovingStatistics.maximum(line, window: reach, edge: .shrink)
    let low = MovingStatistics.minimum(line, window: reach, edge: .shrink)
    return ((window - 1)..<line.count).filter {
      channel.mask.missingCount(in: ($0 - window + 1)..<($0 + 1)) == 0
    }.map { high[$0] - low[$0] }
  }

  func respiration() -> [Indicator] {
    var found: [Indicator] = []
    var rates: [Double] = []
    for sensor in ConditionedChart.respirations {
      guard let (channel, line) = line(sensor) else { continue }
      if let rate = scaled.breathing(sensor) {
        rates.append(rate)
        found.append(
          make(.respirationRate, rate, rate < rules.slowBreathing || rate > rules.fastBreathing, sensors: [sensor]))
      }
      let target = profile.display.targets[sensor.rawValue]?.range ?? 0
      let ranges = ranges(line, channel, window: channel.clock.rows(rules.rangeWindow))
      guard !ranges.isEmpty, target > 0 else { continue }
      let part = Double(ranges.count { $0 <= rules.stillRespiration * target }) / Double(ranges.count)
      found.append(make(.unresponsiveRespiration, part, part >= rules.stillRespirationPart, sensors: [sensor]))
    }
    if rates.count == 2 {
      let agreement = RespiratoryFluctuation.agreement(rates[0], rates[1])
      found.append(
        make(
          .respirationAgreement, agreement, agreement < rules.leastRespirationAgreement,
          sensors: ConditionedChart.respirations))
    }
    return found
  }

  func electrodermal() -> [Indicator] {
    guard let (channel, line) = line(.electrodermal) else { return [] }
    let isShort = chart.chart.duration < rules.shortChart
    let window = isShort ? line.count : channel.clock.rows(rules.rangeWindow)
    guard let mean = Robust.mean(ranges(line, channel, window: window)) else { return [] }
    return [
      make(.unresponsiveElectrodermal, mean, mean <= rules.stillElectrodermal * 2000, sensors: [.electrodermal])
    ]
  }

  func pulse() -> [Indicator] {
    guard let (channel, pulse) = line(.cardio), let mid = try? profile.cardio.mid.apply(pulse, at: channel.clock.rate),
      let perMinute = PulseRate.perMinute(
        Extrema.all(of: pulse), halfWindows: PulseRate.usualHalfWindows, rate: channel.clock.rate)
    else { return [] }
    let half = Peaks.halfWindow(
      forRatePerMinute: perMinute, factor: profile.cardio.beatFactor, at: channel.clock.rate)
    return beats(pulse, channel, half) + leak(pulse, channel, half) + fluctuation(mid, channel)
  }

  private func beats(_ pulse: [Double], _ channel: ConditionedChannel, _ half: Int) -> [Indicator] {
    let rate = channel.clock.rate
    var found: [Indicator] = []
    if let systolic = Peaks.ratePerMinute(of: pulse, halfWindow: half, kind: .maxima, at: rate),
      let diastolic = Peaks.ratePerMinute(of: pulse, halfWindow: half, kind: .minima, at: rate)
    {
      let agreement = RespiratoryFluctuation.agreement(systolic, diastolic)
      found.append(make(.arrhythmia, agreement, agreement < rules.leastPulseAgreement, sensors: [.cardio]))
    }
    let tops = Peaks.maxima(in: pulse, halfWindow: half, includingEnds: false)
    var slowest: (rate: Double, rows: Range<Int>)?
    var fastest: (rate: Double, rows: Range<Int>)?
    var first = 0
    for last in tops.indices {
      while tops[last] - tops[first] > channel.clock.rows(rules.pulseWindow) { first += 1 }
      let rows = tops[first]..<(tops[last] + 1)
      guard last - first > 1, tops[last] - tops[0] >= channel.clock.rows(rules.pulseWindow),
        channel.mask.missingCount(in: rows) == 0
      else { continue }
      let beats = 60 * rate.hertz.value * Double(last - first) / Double(tops[last] - tops[first])
      if slowest.map({ beats < $0.rate }) ?? true { slowest = (beats, rows) }
      if fastest.map({ beats > $0.rate }) ?? true { fastest = (beats, rows) }
    }
    for (code, extreme) in [(IndicatorCode.slowPulse, slowest), (.fastPulse, fastest)] {
      guard let extreme else { continue }
      let isNoted = code == .slowPulse ? extreme.rate < rules.slowPulse : extreme.rate > rules.fastPulse
      found.append(
        make(
          code, extreme.rate, isNoted, sensors: [.cardio], from: channel.clock.place(ofRow: extreme.rows.lowerBound),
          to: channel.clock.place(ofRow: extreme.rows.upperBound - 1)))
    }
    return found
  }

  /// How far the cuff's level fell from the chart's first third to its last, in pulse amplitudes.
  private func leak(_ pulse: [Double], _ channel: ConditionedChannel, _ half: Int) -> [Indicator] {
    func mean(_ from: Double, _ to: Double) -> Double? {
      let rows = Int(from * Double(pulse.count))..<Int(to * Double(pulse.count))
      return Robust.mean(rows.filter { !channel.mask.isMissing($0) }.map { pulse[$0] })
    }
    guard let early = mean(0.1, 0.35), let late = mean(0.65, 0.9),
      let amplitude = LineSummary(pulse, halfWindow: half, range: 0)?.amplitude, amplitude > 0
    else { return [] }
    let fall = (early - late) / amplitude
    return [make(.cuffLeak, fall, fall >= rules.leak, sensors: [.cardio])]
  }

  private func fluctuation(_ mid: [Double], _ channel: ConditionedChannel) -> [Indicator] {
    let respirations = ConditionedChart.respirations.compactMap { line($0) }
    guard respirations.count == 2, respirations.allSatisfy({ $0.channel.clock == channel.clock }),
      let first = chart.chart.questions.first, let last = chart.chart.questions.last
    else { return [] }
    let low = max(0, channel.clock.row(atSample: first.onset))
    let high = min(mid.count, channel.clock.row(atSample: last.answer?.sample ?? last.offset) + 1)
    guard low < high,
      let fluctuation = RespiratoryFluctuation(
        respirations: respirations.map(\.line), mid: mid, rows: scaled.drawn?.labelled ?? low..<high,
        start: scaled.drawn == nil ? .steadyState : .reference, rate: channel.clock.rate),
      fluctuation.swing > rules.leastSwing
    else { return [] }
    return [
      make(
        .respiratoryBloodPressure, fluctuation.closeness, fluctuation.closeness >= rules.respiratoryBloodPressure,
        sensors: ConditionedChart.respirations + [.cardio])
    ]
  }
}

extension ChartIndicators {
  /// What is noted about single presentations, and the counts of breaths by kind of question.
  func events(_ measurements: [Measurement], _ artifacts: [Artifact]) -> [Indicator] {
    chart.chart.questions.flatMap { event in
      let rows = measurements.filter { $0.question == event.label && $0.occurrence == event.occurrence }
      return activity(event, rows, artifacts) + timing(event, rows) + stacking(event)
    } + breaths(artifacts)
  }

  private func evaluation(_ event: Event) -> ClosedRange<Int> {
    event.onset...(event.onset + max(1, chart.chart.sampleRate.sampleCount(in: profile.windows.evaluation)) - 1)
  }

  private func overlaps(_ artifact: Artifact, _ samples: ClosedRange<Int>) -> Bool {
    artifact.start.sample <= samples.upperBound && artifact.end.sample >= samples.lowerBound
  }

  private func activity(_ event: Event, _ rows: [Measurement], _ artifacts: [Artifact]) -> [Indicator] {
    let window = evaluation(event)
    return artifacts.filter { $0.sensor == .activity && overlaps($0, window) }.map { artifact in
      let sensors = rows.filter { row in
        guard let onset = row.onset, let peak = row.peak else { return false }
        return overlaps(artifact, onset.sample...max(onset.sample, peak.sample))
      }.map(\.sensor)
      return make(
        .activityInEvaluation, Double(sensors.count), true, sensors: sensors, question: event.label,
        from: artifact.start, to: artifact.end)
    }
  }

  private func timing(_ event: Event, _ rows: [Measurement]) -> [Indicator] {
    let clock = chart.chart.sampleRate
    return rows.filter { [.electrodermal, .cardio, .fingerCuff].contains($0.sensor) }.flatMap { row -> [Indicator] in
      guard let onset = row.onset, let peak = row.peak else { return [] }
      let start = clock.seconds(ofSample: event.onset).value
      let response = row.sensor == .electrodermal ? profile.electrodermal.response : profile.cardio.response
      let answer = event.answer?.sample ?? event.offset + 1
      let latest = clock.seconds(ofSample: answer - event.onset).value + response.onsetAfterAnswer.value
      var found: [Indicator] = []
      let latency = onset.seconds - start
      let isRising = row.flags.contains(MeasurementFlag.risingAtMRL.rawValue)
      if isRising || latency < response.minimumLatency.value - 0.05 || latency > latest + 0.05 {
        found.append(
          make(.onsetTime, latency, true, sensors: [row.sensor], question: event.label, from: onset, to: peak))
      }
      if peak.seconds - start >= profile.windows.evaluation.value {
        found.append(
          make(
            .peakTime, peak.seconds - start, true, sensors: [row.sensor], question: event.label, from: onset, to: peak))
      }
      return found
    }
  }

  private func stacking(_ event: Event) -> [Indicator] {
    let clock = chart.chart.sampleRate
    let before = chart.chart.events.filter { $0.onset < event.onset }.map(\.onset).max()
    guard let before else { return [] }
    let seconds = clock.seconds(ofSample: event.onset - before).value
    guard seconds < rules.stackedStimulus.value else { return [] }
    let place = SamplePlace(sample: event.onset, seconds: clock.seconds(ofSample: event.onset).value)
    return [make(.stackedStimulus, seconds, true, question: event.label, from: place, to: place)]
  }

  private func breaths(_ artifacts: [Artifact]) -> [Indicator] {
    var kinds: [QuestionRole] = []
    for event in chart.chart.questions where !kinds.contains(event.role) { kinds.append(event.role) }
    let codes: [(IndicatorCode, [ArtifactCode])] = [
      (.deepBreaths, [.deepBreath, .bigDeepBreath]), (.apnoeas, [.apnoea]),
    ]
    return codes.flatMap { code, kindsOfArtifact in
      kinds.compactMap { kind in
        let count = chart.chart.questions.count { event in
          event.role == kind
            && artifacts.contains { kindsOfArtifact.contains($0.code) && overlaps($0, evaluation(event)) }
        }
        return count == 0
          ? nil : make(code, Double(count), true, sensors: ConditionedChart.respirations, kind: kind)
      }
    }
  }
}

import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Measures every presentation of a chart as the field's reference implementation does: on a segment of 10 s before the
/// stimulus, the window of evaluation and 10 s after it, cut from the drawn lines.
struct ReferenceMeasurer {
  private let chart: ReferenceChart
  private let series: String
  private let lines: [Sensor: Line]
  /// True when either respiration is too slow or too fast to be measured.
  private let isRespirationUnnatural: Bool

  /// The line of a sensor that is measured.
  struct Line {
    let value: [Double]
    /// The drawn lines of its channel, and those made from them.
    let kinds: [TracingKind: [Double]]
  }

  private var profile: FilterProfile { chart.profile }
  private var rate: SampleRate { chart.profile.timeBase.workingRate }

  init(_ chart: ReferenceChart, series: String) {
    self.chart = chart
    self.series = series
    var lines: [Sensor: Line] = [:]
    for sensor in ConditionedChart.sensors {
      guard let drawn = chart.first(sensor) else { continue }
      lines[sensor] = Self.line(drawn, profile: chart.profile)
    }
    self.lines = lines
    let rules = chart.profile.respiration
    isRespirationUnnatural = ConditionedChart.respirations.contains { sensor in
      guard let line = lines[sensor]?.value, let rate = Self.breathing(line, chart.profile) else { return false }
      let whole = rate.rounded(.toNearestOrEven)
      return whole < rules.slowestRate || whole > rules.fastestRate
    }
  }

  /// Breaths a minute of a whole respiration line, or `nil`.
  static func breathing(_ line: [Double], _ profile: FilterProfile) -> Double? {
    let rate = profile.timeBase.workingRate
    let half = max(1, rate.sampleCount(in: profile.respiration.breathHalfWindow))
    return ReferenceExtrema.ratePerMinute(line, halfWindow: half, smoothed: true, rate: rate)
  }

  private static func line(_ drawn: DrawnChannel, profile: FilterProfile) -> Line? {
    var kinds = drawn.lines
    // Only of cuffs a line is measured that is made from a drawn one.
    if drawn.sensor == .cardio || drawn.sensor == .fingerCuff {
      for (kind, values) in TracingBuilder(profile: profile, answers: []).lines(drawn) { kinds[kind] = values }
    }
    func line(_ kind: TracingKind) -> [Double]? { kinds[kind] }
    func cuff(_ rules: CardioRules) -> [Double]? {
      switch rules.scored {
      case .movingAverage: line(.movingAverage)
      case .mid: line(.mid)
      case .systolic: line(.systolic)
      case .diastolic: line(.diastolic)
      }
    }
    let value: [Double]? =
      switch drawn.sensor {
      case .electrodermal: line(profile.electrodermal.scored == .auto ? .auto : .manual)
      case .cardio: cuff(profile.cardio)
      case .fingerCuff: cuff(profile.fingerCuff)
      default: line(.signal)
      }
    return value.map { Line(value: $0, kinds: kinds) }
  }

  /// The measurements in order of presentation and sensor, and the chart's disturbances.
  func measured() -> (measurements: [Measurement], artifacts: [Artifact]) {
    let questions = chart.chart.questions
    let sensors = ConditionedChart.sensors.filter { sensor in
      (sensor != .vasomotor && sensor != .fingerCuff) || lines[sensor] != nil
    }
    var finder = ReferenceArtifactFinder(chart, lines: lines)
    var measurements: [Measurement] = []
    for (event, isExtracted) in zip(questions, Self.extracted(questions.map(\.label))) {
      let place = ReferencePlace(event, clock: chart.clock, windows: profile.windows, rate: rate)
      let segment = isExtracted ? finder.look(at: place) : [:]
      for sensor in sensors {
        var (row, response) = measurement(of: sensor, at: event, place, isExtracted: isExtracted)
        finder.judge(&row, place, segment, response: response)
        row.exclude(event, chart.chart.exclusions)
        measurements.append(row)
      }
    }
    return (measurements, finder.artifacts)
  }

  /// Which labels the implementation measures: none with A, Y, N or I in it; and where there are two relevant and two
  /// comparison labels, only those with R or C.
  static func extracted(_ labels: [String]) -> [Bool] {
    let usable = labels.map { label in !label.uppercased().contains { "AYNI".contains($0) } }
    func count(_ letter: Character) -> Int { zip(labels, usable).count { $0.contains(letter) && $1 } }
    let isComparison = count("R") >= 2 && count("C") >= 2
    return zip(labels, usable).map { $1 && (!isComparison || $0.contains { "RC".contains($0) }) }
  }

  /// A measurement without its disturbances, and the rows from onset to peak.
  private func measurement(
    of sensor: Sensor, at event: Event, _ rows: ReferencePlace, isExtracted: Bool
  ) -> (row: Measurement, response: Range<Int>?) {
    var row = Measurement(
      series: series, chart: chart.chart.number, question: event.label, occurrence: event.occurrence, kind: event.role,
      type: event.comparisonType, sensor: sensor, value: nil, unit: sensor == .vasomotor ? .logRatio : .chartUnits,
      state: .notMeasured)
    rows.flags.forEach { row.add($0) }
    if !isExtracted { row.add(.notExtracted) }
    guard let line = lines[sensor] else {
      let isRefused = chart.chart.channel(sensor).map { chart.refused.contains($0.name) } ?? false
      row.add(isRefused ? .channelTooShort : .channelAbsent)
      return (row, nil)
    }
    if let obstacle = obstacle(sensor, event, rows, count: line.value.count) {
      row.add(obstacle)
    } else if isExtracted {
      let response = measure(&row, line, rows)
      return (row, response)
    }
    return (row, nil)
  }

  private func obstacle(_ sensor: Sensor, _ event: Event, _ rows: ReferencePlace, count: Int) -> MeasurementFlag? {
    if rows.segment.lowerBound < 0 { return .shortPre }
    if rows.segment.upperBound > count { return .windowIncomplete }
    if isRespirationUnnatural, ConditionedChart.respirations.contains(sensor) { return .respirationRate }
    let before = rate.sampleCount(in: profile.windows.stackedStimulus)
    let isStacked = chart.chart.events.contains { other in
      guard other != event else { return false }
      let onset = chart.clock.row(atSample: other.onset)
      return onset <= rows.onset && onset > rows.onset - before
    }
    return isStacked ? .stackedStimulus : nil
  }

  private func measure(_ row: inout Measurement, _ line: Line, _ rows: ReferencePlace) -> Range<Int>? {
    switch row.sensor {
    case .thoracicRespiration, .abdominalRespiration: measureExcursion(&row, line, rows)
    case .vasomotor: measurePulse(&row, line, rows)
    case .electrodermal: measureResponse(&row, line, rows, profile.electrodermal.response)
    case .fingerCuff: measureResponse(&row, line, rows, profile.fingerCuff.response)
    default: measureResponse(&row, line, rows, profile.cardio.response)
    }
  }

  private func measureExcursion(_ row: inout Measurement, _ line: Line, _ rows: ReferencePlace) -> Range<Int>? {
    let rules = profile.respiration.excursion
    let length = rate.sampleCount(in: profile.windows.evaluation)
    var window = rows.onset..<(rows.onset + length)
    var answer = rows.answer
    if rules.placing == .reference {
      window = (rows.onset + 1)..<(rows.onset + length + 2)
      answer += window.lowerBound - rows.segment.lowerBound
    }
    window = window.clamped(to: 0..<line.value.count)
    guard let value = LineExcursion.value(line.value, rows: window, rules: rules, answer: answer, rate: rate) else {
      row.add(.windowIncomplete)
      return nil
    }
    row.value = value
    row.state = .measured
    return place(&row, from: rows.onset, to: rows.onset + length - 1)
  }

  private func measurePulse(_ row: inout Measurement, _ line: Line, _ rows: ReferencePlace) -> Range<Int>? {
    let rules = profile.vasomotor
    let segment = Array(line.value[rows.segment])
    let pulse = ReferencePulseRatio(segment, onset: rows.onset - rows.segment.lowerBound, rules: rules, rate: rate)
    guard let value = pulse?.value(clipsAtZero: rules.clipsAtZero) else {
      row.add(.rateUnknown)
      return nil
    }
    row.value = value
    row.state = .measured
    return place(
      &row, from: rows.onset + rate.sampleCount(in: rules.latency), to: rows.onset + rate.sampleCount(in: rules.end) - 1
    )
  }

  private func measureResponse(
    _ row: inout Measurement, _ line: Line, _ rows: ReferencePlace, _ rules: ResponseRules
  ) -> Range<Int>? {
    let start = rows.segment.lowerBound
    let value = Array(line.value[rows.segment])
    guard let detection = try? rules.detection.apply(value, at: rate) else {
      row.add(.channelTooShort)
      return nil
    }
    let segment = ReferenceSegment(
      onset: rows.onset - start, questionEnd: rows.questionEnd - start, answer: rows.answer - start,
      windows: profile.windows, response: rules, rate: rate)
    let found = ReferenceResponseFinder(value: value, detection: detection, rows: segment, rules: rules, rate: rate)
      .search()
    guard let amplitude = found.amplitude, let onset = found.onset, let peak = found.peak else {
      if found.amplitude == 0 {
        // A flat line has the amplitude 0 and no place.
        row.value = 0
        row.state = .noResponse
        row.add(.flat)
      } else {
        row.add(.noResponse)
      }
      return nil
    }
    if peak > segment.evaluationEnd { row.add(.latePeak) }
    guard amplitude > rules.noResponse else {
      row.withheldValue = amplitude
      row.add(.belowMinimum)
      return nil
    }
    row.value = amplitude
    row.state = .measured
    return place(&row, from: onset + start, to: peak + start)
  }

  private func place(_ row: inout Measurement, from onset: Int, to peak: Int) -> Range<Int> {
    row.onset = chart.clock.place(ofRow: onset)
    row.peak = chart.clock.place(ofRow: peak)
    return onset..<max(onset + 1, peak + 1)
  }
}

/// Where an event lies on the lines of the reference procedure.
struct ReferencePlace {
  /// The stimulus onset.
  let onset: Int
  /// The question's end.
  let questionEnd: Int
  /// The answer, given or taken right after the question's end.
  let answer: Int
  /// The rows of the segment; they may lie outside the line.
  let segment: Range<Int>
  /// What was noticed.
  let flags: [MeasurementFlag]

  init(_ event: Event, clock: RowClock, windows: WindowRules, rate: SampleRate) {
    onset = clock.row(atSample: event.onset)
    questionEnd = clock.row(atSample: event.offset)
    var flags: [MeasurementFlag] = []
    var row = questionEnd + 1
    if let given = event.answer.map({ clock.row(atSample: $0.sample) }) {
      if given > questionEnd { row = given } else { flags.append(.answerEarly) }
    } else {
      flags.append(.answerImputed)
    }
    let end = onset + rate.sampleCount(in: windows.evaluation) - 1
    if row >= end {
      row = end - 1
      flags.append(.answerAfterWOE)
    }
    answer = row
    let first = onset - rate.sampleCount(in: windows.preStimulus)
    segment =
      first..<(onset + rate.sampleCount(in: windows.evaluation) + rate.sampleCount(in: windows.postStimulus))
    self.flags = flags
  }
}

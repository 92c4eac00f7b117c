import PolygraphModel
import PolygraphQuantities

/// Finds the disturbances of one chart as the field's reference implementation does: activity over the whole chart, the
/// other sensors on the segment of each presentation that is measured, all on the drawn lines.
struct ReferenceArtifactFinder {
  private let chart: ReferenceChart
  private let lines: [Sensor: ArtifactLines]
  private let activity: [(channel: Channel, artifacts: [RowArtifact])]
  /// The disturbances of the segments looked at so far.
  private var found: [Sensor: [RowArtifact]] = [:]

  private var profile: FilterProfile { chart.profile }
  private var rate: SampleRate { chart.profile.timeBase.workingRate }

  init(_ chart: ReferenceChart, lines: [Sensor: ReferenceMeasurer.Line]) {
    self.chart = chart
    var made: [Sensor: ArtifactLines] = [:]
    for (sensor, line) in lines { made[sensor] = Self.lines(sensor, line, chart.profile) }
    self.lines = made
    activity = Self.activity(chart)
  }

  private static func lines(
    _ sensor: Sensor, _ line: ReferenceMeasurer.Line, _ profile: FilterProfile
  ) -> ArtifactLines? {
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration:
      return .respiration(
        line.value, extrema: Extrema.all(of: line.value), sensor,
        ratePerMinute: ReferenceMeasurer.breathing(line.value, profile), profile: profile)
    case .electrodermal: return .electrodermal(line.value, profile: profile)
    case .cardio, .fingerCuff:
      // The implementation holds only the moving average to these rules.
      let rules = sensor == .cardio ? profile.cardio : profile.fingerCuff
      guard rules.scored == .movingAverage, let signal = line.kinds[.signal], let mid = line.kinds[.mid] else {
        return nil
      }
      let extrema = Extrema.all(of: signal)
      let half = PulseRate.beatHalfWindow(extrema, factor: rules.beatFactor, rate: profile.timeBase.workingRate)
      return .cuff(
        signal, extrema: extrema, sensor, average: line.value, mid: mid, beatHalfWindow: half, profile: profile)
    case .vasomotor: return .pulse(line.value, extrema: Extrema.all(of: line.value), profile: profile)
    default: return nil
    }
  }

  private static func activity(_ chart: ReferenceChart) -> [(channel: Channel, artifacts: [RowArtifact])] {
    let profile = chart.profile
    let rate = profile.timeBase.workingRate
    let range = DrawnChannel.target(.activity, kind: .signal, rules: profile.display).range
    let answers = chart.chart.questions.map {
      ReferencePlace($0, clock: chart.clock, windows: profile.windows, rate: rate).answer
    }
    guard profile.artifacts.activity.isOn else { return [] }
    return chart.lines.filter { $0.sensor == .activity }.compactMap { drawn in
      TracingBuilder(profile: profile, answers: []).lines(drawn).first { $0.kind == .smooth }.map { line in
        let artifacts = ActivityArtifacts(
          line: line.values, extrema: Extrema.all(of: line.values), range: range, answers: answers,
          rules: profile.artifacts.activity, rate: rate)
        return (drawn.channel, artifacts.find())
      }
    }
  }

  /// The disturbances around a presentation, by sensor; they are remembered for the chart.
  mutating func look(at place: ReferencePlace) -> [Sensor: [RowArtifact]] {
    let rows = place.segment
    let whole = lines.filter { rows.lowerBound >= 0 && rows.upperBound <= $0.value.value.count }
    var separation: RespirationSeparation?
    if let upper = whole[.thoracicRespiration]?.value, let lower = whole[.abdominalRespiration]?.value {
      separation = RespirationSeparation(upper: upper, lower: lower, rows: rows)
    }
    var segment: [Sensor: [RowArtifact]] = [:]
    for (sensor, line) in whole {
      let artifacts = line.find(sensor, rows: rows, answer: place.answer, separation: separation, profile: profile)
      segment[sensor] = artifacts
      remember(artifacts, of: sensor, on: rows)
    }
    return segment
  }

  /// Of respiration the implementation writes every segment over what earlier ones left on its rows.
  private mutating func remember(_ artifacts: [RowArtifact], of sensor: Sensor, on rows: Range<Int>) {
    if ConditionedChart.respirations.contains(sensor) {
      found[sensor] = found[sensor]?.flatMap { artifact in
        [
          artifact.rows.clamped(to: Int.min..<rows.lowerBound), artifact.rows.clamped(to: rows.upperBound..<Int.max),
        ].filter { !$0.isEmpty }.map { RowArtifact(code: artifact.code, rows: $0) }
      }
    }
    found[sensor, default: []] += artifacts
  }

  /// Flags a measurement with what was found around its presentation, and withholds it when the rules say so.
  ///
  /// `response` are the rows from onset to peak, when there is one.
  mutating func judge(
    _ row: inout Measurement, _ place: ReferencePlace, _ segment: [Sensor: [RowArtifact]], response: Range<Int>?
  ) {
    guard row.state == .measured || row.state == .noResponse else { return }
    var near = segment
    if row.sensor == .electrodermal, let line = lines[row.sensor], let response, let value = row.value {
      let before = ElectrodermalArtifacts(
        line: line.value, leastSpan: 0, rules: profile.artifacts.electrodermal, rate: rate
      ).before(onset: response.lowerBound, amplitude: value)
      near[row.sensor, default: []] += before
      found[row.sensor, default: []] += before
    }
    let evaluation = place.onset..<(place.onset + rate.sampleCount(in: profile.windows.evaluation))
    let codes = PresentationArtifacts(
      found: near, activity: activity.flatMap(\.artifacts), evaluation: evaluation, rules: profile.artifacts,
      rate: rate
    ).codes(row.sensor, response: response)
    row.judge(codes, profile.artifacts)
  }

  /// Every disturbance of the chart so far, by place, sensor and code.
  var artifacts: [Artifact] {
    var all: [Artifact] = []
    func add(_ artifacts: [RowArtifact], of channel: Channel) {
      for (code, same) in Dictionary(grouping: artifacts, by: \.code) {
        all += MarkedRows.merged(same.map(\.rows)).map { rows in
          Artifact(
            code: code, sensor: channel.sensor, channel: channel.name,
            start: chart.clock.place(ofRow: rows.lowerBound), end: chart.clock.place(ofRow: rows.upperBound - 1))
        }
      }
    }
    for (sensor, artifacts) in found { chart.first(sensor).map { add(artifacts, of: $0.channel) } }
    for (channel, artifacts) in activity { add(artifacts, of: channel) }
    return all.sorted(by: Artifact.precedes)
  }
}

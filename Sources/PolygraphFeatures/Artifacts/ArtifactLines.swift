import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// A channel's whole lines in chart units, as the rules for the time around a stimulus read them.
///
/// Every maker returns `nil` when the profile does not look at the sensor, or the line is empty.
struct ArtifactLines {
  /// The line whose values are read.
  let value: [Double]
  /// The pulse, of sensors that have one.
  let pulse: [Double]
  /// The peaks and troughs of the pulse, or of the breath.
  let extrema: LocalExtrema?
  /// The mid line.
  let mid: [Double]
  let summary: LineSummary
  /// The half window that finds one peak a beat, when the pulse rate is known.
  let beatHalfWindow: Int?
  /// The rows of a usual breath, when its rate is known.
  let cycle: Double?

  private init(
    value: [Double], pulse: [Double] = [], extrema: LocalExtrema? = nil, mid: [Double] = [], summary: LineSummary,
    beatHalfWindow: Int? = nil, cycle: Double? = nil
  ) {
    self.value = value
    self.extrema = extrema
    self.pulse = pulse
    self.mid = mid
    self.summary = summary
    self.beatHalfWindow = beatHalfWindow
    self.cycle = cycle
  }

  private static func range(_ sensor: Sensor, _ profile: FilterProfile) -> Double {
    profile.display.targets[sensor.rawValue]?.range ?? 0
  }

  /// The lines of a respiration.
  static func respiration(
    _ line: [Double], extrema: LocalExtrema, _ sensor: Sensor, ratePerMinute: Double?, profile: FilterProfile
  ) -> ArtifactLines? {
    let rate = profile.timeBase.workingRate
    let rules = profile.artifacts.respiration
    let half = max(1, rate.sampleCount(in: Seconds(2.5 * rules.extremumHalfWindow.value)))
    guard rules.isOn,
      let summary = LineSummary(line, extrema: extrema, halfWindow: half, range: range(sensor, profile))
    else { return nil }
    return ArtifactLines(
      value: line, extrema: extrema, mid: midLine(line, rules: rules, rate: rate), summary: summary,
      cycle: ratePerMinute.map { 60 * rate.hertz.value / $0 })
  }

  /// The lines of a cuff, whose pulse has one peak in `beatHalfWindow` rows on either side.
  static func cuff(
    _ line: [Double], extrema: LocalExtrema, _ sensor: Sensor, average: [Double], mid: [Double], beatHalfWindow: Int?,
    profile: FilterProfile
  ) -> ArtifactLines? {
    guard sensor == .cardio ? profile.artifacts.cardio.isOn : profile.artifacts.fingerCuff.isOn else { return nil }
    return beating(
      average, pulse: line, extrema: extrema, mid: mid, halfWindow: beatHalfWindow, range: range(sensor, profile),
      profile: profile)
  }

  /// The line of a photoplethysmograph.
  static func pulse(_ line: [Double], extrema: LocalExtrema, profile: FilterProfile) -> ArtifactLines? {
    guard profile.artifacts.vasomotor.isOn else { return nil }
    let half = PulseRate.beatHalfWindow(
      extrema, factor: profile.vasomotor.beatFactor, rate: profile.timeBase.workingRate)
    return beating(
      line, pulse: line, extrema: extrema, mid: [], halfWindow: half, range: range(.vasomotor, profile),
      profile: profile)
  }

  private static func beating(
    _ value: [Double], pulse: [Double], extrema: LocalExtrema, mid: [Double], halfWindow: Int?, range: Double,
    profile: FilterProfile
  ) -> ArtifactLines? {
    let counted = halfWindow ?? max(1, profile.timeBase.workingRate.sampleCount(in: 0.25))
    return LineSummary(pulse: pulse, extrema: extrema, halfWindow: counted, range: range).map {
      ArtifactLines(value: value, pulse: pulse, extrema: extrema, mid: mid, summary: $0, beatHalfWindow: halfWindow)
    }
  }

  /// The scored line of electrodermal activity, `height` times as tall as at the range its rules are stated for.
  static func electrodermal(_ line: [Double], height: Double = 1, profile: FilterProfile) -> ArtifactLines? {
    guard profile.artifacts.electrodermal.isOn, !line.isEmpty else { return nil }
    let range = profile.electrodermal.response.statedRange.map { $0 * height } ?? range(.electrodermal, profile)
    return ArtifactLines(
      value: line, summary: LineSummary(lower: 0, middle: 0, upper: 0, amplitude: range, range: range))
  }

  /// The mid line of respiration. Nobody reads its slope, so its means are made by running sums; a chart shorter than
  /// its window has its mean.
  static func midLine(_ line: [Double], rules: RespirationArtifactRules, rate: SampleRate) -> [Double] {
    let half = rate.sampleCount(in: rules.midHalfWidth)
    guard line.count > 2 * half + 1 else {
      return Array(repeating: Robust.mean(line) ?? 0, count: line.count)
    }
    do {
      return try Smoothing.movingMean(
        line, halfWidth: half, passes: rules.midPasses, edge: .heldMovingMean, sums: .running)
    } catch {
      preconditionFailure("A line longer than the window can be averaged.")
    }
  }

  /// The disturbances on some rows around a stimulus, on the rows of the whole line.
  ///
  /// `separation` is upper less lower on these rows, when both respirations have them.
  func find(
    _ sensor: Sensor, rows: Range<Int>, answer: Int?, separation: RespirationSeparation?, profile: FilterProfile
  ) -> [RowArtifact] {
    let rate = profile.timeBase.workingRate
    let rules = profile.artifacts
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration:
      guard let extrema else { return [] }
      return RespirationArtifacts(
        line: value, extrema: extrema, mid: mid, rows: rows, separation: separation, summary: summary, answer: answer,
        cycle: cycle, rules: rules.respiration, rate: rate
      ).find()
    case .electrodermal:
      return ElectrodermalArtifacts(
        line: value, leastSpan: summary.units(rules.electrodermal.leastSpan), rules: rules.electrodermal, rate: rate
      ).movements(in: rows)
    case .cardio, .fingerCuff:
      guard let extrema else { return [] }
      return CuffArtifacts(
        pulse: pulse, extrema: extrema, average: value, mid: mid, rows: rows, summary: summary,
        beatHalfWindow: beatHalfWindow, rules: sensor == .cardio ? rules.cardio : rules.fingerCuff, rate: rate
      ).find()
    default:
      guard let extrema, let beatHalfWindow else { return [] }
      return PulseArtifacts.find(extrema, in: rows, beatHalfWindow: beatHalfWindow, rules: rules.vasomotor)
    }
  }
}

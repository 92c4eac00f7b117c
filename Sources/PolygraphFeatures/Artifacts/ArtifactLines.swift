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
  /// The mid line.
  let mid: [Double]
  let summary: LineSummary
  /// The half window that finds one peak a beat, when the pulse rate is known.
  let beatHalfWindow: Int?
  /// The rows of a usual breath, when its rate is known.
  let cycle: Double?

  private init(
    value: [Double], pulse: [Double] = [], mid: [Double] = [], summary: LineSummary, beatHalfWindow: Int? = nil,
    cycle: Double? = nil
  ) {
    self.value = value
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
    _ line: [Double], _ sensor: Sensor, ratePerMinute: Double?, profile: FilterProfile
  ) -> ArtifactLines? {
    let rate = profile.timeBase.workingRate
    let rules = profile.artifacts.respiration
    let half = max(1, rate.sampleCount(in: Seconds(2.5 * rules.extremumHalfWindow.value)))
    guard rules.isOn, let summary = LineSummary(line, halfWindow: half, range: range(sensor, profile)) else {
      return nil
    }
    return ArtifactLines(
      value: line, mid: midLine(line, rules: rules, rate: rate), summary: summary,
      cycle: ratePerMinute.map { 60 * rate.hertz.value / $0 })
  }

  /// The lines of a cuff, whose pulse has one peak in `beatHalfWindow` rows on either side.
  static func cuff(
    _ line: [Double], _ sensor: Sensor, average: [Double], mid: [Double], beatHalfWindow: Int?, profile: FilterProfile
  ) -> ArtifactLines? {
    guard sensor == .cardio ? profile.artifacts.cardio.isOn : profile.artifacts.fingerCuff.isOn else { return nil }
    return beating(
      average, pulse: line, mid: mid, halfWindow: beatHalfWindow, range: range(sensor, profile), profile: profile)
  }

  /// The line of a photoplethysmograph.
  static func pulse(_ line: [Double], profile: FilterProfile) -> ArtifactLines? {
    guard profile.artifacts.vasomotor.isOn else { return nil }
    let half = PulseRate.beatHalfWindow(
      line, factor: profile.vasomotor.beatFactor, rate: profile.timeBase.workingRate)
    return beating(
      line, pulse: line, mid: [], halfWindow: half, range: range(.vasomotor, profile), profile: profile)
  }

  private static func beating(
    _ value: [Double], pulse: [Double], mid: [Double], halfWindow: Int?, range: Double, profile: FilterProfile
  ) -> ArtifactLines? {
    let counted = halfWindow ?? max(1, profile.timeBase.workingRate.sampleCount(in: 0.25))
    return LineSummary(pulse, halfWindow: counted, range: range).map {
      ArtifactLines(value: value, pulse: pulse, mid: mid, summary: $0, beatHalfWindow: halfWindow)
    }
  }

  /// The scored line of electrodermal activity.
  static func electrodermal(_ line: [Double], profile: FilterProfile) -> ArtifactLines? {
    guard profile.artifacts.electrodermal.isOn, !line.isEmpty else { return nil }
    let range = range(.electrodermal, profile)
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
    var result = line
    for _ in 0..<rules.midPasses { result = runningMeans(result, half: half) }
    return result
  }

  /// The mean of each full window; the first and the last rows hold the first and the last but one.
  private static func runningMeans(_ line: [Double], half: Int) -> [Double] {
    let count = 2 * half + 1
    let last = line.count - half - 2
    // Distances from the line's beginning are summed, so that a high level costs no digits.
    let level = line[0]
    var sum = 0.0
    for row in 0..<(count - 1) { sum += line[row] - level }
    var means = line
    for row in half...last {
      sum += line[row + half] - level
      means[row] = level + sum / Double(count)
      sum -= line[row - half] - level
    }
    for row in 0..<half { means[row] = means[half] }
    for row in (last + 1)..<line.count { means[row] = means[last] }
    return means
  }

  /// The disturbances on some rows around a stimulus, on the rows of the whole line.
  ///
  /// `separation` is upper less lower on these rows, when both respirations have them.
  func find(
    _ sensor: Sensor, rows: Range<Int>, answer: Int?, separation: [Double]?, profile: FilterProfile
  ) -> [RowArtifact] {
    let rate = profile.timeBase.workingRate
    let rules = profile.artifacts
    func slice(_ line: [Double]) -> [Double] { Array(line[rows]) }
    let found: [RowArtifact]
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration:
      found = RespirationArtifacts(
        line: slice(value), mid: slice(mid), separation: separation, summary: summary,
        answer: answer.map { $0 - rows.lowerBound }, cycle: cycle, rules: rules.respiration, rate: rate
      ).find()
    case .electrodermal:
      found = ElectrodermalArtifacts(
        line: slice(value), leastSpan: summary.units(rules.electrodermal.leastSpan), rules: rules.electrodermal,
        rate: rate
      ).movements()
    case .cardio, .fingerCuff:
      found = CuffArtifacts(
        pulse: slice(pulse), average: slice(value), mid: slice(mid), summary: summary, beatHalfWindow: beatHalfWindow,
        rules: sensor == .cardio ? rules.cardio : rules.fingerCuff, rate: rate
      ).find()
    default:
      found =
        beatHalfWindow.map { PulseArtifacts.find(slice(pulse), beatHalfWindow: $0, rules: rules.vasomotor) } ?? []
    }
    return found.map { RowArtifact(code: $0.code, rows: $0.rows.moved(by: rows.lowerBound)) }
  }
}

extension Range<Int> {
  /// The range, so much later.
  func moved(by rows: Int) -> Range<Int> { (lowerBound + rows)..<(upperBound + rows) }
}

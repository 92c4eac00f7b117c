import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// A chart under the reference procedure: its channels at 30 samples a second, filtered, scaled and placed.
struct ReferenceChart {
  let chart: Chart
  let profile: FilterProfile
  /// The drawn lines, in the order of the chart's channels.
  let lines: [DrawnChannel]
  /// Rows from the first label to the last, without the announcements and introductions; answers are labels.
  let labelled: Range<Int>
  /// Channels that are too short for their filters.
  let refused: [String]

  private var rate: SampleRate { profile.timeBase.workingRate }

  /// Draws a chart; the last one of a series is pre-processed differently.
  init(_ chart: Chart, isLast: Bool, profile: FilterProfile) {
    self.chart = chart
    self.profile = profile
    let clock = RowClock(chartRate: chart.sampleRate, rate: profile.timeBase.workingRate)
    labelled = Self.labelled(chart, clock: clock)
    var refused: [String] = []
    var lines: [DrawnChannel] = []
    for channel in chart.channels
    where !channel.isEmpty && DrawnChannel.sensors.contains(channel.sensor) && !Self.isQuietPulse(channel) {
      do {
        lines.append(try Self.drawn(channel, labelled: labelled, isLast: isLast, profile: profile))
      } catch {
        // Only a channel shorter than its filters comes here: the profile was checked.
        refused.append(channel.name)
      }
    }
    self.refused = refused
    self.lines = Self.separated(lines, labelled: labelled, profile: profile)
  }

  /// The clock of events.
  var clock: RowClock { RowClock(chartRate: chart.sampleRate, rate: rate) }

  /// Labels of the implementation's list of marks that are questions to a reader: its series marks `I-1` to `I-5`,
  /// whose hyphen is gone where labels are tidied. The golden exam shows that `I1` is not counted, but its answer is.
  private static let seriesMarks: Set<String> = ["I1", "I2", "I3", "I4", "I5"]

  private static func isListed(_ event: Event) -> Bool {
    event.role == .introductory || seriesMarks.contains(event.label.uppercased().filter { $0 != "-" })
  }

  private static func labelled(_ chart: Chart, clock: RowClock) -> Range<Int> {
    var first = Int.max
    var last = Int.min
    for event in chart.events {
      if !event.role.isAnnouncement, !isListed(event) {
        first = min(first, clock.row(atSample: event.onset))
        last = max(last, clock.row(atSample: event.offset))
      }
      if let answer = event.answer, !event.role.isAnnouncement {
        first = min(first, clock.row(atSample: answer.sample))
        last = max(last, clock.row(atSample: answer.sample))
      }
    }
    let count = clock.rows(samples: chart.sampleCount)
    guard first <= last else { return 0..<count }
    return min(first, count)..<min(last + 1, count)
  }

  /// The samples of a channel at the working rate, gaps filled with the value before them.
  static func samples(_ channel: Channel, rate: SampleRate) -> [Double] {
    let filled = held(channel.values())
    guard channel.sampleRate != rate else { return filled }
    if channel.sampleRate > rate {
      return LinearResampling.pickedRows(count: filled.count, from: channel.sampleRate, to: rate).map { filled[$0] }
    }
    // The implementation leaves the last row empty; here, as in its gaps, it keeps the value before it.
    return held(LinearResampling.referenceInterpolated(filled, from: channel.sampleRate, to: rate).samples)
  }

  /// Missing values replaced by the one before them, leading ones by the first.
  static func held(_ values: [Double]) -> [Double] {
    guard var last = values.first(where: { !$0.isNaN }) else { return values.map { _ in 0 } }
    return values.map { value in
      if !value.isNaN { last = value }
      return last
    }
  }

  private static func drawn(
    _ channel: Channel, labelled: Range<Int>, isLast: Bool, profile: FilterProfile
  ) throws -> DrawnChannel {
    let rate = profile.timeBase.workingRate
    let samples = samples(channel, rate: rate)
    let display = profile.display
    let scale = scale(labelled: labelled, count: samples.count, profile: profile)
    var drawn = DrawnChannel(channel: channel)
    for (kind, chain) in DrawnChannel.chains(channel.sensor, profile: profile) {
      // A pulse transit time is drawn upside down, so that its shortening rises.
      let source = channel.sensor == .pulseTransitTime ? samples.map { -$0 } : samples
      let stages = isLast ? lastChain(chain, channel.sensor, profile) : chain
      let line = try stages.apply(source, at: rate, labelled: labelled)
      let target = DrawnChannel.target(channel.sensor, kind: kind, rules: display)
      var (scaled, factor) = scale.scaled(line, range: target.range * target.gain)
      if kind == .auto { (scaled, factor) = limited(scaled, factor: factor, display) }
      drawn.factors[kind] = factor
      drawn.lines[kind] = scale.placed(scaled, offset: target.offset)
    }
    return drawn
  }

  /// The standard deviation, in raw units, up to which the implementation takes a pulse channel for an empty one.
  private static let quietPulse = 10.0

  private static func isQuietPulse(_ channel: Channel) -> Bool {
    guard channel.sensor == .vasomotor else { return false }
    let samples = held(channel.values())
    guard samples.count > 1 else { return true }
    let mean = samples.reduce(0, +) / Double(samples.count)
    let squares = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return squares / Double(samples.count - 1) <= quietPulse * quietPulse
  }

  /// The chain of a series' last chart: activity is stretched once more, behind its first stage.
  private static func lastChain(_ chain: [FilterStage], _ sensor: Sensor, _ profile: FilterProfile) -> [FilterStage] {
    guard let range = profile.timeBase.lastChartRange, sensor == .activity else { return chain }
    return Array(chain.prefix(1)) + [.commonRange(range: range)] + chain.dropFirst()
  }

  /// A self-centring electrodermal line that spans more than two thirds of the axis is shrunk to it.
  private static func limited(
    _ line: [Double], factor: Double, _ rules: DisplayRules
  ) -> (line: [Double], factor: Double) {
    let largest = 1340.0
    guard let low = line.min(), let high = line.max(), high - low > largest else { return (line, factor) }
    let shrink = largest / (high - low)
    return (line.map { $0 * shrink }, factor * shrink)
  }

  private static func scale(labelled: Range<Int>, count: Int, profile: FilterProfile) -> ReferenceScale {
    let rate = profile.timeBase.workingRate
    let after = rate.sampleCount(in: profile.display.afterLastEvent)
    let high = min(count, labelled.upperBound + after)
    return ReferenceScale(
      rows: min(labelled.lowerBound, high)..<high, shortest: rate.sampleCount(in: 60),
      halfWindow: max(1, rate.sampleCount(in: profile.display.extremumHalfWindow)), rules: profile.display)
  }

  private static func separated(
    _ lines: [DrawnChannel], labelled: Range<Int>, profile: FilterProfile
  ) -> [DrawnChannel] {
    guard let upper = lines.first(where: { $0.sensor == .thoracicRespiration })?.lines[.signal] else { return lines }
    return lines.map { line in
      guard line.sensor == .abdominalRespiration, let lower = line.lines[.signal] else { return line }
      var line = line
      line.lines[.signal] = scale(labelled: labelled, count: lower.count, profile: profile)
        .separated(lower, from: upper)
      return line
    }
  }

  /// The first channel of a sensor.
  func first(_ sensor: Sensor) -> DrawnChannel? { lines.first { $0.sensor == sensor } }
}

/// The rows of events: a sample between two rows belongs to the later one, as the implementation moves labels.
struct RowClock: Hashable, Sendable {
  let chartRate: SampleRate
  let rate: SampleRate

  func row(atSample sample: Int) -> Int {
    guard chartRate != rate else { return sample }
    let top = sample * chartRate.denominator * rate.numerator
    let bottom = chartRate.numerator * rate.denominator
    return top >= 0 ? (top + bottom - 1) / bottom : top / bottom
  }

  func rows(samples: Int) -> Int {
    chartRate == rate
      ? samples : samples * chartRate.denominator * rate.numerator / (chartRate.numerator * rate.denominator)
  }

  /// The chart sample nearest to a row, with its time.
  func place(ofRow row: Int) -> SamplePlace {
    let sample = rate.index(row, on: chartRate)
    return SamplePlace(sample: sample, seconds: chartRate.seconds(ofSample: sample).value)
  }
}

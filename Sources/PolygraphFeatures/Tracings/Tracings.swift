import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Draws the lines of every sensor.
public enum Tracings {
  /// The tracings of all charts of an exam: both respirations with mid, inhalation, exhalation, amplitude and
  /// excursion; electrodermal activity self-centring, level-keeping and detrended; cuffs with mid, moving average,
  /// systolic, diastolic and mean pressure; the finger pulse with envelopes; pulse transit time; every activity
  /// channel.
  ///
  /// *Shape*: rows at the profile's working rate. *Units*: chart units (±950, without a physical unit). In the
  /// recommended procedure one factor serves a channel in all charts of a series; in the reference one each chart.
  /// *Missing*: rows that rest on missing samples are masked; the reference procedure fills and masks nothing but what
  /// is missing in the channel itself. *Errors*: ``FilterProfileError`` only.
  /// *Complexity*: O(samples) for each line and filter.
  public static func draw(_ exam: Exam, profile: FilterProfile = .standard) throws -> [ChartTracings] {
    try profile.validate()
    return exam.series.flatMap { series -> [ChartTracings] in
      switch profile.procedure {
      case .recommended: RecommendedTracings(series.charts, profile: profile).draw(series: series.name)
      case .reference:
        series.charts.indices.map { place in
          let isLast = place == series.charts.count - 1
          return draw(ReferenceChart(series.charts[place], isLast: isLast, profile: profile), series: series.name)
        }
      }
    }
  }

  /// The tracings of a chart under the reference procedure.
  static func draw(_ chart: ReferenceChart, series: String) -> ChartTracings {
    let clock = chart.clock
    let answers = chart.chart.events.compactMap { $0.answer.map { clock.row(atSample: $0.sample) } }
    return ChartTracings(
      series: series, chart: chart.chart.number,
      tracings: chart.lines.flatMap { tracings($0, answers: answers, profile: chart.profile) }, refused: chart.refused)
  }

  /// The tracings of a channel.
  static func tracings(_ drawn: DrawnChannel, answers: [Int], profile: FilterProfile) -> [Tracing] {
    TracingBuilder(profile: profile, answers: answers).lines(drawn).map { kind, values in
      let mask = drawn.mask ?? SampleMask(count: values.count)
      return Tracing(
        sensor: drawn.sensor, channel: drawn.channel.name, kind: kind, rate: profile.timeBase.workingRate,
        firstSample: drawn.channel.firstSample, values: values, mask: mask,
        scale: drawn.factors[kind] ?? drawn.factors[.signal] ?? 1)
    }
  }
}

/// The tracings of a series under the recommended procedure.
struct RecommendedTracings {
  private let charts: [Chart]
  private let profile: FilterProfile
  private let channels: [[ConditionedChannel]]
  private let refused: [[String]]
  /// The factors by the channel's sensor and its number among that sensor's channels.
  private let factors: [ChannelKey: Double]

  private struct ChannelKey: Hashable {
    let sensor: Sensor
    let number: Int
  }

  init(_ charts: [Chart], profile: FilterProfile) {
    self.charts = charts
    self.profile = profile
    var channels: [[ConditionedChannel]] = []
    var refused: [[String]] = []
    for chart in charts {
      var conditioned: [ConditionedChannel] = []
      var short: [String] = []
      for channel in chart.channels where !channel.isEmpty && DrawnChannel.sensors.contains(channel.sensor) {
        if let line = try? ConditionedChannel(channel, of: chart, profile: profile) {
          conditioned.append(line)
        } else {
          short.append(channel.name)
        }
      }
      channels.append(conditioned)
      refused.append(short)
    }
    self.channels = channels
    self.refused = refused
    factors = Self.factors(charts, channels, profile.display)
  }

  private static func keyed(_ channels: [ConditionedChannel]) -> [(key: ChannelKey, channel: ConditionedChannel)] {
    var counts: [Sensor: Int] = [:]
    return channels.map { channel in
      counts[channel.sensor, default: 0] += 1
      return (ChannelKey(sensor: channel.sensor, number: counts[channel.sensor] ?? 1), channel)
    }
  }

  private static func factors(
    _ charts: [Chart], _ channels: [[ConditionedChannel]], _ rules: DisplayRules
  ) -> [ChannelKey: Double] {
    var lines: [ChannelKey: [(line: ConditionedChannel, rows: Range<Int>)]] = [:]
    for (chart, channels) in zip(charts, channels) where !chart.isAborted {
      for (key, channel) in keyed(channels) {
        let rows = ConditionedChart.scaledRows(of: channel, in: chart, rules: rules)
        lines[key, default: []].append((channel, rows))
      }
    }
    return lines.reduce(into: [:]) { factors, entry in
      let target = DrawnChannel.target(entry.key.sensor, kind: .signal, rules: rules)
      factors[entry.key] = DisplayScale(of: entry.value, target: target, rules: rules).factor
    }
  }

  func draw(series: String) -> [ChartTracings] {
    charts.indices.map { place in
      let chart = charts[place]
      var drawn = Self.keyed(channels[place]).map { self.drawn($0.channel, chart, factor: factors[$0.key] ?? 1) }
      separate(&drawn, chart)
      let tracings = zip(drawn, channels[place]).flatMap { line, channel -> [Tracing] in
        let answers = chart.events.compactMap { $0.answer.map { channel.clock.row(atSample: $0.sample) } }
        return Tracings.tracings(line, answers: answers, profile: profile)
      }
      return ChartTracings(series: series, chart: chart.number, tracings: tracings, refused: refused[place])
    }
  }

  private func drawn(_ channel: ConditionedChannel, _ chart: Chart, factor: Double) -> DrawnChannel {
    var drawn = DrawnChannel(channel: channel.channel)
    drawn.mask = channel.mask
    let rows = ConditionedChart.scaledRows(of: channel, in: chart, rules: profile.display)
    func add(_ kind: TracingKind, _ line: [Double]?) {
      guard let line else { return }
      let target = DrawnChannel.target(channel.sensor, kind: kind, rules: profile.display)
      drawn.factors[kind] = factor * target.gain
      drawn.lines[kind] = placed(line, factor: factor * target.gain, offset: target.offset, rows: rows)
    }
    let rate = channel.clock.rate
    switch channel.sensor {
    case .electrodermal:
      add(.auto, channel.base)
      add(.manual, channel.level(profile))
      add(.detrended, try? profile.electrodermal.detrended.apply(channel.source, at: rate))
    case .activity: add(.signal, try? profile.activity.drawn.apply(channel.source, at: rate))
    default: add(.signal, channel.base)
    }
    return drawn
  }

  /// The line in chart units with its lower quantile at the offset, moved so that as much of it as can be lies within
  /// the limit, and cut there.
  private func placed(_ line: [Double], factor: Double, offset: Double, rows: Range<Int>) -> [Double] {
    let rules = profile.display
    let counted = rows.clamped(to: 0..<line.count)
    let source = counted.isEmpty ? line[...] : line[counted]
    var shift = offset - (Robust.quantile(rules.offsetQuantile, of: source) ?? 0) * factor
    guard let low = source.min(), let high = source.max() else { return line }
    shift -= max(0, high * factor + shift - rules.limit)
    shift += max(0, -rules.limit - (low * factor + shift))
    return line.map { min(max($0 * factor + shift, -rules.limit), rules.limit) }
  }

  private func separate(_ drawn: inout [DrawnChannel], _ chart: Chart) {
    guard let upper = drawn.first(where: { $0.sensor == .thoracicRespiration })?.lines[.signal],
      let place = drawn.firstIndex(where: { $0.sensor == .abdominalRespiration }),
      let lower = drawn[place].lines[.signal],
      let rows = channels(of: chart, place)
    else { return }
    let scale = ReferenceScale(rows: rows, shortest: 0, halfWindow: 1, rules: profile.display)
    drawn[place].lines[.signal] = scale.separated(lower, from: upper)
      .map { max($0, -profile.display.limit) }
  }

  private func channels(of chart: Chart, _ place: Int) -> Range<Int>? {
    guard let index = charts.firstIndex(where: { $0.number == chart.number }), place < channels[index].count else {
      return nil
    }
    let rows = ConditionedChart.scaledRows(of: channels[index][place], in: chart, rules: profile.display)
    return rows.isEmpty ? nil : rows
  }
}

import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// One channel of a chart at the working rate and filtered, before it is scaled into chart units.
struct ConditionedChannel: Sendable {
  /// The sensor.
  let sensor: Sensor
  /// The channel as captured.
  let channel: Channel
  /// The clock of the lines.
  let clock: LineClock
  /// The line that sets the display scale and is measured.
  let base: [Double]
  /// The line that keeps its level; electrodermal only.
  let level: [Double]?
  /// Rows whose value rests on samples that are missing for longer than a bridged gap.
  let mask: SampleMask

  /// Conditions a channel. Returns `nil` when it has no sample.
  ///
  /// *Errors*: ``PolygraphDSP/SignalError`` when the channel is shorter than its filters need,
  /// ``PolygraphDSP/FilterDesignError`` when the profile's filters cannot be made at the working rate.
  init?(_ channel: Channel, of chart: Chart, profile: FilterProfile) throws {
    let rules = profile.timeBase
    guard !channel.isEmpty, let bridged = BridgedLine(channel, of: chart, longestGap: rules.longestBridgedGap) else {
      return nil
    }
    sensor = channel.sensor
    self.channel = channel
    clock = LineClock(chartRate: chart.sampleRate, firstSample: channel.firstSample, rate: rules.workingRate)
    let line = try Self.resampled(bridged.samples, from: channel.sampleRate, rules: rules)
    let gaps = Self.carried(bridged.longGaps, from: channel.sampleRate, to: rules.workingRate, count: line.count)
    let chain = Self.chain(for: channel.sensor, profile: profile)
    base = try chain.apply(line, at: rules.workingRate)
    level =
      channel.sensor == .electrodermal ? try profile.electrodermal.manual.apply(line, at: rules.workingRate) : nil
    mask = gaps.widened(by: chain.reach(at: rules.workingRate))
  }

  private static func chain(for sensor: Sensor, profile: FilterProfile) -> [FilterStage] {
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration: profile.respiration.line
    case .electrodermal: profile.electrodermal.auto
    case .activity: profile.activity.line
    default: []
    }
  }

  private static func resampled(
    _ line: [Double], from rate: SampleRate, rules: TimeBaseRules
  ) throws -> [Double] {
    guard rate != rules.workingRate else { return line }
    let slower = min(rate, rules.workingRate)
    let passEdge = min(rules.passEdge, Hertz(0.4 * slower.hertz.value))
    let resampler = try PolyphaseResampler(
      from: rate, to: rules.workingRate, passEdge: passEdge, stopBandDecibels: rules.stopBandDecibels)
    return resampler.resample(line)
  }

  /// Carries runs of samples to the rows that lie on or beside them.
  private static func carried(
    _ runs: [Range<Int>], from rate: SampleRate, to working: SampleRate, count: Int
  ) -> SampleMask {
    guard rate != working else { return SampleMask(count: count, missing: runs) }
    return SampleMask(
      count: count,
      missing: runs.map { run in
        (rate.index(run.lowerBound, on: working) - 1)..<(rate.index(run.upperBound, on: working) + 1)
      })
  }

  /// True when every sample that lies on these rows has the same count: the sensor was off, or the line was cut.
  func isFlat(_ rows: Range<Int>) -> Bool {
    let samples = nativeSamples(rows)
    guard let first = samples.first else { return true }
    return channel.counts.withUnsafeBuffer { counts in
      samples.allSatisfy { channel.mask.isMissing($0) || counts[$0] == counts[first] }
    }
  }

  /// True when, on these rows, three or more samples in a row stand at the channel's highest or lowest count: the
  /// converter's or the amplifier's end.
  func isClipped(_ rows: Range<Int>) -> Bool {
    let samples = nativeSamples(rows)
    guard samples.count >= 3, channel.mask.isComplete else { return false }
    return channel.counts.withUnsafeBuffer { counts in
      guard let high = counts.max(), let low = counts.min(), high > low else { return false }
      var run = 0
      for index in samples {
        run =
          counts[index] != high && counts[index] != low
          ? 0 : run > 0 && counts[index - 1] != counts[index] ? 1 : run + 1
        if run >= 3 { return true }
      }
      return false
    }
  }

  private func nativeSamples(_ rows: Range<Int>) -> Range<Int> {
    let low = clock.rate.index(rows.lowerBound, on: channel.sampleRate)
    let high = clock.rate.index(rows.upperBound, on: channel.sampleRate)
    return (low..<max(low, high)).clamped(to: 0..<channel.counts.count)
  }
}

extension SampleMask {
  /// The mask with every run longer by `rows` at both ends.
  func widened(by rows: Int) -> SampleMask {
    isComplete
      ? self
      : SampleMask(count: count, missing: missingRanges.map { ($0.lowerBound - rows)..<($0.upperBound + rows) })
  }
}

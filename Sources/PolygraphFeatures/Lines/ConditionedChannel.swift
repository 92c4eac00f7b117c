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
  /// The samples at the working rate, before any filter.
  let source: [Double]
  /// The line that sets the display scale and is measured.
  let base: [Double]
  /// The peaks and troughs of ``base``.
  let extrema: LocalExtrema
  /// The lowest and the highest count present.
  private let extremes: ClosedRange<Int32>
  /// Rows whose value rests on samples that are missing for longer than a bridged gap.
  let mask: SampleMask
  /// Breaths a minute in the chart; `nil` when no rate is found, and of other sensors than respirations.
  let respirationRate: Double?

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
    extremes = Self.extremes(of: channel)
    self.channel = channel
    clock = LineClock(chartRate: chart.sampleRate, firstSample: channel.firstSample, rate: rules.workingRate)
    let samples = try Self.resampled(bridged.samples, from: channel.sampleRate, rules: rules)
    // A pulse transit time is drawn upside down, so that its shortening rises.
    let line = channel.sensor == .pulseTransitTime ? samples.map { -$0 } : samples
    source = line
    let gaps = Self.carried(bridged.longGaps, from: channel.sampleRate, to: rules.workingRate, count: line.count)
    let chain = Self.chain(for: channel.sensor, profile: profile)
    base = try chain.apply(line, at: rules.workingRate)
    extrema = Extrema.all(of: base)
    mask = gaps.widened(by: chain.reach(at: rules.workingRate))
    respirationRate =
      ConditionedChart.respirations.contains(channel.sensor)
      ? extrema.ratePerMinute(
        .maxima, halfWindow: max(1, clock.rows(profile.respiration.breathHalfWindow)), at: clock.rate) : nil
  }

  /// The line that keeps its level, of electrodermal activity; `nil` of other sensors, and of a line shorter than the
  /// profile's filters.
  func level(_ profile: FilterProfile) -> [Double]? {
    sensor == .electrodermal ? try? profile.electrodermal.manual.apply(source, at: clock.rate) : nil
  }

  private static func chain(for sensor: Sensor, profile: FilterProfile) -> [FilterStage] {
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration: profile.respiration.line
    case .electrodermal: profile.electrodermal.auto
    case .secondElectrodermal: profile.electrodermal.second
    case .cardio: profile.cardio.line
    case .fingerCuff: profile.fingerCuff.line
    case .electronicCardio: profile.electronicCardio.line
    case .vasomotor: profile.vasomotor.line
    case .pulseTransitTime: profile.transit.line
    case .activity: profile.activity.drawn + profile.activity.line
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

  /// True when, on these rows, three or more samples in a row stand at the channel's highest or lowest count and the
  /// line comes there, or leaves, by more than two counts at once: the converter's or the amplifier's end. A smooth
  /// peak of whole counts can be as level, but reaches its level by single counts.
  func isClipped(_ rows: Range<Int>) -> Bool {
    let samples = nativeSamples(rows)
    guard samples.count >= 3, extremes.lowerBound < extremes.upperBound else { return false }
    return channel.counts.withUnsafeBuffer { counts in
      var start = samples.lowerBound
      while start < samples.upperBound {
        var end = start + 1
        while end < samples.upperBound, counts[end] == counts[start] { end += 1 }
        let isExtreme = counts[start] == extremes.upperBound || counts[start] == extremes.lowerBound
        if isExtreme, end - start >= 3, isPresent(start..<end) {
          let steps = [start - 1, end].filter { counts.indices.contains($0) && isPresent($0..<($0 + 1)) }
            .map { (Int(counts[$0]) - Int(counts[start])).magnitude }
          if steps.contains(where: { $0 > 2 }) { return true }
        }
        start = end
      }
      return false
    }
  }

  private func isPresent(_ samples: Range<Int>) -> Bool { channel.mask.missingCount(in: samples) == 0 }

  private static func extremes(of channel: Channel) -> ClosedRange<Int32> {
    channel.counts.withUnsafeBuffer { counts in
      var low = Int32.max
      var high = Int32.min
      for run in channel.mask.presentRanges {
        for index in run {
          low = min(low, counts[index])
          high = max(high, counts[index])
        }
      }
      return low <= high ? low...high : 0...0
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

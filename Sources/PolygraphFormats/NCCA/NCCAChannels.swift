import PolygraphModel
import PolygraphQuantities

/// Makes channels of columns: each at its own rate, with its mask.
enum NCCAChannels {
  /// The channels, in the columns' order.
  static func make(
    _ columns: [NCCAColumns.Column], _ data: inout [NCCAColumnData], line: Int, rate: SampleRate, header: NCCAHeader,
    maker: NCCAMaker?, _ findings: inout NCCAFindings
  ) -> [Channel] {
    let isByPosition = header.rates.count == columns.count
    var channels: [Channel] = []
    for index in columns.indices {
      let column = columns[index]
      if data[index].outOfRange > 0 {
        findings.add(
          "value-range", "A value lies outside 1 to 999999; it was kept.", field: column.source,
          sample: data[index].firstOutOfRange, count: data[index].outOfRange)
      }
      let declared =
        isByPosition
        ? header.rates[index].rate : header.rates.first { $0.name == column.source }?.rate
      let (counts, decimals, mask) = data[index].finish()
      let calibration =
        decimals == 0 ? Calibration.identity : Calibration(denominator: Double(NCCAColumnData.power(decimals)))
      var channel = Channel(
        name: column.name, sensor: column.sensor, sampleRate: rate, calibration: calibration,
        counts: SampleCounts(counts), mask: mask)
      if column.sensor == .electrodermal, let conditioning = maker?.electrodermalConditioning, !channel.isEmpty {
        channel.conditioning = conditioning
        findings.note(
          "eda-prefiltered", "This maker's software centres the EDA channel before it exports it.",
          field: column.source)
      }
      if channel.isEmpty {
        let isRequired = ["UPneumo", "LPneumo", "EDA1", "Cardio1", "Move1"].contains(column.name)
        findings.add(
          "column-empty", "A column has no values: no such sensor was recorded.",
          severity: isRequired ? .warning : .note, line: line,
          field: column.source)
      } else if let slow = atOwnRate(channel, counts, declared: declared, clock: rate, column.source, &findings) {
        channel = slow
      }
      channels.append(channel)
    }
    settleActivity(&channels, line, &findings)
    return channels
  }

  /// The channel at its own slower rate, or `nil` when it has the chart's.
  private static func atOwnRate(
    _ channel: Channel, _ counts: [Int32], declared: SampleRate?, clock: SampleRate, _ source: String,
    _ findings: inout NCCAFindings
  ) -> Channel? {
    let step = regularStep(channel.mask)
    let declaredStep = declared.flatMap { clock.wholeRatio(to: $0) }
    if let declared, step == nil ? declared != clock : declaredStep != step {
      findings.add(
        "rate-channel", "A channel's samples do not come at the rate the header declares; the samples were believed.",
        field: source)
    }
    guard let step, step > 1, let first = channel.mask.presentRanges.first?.lowerBound,
      let rate = SampleRate(numerator: clock.numerator, denominator: clock.denominator * step)
    else { return nil }
    let start = first % step
    let rows = stride(from: start, to: counts.count, by: step)
    var slow = channel
    slow.sampleRate = rate
    slow.firstSample = start
    slow.counts = SampleCounts(rows.map { counts[$0] })
    slow.mask = SampleMask(count: 0)
    for row in rows { slow.mask.append(missing: channel.mask.isMissing(row), count: 1) }
    return slow
  }

  /// The number of rows from one value to the next when that is regular, up to lost samples; 1 for a full column,
  /// `nil` for an irregular one.
  private static func regularStep(_ mask: SampleMask) -> Int? {
    guard !mask.isComplete else { return 1 }
    let present = mask.presentRanges
    // A slower channel has single values; a full one has long stretches.
    guard present.allSatisfy({ $0.count == 1 }), present.count >= 3 else { return 1 }
    var steps: [Int: Int] = [:]
    for (left, right) in zip(present, present.dropFirst()) {
      steps[right.lowerBound - left.lowerBound, default: 0] += 1
    }
    guard let step = steps.keys.min(), step > 1, steps.keys.allSatisfy({ $0 % step == 0 }),
      (steps[step] ?? 0) * 2 >= present.count - 1
    else { return nil }
    return step
  }

  /// Finds the activity sensor where `Move1` is empty, and says where one may hide.
  private static func settleActivity(_ channels: inout [Channel], _ line: Int, _ findings: inout NCCAFindings) {
    guard channels.first(where: { $0.name == "Move1" })?.isEmpty ?? true else { return }
    let others = channels.filter { ["SE", "SM", "MS", "AU"].contains($0.name) && !$0.isEmpty }
    if let only = others.first, others.count == 1 {
      findings.note(
        "activity-alias", "Move1 is empty; the activity sensor is the column \(only.name).", line: line,
        field: only.name)
      return
    }
    guard !channels.contains(where: { $0.sensor == .activity && !$0.isEmpty }),
      let auxiliary = channels.first(where: { $0.sensor == .auxiliary && !$0.isEmpty })
    else { return }
    findings.add(
      "activity-aux", "Move1 is empty while an auxiliary input has data; it may be the activity sensor.",
      line: line, field: auxiliary.name)
  }
}

/// Finds dropouts: sudden runs of equal, very low values, as some archives have them.
enum NCCADropouts {
  /// The least length of a run.
  static let leastSamples = 5
  /// A run is low when its value is at most this share of the channel's median.
  static let lowShare = 0.1
  /// A run is sudden when the value before it is at least this share of the channel's median.
  static let highShare = 0.5

  /// The runs, in the channel's samples.
  ///
  /// *Definition*: our reading of "sudden run of equal, very low values": at least five equal samples, at most a tenth
  /// of the channel's median, right after a value of at least half of it. The median must exceed 100 counts.
  static func runs(in channel: Channel) -> [Range<Int>] {
    guard !channel.isEmpty, channel.counts.count > leastSamples else { return [] }
    return channel.counts.withUnsafeBuffer { counts in
      guard let median = median(counts, channel.mask), median > 100 else { return [] }
      let low = Int32(median * lowShare)
      var runs: [Range<Int>] = []
      var index = 1
      while index < counts.count {
        guard counts[index] <= low, Double(counts[index - 1]) >= median * highShare else {
          index += 1
          continue
        }
        var end = index + 1
        while end < counts.count, counts[end] == counts[index] { end += 1 }
        let run = index..<end
        if run.count >= leastSamples, channel.mask.missingCount(in: (index - 1)..<end) == 0 { runs.append(run) }
        index = end
      }
      return runs
    }
  }

  /// The median of every 16th sample or so: enough to tell high from low.
  private static func median(_ counts: UnsafeBufferPointer<Int32>, _ mask: SampleMask) -> Double? {
    let step = max(1, counts.count / 1024)
    var values = stride(from: 0, to: counts.count, by: step).filter { !mask.isMissing($0) }.map { counts[$0] }
    guard !values.isEmpty else { return nil }
    values.sort()
    return Double(values[values.count / 2])
  }
}

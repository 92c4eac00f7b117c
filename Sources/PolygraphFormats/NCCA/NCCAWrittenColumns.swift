import PolygraphModel
import PolygraphQuantities

/// A chart's channels as the columns of the data section.
struct NCCAWrittenColumns {
  private struct Column {
    let name: String
    let rate: SampleRate
    /// Whole counts, as they are written.
    let counts: SampleCounts
    let mask: SampleMask
    let firstSample: Int
    /// Rows from one value to the next.
    let step: Int
  }

  private var columns: [Column] = []

  /// The range a value must lie in.
  static let range = 1...999_999

  var count: Int { columns.count }
  var rates: [(String, SampleRate)] { columns.map { ($0.name, $0.rate) } }

  /// Required columns first, in order; then the others.
  init(_ chart: Chart, _ findings: inout NCCAFindings) throws(FormatError) {
    let required: [(String, Sensor)] = [
      ("UPneumo", .thoracicRespiration), ("LPneumo", .abdominalRespiration), ("EDA1", .electrodermal),
      ("Cardio1", .cardio), ("Move1", .activity),
    ]
    var rest = chart.channels
    for (name, sensor) in required {
      let index =
        rest.firstIndex { $0.name == name }
        ?? rest.firstIndex { channel in
          channel.sensor == sensor && !["SE", "SM", "MS", "AU"].contains(channel.name)
            && !channel.name.hasPrefix("Move")
        }
      guard let index else {
        columns.append(
          Column(
            name: name, rate: chart.sampleRate, counts: SampleCounts([]), mask: SampleMask(count: 0), firstSample: 0,
            step: 1))
        continue
      }
      columns.append(try Self.column(rest.remove(at: index), name, chart, &findings))
    }
    for channel in rest {
      columns.append(try Self.column(channel, Self.name(channel, &findings), chart, &findings))
    }
  }

  /// A name as a heading can hold it: in ASCII, without blanks, and short. The mark of a repeated name stays, so that
  /// the columns differ in the new file.
  private static func name(_ channel: Channel, _ findings: inout NCCAFindings) -> String {
    let plain = String(NCCAText.ascii(channel.name, &findings).filter { $0 != " " }.prefix(10))
    let name = plain.isEmpty ? "Other" : plain
    if name != channel.name {
      findings.add(
        "column-renamed", "A channel's name does not fit the heading; it was written as \(name).", severity: .note,
        field: channel.name)
    }
    return name
  }

  private static func column(
    _ channel: Channel, _ name: String, _ chart: Chart, _ findings: inout NCCAFindings
  ) throws(FormatError) -> Column {
    guard let step = chart.sampleRate.wholeRatio(to: channel.sampleRate), step >= 1 else {
      throw FormatError(
        code: "rate-mixed",
        message:
          "The channel's rate of \(channel.sampleRate) Hz has no whole ratio to the chart's \(chart.sampleRate) Hz.",
        place: Place(file: findings.file, field: channel.name))
    }
    return Column(
      name: name, rate: channel.sampleRate, counts: wholeCounts(channel, &findings), mask: channel.mask,
      firstSample: channel.firstSample, step: step)
  }

  /// The samples as whole counts in range: as they are, rounded, or shifted and scaled, which is reported.
  private static func wholeCounts(_ channel: Channel, _ findings: inout NCCAFindings) -> SampleCounts {
    let (low, high) = extent(channel)
    let isPlain = channel.calibration == .identity
    if isPlain, low >= Double(range.lowerBound), high <= Double(range.upperBound) { return channel.counts }
    var scale = 1.0
    var offset = 0.0
    let fits = low >= Double(range.lowerBound) && high <= Double(range.upperBound)
    if !fits || high - low < 100 && channel.calibration != .identity {
      // One count of the instrument stays one count where it can; a channel of small values is spread.
      let span = high - low
      let isSmall = !isPlain && span > 0 && span < 10_000
      scale = isSmall ? 100_000 / span : span > 900_000 ? 900_000 / span : 1
      offset = 1000 - low * scale
      findings.add(
        "value-scaled",
        "A channel does not fit 1 to 999999 in whole counts; it was written as value × \(scale) + \(offset).",
        field: channel.name)
    } else if !isPlain {
      findings.add(
        "value-rounded", "A channel's fractions were rounded to whole counts.", severity: .note, field: channel.name)
    }
    var whole: [Int32] = []
    whole.reserveCapacity(channel.counts.count)
    channel.counts.withUnsafeBuffer { counts in
      for count in counts {
        let value = channel.calibration.value(count) * scale + offset
        whole.append(Int32(min(max(value.rounded(.toNearestOrEven), 0), 1e9)))
      }
    }
    return SampleCounts(whole)
  }

  /// The least and the largest present value; a channel without values fits.
  private static func extent(_ channel: Channel) -> (Double, Double) {
    var low = Double.infinity
    var high = -Double.infinity
    channel.counts.withUnsafeBuffer { counts in
      for run in channel.mask.presentRanges {
        for count in counts[run] {
          let value = channel.calibration.value(count)
          low = min(low, value)
          high = max(high, value)
        }
      }
    }
    return low <= high ? (low, high) : (Double(range.lowerBound), Double(range.lowerBound))
  }

  /// Writes heading and rows.
  func write(_ text: inout NCCAText, _ chart: Chart, marks: [UInt64], _ heading: NCCAWriter.Heading) {
    var names = "Sample     Time    Label"
    for column in columns { names += String(repeating: " ", count: max(1, 11 - column.name.count)) + column.name }
    text.line(names)
    let hertz = chart.sampleRate.hertz.value
    // Stamps that were read as near enough stay as they were.
    var stamps = heading.form.stamps[...]
    for sample in 0..<chart.sampleCount {
      text.integer(sample + 1, width: 6)
      text.append(" ")
      while let first = stamps.first, first.sample < sample { stamps.removeFirst() }
      let read = stamps.first.flatMap { $0.sample == sample ? $0.hundredths : nil }
      let isKept = read.map { NCCAClock.isNear(sample + 1, $0, hertz) } ?? false
      text.stamp(hundredths: isKept ? read ?? 0 : NCCAClock.exact(sample + 1, hertz))
      text.append(" ")
      for shift in 0..<8 { text.append(byte: UInt8(truncatingIfNeeded: marks[sample] >> (8 * UInt64(shift)))) }
      for column in columns { Self.write(column, sample, &text) }
      if heading.hasTrailer { text.append("   ") }
      text.endLine()
    }
  }

  private static func write(_ column: Column, _ sample: Int, _ text: inout NCCAText) {
    let distance = sample - column.firstSample
    let index = distance / column.step
    guard distance >= 0, distance % column.step == 0, index < column.counts.count, !column.mask.isMissing(index) else {
      text.append("       -9.9")
      return
    }
    text.integer(Int(column.counts[index]), width: 9)
    text.append(".0")
  }
}

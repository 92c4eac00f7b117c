import Foundation
import PolygraphModel
import PolygraphQuantities

/// Writes an exam that was read from elsewhere as a package.
public enum PackageImport {
  /// The file that keeps how a chart's own file looked, so that the same bytes can be written again.
  static func layoutFile(_ series: String, _ chart: Int) -> String {
    "\(PackageNames.origin)/\(FileName.encoded(series))-\(chart).json"
  }

  /// Writes the package into a new folder and closes it. Reading it gives the same charts.
  ///
  /// *Definition*: the channels of a chart that share rate, first sample and length are a segment; one of them, or a
  /// segment of the status alone, has the chart's clock. Corrections and exclusions become amendments. The header lines
  /// of a chart in NCCA ASCII are kept in `origin/`, as they are: they may name people.
  /// *Errors*: `package-exists`, and what the disk says.
  public static func write(
    _ read: ReadExam, to path: String, software: String, calls: any FileCalls = SystemFileCalls(),
    clock: any PackageClock = SystemPackageClock()
  ) throws(FormatError) -> CloseRecord {
    do {
      let plan = ImportPlan(read.exam)
      let writer = try ExamPackageWriter(
        creating: path, exam: plan.record, instruments: [], software: software, calls: calls, clock: clock)
      for chart in plan.charts { try write(chart, read, plan, writer) }
      let close = try writer.close()
      var log = try AmendmentLog(package: path)
      for amendment in amendments(read.exam) { try log.append(amendment, calls: calls) }
      return close
    } catch {
      throw (error as? PackageError)?.formatError ?? error as? FormatError
        ?? FormatError(code: "package-state", message: "\(error)")
    }
  }

  /// The amendments of a package that a new one of this exam would not have: those that people made after it was
  /// written.
  ///
  /// *Errors*: those of ``AmendmentLog``; `amendments-damaged` for a log with lines that cannot be used.
  public static func lostAmendments(
    of path: String, replacedBy exam: Exam
  ) throws(FormatError) -> [AmendmentLog.Entry] {
    let log = try AmendmentLog(package: path)
    if let finding = log.findings.first {
      throw FormatError(code: finding.code, message: finding.message, place: finding.place)
    }
    let carried = Set(amendments(exam))
    return log.entries.filter { !carried.contains($0.amendment) }
  }

  private static func write(
    _ item: ImportPlan.Item, _ read: ReadExam, _ plan: ImportPlan, _ writer: ExamPackageWriter
  ) throws {
    let chart = item.chart
    var primary = 0
    for group in item.groups {
      let segment = try write(group, item, writer)
      if group.isClock { primary = segment }
    }
    let moment = ExamPackageWriter.Moment(segment: primary, frame: 0, mono: 0)
    try writer.beginChart(
      series: item.series, chart: chart.number, at: moment, date: chart.date, time: chart.time, origin: chart.source)
    for gap in chart.gaps {
      try writer.recordLedgerGap(
        segment: primary, at: gap.start, count: gap.end - gap.start, cause: gap.cause, channels: gap.channels)
    }
    for event in chart.events { try write(event, primary, writer) }
    for annotation in chart.annotations {
      try writer.annotate(
        annotation.code, group: annotation.group, text: annotation.text,
        at: .init(segment: primary, frame: annotation.sample, mono: 0))
    }
    try writer.endChart(
      at: .init(segment: primary, frame: chart.sampleCount, mono: 0), isAborted: chart.isAborted)
    let file = read.files.first { $0.series == item.series && $0.chart == chart.number }
    if let layout = file?.layout as? NCCALayout { try writer.keepOrigin(layout, layoutFile(item.series, chart.number)) }
  }

  private static func write(_ group: ImportPlan.Group, _ item: ImportPlan.Item, _ writer: ExamPackageWriter) throws
    -> Int
  {
    let channels = group.channels.map { item.chart.channels[$0] }
    let isWide = channels.contains { channel in
      channel.counts.withUnsafeBuffer { counts in
        counts.contains { !SegmentDescription.SampleFormat.pcm24.range.contains($0) }
      }
    }
    let segment = try writer.addSegment(
      instrument: group.instrument, channels: channels.map(\.name), sampleRate: group.rate,
      format: isWide ? .pcm32 : .pcm24, startMono: 0,
      placement: .init(series: item.series, chart: item.chart.number, firstSample: group.firstSample))
    let block = 16_384
    for start in stride(from: 0, to: group.count, by: block) {
      let frames = start..<min(start + block, group.count)
      var counts = [Int32](repeating: 0, count: frames.count * channels.count)
      for (column, channel) in channels.enumerated() {
        channel.counts.withUnsafeBuffer { source in
          for frame in frames { counts[(frame - start) * channels.count + column] = source[frame] }
        }
      }
      let status = channels.isEmpty ? [Int32](repeating: 0, count: frames.count) : nil
      try writer.append(counts, status: status, to: segment)
      try writer.commit()
    }
    for (column, channel) in channels.enumerated() {
      for run in channel.mask.missingRanges { try writer.recordMissing(segment: segment, channel: column, frames: run) }
    }
    return segment
  }

  private static func write(_ event: Event, _ segment: Int, _ writer: ExamPackageWriter) throws {
    let first = event.corrections.first
    func moment(_ frame: Int) -> ExamPackageWriter.Moment { .init(segment: segment, frame: frame, mono: 0) }
    var mark = EventMark(.onset)
    mark.label = event.label
    mark.sourceLabel = event.sourceLabel
    mark.role = event.role
    mark.comparisonType = event.comparisonType
    mark.occurrence = event.occurrence
    mark.version = event.questionVersion
    let number = try writer.record(mark, at: moment(first?.onset ?? event.onset))
    try writer.questionEnded(number, at: moment(first?.offset ?? event.offset))
    if let answer = first == nil ? event.answer : first?.answer {
      try writer.answered(number, word: answer.word, at: moment(answer.sample))
    }
  }

  /// The corrections and exclusions of an exam, as entries of the amendments.
  private static func amendments(_ exam: Exam) -> [Amendment] {
    var all: [Amendment] = []
    for (series, chart) in exam.charts {
      for event in chart.events {
        for (index, correction) in event.corrections.enumerated() {
          var amendment = Amendment(
            .eventCorrection, author: correction.author, time: correction.time, reason: correction.reason)
          let next = event.corrections.indices.contains(index + 1) ? event.corrections[index + 1] : nil
          amendment.onset = next?.onset ?? event.onset
          amendment.offset = next?.offset ?? event.offset
          amendment.answer = next == nil ? event.answer : next?.answer
          amendment.question = event.label
          amendment.occurrence = event.occurrence
          amendment.series = series
          amendment.chart = chart.number
          all.append(amendment)
        }
      }
      for exclusion in chart.exclusions {
        var amendment = Amendment(
          .exclusion, author: exclusion.author, time: exclusion.time, reason: exclusion.reason)
        amendment.question = exclusion.question
        amendment.occurrence = exclusion.occurrence
        amendment.sensor = exclusion.sensor
        amendment.series = series
        amendment.chart = chart.number
        all.append(amendment)
      }
    }
    return all
  }
}

/// How the charts of an exam become segments.
struct ImportPlan {
  /// Channels of a chart that become a segment.
  struct Group {
    let instrument: String
    let rate: SampleRate
    let firstSample: Int
    let count: Int
    /// Places of the channels in the chart.
    var channels: [Int]
    /// True when its frames are the chart's samples.
    let isClock: Bool
  }
  /// A chart with its groups.
  struct Item {
    let series: String
    let chart: Chart
    var groups: [Group]
  }

  private(set) var charts: [Item] = []
  private(set) var record: ExamRecord

  init(_ exam: Exam) {
    record = ExamRecord(
      name: exam.name, instrument: exam.instrument,
      series: exam.series.map { ExamRecord.SeriesRecord(series: $0.name, questions: $0.questions) })
    for (series, chart) in exam.charts {
      let item = Item(series: series, chart: chart, groups: Self.groups(chart, "\(series)-\(chart.number)"))
      charts.append(item)
      for (index, channel) in chart.channels.enumerated() {
        guard let group = item.groups.first(where: { $0.channels.contains(index) }) else { continue }
        record.sensors.append(
          SensorRecord(
            instrument: group.instrument, channel: channel.name, sensor: channel.sensor, unit: channel.unit,
            calibration: channel.calibration, bits: channel.bits, conditioning: channel.conditioning))
      }
    }
  }

  private static func groups(_ chart: Chart, _ name: String) -> [Group] {
    var groups: [Group] = []
    for (index, channel) in chart.channels.enumerated() {
      let known = groups.firstIndex {
        $0.rate == channel.sampleRate && $0.firstSample == channel.firstSample && $0.count == channel.counts.count
          && $0.channels.count < SegmentDescription.mostChannels - 1
      }
      if let known {
        groups[known].channels.append(index)
      } else {
        let isClock =
          channel.sampleRate == chart.sampleRate && channel.firstSample == 0
          && channel.counts.count == chart.sampleCount && !groups.contains(where: \.isClock)
        groups.append(
          Group(
            instrument: "chart-\(name)-\(groups.count + 1)", rate: channel.sampleRate,
            firstSample: channel.firstSample, count: channel.counts.count, channels: [index], isClock: isClock))
      }
    }
    if !groups.contains(where: \.isClock) {
      groups.append(
        Group(
          instrument: "chart-\(name)-clock", rate: chart.sampleRate, firstSample: 0, count: chart.sampleCount,
          channels: [], isClock: true))
    }
    return groups
  }
}

extension ExamPackageWriter {
  /// Keeps how a chart's own file looked.
  func keepOrigin(_ layout: NCCALayout, _ file: String) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    try checkOpen()
    try Self.makeFolder(PackageNames.origin, in: path, calls)
    try AtomicFile.write(try PackageDocument.data(layout), to: PackageNames.path(path, file), calls)
  }
}

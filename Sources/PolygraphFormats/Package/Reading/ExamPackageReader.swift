import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

/// Reads exam packages.
public enum ExamPackageReader {
  /// The format's identifier.
  public static let identifier = "exam-package"

  /// The exam of a package.
  ///
  /// *Shape*: a chart's clock is the index of its primary segment from the chart's first frame on. Each channel has
  /// its instrument's rate; where the clock fits of two instruments differ by more than half a sample over the chart,
  /// the slower-drifting one has its fitted rate. Segments of a reconnected instrument are one channel, with a gap
  /// between them.
  /// *Missing*: frames that were filled or not written, and runs that the journal tells for one channel.
  /// *Errors*: `package-unreadable`; in strict mode the first warning. A package that was not closed is read as far as
  /// it goes (`package-open`).
  public static func read(path: String, options: ReadOptions = ReadOptions()) throws(FormatError) -> ReadExam {
    let contents = try PackageContents(path: path)
    var reader = PackageExam(contents, options)
    let read = try reader.readExam()
    if options.isStrict, let first = read.findings.first(where: { $0.severity > .note }) {
      throw FormatError(code: first.code, message: first.message, place: first.place)
    }
    return read
  }
}

/// Puts an exam together from a package's contents.
struct PackageExam {
  let contents: PackageContents
  let options: ReadOptions
  var findings: [Finding]
  let name: String
  let source: ChartSource

  init(_ contents: PackageContents, _ options: ReadOptions) {
    self.contents = contents
    self.options = options
    findings = contents.findings
    name = (contents.path as NSString).standardizingPath.split(separator: "/").last.map(String.init) ?? ""
    source = ChartSource(
      file: name, format: ExamPackageReader.identifier, sha256: PackageDigests.current(of: contents.path))
  }

  mutating func readExam() throws(FormatError) -> ReadExam {
    if contents.close == nil {
      findings.append(
        Finding(
          code: "package-open", severity: .warning,
          message: "The package was not closed; what is there is read. 'polygraph recover' closes it.",
          place: Place(file: name)))
    }
    var exam = Exam(
      name: contents.exam.name, format: ExamPackageReader.identifier, instrument: contents.exam.instrument)
    exam.series = contents.exam.series.map { Series(name: $0.series, questions: $0.questions) }
    var files: [ReadExam.File] = []
    for chart in contents.charts {
      guard let read = try self.chart(chart) else { continue }
      if let index = exam.series.firstIndex(where: { $0.name == chart.series }) {
        exam.series[index].charts.append(read)
      } else {
        exam.series.append(Series(name: chart.series, charts: [read]))
      }
      files.append(
        ReadExam.File(path: contents.path, series: chart.series, chart: chart.chart, layout: layout(chart)))
    }
    for index in exam.series.indices {
      exam.series[index].charts.sort { $0.number < $1.number }
      completeQuestions(&exam.series[index])
    }
    amend(&exam)
    for series in exam.series {
      var collector = FindingCollector(series: series.name)
      SeriesChecks.compareQuestions(series, &collector)
      findings += collector.findings
    }
    return ReadExam(exam: exam, files: files, findings: findings)
  }

  /// A question that was asked and is on no list gets an entry without a text.
  private mutating func completeQuestions(_ series: inout Series) {
    for event in series.charts.flatMap(\.questions) where series.question(for: event) == nil {
      series.questions.append(
        Question(
          label: event.baseLabel, role: event.role, comparisonType: event.comparisonType, version: event.questionVersion
        ))
    }
  }

  private func layout(_ chart: ChartContents) -> (any Sendable)? {
    let file = PackageImport.layoutFile(chart.series, chart.chart)
    guard let data = try? BlockFile(contents.path, file).all(limit: PackageContents.longestDocument) else { return nil }
    return try? JSONDecoder().decode(NCCALayout.self, from: data)
  }

  mutating func report(_ code: String, _ severity: Severity, _ message: String, _ chart: ChartContents) {
    findings.append(
      Finding(
        code: code, severity: severity, message: message,
        place: Place(file: name, series: chart.series, chart: chart.chart)))
  }

  private mutating func chart(_ chart: ChartContents) throws(FormatError) -> Chart? {
    guard let primary = contents.segments[chart.segment] else {
      report("chart-lost", .error, "The chart's segment \(chart.segment) is not there.", chart)
      return nil
    }
    let clock = ChartClock(primary: primary, begin: chart.begin)
    let samples = length(chart, clock)
    guard samples > 0 else {
      report("chart-lost", .error, "No sample of the chart is there.", chart)
      return nil
    }
    var result = Chart(
      number: chart.chart, date: chart.date.flatMap { CivilDate($0) },
      time: chart.time.flatMap { ClockTime(parsing: $0) }, sampleRate: primary.description.sampleRate,
      sampleCount: samples, channels: [], isAborted: chart.isAborted || chart.end == nil, source: source)
    var gaps: [Gap] = []
    var channels: [(order: Int, channel: Channel)] = []
    for group in groups(chart) {
      channels += try self.channels(group, chart, clock, samples, &gaps)
    }
    result.channels = unique(channels.sorted { $0.order < $1.order }.map(\.channel))
    result.gaps = gaps.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    addEvents(to: &result, chart, clock)
    return result
  }

  /// A chart's length on its clock: to its end, or as far as its samples go.
  private mutating func length(_ chart: ChartContents, _ clock: ChartClock) -> Int {
    if let end = chart.end, let segment = contents.segments[end.segment] {
      let position = Int(holding: clock.position(of: end.at, in: segment))
      return position <= ClockFit.mostFrames ? position : 0
    }
    report("chart-open", .warning, "The chart was not ended; it goes as far as its samples.", chart)
    let same = contents.orderedSegments.filter {
      $0.description.instrument == clock.primary.description.instrument && $0.description.kind == .samples
        && $0.description.segment >= chart.segment
    }
    let ends = same.map { Int(holding: clock.position(of: $0.frames, in: $0)) }
    return ends.filter { $0 <= ClockFit.mostFrames }.max() ?? 0
  }

  /// The chart's segments: those placed in it, or else those that were captured, by instrument.
  private func groups(_ chart: ChartContents) -> [[SegmentContents]] {
    let all = contents.orderedSegments.filter { $0.description.kind == .samples }
    let placed = all.filter {
      $0.description.placement?.series == chart.series && $0.description.placement?.chart == chart.chart
    }
    guard placed.isEmpty else { return placed.map { [$0] } }
    let captured = all.filter { $0.description.placement == nil }
    var groups: [[SegmentContents]] = []
    for segment in captured {
      // A reconnected instrument goes on in the same channels as long as it sends the same.
      let known = groups.firstIndex { group in
        group[0].description.instrument == segment.description.instrument
          && group[0].description.channels == segment.description.channels
          && group[0].description.sampleRate == segment.description.sampleRate
      }
      if let known { groups[known].append(segment) } else { groups.append([segment]) }
    }
    return groups
  }

  /// Two instruments may use one name for their channels.
  private func unique(_ channels: [Channel]) -> [Channel] {
    var seen: [String: Int] = [:]
    return channels.map { channel in
      var channel = channel
      seen[channel.name, default: 0] += 1
      if let times = seen[channel.name], times > 1 { channel.name += "#\(times)" }
      return channel
    }
  }
}

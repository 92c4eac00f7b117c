import PolygraphModel

/// Puts charts together to an exam: series and charts in order, one list of questions a series.
enum ExamAssembly {
  /// A chart with the file it came from.
  struct Part {
    let path: String
    let read: ReadChart
  }

  /// The exam of parts that share maker and exam name; there is at least one.
  ///
  /// *Errors*: `chart-twice` when two parts are the same chart and the options do not choose.
  static func exam(_ parts: [Part], format: String, options: ReadOptions) throws(FormatError) -> ReadExam {
    var findings: [Finding] = []
    let chosen = try withoutDuplicates(parts, options.duplicateCharts, &findings)
      .sorted { precedes($0.read.identity, $1.read.identity) }
    var result = ReadExam(
      exam: Exam(name: chosen[0].read.identity.exam, format: format, instrument: chosen[0].read.instrument),
      files: [], findings: findings)
    for part in chosen {
      let identity = part.read.identity
      if result.exam.series.last?.name != identity.series {
        result.exam.series.append(Series(name: identity.series))
      }
      let last = result.exam.series.count - 1
      add(part.read, to: &result.exam.series[last])
      result.files.append(
        ReadExam.File(path: part.path, series: identity.series, chart: identity.chart, layout: part.read.layout))
      result.findings += part.read.findings
    }
    for series in result.exam.series {
      var collector = FindingCollector(series: series.name)
      SeriesChecks.compareQuestions(series, &collector)
      result.findings += collector.findings
    }
    if options.isStrict, let first = result.findings.first(where: { $0.severity > .note }) {
      throw FormatError(code: first.code, message: first.message, place: first.place)
    }
    return result
  }

  private static func precedes(_ left: ChartIdentity, _ right: ChartIdentity) -> Bool {
    if left.series != right.series {
      switch (Int(left.series), Int(right.series)) {
      case (let first?, let second?) where first != second: return first < second
      case (.some, nil): return true
      case (nil, .some): return false
      default: return left.series < right.series
      }
    }
    return left.chart < right.chart
  }

  private static func withoutDuplicates(
    _ parts: [Part], _ choice: ReadOptions.DuplicateCharts, _ findings: inout [Finding]
  ) throws(FormatError) -> [Part] {
    var kept: [Part] = []
    for part in parts.sorted(by: { $0.path < $1.path }) {
      let identity = part.read.identity
      guard let index = kept.firstIndex(where: { $0.read.identity == identity }) else {
        kept.append(part)
        continue
      }
      let names = [kept[index], part].map { $0.read.chart.source?.file ?? "" }
      let place = Place(file: names[1], series: identity.series, chart: identity.chart)
      if kept[index].read.chart.source?.sha256 == part.read.chart.source?.sha256 {
        findings.append(
          Finding(
            code: "chart-copy", severity: .note,
            message: "The file has the same bytes as \(names[0]) and was left out.", place: place))
        continue
      }
      let message = "\(names[0]) and \(names[1]) are both chart \(identity.chart) of series \(identity.series)"
      switch choice {
      case .refuse:
        throw FormatError(
          code: "chart-twice", message: "\(message); remove one, or choose which to keep.", place: place)
      case .keepFirst:
        findings.append(
          Finding(
            code: "chart-twice", severity: .warning, message: "\(message); the first was kept.", place: place))
      case .keepLast:
        findings.append(
          Finding(
            code: "chart-twice", severity: .warning, message: "\(message); the last was kept.", place: place))
        kept[index] = part
      }
    }
    return kept
  }

  /// Adds a chart; a text that differs from those on the list becomes a new version of its question.
  private static func add(_ read: ReadChart, to series: inout Series) {
    var versions: [VersionKey: Int] = [:]
    for question in read.questions {
      let same = series.questions.filter { $0.label == question.label }
      let key = VersionKey(label: question.label, version: question.version)
      if let known = same.first(where: { $0.text == question.text || question.text == nil }) {
        versions[key] = known.version
      } else if let silent = series.questions.firstIndex(where: { $0.label == question.label && $0.text == nil }) {
        series.questions[silent].text = question.text
        versions[key] = series.questions[silent].version
      } else {
        var next = question
        next.version = (same.map(\.version).max() ?? 0) + 1
        series.questions.append(next)
        versions[key] = next.version
      }
    }
    var chart = read.chart
    for index in chart.events.indices {
      let event = chart.events[index]
      let key = [event.label, event.baseLabel].lazy
        .map { VersionKey(label: $0, version: event.questionVersion) }
        .first { versions[$0] != nil }
      if let key, let version = versions[key] { chart.events[index].questionVersion = version }
    }
    series.charts.append(chart)
  }

  private struct VersionKey: Hashable {
    let label: String
    let version: Int
  }
}

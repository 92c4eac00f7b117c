import PolygraphModel
import PolygraphQuantities

/// What a document from elsewhere has wrong.
struct ExamDocumentFault: Error {
  /// The field concerned, as `series[0].charts[1].channels[2].missing`.
  let field: String
  /// What was found and what was expected.
  let message: String
}

extension ExamDocument {
  /// The exam, with every rule of the model checked, so that a document from elsewhere cannot break one.
  func checkedExam() throws(ExamDocumentFault) -> Exam {
    guard schema == Self.schemaName else {
      throw ExamDocumentFault(field: "schema", message: "found \"\(schema)\", expected \"\(Self.schemaName)\"")
    }
    var result = Exam(name: exam, format: format, instrument: instrument)
    for (index, entry) in series.enumerated() {
      var charts: [Chart] = []
      for (number, chart) in entry.charts.enumerated() {
        charts.append(try chart.checkedChart(field: "series[\(index)].charts[\(number)]"))
      }
      result.series.append(Series(name: entry.series, questions: entry.questions, charts: charts))
    }
    return result
  }
}

extension ExamDocument.ChartEntry {
  /// The longest chart a document may claim: 49 days at 1000 Hz.
  fileprivate static let mostSamples = 1 << 32

  fileprivate func checkedChart(field: String) throws(ExamDocumentFault) -> Chart {
    try check(chart > 0, "\(field).chart", "a chart's number is 1 or more")
    try check(
      (0...Self.mostSamples).contains(samples), "\(field).samples", "a length is 0 to \(Self.mostSamples) samples")
    let day = date.flatMap { CivilDate($0) }
    try check((date == nil) == (day == nil), "\(field).date", "a date is a day of the calendar, as 2026-02-05")
    let clock = time.flatMap { ClockTime(parsing: $0) }
    try check((time == nil) == (clock == nil), "\(field).time", "a time is between 00:00 and 23:59")
    for (index, event) in events.enumerated() {
      let place = "\(field).events[\(index)]"
      try check(
        event.onset >= 0 && event.onset <= event.offset, place, "an event ends at or after its onset, from 0 on")
      try check(event.offset < samples, place, "an event lies within the chart's \(samples) samples")
      try check(
        event.answer.map { (0..<samples).contains($0.sample) } ?? true, place, "an answer lies within the chart")
      try check(event.occurrence >= 1 && event.questionVersion >= 1, place, "occurrences and versions count from 1")
    }
    for (index, annotation) in annotations.enumerated() {
      try check(
        (0..<samples).contains(annotation.sample), "\(field).annotations[\(index)]", "a note lies within the chart")
    }
    for (index, gap) in gaps.enumerated() {
      try check(
        gap.start >= 0 && gap.start <= gap.end && gap.end <= Self.mostSamples, "\(field).gaps[\(index)]",
        "a gap ends at or after its start")
    }
    var lines: [Channel] = []
    for (index, channel) in channels.enumerated() {
      lines.append(try channel.checkedChannel(field: "\(field).channels[\(index)]"))
      let extent = Double(lines[index].counts.count) / lines[index].sampleRate.hertz.value * sampleRate.hertz.value
      try check(
        lines[index].firstSample <= samples && extent <= Double(Self.mostSamples), "\(field).channels[\(index)]",
        "a channel begins within the chart and lasts at most \(Self.mostSamples) of its samples")
    }
    return Chart(
      number: chart, date: day, time: clock, sampleRate: sampleRate, sampleCount: samples, channels: lines,
      events: events, annotations: annotations, gaps: gaps, exclusions: exclusions, isAborted: aborted, source: source)
  }
}

extension ExamDocument.ChannelEntry {
  fileprivate func checkedChannel(field: String) throws(ExamDocumentFault) -> Channel {
    try check(gain.count == 2, "\(field).gain", "a gain is [numerator, denominator]")
    try check(gain[0] != 0 && gain[1] > 0, "\(field).gain", "a gain is not zero and its denominator is positive")
    try check(firstSample >= 0, "\(field).firstSample", "a channel begins at sample 0 or later")
    var runs: [Range<Int>] = []
    for run in missing {
      try check(
        run.count == 2 && run[0] >= (runs.last?.upperBound ?? -1) + 1 && run[0] < run[1] && run[1] <= counts.count,
        "\(field).missing", "runs are [start, end], ascending, apart and within the \(counts.count) samples")
      runs.append(run[0]..<run[1])
    }
    return Channel(
      name: name, sensor: sensor, sampleRate: sampleRate, unit: unit,
      calibration: Calibration(numerator: gain[0], denominator: gain[1], offset: offset), bits: bits,
      counts: SampleCounts(counts), mask: SampleMask(count: counts.count, missing: runs), firstSample: firstSample,
      conditioning: conditioning)
  }
}

private func check(_ holds: Bool, _ field: String, _ rule: String) throws(ExamDocumentFault) {
  guard holds else { throw ExamDocumentFault(field: field, message: rule) }
}

extension ClockTime {
  /// Reads `HH:MM`.
  init?(parsing text: String) {
    let terms = text.split(separator: ":", omittingEmptySubsequences: false)
    guard text.utf8.count == 5, terms.count == 2, terms.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let hour = Int(terms[0]), let minute = Int(terms[1])
    else { return nil }
    self.init(hour: hour, minute: minute)
  }
}

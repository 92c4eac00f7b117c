import PolygraphModel
import PolygraphQuantities

/// The checks of an exam's labels, events, spacing and format (REQ-16 to REQ-19).
///
/// A pure function of the exam: what an instrument recorded, a package or any chart file gives the same findings.
public enum ExamLint {
  /// What the checks find, with the reader's findings in front.
  ///
  /// *Shape*: the reader's findings as they are, then by series and chart one finding a code, with its count and first
  /// place. A check that the reader has already reported for the same file or chart is not repeated.
  /// *Definition*: ``LintCode/all`` lists every code. Spacing is the time from one question's onset to the next
  /// question's onset in a chart; announcements and notes do not count.
  public static func check(
    _ exam: Exam, readerFindings: [Finding] = [], settings: LintSettings = LintSettings()
  ) -> [Finding] {
    var findings = readerFindings
    for series in exam.series {
      for chart in series.charts {
        var collector = FindingCollector(series: series.name, chart: chart)
        checkLabels(chart, settings.dictionary, &collector)
        checkEvents(chart, &collector)
        checkAnswers(chart, &collector)
        checkSpacing(chart, settings, &collector)
        checkReviews(series, chart, &collector)
        findings += collector.findings.filter { isNew($0, file: chart.source?.file, among: readerFindings) }
      }
      var collector = FindingCollector(series: series.name)
      SeriesChecks.compareQuestions(series, &collector)
      checkFormat(series, settings.limits ?? FormatLimits.family(of: series), &collector)
      findings += collector.findings.filter { isNew($0, file: nil, among: readerFindings) }
    }
    return findings
  }

  private static func isNew(_ finding: Finding, file: String?, among known: [Finding]) -> Bool {
    !known.contains { other in
      guard other.code == finding.code else { return false }
      if let file, other.place.file == file { return true }
      return other.place.series == finding.place.series && other.place.chart == finding.place.chart
    }
  }

  /// The label rules, read again from the labels as the source has them (REQ-17).
  private static func checkLabels(
    _ chart: Chart, _ dictionary: AnnotationDictionary, _ collector: inout FindingCollector
  ) {
    var entries = chart.events.map { event in
      (
        onset: event.onset,
        context: LabelContext(
          label: event.sourceLabel, lengthSamples: event.lengthSamples, hasAnswer: event.answer != nil)
      )
    }
    entries += chart.annotations.map {
      ($0.sample, LabelContext(label: $0.code, lengthSamples: 1, hasAnswer: false))
    }
    entries.sort { $0.onset < $1.onset }
    let readings = ChartLabels.read(entries.map(\.context), dictionary: dictionary)
    for (entry, reading) in zip(entries, readings) {
      for note in reading.notes {
        collector.add(note.code, note.message, sample: entry.onset, question: reading.canonical)
      }
    }
  }

  /// Announcements, overlaps and repeats (REQ-18).
  private static func checkEvents(_ chart: Chart, _ collector: inout FindingCollector) {
    guard !chart.events.isEmpty else {
      collector.add("no-events", "The chart has no events.")
      return
    }
    let start = chart.events.first { $0.role == .startOfTest }
    let end = chart.events.last { $0.role == .endOfTest }
    if start == nil { collector.add("missing-x", "The chart has no X.") }
    if end == nil { collector.add("missing-xx", "The chart has no XX.") }
    if chart.isAborted { collector.add("chart-aborted", "The run was broken off; scoring leaves the chart out.") }
    for event in chart.questions {
      let isOutside = start.map { event.onset < $0.onset } == true || end.map { event.onset > $0.offset } == true
      if isOutside {
        collector.add("outside-x-xx", "\(event.label) lies outside X and XX.", at: event)
      }
      if event.occurrence > 1 {
        collector.add("question-repeated", "\(event.label) is asked \(event.occurrence) times.", at: event)
      }
    }
    checkOverlaps(chart, &collector)
    checkPasses(chart, &collector)
  }

  /// An event may reach over several that follow it.
  private static func checkOverlaps(_ chart: Chart, _ collector: inout FindingCollector) {
    var longest: Event?
    for event in chart.events where event.lengthSamples > 1 {
      if let before = longest, event.onset <= before.offset {
        collector.add("event-overlap", "\(event.label) begins before \(before.label) has ended.", at: event)
      }
      if event.offset > longest?.offset ?? -1 { longest = event }
    }
  }

  private static func checkPasses(_ chart: Chart, _ collector: inout FindingCollector) {
    let passes = chart.questions.filter { $0.role == .relevant && $0.baseLabel != $0.label }
    let counts = Dictionary(grouping: passes, by: \.baseLabel).mapValues(\.count)
    guard let least = counts.values.min(), let most = counts.values.max(), least != most else { return }
    let listed = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)×" }.joined(separator: ", ")
    collector.add("passes-uneven", "The relevant questions were asked unequally often: \(listed).")
  }

  /// Answers before, after and without their place (REQ-18).
  private static func checkAnswers(_ chart: Chart, _ collector: inout FindingCollector) {
    let questions = chart.questions
    for (index, event) in questions.enumerated() {
      guard let answer = event.answer else {
        collector.add("answer-missing", "\(event.label) has no answer.", at: event)
        continue
      }
      if answer.sample <= event.offset {
        collector.add("answer-early", "The answer to \(event.label) lies before its end.", at: event)
      }
      if index + 1 < questions.count, answer.sample >= questions[index + 1].onset {
        collector.add("answer-late", "The answer to \(event.label) lies in the next question.", at: event)
      }
    }
  }

  /// Times from onset to onset (REQ-19).
  private static func checkSpacing(_ chart: Chart, _ settings: LintSettings, _ collector: inout FindingCollector) {
    let questions = chart.questions
    let least = chart.sampleRate.sampleCount(in: settings.shortestSpacing)
    let most = settings.longestSpacing.map { chart.sampleRate.sampleCount(in: $0) }
    for (event, next) in zip(questions, questions.dropFirst()) {
      let samples = next.onset - event.onset
      let spacing =
        "\(next.label) begins \(inTenths(chart.sampleRate.seconds(ofSample: samples))) s after \(event.label)"
      if samples < least {
        collector.add(
          "spacing-short", "\(spacing); the site's limit is \(inTenths(settings.shortestSpacing)) s.", at: next)
      }
      if let most, let limit = settings.longestSpacing, samples > most {
        collector.add("spacing-long", "\(spacing); the site's limit is \(inTenths(limit)) s.", at: next)
      }
    }
  }

  /// Questions that were not on the list, or not reviewed in the wording that was read (REQ-16).
  private static func checkReviews(_ series: Series, _ chart: Chart, _ collector: inout FindingCollector) {
    guard !series.questions.isEmpty else { return }
    for event in chart.questions {
      guard let question = series.question(for: event) else {
        collector.add("question-unlisted", "\(event.label) is not on the list of the series.", at: event)
        continue
      }
      if question.reviewed == false {
        collector.add(
          "question-not-reviewed",
          "\(event.label) was asked in version \(question.version), which was not reviewed with the examinee.",
          at: event)
      }
    }
  }

  /// Numbers of charts and questions (REQ-18).
  private static func checkFormat(
    _ series: Series, _ limits: FormatLimits?, _ collector: inout FindingCollector
  ) {
    guard let limits else { return }
    let charts = series.charts.filter { !$0.isAborted }
    if charts.count < limits.charts.lowerBound {
      collector.add(
        "charts-few",
        "The series has \(charts.count) charts; a \(limits.name) has at least \(limits.charts.lowerBound).")
    }
    if charts.count > limits.charts.upperBound {
      collector.add(
        "charts-many",
        "The series has \(charts.count) charts; a \(limits.name) has at most \(limits.charts.upperBound).")
    }
    for chart in charts {
      for (role, code, range, word) in [
        (QuestionRole.relevant, "relevant-count", limits.relevant, "relevant"),
        (QuestionRole.comparison, "comparison-count", limits.comparison, "comparison"),
      ] {
        let count = Set(chart.questions.filter { $0.role == role }.map(\.baseLabel)).count
        guard !range.contains(count) else { continue }
        let bound = count < range.lowerBound ? "at least \(range.lowerBound)" : "at most \(range.upperBound)"
        collector.add(
          code, "The chart has \(count) \(word) questions; a \(limits.name) has \(bound).", chart: chart.number)
      }
    }
  }

  private static func inTenths(_ time: Seconds) -> String {
    let tenths = Int((time.value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}

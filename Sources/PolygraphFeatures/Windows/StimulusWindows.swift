import PolygraphModel
import PolygraphQuantities

/// The windows around one stimulus, as rows of one line.
struct StimulusWindows: Hashable, Sendable {
  /// The row of the stimulus onset; below zero when the channel begins later.
  let onset: Int
  /// The row of the stimulus end.
  let questionEnd: Int
  /// The row of the answer, given or imputed, inside the window of evaluation.
  let answer: Int
  /// The last row of the window of evaluation (WOE).
  let evaluationEnd: Int
  /// The last row that may be used: the end of the post-stimulus window, or of the data.
  private(set) var last: Int
  /// The first row of the context before the stimulus that exists.
  let first: Int
  /// What was noticed, as codes.
  private(set) var flags: [MeasurementFlag]
  /// Why no sensor can be measured here, if so.
  let obstacle: MeasurementFlag?

  /// The window of evaluation.
  var evaluation: Range<Int> { onset..<(evaluationEnd + 1) }

  /// Makes windows from their rows.
  init(onset: Int, questionEnd: Int, answer: Int, evaluationEnd: Int, last: Int, first: Int) {
    self.onset = onset
    self.questionEnd = questionEnd
    self.answer = answer
    self.evaluationEnd = evaluationEnd
    self.last = last
    self.first = first
    flags = []
    obstacle = nil
  }

  /// Places the windows of an event on a line of `count` rows.
  ///
  /// *Definition*: a missing answer is taken one row after the question's end, and so is one given more than the rules'
  /// time after it; an answer before the end is moved there; an answer at or past the end of the window of evaluation
  /// is taken one row before it. Windows cut by the end of the data are marked; without a whole window of evaluation
  /// nothing is measured.
  init(_ event: Event, of chart: Chart, clock: LineClock, count: Int, rules: WindowRules) {
    onset = clock.row(atSample: event.onset)
    evaluationEnd = onset + clock.rows(rules.evaluation) - 1
    questionEnd = min(clock.row(atSample: event.offset), evaluationEnd - 2)
    var flags: [MeasurementFlag] = []
    answer = Self.answer(
      event, clock: clock, questionEnd: clock.row(atSample: event.offset), evaluationEnd: evaluationEnd, rules: rules,
      flags: &flags)

    let wantedFirst = onset - clock.rows(rules.preStimulus)
    first = max(0, wantedFirst)
    let wantedLast = evaluationEnd + clock.rows(rules.postStimulus)
    last = min(count - 1, wantedLast)
    if wantedFirst < 0 { flags.append(.shortPre) }
    if wantedLast >= count { flags.append(.truncated) }

    let before = Self.stimulusBefore(event, in: chart)
    let stacked = before.map { $0 <= rules.stackedStimulus.value } ?? false
    if !stacked, let before, before <= rules.closeStimulus.value { flags.append(.closeStimulus) }
    let end = event.onset + chart.sampleRate.sampleCount(in: rules.evaluation)
    if chart.events.contains(where: { $0.onset > event.onset && $0.onset < end }) {
      flags.append(.nextStimulusInWindow)
    }
    self.flags = flags
    obstacle = stacked ? .stackedStimulus : onset < 0 || evaluationEnd >= count ? .windowIncomplete : nil
  }

  /// The windows with nothing used from the first of `missing` rows behind the window of evaluation on.
  func ending(before missing: SampleMask) -> StimulusWindows {
    let rows = (evaluationEnd + 1)..<max(evaluationEnd + 1, last + 1)
    guard let gap = missing.missingRanges.first(where: { $0.overlaps(rows) }) else { return self }
    var cut = self
    cut.last = max(evaluationEnd, gap.lowerBound - 1)
    if !flags.contains(.truncated) { cut.flags.append(.truncated) }
    return cut
  }

  private static func answer(
    _ event: Event, clock: LineClock, questionEnd: Int, evaluationEnd: Int, rules: WindowRules,
    flags: inout [MeasurementFlag]
  ) -> Int {
    var row = questionEnd + 1
    if let given = event.answer.map({ clock.row(atSample: $0.sample) }) {
      if given > questionEnd + clock.rows(rules.latestAnswer) {
        flags += [.answerImputed, .answerLate]
      } else if given <= questionEnd {
        flags.append(.answerEarly)
      } else {
        row = given
      }
    } else {
      flags.append(.answerImputed)
    }
    guard row >= evaluationEnd else { return row }
    flags.append(.answerAfterWOE)
    return evaluationEnd - 1
  }

  /// Seconds from the nearest earlier stimulus onset to this one; zero when another one begins at the same sample.
  private static func stimulusBefore(_ event: Event, in chart: Chart) -> Double? {
    var nearest: Int?
    var atSameSample = 0
    for other in chart.events {
      if other.onset == event.onset { atSameSample += 1 }
      if other.onset < event.onset { nearest = max(nearest ?? other.onset, other.onset) }
    }
    if atSameSample > 1 { return 0 }
    return nearest.map { chart.sampleRate.seconds(ofSample: event.onset - $0).value }
  }
}

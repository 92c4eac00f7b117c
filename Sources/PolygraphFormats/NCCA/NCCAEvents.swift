import PolygraphModel
import PolygraphQuantities

/// A chart's events, notes and questions, made of its marks.
struct NCCAEvents {
  private(set) var events: [Event] = []
  private(set) var annotations: [Annotation] = []
  private(set) var questions: [Question] = []
  private(set) var isAborted = false

  /// Reads labels, checks answers and order, and joins the texts.
  init(
    _ marks: [NCCAMark], statements: [NCCAStatement], table: [NCCAEventRow], sampleCount: Int, rate: SampleRate,
    dictionary: AnnotationDictionary, _ findings: inout NCCAFindings
  ) {
    let contexts = marks.map {
      LabelContext(label: $0.label, lengthSamples: $0.offset - $0.onset + 1, hasAnswer: $0.answer != nil)
    }
    let readings = ChartLabels.read(contexts, dictionary: dictionary)
    let texts = Self.texts(marks, statements, table, &findings)
    for (index, (mark, reading)) in zip(marks, readings).enumerated() {
      for note in reading.notes { findings.add(note.code, note.message, line: mark.line, sample: mark.onset) }
      let text = texts[index]
      if reading.isAnnotation {
        if mark.answer != nil { Self.reportAnswerOnNote(mark, &findings) }
        annotations.append(
          Annotation(code: mark.label, group: reading.annotationGroup, sample: mark.onset, text: text))
        continue
      }
      add(mark, reading, text, &findings)
    }
    dropLateAnswers(&findings)
    checkOrder(marks, &findings)
    checkAnnouncements(sampleCount: sampleCount, rate: rate, &findings)
    if marks.isEmpty { findings.add("no-events", "The chart has no events.") }
  }

  private static func reportAnswerOnNote(_ mark: NCCAMark, _ findings: inout NCCAFindings) {
    findings.add(
      "answer-on-note", "An announcement or a note has an answer; the answer was dropped.", line: mark.line,
      sample: mark.answer)
  }

  private mutating func add(
    _ mark: NCCAMark, _ reading: LabelReading, _ text: String?, _ findings: inout NCCAFindings
  ) {
    var answer = mark.answer.map { Answer(sample: $0, word: mark.word.flatMap(Self.word)) }
    if reading.role.isAnnouncement, answer != nil {
      Self.reportAnswerOnNote(mark, &findings)
      answer = nil
    }
    if let answer, answer.sample < mark.offset {
      findings.add(
        "answer-early", "An answer comes before the end of its question; it was kept.", line: mark.line,
        sample: answer.sample)
    }
    if answer == nil, !reading.role.isAnnouncement {
      findings.note("answer-missing", "A question has no answer.", line: mark.line, sample: mark.onset)
    }
    var version = 1
    let same = questions.filter { $0.label == reading.canonical }
    if let known = same.first(where: { $0.text == text }) {
      version = known.version
    } else {
      version = (same.map(\.version).max() ?? 0) + 1
      questions.append(
        Question(
          label: reading.canonical, role: reading.role, comparisonType: reading.comparisonType, text: text,
          version: version))
    }
    events.append(
      Event(
        label: reading.canonical, sourceLabel: mark.label, role: reading.role, comparisonType: reading.comparisonType,
        occurrence: reading.occurrence, onset: mark.onset, offset: mark.offset, answer: answer, questionVersion: version
      ))
  }

  /// A recorded word; `Ans` says that none was recorded.
  private static func word(_ text: String) -> String? { AnswerWord(text) == .answered ? nil : text }

  /// The statement of each mark: by position where the labels agree, else by label.
  private static func texts(
    _ marks: [NCCAMark], _ statements: [NCCAStatement], _ table: [NCCAEventRow], _ findings: inout NCCAFindings
  ) -> [String?] {
    let isSilent = statements.allSatisfy { $0.text.isEmpty || $0.text == $0.label }
    if isSilent {
      if !table.isEmpty || !statements.isEmpty {
        findings.note("no-statements", "The file has no texts; the statements are the labels, or absent.")
      }
      if statements.isEmpty { return marks.map { _ in nil } }
    }
    let agrees = statements.count == table.count && zip(statements, table).allSatisfy { $0.label == $1.label }
    if !agrees {
      findings.add(
        "statement-mismatch", "Statement table and event table differ; statements were matched by label.",
        line: table.first?.line)
    }
    return marks.map { mark in
      let statement: NCCAStatement?
      if agrees, let index = mark.tableIndex {
        statement = statements[index]
      } else {
        statement = statements.first { $0.label == mark.label }
      }
      guard let text = statement?.text, !text.isEmpty, text != mark.label else { return nil }
      return text
    }
  }

  private mutating func dropLateAnswers(_ findings: inout NCCAFindings) {
    let asked = events.indices.filter { !events[$0].role.isAnnouncement }
    for (index, next) in zip(asked, asked.dropFirst()) {
      guard let answer = events[index].answer, answer.sample >= events[next].onset else { continue }
      findings.add(
        "answer-late", "An answer comes at or after the next question; it was dropped.", sample: answer.sample)
      events[index].answer = nil
    }
  }

  private func checkOrder(_ marks: [NCCAMark], _ findings: inout NCCAFindings) {
    let inTable = marks.compactMap(\.tableIndex)
    if zip(inTable, inTable.dropFirst()).contains(where: { $0 > $1 }) {
      findings.note("event-order", "The event table is not ordered by Begin; events were sorted.")
    }
    let long = events.filter { $0.onset < $0.offset }
    for (first, second) in zip(long, long.dropFirst()) where second.onset <= first.offset {
      findings.add(
        "event-overlap", "A question begins before the one before it ends; both were kept.", sample: second.onset)
    }
  }

  private mutating func checkAnnouncements(sampleCount: Int, rate: SampleRate, _ findings: inout NCCAFindings) {
    let start = events.first { $0.role == .startOfTest }
    let end = events.last { $0.role == .endOfTest }
    let isEmpty = events.isEmpty && annotations.isEmpty
    if start == nil, !isEmpty { findings.add("missing-x", "The chart has no announcement of its start (X).") }
    if end == nil, !isEmpty { findings.add("missing-xx", "The chart has no announcement of its end (XX).") }
    let questions = events.filter { !$0.role.isAnnouncement }
    let places = questions.map(\.onset) + annotations.map(\.sample)
    let outside = places.filter { place in
      start.map { place < $0.onset } ?? false || end.map { place > $0.offset } ?? false
    }
    if let first = outside.min() {
      findings.note(
        "outside-x-xx", "Events lie before X or after XX; they were kept.", sample: first, count: outside.count)
    }
    let isShort = sampleCount * rate.denominator < 10 * rate.numerator
    isAborted = isShort || start == nil || end == nil
    if isAborted {
      findings.add(
        "chart-aborted",
        isShort ? "The chart is shorter than 10 s: an aborted run." : "The chart lacks X or XX: an aborted run.")
    }
  }
}

import PolygraphModel
import PolygraphQuantities

/// A chart's events, notes and questions, made of its marks.
struct NCCAEvents {
  private(set) var events: [Event] = []
  private(set) var annotations: [Annotation] = []
  private(set) var questions: [Question] = []
  private(set) var isAborted = false
  /// How the file writes `Ans`, where it does.
  private(set) var answeredWord: String?
  private var versions: [String: [String?: Int]] = [:]

  /// Reads labels, checks answers and order, and joins the texts.
  init(
    _ marks: [NCCAMark], statements: [NCCAStatement], table: [NCCAEventRow], tableLine: Int?, sampleCount: Int,
    rate: SampleRate, dictionary: AnnotationDictionary, _ findings: inout NCCAFindings
  ) {
    let contexts = marks.map {
      LabelContext(label: $0.label, lengthSamples: $0.offset - $0.onset + 1, hasAnswer: $0.answer != nil)
    }
    let readings = ChartLabels.read(contexts, dictionary: dictionary)
    let texts = Self.texts(marks, statements, table, &findings)
    answeredWord = marks.lazy.compactMap(\.word).first { AnswerWord($0) == .answered }
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
    checkOrder(table, &findings)
    checkAnnouncements(sampleCount: sampleCount, rate: rate, tableLine: tableLine, &findings)
    if marks.isEmpty { findings.add("no-events", "The chart has no events.", line: tableLine) }
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
    let version = version(of: reading, text: text)
    events.append(
      Event(
        label: reading.canonical, sourceLabel: mark.label, role: reading.role, comparisonType: reading.comparisonType,
        occurrence: reading.occurrence, onset: mark.onset, offset: mark.offset, answer: answer, questionVersion: version
      ))
  }

  /// The version of a question's text; a text that is new to the chart is put on the list.
  private mutating func version(of reading: LabelReading, text: String?) -> Int {
    let known = versions[reading.canonical] ?? [:]
    if let version = known[text] { return version }
    versions[reading.canonical, default: [:]][text] = known.count + 1
    questions.append(
      Question(
        label: reading.canonical, role: reading.role, comparisonType: reading.comparisonType, text: text,
        version: known.count + 1))
    return known.count + 1
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
        findings.note(
          "no-statements", "The file has no texts; the statements are the labels, or absent.", line: table.first?.line)
      }
      if statements.isEmpty { return marks.map { _ in nil } }
    }
    let agrees = statements.count == table.count && zip(statements, table).allSatisfy { $0.label == $1.label }
    if !agrees { reportMismatch(statements, table, &findings) }
    let byLabel = Dictionary(statements.map { ($0.label, $0) }) { first, _ in first }
    return marks.map { mark in
      let statement: NCCAStatement?
      if agrees, let index = mark.tableIndex {
        statement = statements[index]
      } else {
        statement = byLabel[mark.label]
      }
      guard let text = statement?.text, !text.isEmpty, text != mark.label else { return nil }
      return text
    }
  }

  private static func reportMismatch(
    _ statements: [NCCAStatement], _ table: [NCCAEventRow], _ findings: inout NCCAFindings
  ) {
    let common = min(statements.count, table.count)
    let odd = (0..<common).filter { statements[$0].label != table[$0].label }
    let lines = [
      odd.first.map { statements[$0].line }, common < statements.count ? statements[common].line : nil,
      common < table.count ? table[common].line : nil,
    ]
    findings.add(
      "statement-mismatch", "Statement table and event table differ; statements were matched by label.",
      line: lines.compactMap(\.self).first, count: odd.count + max(statements.count, table.count) - common)
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

  private func checkOrder(_ table: [NCCAEventRow], _ findings: inout NCCAFindings) {
    let late = zip(table, table.dropFirst()).filter { $0.begin > $1.begin }.map(\.1)
    if let first = late.first {
      findings.note(
        "event-order", "The event table is not ordered by Begin; events were sorted.", line: first.line,
        count: late.count)
    }
    var end = -1
    for event in events where event.onset < event.offset {
      if event.onset <= end {
        findings.add(
          "event-overlap", "A question begins before the one before it ends; both were kept.", sample: event.onset)
      }
      end = max(end, event.offset)
    }
  }

  private mutating func checkAnnouncements(
    sampleCount: Int, rate: SampleRate, tableLine: Int?, _ findings: inout NCCAFindings
  ) {
    let start = events.first { $0.role == .startOfTest }
    let end = events.last { $0.role == .endOfTest }
    let isEmpty = events.isEmpty && annotations.isEmpty
    if start == nil, !isEmpty {
      findings.add("missing-x", "The chart has no announcement of its start (X).", line: tableLine)
    }
    if end == nil, !isEmpty {
      findings.add("missing-xx", "The chart has no announcement of its end (XX).", line: tableLine)
    }
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
        isShort ? "The chart is shorter than 10 s: an aborted run." : "The chart lacks X or XX: an aborted run.",
        sample: isShort ? sampleCount - 1 : nil)
    }
  }
}

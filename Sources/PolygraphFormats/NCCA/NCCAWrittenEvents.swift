import PolygraphModel

/// A chart's events and notes as the two tables and the label column hold them.
struct NCCAWrittenEvents {
  private struct Row {
    let label: String
    let onset: Int
    let offset: Int
    var answer: Int?
    let text: String?
  }

  /// The most lines above the data that every known reader takes.
  static let linesAboveData = 150
  /// The most characters of a statement on a line.
  static let statementWidth = 66

  private var rows: [Row] = []
  private let form: NCCAForm
  /// Events that are neither announcements nor notes.
  let questionCount: Int
  /// The eight bytes of the label column, a sample.
  private(set) var column: [UInt64]

  /// Orders events and notes, and fills the label column.
  ///
  /// *Errors*: `label-long`.
  init(
    _ chart: Chart, _ questions: [Question], _ form: NCCAForm, _ findings: inout NCCAFindings
  ) throws(FormatError) {
    questionCount = chart.questions.count
    self.form = form
    column = Array(repeating: Self.word("", dashes: true), count: chart.sampleCount)
    let labels = Self.labels(of: chart)
    let asked = chart.events.filter { !$0.role.isAnnouncement }
    var words: [(row: Int, text: String)] = []
    for (event, label) in zip(chart.events, labels) {
      try Self.check(label, chart, event.onset, findings.file)
      var answer = event.answer?.sample
      let next = asked.first { $0.onset > event.onset }?.onset ?? chart.sampleCount
      if let place = answer, place <= event.offset || place >= next || place >= chart.sampleCount {
        findings.add(
          "answer-omitted",
          "An answer that does not lie between its question's end and the next question was left out.",
          sample: place)
        answer = nil
      }
      if answer == nil, event.onset == event.offset, !event.role.isAnnouncement, event.label != "0" {
        findings.add(
          "question-short", "A question of one sample without an answer is read as a note; give it its length.",
          sample: event.onset)
      }
      if let answer { words.append((answer, Self.answerWord(event.answer?.word, form))) }
      let text = questions.first { $0.label == event.label && $0.version == event.questionVersion }?.text
      rows.append(Row(label: label, onset: event.onset, offset: event.offset, answer: answer, text: text))
      for sample in max(event.onset, 0)...max(event.onset, min(event.offset, chart.sampleCount - 1))
      where sample < chart.sampleCount { column[sample] = Self.word(label, dashes: true) }
    }
    for annotation in chart.annotations {
      try Self.check(annotation.code, chart, annotation.sample, findings.file)
      rows.append(
        Row(
          label: annotation.code, onset: annotation.sample, offset: annotation.sample, answer: nil,
          text: annotation.text))
      if column.indices.contains(annotation.sample) {
        column[annotation.sample] = Self.word(annotation.code, dashes: true)
      }
    }
    for word in words { column[word.row] = Self.word(word.text, dashes: true) }
    rows = form.ordered(rows) { ($0.label, $0.onset, $0.offset) }
    rows = rows.map { row in
      Row(
        label: row.label, onset: row.onset, offset: row.offset, answer: row.answer,
        text: row.text.map { NCCAText.ascii($0, &findings) })
    }
  }

  private static func check(_ label: String, _ chart: Chart, _ sample: Int, _ file: String) throws(FormatError) {
    guard label.utf8.count <= ChartLabels.longestLabel, label.utf8.allSatisfy({ (32...126).contains($0) }) else {
      throw FormatError(
        code: "label-long", message: "A label has more than eight characters, or one outside ASCII; shorten it first.",
        place: Place(file: file, chart: chart.number, sample: sample))
    }
  }

  /// The labels to write: the source's own, or the repaired one where reading it would report a repair.
  private static func labels(of chart: Chart) -> [String] {
    let contexts = chart.events.map {
      LabelContext(label: $0.sourceLabel, lengthSamples: $0.offset - $0.onset + 1, hasAnswer: $0.answer != nil)
    }
    let repairs: Set<String> = [
      "label-typed", "label-punctuation", "label-o-zero", "dlst-renumbered", "label-long", "label-empty",
    ]
    let readings = ChartLabels.read(contexts, dictionary: .standard)
    return zip(chart.events, readings).map { event, reading in
      let isRepaired = reading.notes.contains { repairs.contains($0.code) } || reading.canonical != event.label
      return isRepaired ? event.label : event.sourceLabel
    }
  }

  /// The word in an answer's row.
  private static func answerWord(_ word: String?, _ form: NCCAForm) -> String {
    guard let word, AnswerWord(word) != nil, word.utf8.count <= 8 else { return form.answeredWord }
    return word
  }

  /// A label as eight bytes, filled on the left.
  private static func word(_ text: String, dashes: Bool) -> UInt64 {
    var bytes = [UInt8](repeating: dashes ? 0x2D : 0x20, count: 8)
    let letters = Array(text.utf8.suffix(8))
    bytes.replaceSubrange((8 - letters.count)..<8, with: letters)
    return bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
  }

  private func number(_ index: Int) -> String {
    let digits = index < 9 ? "0\(index + 1)" : "\(index + 1)"
    return digits + String(repeating: " ", count: max(0, 5 - digits.count))
  }

  private func justified(_ label: String) -> String {
    String(repeating: " ", count: max(0, 8 - label.count)) + label
  }

  /// Writes the statement table; labels in place of texts where the texts would push the data too far down.
  func writeStatements(_ text: inout NCCAText, linesAbove: Int, _ findings: inout NCCAFindings) {
    let pieces = rows.map { row in Self.cut(row.text ?? row.label) }
    // Both headings, two empty lines and the data's heading stand there, too.
    let lines = linesAbove + 5 + pieces.reduce(0) { $0 + $1.count } + rows.count
    let isTooLong = lines > Self.linesAboveData
    if isTooLong, rows.contains(where: { $0.text != nil }) {
      findings.add(
        "statements-omitted",
        "The texts would push the data below line \(Self.linesAboveData); labels stand in their place.")
    }
    if linesAbove + 5 + 2 * rows.count > Self.linesAboveData {
      findings.add(
        "head-long",
        "The tables push the data below line \(Self.linesAboveData), where some programs do not look for them.")
    }
    text.line("Event    Label Statement")
    for (index, row) in rows.enumerated() {
      var parts = isTooLong ? [row.label] : pieces[index]
      let blanks = form.statementBlanks(label: row.label, onset: row.onset, offset: row.offset)
      parts[parts.count - 1] += String(repeating: " ", count: blanks)
      text.line("\(number(index)) \(justified(row.label)) \(parts[0])")
      for part in parts.dropFirst() { text.line(String(repeating: " ", count: 15) + part) }
    }
  }

  private static func cut(_ text: String) -> [String] {
    let letters = Array(text)
    guard letters.count > statementWidth else { return [text] }
    return stride(from: 0, to: letters.count, by: statementWidth).map {
      String(letters[$0..<min($0 + statementWidth, letters.count)])
    }
  }

  /// Writes the event table.
  func writeEvents(_ text: inout NCCAText) {
    text.line("Event    Label      Begin        End     Answer")
    for (index, row) in rows.enumerated() {
      text.append(Array("\(number(index)) \(justified(row.label)) ".utf8))
      text.integer(row.onset + 1, width: 10)
      text.append(" ")
      text.integer(row.offset + 1, width: 10)
      if let answer = row.answer {
        text.append(" ")
        text.integer(answer + 1, width: 10)
        if form.hasEventTrailer { text.append(" ") }
      } else if form.hasEventTrailer {
        text.append("   ")
      }
      text.endLine()
    }
  }
}

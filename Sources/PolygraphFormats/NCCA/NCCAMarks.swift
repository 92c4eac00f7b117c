import PolygraphModel

/// An event as file and label column give it together; places count from 0.
struct NCCAMark {
  let label: String
  let onset: Int
  let offset: Int
  var answer: Int?
  var word: String?
  /// The row in the event table; `nil` for an event that stands in the label column only.
  let tableIndex: Int?
  let line: Int?

  var isSingle: Bool { onset == offset }
}

/// Brings the event table and the label column together.
///
/// The table is the better witness: it is written once and holds the answer. The column adds the answers' words, and
/// events that the table lacks.
struct NCCAMarks {
  /// How many rows table and column may differ by when a chart was brought to another rate.
  static let tolerance = 2

  private(set) var marks: [NCCAMark]
  private var runs: [NCCALabelRun]
  private var isUsed: [Bool]

  init(_ table: [NCCAEventRow], _ runs: [NCCALabelRun], _ findings: inout NCCAFindings) {
    self.runs = runs.filter { !$0.label.isEmpty && $0.label != "." }
    isUsed = Array(repeating: false, count: self.runs.count)
    marks = table.enumerated().map { index, row in
      NCCAMark(
        label: row.label, onset: row.begin - 1, offset: row.end - 1,
        answer: row.answer.flatMap { $0 == row.end ? nil : $0 - 1 }, word: nil, tableIndex: index, line: row.line)
    }
    for index in marks.indices { takeRuns(of: index, &findings) }
    for index in marks.indices { takeWord(of: index, &findings) }
    addWordsWithoutAnswers(&findings)
    addEventsOfTheColumn(&findings)
    marks.sort { ($0.onset, -$0.offset, $0.tableIndex ?? .max) < ($1.onset, -$1.offset, $1.tableIndex ?? .max) }
  }

  /// The index of the first run that ends at or behind a row.
  private func firstRun(endingFrom row: Int) -> Int {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].last < row { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func runIndices(from first: Int, through last: Int) -> Range<Int> {
    let start = firstRun(endingFrom: first)
    var end = start
    while end < runs.count, runs[end].first <= last { end += 1 }
    return start..<end
  }

  private static func isSame(_ left: String, _ right: String) -> Bool { shortened(left) == shortened(right) }

  /// A label as the column can hold it.
  private static func shortened(_ label: String) -> String {
    String(trimmed(label).drop { $0 == "-" }.suffix(8)).uppercased()
  }

  /// Gives an event its runs in the column, and reports where the two disagree.
  private mutating func takeRuns(of index: Int, _ findings: inout NCCAFindings) {
    let mark = marks[index]
    let near = runIndices(from: mark.onset - Self.tolerance, through: mark.offset + Self.tolerance)
    let own = near.filter { !isUsed[$0] && Self.isSame(runs[$0].label, mark.label) }
    for run in own { isUsed[run] = true }
    guard let first = own.first, let last = own.last else {
      // The rows may all belong to notes and answers that were set meanwhile.
      let isCovered =
        near.reduce(0) { $0 + runs[$1].first.distance(to: runs[$1].last) + 1 } >= mark.offset - mark.onset + 1
      if !isCovered {
        findings.add(
          "event-label-column", "An event of the table has no label in the data; the table was believed.",
          line: mark.line, sample: mark.onset)
      }
      return
    }
    if own.count > 1 {
      findings.note(
        "event-split", "An event's label comes in several runs; the rows between belong to a note or an answer.",
        line: mark.line, sample: mark.onset)
    }
    let startsElsewhere = runs[first].first != mark.onset && !isOther(at: mark.onset, than: own)
    let endsElsewhere = runs[last].last != mark.offset && !isOther(at: mark.offset, than: own)
    if startsElsewhere || endsElsewhere {
      findings.add(
        "event-label-column", "Table and label column place an event differently; the table was believed.",
        line: mark.line, sample: mark.onset)
    }
  }

  /// Whether a row holds another event's label.
  private func isOther(at row: Int, than own: [Int]) -> Bool {
    let index = firstRun(endingFrom: row)
    return index < runs.count && runs[index].first <= row && !own.contains(index)
  }

  /// Gives an answer its word from the column.
  private mutating func takeWord(of index: Int, _ findings: inout NCCAFindings) {
    guard let answer = marks[index].answer else { return }
    // An answer has one row; that one should last longer was never seen, and would still be an answer.
    let near = runIndices(from: answer - Self.tolerance, through: answer + Self.tolerance).filter {
      !isUsed[$0] && (runs[$0].first == runs[$0].last || AnswerWord(runs[$0].label) != nil)
    }
    let exact = near.first { runs[$0].first == answer }
    let words = near.filter { AnswerWord(runs[$0].label) != nil }
    guard let run = exact.flatMap({ words.contains($0) || words.isEmpty ? $0 : nil }) ?? words.first else {
      findings.add(
        "event-label-column", "An answer of the table has no word in the data; the table was believed.",
        line: marks[index].line, sample: answer)
      return
    }
    isUsed[run] = true
    marks[index].word = runs[run].label
    if AnswerWord(runs[run].label) == nil {
      findings.add(
        "answer-word", "An answer's row holds an unknown word; it was kept and counts as an answer.",
        line: marks[index].line, sample: answer)
    }
    if runs[run].first != answer || runs[run].last != answer {
      findings.add(
        "event-label-column", "Table and label column place an answer differently; the table was believed.",
        line: marks[index].line, sample: answer)
    }
  }

  /// Gives answers that stand in the column only to the question before them.
  private mutating func addWordsWithoutAnswers(_ findings: inout NCCAFindings) {
    for index in runs.indices where !isUsed[index] {
      guard AnswerWord(runs[index].label) != nil,
        let mark = marks.indices.filter({ marks[$0].onset <= runs[index].first && !marks[$0].isSingle })
          .max(by: { marks[$0].onset < marks[$1].onset }), marks[mark].answer == nil
      else { continue }
      isUsed[index] = true
      marks[mark].answer = runs[index].first
      marks[mark].word = runs[index].label
      findings.add(
        "event-label-column", "An answer stands in the label column only; the question before it has it now.",
        line: marks[mark].line, sample: runs[index].first)
    }
  }

  private mutating func addEventsOfTheColumn(_ findings: inout NCCAFindings) {
    for index in runs.indices where !isUsed[index] && AnswerWord(runs[index].label) == nil {
      marks.append(
        NCCAMark(
          label: runs[index].label, onset: runs[index].first, offset: runs[index].last, answer: nil, word: nil,
          tableIndex: nil, line: nil))
      findings.add(
        "event-label-column", "A label of the data is in no table; it became an event.", sample: runs[index].first)
    }
  }
}

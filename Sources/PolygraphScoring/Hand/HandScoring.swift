import PolygraphModel

/// What all hand scoring methods do alike: checks, sums, and the parts that measurements give.
struct HandScoring {
  let scores: HandScores
  private let method: any HandScoringMethod

  init(_ scores: HandScores, method: any HandScoringMethod) {
    self.scores = scores
    self.method = method
  }

  /// The relevant questions, in the order of their first cell; repeated passes are one question.
  var questions: [String] {
    var seen: [String] = []
    for cell in scores.cells where !seen.contains(Self.base(cell)) { seen.append(Self.base(cell)) }
    return seen
  }

  static func base(_ cell: HandScores.Cell) -> String {
    QuestionLabel.parse(cell.question)?.baseLabel ?? cell.question
  }

  /// Integers that the method does not know, and cells that stand twice, in sentences; they refuse even when forced.
  var faults: [String] {
    var reasons: [String] = []
    var seen: Set<[String]> = []
    for cell in scores.cells {
      let place = "chart \(cell.chart) \(cell.question) \(cell.sensor.rawValue)"
      let legal = method.legalScores(cell.sensor)
      if legal.isEmpty {
        reasons.append("\(place): the method does not score this sensor")
      } else if let score = cell.score, !legal.contains(score) {
        reasons.append("\(place): \(score) is not among \(legal.map(String.init).joined(separator: " "))")
      }
      let key = [cell.series, "\(cell.chart)", cell.question, "\(cell.occurrence)", cell.sensor.rawValue]
      if !seen.insert(key).inserted { reasons.append("\(place) stands twice") }
    }
    return reasons
  }

  /// Why the sheet lies outside the validated design; empty when it does not.
  func hindrances(
    _ format: TestFormat?, questions range: ClosedRange<Int>, isFormatNeeded: Bool
  ) -> [String] {
    var reasons: [String] = []
    if let format, isFormatNeeded {
      if !method.formats.contains(format.identifier) {
        reasons.append("\(method.title) does not fit the format \(format.name)")
      }
    } else if format == nil {
      reasons.append("the test format was not recognised; name it")
    }
    if !range.contains(questions.count) {
      reasons.append(
        "\(questions.count) relevant questions; the method takes \(range.lowerBound) to \(range.upperBound)")
    }
    for question in questions {
      let places = Set(
        scores.cells.filter { Self.base($0) == question && $0.score != nil }.map {
          [$0.series, "\($0.chart)", $0.question, "\($0.occurrence)"]
        })
      if !(3...5).contains(places.count) {
        reasons.append("\(question) has scores of \(places.count) presentations; the method takes 3 to 5")
      }
    }
    return reasons
  }

  /// Writes cells, subtotals and total; a missing integer counts 0.
  func write(to draft: inout ScoringDraft, source: String) {
    draft.result.scorer = scores.scorer
    draft.result.cells = scores.cells.map {
      ScoreCell(
        series: $0.series, chart: $0.chart, question: $0.question, occurrence: $0.occurrence, sensor: $0.sensor,
        score: $0.score.map(Double.init))
    }
    for cell in draft.result.cells {
      draft.derive(
        Derivation(
          figure: cell.figure, rule: "the examiner's integer", result: cell.score.written, source: source))
    }
    let missing = scores.cells.count { $0.score == nil }
    if missing > 0 { draft.warn("\(missing) integers are missing and count 0") }
    for question in questions {
      let own = draft.result.cells.filter {
        (QuestionLabel.parse($0.question)?.baseLabel ?? $0.question) == question
      }
      let total = own.reduce(0) { $0 + ($1.score ?? 0) }
      draft.result.subtotals.append(Subtotal(question: question, total: total))
      draft.derive(
        Derivation(
          figure: "subtotal/\(question)", rule: "sum of the question's integers",
          inputs: own.map { DerivationTerm(name: "chart \($0.chart)", value: $0.score.written, from: $0.figure) },
          result: total.written, source: source))
    }
    let total = draft.result.subtotals.reduce(0) { $0 + $1.total }
    draft.result.grandTotal = total
    let inputs = draft.result.subtotals.map {
      DerivationTerm(name: $0.question, value: $0.total.written, from: "subtotal/\($0.question)")
    }
    draft.derive(
      Derivation(
        figure: "grandTotal", rule: "sum of the subtotals", inputs: inputs, result: total.written, source: source))
  }

  /// Checks, sums and decides.
  static func score(
    _ scores: HandScores, method: some HandScoringMethod, questions: ClosedRange<Int>, source: String,
    isFormatNeeded: Bool = true, hindrance: String? = nil, _ draft: inout ScoringDraft,
    decide: (inout ScoringDraft) -> Void
  ) -> ScoringResult {
    let sheet = HandScoring(scores, method: method)
    let faults = draft.parameterFaults + sheet.faults
    guard faults.isEmpty else { return draft.refused(faults) }
    guard scores.cells.contains(where: { $0.score != nil }) else { return draft.refused(["there are no integers"]) }
    let hindrances =
      sheet.hindrances(draft.format, questions: questions, isFormatNeeded: isFormatNeeded)
      + [hindrance].compactMap(\.self)
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    sheet.write(to: &draft, source: source)
    decide(&draft)
    return draft.result
  }
}

import PolygraphModel

/// Ranks that a person gave to the reactions of relevant and comparison questions.
struct HandRanks {
  private let given: [GivenScore]

  init(_ given: [GivenScore]) { self.given = given }

  private func base(_ score: GivenScore) -> String { QuestionLabel.parse(score.question)?.baseLabel ?? score.question }
  private func role(_ score: GivenScore) -> QuestionRole { QuestionLabel.parse(score.question)?.role ?? .other }

  /// Ranks below 1 and places that stand twice, in sentences.
  private var faults: [String] {
    var seen: Set<[String]> = []
    return given.flatMap { score -> [String] in
      let place = "chart \(score.chart) \(score.question) \(score.sensor.rawValue)"
      var faults = (score.value ?? 1) < 1 ? ["\(place): a rank is at least 1"] : []
      let key = [score.series, "\(score.chart)", score.question, "\(score.occurrence)", score.sensor.rawValue]
      if !seen.insert(key).inserted { faults.append("\(place) stands twice") }
      return faults
    }
  }

  private func write(_ source: String, _ draft: inout ScoringDraft) {
    for score in given {
      let cell = ScoreCell(
        series: score.series, chart: score.chart, question: score.question, occurrence: score.occurrence,
        sensor: score.sensor, score: score.value)
      draft.result.cells.append(cell)
      draft.derive(
        Derivation(
          figure: cell.figure, rule: "the examiner's rank", result: cell.score.written, source: source))
    }
  }

  /// Rank order, 1 for the strongest reaction: the mean rank of each question, no opinion.
  func rankOrder(format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    let method = RankOrder()
    let source = "rank order by hand"
    var draft = ScoringDraft(method, format: format, options: options)
    guard faults.isEmpty else { return draft.refused(faults) }
    write(source, &draft)
    var labels: [String] = []
    for score in given where !labels.contains(base(score)) { labels.append(base(score)) }
    for label in labels {
      let own = zip(given, draft.result.cells).filter { base($0.0) == label && $0.0.value != nil }.map(\.1)
      guard let mean = Moments(own.compactMap(\.score))?.mean else { continue }
      draft.result.subtotals.append(Subtotal(question: label, total: mean))
      draft.derive(
        Derivation(
          figure: "subtotal/\(label)", rule: "mean of the question's ranks",
          inputs: own.map { DerivationTerm(name: "chart \($0.chart)", value: $0.score.written, from: $0.figure) },
          result: "\(mean)", source: source))
    }
    guard let strongest = draft.result.subtotals.min(by: { $0.total < $1.total }) else {
      return draft.refused(["there are no ranks"])
    }
    draft.state(
      ScoreStatistic(name: "mostReactive/\(strongest.question)", value: strongest.total),
      rule: "the question with the smallest mean", source: source)
    return draft.result
  }

  /// Rank totals as ROSS has them, 1 for the weakest reaction.
  func rankTotals(format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    let method = ROSS()
    var draft = ScoringDraft(method, format: format, options: options)
    let ranks = given.compactMap { score in
      score.value.map { ROSSChart.Rank(question: base(score), role: role(score), rank: $0) }
    }
    let odd = ranks.first { $0.role != .relevant && $0.role != .comparison }
    let unranked = odd.map { ["\($0.question) is neither a relevant nor a comparison question"] } ?? []
    guard (faults + unranked).isEmpty else { return draft.refused(faults + unranked) }
    let totals = ROSSTotals(ranks)
    guard totals.comparisonCount > 0, totals.relevantCount > 0 else {
      return draft.refused(["ranks of relevant and of comparison questions are needed"])
    }
    var hindrances: [String] = []
    if let format {
      if !method.formats.contains(format.identifier) {
        hindrances.append("\(method.title) does not fit the format \(format.name)")
      }
    } else {
      hindrances.append("the test format was not recognised; name it")
    }
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    write("rank totals by hand", &draft)
    var questions: [String] = []
    for rank in ranks where rank.role == .relevant && !questions.contains(rank.question) {
      questions.append(rank.question)
    }
    method.conclude(totals, scale: totals, questions, &draft)
    return draft.result
  }
}

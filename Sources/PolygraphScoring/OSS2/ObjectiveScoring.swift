import PolygraphModel

/// What OSS-1 and OSS-2 do alike: a total of 27 integers against a tabulated cut.
enum ObjectiveScoring {
  static let design = ValidatedDesign(relevantQuestions: 3...3, comparisonQuestions: 3...3, presentations: 3...3)

  static func score(
    _ exam: ScoringInput, _ edition: ObjectiveScoringEdition, alphas: (deceptive: Double, truthful: Double),
    source: String, _ draft: inout ScoringDraft
  ) -> ScoringResult {
    guard draft.parameterFaults.isEmpty else { return draft.refused(draft.parameterFaults) }
    let charts = exam.charts.filter { $0.count(.relevant) > 0 && $0.count(.comparison) > 0 }
    guard !charts.isEmpty else { return draft.refused(["no chart has relevant and comparison questions"]) }
    let hindrances = design.hindrances(of: charts, format: draft.format, method: draft.method)
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    let sheet = ObjectiveScoringSheet(charts, edition: edition)
    let questions = charts.relevantQuestions
    sheet.write(to: &draft, questions: questions, source: source)
    guard draft.hasScores else {
      return draft.refused(["no relevant question has a usable measurement beside a usable comparison"])
    }
    guard sheet.isComplete else {
      draft.withholdOpinion(
        questions: questions, rule: DecisionRule.grandTotal.identifier,
        because: "a score is missing; only complete totals are held against the cuts")
      return draft.result
    }
    state(sheet.total, edition, source, &draft)
    var cuts: [DecisionRule.CutName: Double] = [:]
    if let cut = ObjectiveScoringEdition.cut(edition.deceptiveCuts, alphas.deceptive) {
      cuts[.grandTotalDeceptive] = Double(cut.cut)
    }
    if let cut = ObjectiveScoringEdition.cut(edition.truthfulCuts, alphas.truthful) {
      cuts[.grandTotalTruthful] = Double(cut.cut)
    }
    let figures = DecisionFigures(subtotals: draft.result.subtotals, cuts: cuts)
    draft.decide(
      DecisionRule.grandTotal.decide(figures, vocabulary: draft.vocabulary),
      source: "\(source), cutscores at \(alphas.deceptive) deceptive, \(alphas.truthful) truthful")
    return draft.result
  }

  private static func state(
    _ total: Int, _ edition: ObjectiveScoringEdition, _ source: String, _ draft: inout ScoringDraft
  ) {
    guard let p = edition.p(total) else { return }
    let reference = total > 0 ? "deceptive" : "truthful"
    draft.state(
      ScoreStatistic(
        name: "pValue", value: p, interval: p == 0 ? (0, 0.01) : nil,
        direction: total > 0 ? "truthful" : "deceptive"),
      rule: "tabulated probability of a total as far out in \(reference) exams; 0 stands for below .01",
      inputs: [DerivationTerm(name: "total", value: "\(total)", from: "grandTotal")], source: source)
  }

  static func integers(_ ratios: [Sensor: Double], _ edition: ObjectiveScoringEdition) -> [Sensor: Int] {
    var scores: [Sensor: Int] = [:]
    for (sensor, ratio) in ratios where ratio > 0 { scores[sensor] = edition.score(ratio, sensor) }
    scores[.respiration] = RespirationScore.combined(scores[.thoracicRespiration], scores[.abdominalRespiration])
    return scores
  }
}

import PolygraphModel

/// What a method was validated for: how many questions and presentations.
struct ValidatedDesign {
  /// How many relevant questions there are.
  var relevantQuestions: ClosedRange<Int>
  /// How many comparison questions a chart has.
  var comparisonQuestions: ClosedRange<Int>
  /// How often each relevant question is presented, over all charts.
  var presentations: ClosedRange<Int>

  /// Why an exam lies outside the design; empty when it does not.
  func hindrances(
    of charts: [ScoredChart], format: TestFormat?, method: any ScoringMethod
  ) -> [String] {
    var reasons: [String] = []
    if let format {
      if !method.formats.contains(format.identifier) {
        reasons.append("\(method.title) does not fit the format \(format.name)")
      }
    } else {
      reasons.append("the test format was not recognised; name it")
    }
    if charts.contains(where: { $0.series != charts[0].series }) {
      reasons.append("relevant questions stand in several series; each series is scored on its own")
    }
    let questions = charts.relevantQuestions
    if !relevantQuestions.contains(questions.count) {
      reasons.append("\(questions.count) relevant questions; the method takes \(Self.words(relevantQuestions))")
    }
    let comparisons = charts.lazy.map { [$0].questions(.comparison).count }
    if let odd = comparisons.first(where: { !comparisonQuestions.contains($0) }) {
      reasons.append("a chart has \(odd) comparison questions; the method takes \(Self.words(comparisonQuestions))")
    }
    let passes = questions.lazy.map { question in
      charts.reduce(0) { $0 + $1.presentations.count { $0.isRelevant && $0.baseLabel == question } }
    }
    if let odd = passes.first(where: { !presentations.contains($0) }) {
      reasons.append("a relevant question was presented \(odd) times; the method takes \(Self.words(presentations))")
    }
    return reasons
  }

  private static func words(_ range: ClosedRange<Int>) -> String {
    if range.lowerBound == range.upperBound { return "\(range.lowerBound)" }
    return range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
  }
}

extension [ScoredChart] {
  /// The relevant questions, in the order of their first presentation; repeated passes are one question.
  var relevantQuestions: [String] { questions(.relevant) }

  /// The questions of a role, in the order of their first presentation.
  func questions(_ role: QuestionRole) -> [String] {
    var seen: [String] = []
    for chart in self {
      for presentation in chart.presentations where presentation.plays(role) {
        if !seen.contains(presentation.baseLabel) { seen.append(presentation.baseLabel) }
      }
    }
    return seen
  }

  /// The charts that have at least two relevant and two comparison presentations; the others are not scored.
  var withRelevantAndComparison: [ScoredChart] {
    filter { $0.count(.relevant) >= 2 && $0.count(.comparison) >= 2 }
  }
}

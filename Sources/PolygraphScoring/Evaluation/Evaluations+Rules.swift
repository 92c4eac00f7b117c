import PolygraphModel

extension Evaluations {
  /// The words of an evaluation that knows no format: both vocabularies at once.
  static let bothWords = (
    deceptive: Opinion(rawValue: "DI/SR"), truthful: Opinion(rawValue: "NDI/NSR"),
    neither: Opinion(rawValue: "INC/NO")
  )

  /// All decision rules on subtotals.
  static let decisionRules = Evaluation(
    "decision-rules", of: ["ess-m", "ess", "pcat", "seven-position", "three-position", "utah"],
    "Every decision rule on the same subtotals, with its trace.",
    fields: [
      .init("subtotals", "an object: question to subtotal, one to twenty of them"),
      .init(
        "cutscores",
        "an object with any of grandTotalDeceptive, grandTotalTruthful, subtotalDeceptiveTwoStage, subtotalDeceptive, "
          + "subtotalTruthful; left out or null: no such cut exists", isOptional: true),
      .init("grandTotal", "the total where it is not the sum of the subtotals", isOptional: true),
      .init("questionsDiffer", "whether a test found the questions to differ, for SCR", isOptional: true),
    ],
    figures: "grandTotal; GTR, SSR, twoStageSenterOrder, twoStageDeceptiveFirst, pSSR as DI/SR, NDI/NSR, INC/NO; "
      + "SSRQuestionResults; twoStageSenterDecidedBy, twoStageDeceptiveFirstDecidedBy; rules: each rule "
      + "by its short name with result, questionResults, decidedBy, "
      + "trace", source: "the decision rules' own sources"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let subtotals = try reader.numbers("subtotals") ?? []
    guard (1...20).contains(subtotals.count) else {
      throw reader.fault("subtotals", "\(subtotals.count) subtotals", expected: "1 to 20")
    }
    let cuts = try CutscoreDocument.cuts(&reader)
    var figures = DecisionFigures(
      subtotals: subtotals.map { Subtotal(question: $0.key, total: $0.value) },
      total: try reader.number("grandTotal"), cuts: cuts)
    figures.questionsDiffer = try reader.flag("questionsDiffer")
    return decided(figures)
  }

  private static func decided(_ figures: DecisionFigures) -> [String: DocumentValue] {
    var result: [String: DocumentValue] = ["grandTotal": .figure(figures.total)]
    let named: [(rule: DecisionRule, name: String, decidedBy: String?)] = [
      (.grandTotal, "GTR", nil), (.subtotals, "SSR", nil),
      (.senter, "twoStageSenterOrder", "twoStageSenterDecidedBy"),
      (.deceptiveFirst, "twoStageDeceptiveFirst", "twoStageDeceptiveFirstDecidedBy"), (.pairedSubtotals, "pSSR", nil),
    ]
    for (rule, name, decidedBy) in named {
      let decision = rule.decide(figures, vocabulary: bothWords)
      result[name] = .text(decision.opinion.rawValue)
      if rule == .subtotals { result["\(name)QuestionResults"] = questionResults(decision) }
      if let decidedBy { result[decidedBy] = .text(decision.decidedInWords) }
    }
    var rules: [String: DocumentValue] = [:]
    for rule in DecisionRule.all where rule != .recognition && rule.fits(questions: figures.questions.count) {
      let decision = rule.decide(figures, vocabulary: bothWords)
      rules[rule.identifier] = .object([
        "result": .text(decision.opinion.rawValue), "questionResults": questionResults(decision),
        "decidedBy": .text(decision.decidedInWords), "source": .text(rule.source),
        "trace": .list(decision.trace.map { .text("\($0.name): \($0.value)") }),
      ])
    }
    result["rules"] = .object(rules)
    return result
  }

  /// The questions' opinions by question.
  static func questionResults(_ decision: Decision) -> DocumentValue {
    var results: [String: DocumentValue] = [:]
    for question in decision.questions {
      results[question.question] = question.opinion.map { .text($0.rawValue) } ?? .null
    }
    return .object(results)
  }
}

extension Decision {
  /// What decided, in words: the grand total or the lowest subtotal.
  var decidedInWords: String { decidedBy == "grandTotal" ? "grand total" : "lowest subtotal" }
}

extension DecisionRule {
  /// Whether the rule is meant for so many relevant questions.
  func fits(questions: Int) -> Bool {
    switch identifier {
    case "FZR", "EDR", "Utah": questions == 3
    case "You-Phase": questions == 2
    case "UT4": questions == 4
    case "spot": (2...4).contains(questions)
    default: true
    }
  }
}

extension DecisionRule {
  /// A format with the words that go with the rule where no format is known.
  var usualFormat: TestFormat {
    switch identifier {
    case "SSR", "SCR", "pSSR", "spot": .afmgqt1
    case "CIT": .concealedInformation
    default: .federalZCT
    }
  }
}

/// Cutscores as documents have them.
enum CutscoreDocument {
  /// The cuts of the field `cutscores`; one that is null or absent does not exist.
  static func cuts(_ reader: inout DocumentReader) throws(DocumentFault) -> [DecisionRule.CutName: Double] {
    guard let value = reader.value("cutscores") else { return [:] }
    var fields = try DocumentReader(value, at: reader.path("cutscores"))
    var cuts: [DecisionRule.CutName: Double] = [:]
    for name in DecisionRule.CutName.allCases where name != .usableTests {
      cuts[name] = try fields.number(name.rawValue)
    }
    try fields.finish()
    return cuts
  }
}

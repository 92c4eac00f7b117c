import PolygraphModel

extension Evaluations {
  /// Hand sheets under every rule, and EDA ratios.
  static let handScores = [sheet, edaRatio]

  private static let sheet = Evaluation(
    "sheet", of: ["seven-position"],
    "A seven-position sheet under every rule for its number of questions, with its three-position and ESS "
      + "transformations.",
    fields: [
      .init(
        "sevenPositionScores",
        "an object: chart (as \"chart1\") to question to sensor (respiration, eda, cardio) to −3…3 or null")
    ],
    figures: "subtotals, grandTotal, decisions (three questions: federalZCT, evidentiary, grandTotal6, twoStageSenter; "
      + "two: biZone4; four: utah4, spotMGQT); the same under threePosition; essTransform with essmGTR, "
      + "essmTwoStageDeceptiveFirst, essmTwoStageSenterOrder, essmSSR, ess2011GTR",
    source: "federal practice; Krapohl 2005; Krapohl & Cushman 2006; Nelson et al. 2012"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let cells = try HandScoreDocument.cells(HandScoreDocument.nested(&reader, "sevenPositionScores"))
    let scores = HandScores(cells: cells)
    let place = reader.path("sevenPositionScores")
    let faults = HandScoring(scores, method: SevenPosition()).faults
    guard faults.isEmpty else {
      throw DocumentFault(place: place, found: faults[0], expected: "integers that the method knows")
    }
    let questions = HandScoring(scores, method: SevenPosition()).questions.count
    guard (2...4).contains(questions) else {
      throw DocumentFault(place: place, found: "\(questions) relevant questions", expected: "2 to 4")
    }
    var figures = federal(scores)
    figures["threePosition"] = .object(federal(scores.inThreePositions))
    figures["essTransform"] = .object(empirical(scores.asEmpirical))
    return figures
  }

  private static func totals(_ scores: HandScores) -> [Subtotal] {
    var totals: [Subtotal] = []
    for cell in scores.cells {
      let question = HandScoring.base(cell)
      let score = Double(cell.score ?? 0)
      if let index = totals.firstIndex(where: { $0.question == question }) {
        totals[index].total += score
      } else {
        totals.append(Subtotal(question: question, total: score))
      }
    }
    return totals.sorted { NaturalOrder.precedes($0.question, $1.question) }
  }

  private static func summed(_ totals: [Subtotal]) -> [String: DocumentValue] {
    let subtotals = Dictionary(totals.map { ($0.question, DocumentValue.figure($0.total)) }) { first, _ in first }
    return ["subtotals": .object(subtotals), "grandTotal": .figure(totals.reduce(0) { $0 + $1.total })]
  }

  private static let singleIssue = TestFormat.federalZCT.vocabulary
  private static let sixes: [DecisionRule.CutName: Double] = [
    .grandTotalDeceptive: -6, .grandTotalTruthful: 6, .subtotalDeceptiveTwoStage: -3,
  ]

  private static func federal(_ scores: HandScores) -> [String: DocumentValue] {
    let totals = totals(scores)
    let rules: [(name: String, rule: DecisionRule)] =
      switch totals.count {
      case 2: [("biZone4", .youPhase)]
      case 3:
        [
          ("federalZCT", .federalZone), ("evidentiary", .evidentiary), ("grandTotal6", .grandTotal),
          ("twoStageSenter", .senter),
        ]
      default: [("utah4", .utahFour), ("spotMGQT", .spots)]
      }
    let figures = DecisionFigures(subtotals: totals, cuts: sixes)
    var result = summed(totals)
    result["decisions"] = .object(
      Dictionary(
        rules.map { ($0.name, .text($0.rule.decide(figures, vocabulary: singleIssue).opinion.rawValue)) }
      ) { first, _ in first })
    return result
  }

  private static func empirical(_ scores: HandScores) -> [String: DocumentValue] {
    let totals = totals(scores)
    let cuts = DecisionFigures(subtotals: totals, cuts: EmpiricalScoring().cuts(0.5))
    var method = EmpiricalScoring()
    method.usesCutsOf2011 = true
    let old = DecisionFigures(subtotals: totals, cuts: method.cuts(0.5))
    let several = TestFormat.afmgqt1.vocabulary
    let decisions = [
      "essmGTR": DecisionRule.grandTotal.decide(cuts, vocabulary: singleIssue),
      "essmTwoStageDeceptiveFirst": DecisionRule.deceptiveFirst.decide(cuts, vocabulary: singleIssue),
      "essmTwoStageSenterOrder": DecisionRule.senter.decide(cuts, vocabulary: singleIssue),
      "essmSSR": DecisionRule.subtotals.decide(cuts, vocabulary: several),
      "ess2011GTR": DecisionRule.grandTotal.decide(old, vocabulary: singleIssue),
    ]
    var result = summed(totals)
    result["decisions"] = .object(decisions.mapValues { .text($0.opinion.rawValue) })
    return result
  }

  private static let edaRatio = Evaluation(
    "eda-ratio", of: ["seven-position", "three-position"],
    "The integers of a ratio of relevant to comparison EDA amplitude.",
    fields: [.init("rqToCqAmplitudeRatio", "relevant amplitude divided by comparison amplitude, above 0")],
    figures: "traditional (2:1, 3:1, 4:1), proposed2006 (1.25:1, 2:1, 3:1), threePositionSign",
    source: "federal practice; Polygraph 35(2) 2006 (NCJ 215329)"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let ratio = try reader.requiredNumber("rqToCqAmplitudeRatio")
    guard ratio > 0 else {
      throw reader.fault("rqToCqAmplitudeRatio", ratio.written, expected: "a ratio above 0")
    }
    var proposed = SevenPosition()
    proposed.usesProposedRatios = true
    return [
      "traditional": .integer(SevenPosition().integer(ofRatio: ratio)),
      "proposed2006": .integer(proposed.integer(ofRatio: ratio)),
      "threePositionSign": .integer(ThreePosition().integer(ofRatio: ratio)),
    ]
  }
}

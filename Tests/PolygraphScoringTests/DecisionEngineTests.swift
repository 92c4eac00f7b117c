import Foundation
import PolygraphModel
import PolygraphScoring
import TestSupport
import Testing

@Suite("Decision rules are data, and a small engine runs them")
struct DecisionEngineTests {
  private let names: [String: DecisionRule.CutName] = [
    "grandTotalDeceptive": .grandTotalDeceptive, "grandTotalTruthful": .grandTotalTruthful,
    "subtotalDeceptiveTwoStage": .subtotalDeceptiveTwoStage, "subtotalDeceptive": .subtotalDeceptive,
    "subtotalTruthful": .subtotalTruthful,
  ]

  @Test("every vector's result under every rule, with what decided it")
  func vectors() throws {
    let vectors = try VectorFile("decision_rules.json").list("vectors")
    #expect(vectors.count == 20)
    for vector in vectors {
      let id = vector.text("id") ?? ""
      let expected = vector.object("expected")
      let input = vector.object("input")
      let subtotals = input.object("subtotals").map { Subtotal(question: $0.key, total: $0.value as? Double ?? .nan) }
      var cuts: [DecisionRule.CutName: Double] = [:]
      for (key, value) in input.object("cutscores") { cuts[try #require(names[key])] = value as? Double }
      let figures = DecisionFigures(subtotals: subtotals, cuts: cuts)
      #expect(figures.total == expected.number("grandTotal"))
      let rules: [(String, DecisionRule)] = [
        ("GTR", .grandTotal), ("SSR", .subtotals), ("twoStageSenterOrder", .senter),
        ("twoStageDeceptiveFirst", .deceptiveFirst), ("pSSR", .pairedSubtotals),
      ]
      for (key, rule) in rules {
        let decision = rule.decide(figures, vocabulary: TestFormat.afmgqt1.vocabulary)
        #expect(VectorChecks.matches(decision.opinion, expected.text(key)), "\(id) \(key): \(decision)")
        let prefix = key == "twoStageSenterOrder" ? "twoStageSenter" : key
        if let decidedBy = expected.text("\(prefix)DecidedBy") {
          #expect(decision.decidedBy.hasPrefix("subtotal") == (decidedBy == "lowest subtotal"), "\(id) \(key)")
        }
        guard key == "SSR" else { continue }
        for (question, words) in expected.object("SSRQuestionResults") {
          let ours = decision.questions.first { $0.question == question }?.opinion
          #expect(VectorChecks.matches(ours, words as? String), "\(id) \(question)")
        }
      }
    }
  }

  @Test("the federal, Utah and ESS rules on every hand-scored sheet, in seven positions, three, and doubled EDA")
  func federal() throws {
    let vectors = try VectorFile("federal.json").list("vectors")
    #expect(vectors.count == 14)
    var compared = 0
    for vector in vectors {
      let expected = vector.object("expected")
      for sheet in [expected, expected.object("threePosition"), expected.object("essTransform")] {
        let subtotals = sheet.object("subtotals").map { Subtotal(question: $0.key, total: $0.value as? Double ?? 0) }
        for (name, word) in sheet.object("decisions") {
          let decision = try #require(Self.decide(name, subtotals))
          let isSame = decision.opinion.rawValue == word as? String
          #expect(isSame, "\(vector.text("id") ?? "") \(name): \(decision.opinion.rawValue), expected \(word)")
          compared += 1
        }
      }
    }
    print("hand-scored sheets: \(compared) decisions")
    #expect(compared > 100)
  }

  private static func decide(_ name: String, _ subtotals: [Subtotal]) -> Decision? {
    let six: [DecisionRule.CutName: Double] = [
      .grandTotalDeceptive: -6, .grandTotalTruthful: 6, .subtotalDeceptiveTwoStage: -3,
    ]
    let ess: [DecisionRule.CutName: Double] = [
      .grandTotalDeceptive: -3, .grandTotalTruthful: 3, .subtotalDeceptiveTwoStage: -7, .subtotalDeceptive: -3,
      .subtotalTruthful: 1,
    ]
    let rules: [String: (DecisionRule, [DecisionRule.CutName: Double])] = [
      "federalZCT": (.federalZone, [:]), "evidentiary": (.evidentiary, [:]), "grandTotal6": (.grandTotal, six),
      "twoStageSenter": (.senter, six), "biZone4": (.youPhase, [:]), "utah4": (.utahFour, [:]),
      "spotMGQT": (.spots, [:]), "essmGTR": (.grandTotal, ess), "essmTwoStageDeceptiveFirst": (.deceptiveFirst, ess),
      "essmTwoStageSenterOrder": (.senter, ess), "essmSSR": (.subtotals, ess),
      "ess2011GTR": (.grandTotal, [.grandTotalDeceptive: -4, .grandTotalTruthful: 2]),
    ]
    let format: TestFormat = name == "essmSSR" ? .afmgqt1 : .federalZCT
    return rules[name].map { rule, cuts in
      rule.decide(DecisionFigures(subtotals: subtotals, cuts: cuts), vocabulary: format.vocabulary)
    }
  }

  @Test("no rule mixes deceptive and truthful questions, a missing cut is never reached, and every rule has a name")
  func contract() {
    #expect(Set(DecisionRule.all.map(\.identifier)).count == DecisionRule.all.count)
    let cuts: [DecisionRule.CutName: Double] = [
      .grandTotalDeceptive: -3, .grandTotalTruthful: 3, .subtotalDeceptiveTwoStage: -7, .subtotalDeceptive: -3,
      .subtotalTruthful: 1, .usableTests: 3,
    ]
    for rule in DecisionRule.all {
      #expect(DecisionRule.named(rule.identifier) == rule)
      for first in -9...9 {
        for second in -9...9 {
          let subtotals = [
            Subtotal(question: "R1", total: Double(first)), Subtotal(question: "R2", total: Double(second)),
          ]
          let vocabulary = TestFormat.afmgqt1.vocabulary
          let decision = rule.decide(DecisionFigures(subtotals: subtotals, cuts: cuts), vocabulary: vocabulary)
          let words = Set(decision.questions.map(\.opinion))
          #expect(!(words.contains(vocabulary.deceptive) && words.contains(vocabulary.truthful)))
          #expect(!decision.trace.isEmpty && decision.trace.last?.value == "yes")
        }
      }
    }
    let none = DecisionRule.grandTotal.decide(
      DecisionFigures(subtotals: [Subtotal(question: "R1", total: -99)]), vocabulary: TestFormat.federalZCT.vocabulary)
    #expect(none.side == .neither && none.trace.first?.name.contains("no cut exists") == true)
  }

  @Test("rules are monotone: a higher subtotal never turns a result towards deception")
  func monotone() {
    let cuts: [DecisionRule.CutName: Double] = [
      .grandTotalDeceptive: -3, .grandTotalTruthful: 3, .subtotalDeceptiveTwoStage: -7, .subtotalDeceptive: -3,
      .subtotalTruthful: 1,
    ]
    let order: [DecisionRule.Side] = [.deceptive, .neither, .truthful]
    for rule in DecisionRule.all where rule.identifier != "CIT" {
      for other in -8...8 {
        let sides = (-12...12).map { value -> Int in
          let subtotals = [
            Subtotal(question: "R1", total: Double(value)), Subtotal(question: "R2", total: Double(other)),
          ]
          let decision = rule.decide(
            DecisionFigures(subtotals: subtotals, cuts: cuts), vocabulary: TestFormat.federalZCT.vocabulary)
          return order.firstIndex(of: decision.side) ?? 0
        }
        #expect(sides == sides.sorted(), "\(rule.identifier) beside \(other): \(sides)")
      }
    }
  }

  @Test("the pairwise test of subtotals equals the vectors")
  func pairwise() throws {
    let vectors = try VectorFile("statistics.json").list("pairwise")
    #expect(vectors.count == 6)
    for vector in vectors {
      let id = vector.text("id") ?? ""
      let input = vector.object("input")
      let expected = vector.object("expected")
      let subtotals = (input["subtotals"] as? [Double] ?? []).map { Int($0) }
      let test = PairwiseSubtotalTest(subtotals, vasomotorIncluded: input["pleIncluded"] as? Bool ?? true)
      #expect(abs(test.smallestP - (expected.number("smallestP") ?? .nan)) <= 0.006, "\(id): \(test.smallestP)")
      #expect(test.rule(alpha: 0.01).identifier.hasSuffix(expected.text("rule") ?? "?"), "\(id)")
      #expect((test.smallestP <= 0.01) == (expected["significant"] as? Bool), "\(id)")
    }
  }
}

import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphScoring
import TestSupport
import Testing

@Suite("Hand scores: seven and three positions, Utah, ESS")
struct HandScoringTests {
  private let sensors: [String: Sensor] = [
    "respiration": .respiration, "eda": .electrodermal, "cardio": .cardio,
  ]

  private func sheet(_ input: [String: Any]) throws -> HandScores {
    var cells: [HandScores.Cell] = []
    for (chart, questions) in input.object("sevenPositionScores") {
      for (question, scores) in questions as? [String: [String: Double]] ?? [:] {
        for (sensor, score) in scores {
          cells.append(
            HandScores.Cell(
              chart: try #require(chart.last?.wholeNumberValue), question: question,
              sensor: try #require(sensors[sensor]), score: Int(score)))
        }
      }
    }
    return HandScores(cells: cells.sorted { ($0.chart, $0.question) < ($1.chart, $1.question) })
  }

  private func opinion(
    _ scores: HandScores, _ method: some HandScoringMethod, _ format: TestFormat
  ) -> (ScoringResult, String) {
    let result = method.score(scores, format: format, options: ScoringOptions(isForced: true))
    return (result, result.opinion?.rawValue ?? "none")
  }

  @Test("subtotals, totals and decisions of every sheet, and of its transformations")
  func sheets() throws {
    let vectors = try VectorFile("federal.json").list("vectors")
    #expect(vectors.count == 14)
    for vector in vectors {
      let id = vector.text("id") ?? ""
      let expected = vector.object("expected")
      let scores = try sheet(vector.object("input"))
      let formats: [Int: TestFormat] = [2: .youPhase, 3: .federalZCT, 4: .afmgqt1]
      let format = try #require(formats[expected.object("subtotals").count])
      let rules = ["federalZCT": "FZR", "evidentiary": "EDR", "biZone4": "You-Phase", "spotMGQT": "spot"]
      for (name, rule) in rules {
        var seven = SevenPosition()
        seven.rule = rule
        var three = ThreePosition()
        three.rule = rule
        try check(opinion(scores, seven, format), expected, name, id)
        try check(opinion(scores.inThreePositions, three, format), expected.object("threePosition"), name, id)
      }
      let ess = expected.object("essTransform")
      let multiple = opinion(scores.asEmpirical, EmpiricalScoring(), .afmgqt1)
      try check(multiple, ess, "essmSSR", id)
      try check(opinion(scores.asEmpirical, EmpiricalScoring(), .federalZCT), ess, "essmTwoStageDeceptiveFirst", id)
      try check(opinion(scores, UtahScoring(), .utah), expected, "utah4", id)
    }
  }

  private func check(
    _ ours: (result: ScoringResult, opinion: String), _ expected: [String: Any], _ rule: String, _ id: String
  ) throws {
    #expect(ours.result.status == .scored, "\(id) \(ours.result.reasons)")
    for (question, total) in expected.object("subtotals") {
      let subtotal = ours.result.subtotals.first { $0.question == question }?.total
      #expect(subtotal == total as? Double, "\(id) \(question)")
    }
    #expect(ours.result.grandTotal == expected.number("grandTotal"), "\(id)")
    guard let word = expected.object("decisions").text(rule) else { return }
    let pairs = ["DI": "SR", "NDI": "NSR", "INC": "NO"]
    #expect([word, pairs[word] ?? word].contains(ours.opinion), "\(id) \(rule): \(ours.opinion), expected \(word)")
  }

  @Test("EDA ratios give the integers of both publications")
  func ratios() throws {
    let vectors = try VectorFile("federal.json").list("edaRatio")
    #expect(vectors.count == 10)
    var proposed = SevenPosition()
    proposed.usesProposedRatios = true
    for vector in vectors {
      let ratio = try #require(vector.object("input").number("rqToCqAmplitudeRatio"))
      let expected = vector.object("expected")
      #expect(Double(SevenPosition().integer(ofRatio: ratio)) == expected.number("traditional"), "\(ratio)")
      #expect(Double(proposed.integer(ofRatio: ratio)) == expected.number("proposed2006"), "\(ratio)")
      #expect(Double(ThreePosition().integer(ofRatio: ratio)) == expected.number("threePositionSign"), "\(ratio)")
      for method in [SevenPosition(), proposed] {
        #expect(method.integer(ofRatio: 1 / ratio) == -method.integer(ofRatio: ratio))
      }
    }
    #expect(SevenPosition().integer(ofRatio: 2) == -1 && SevenPosition().integer(ofRatio: 0.5) == 1)
    #expect(UtahScoring().integer(ofRatio: 1.5, sensor: .cardio) == -1)
    #expect(UtahScoring().integer(ofRatio: 1.5, sensor: .respiration) == nil)
  }

  @Test("from measurements only what a published rule covers is computed, and the rest is named")
  func measurements() throws {
    let vector = try #require(try VectorFile("oss3.json").list("vectors").first)
    let table = VectorFile.table(vector.object("input"))
    let seven = SevenPosition().score(table, format: .federalZCT, options: ScoringOptions())
    #expect(seven.status == .scored && seven.opinion == nil && seven.grandTotal == nil && seven.subtotals.isEmpty)
    #expect(seven.cells.count == 9 && seven.cells.allSatisfy { $0.sensor == .electrodermal && $0.score != nil })
    #expect(seven.reasons.contains { $0.contains("judged by the examiner") })
    let utah = UtahScoring().score(table, format: .utah, options: ScoringOptions(isForced: true))
    #expect(Set(utah.cells.map(\.sensor)) == [.electrodermal, .cardio] && utah.opinion == nil)
    #expect(EmpiricalScoring().score(table, format: .federalZCT, options: ScoringOptions()).status == .refused)
  }

  @Test("illegal integers and doubled cells are refused even when forced; missing ones count 0 and are mentioned")
  func faults() throws {
    let vector = try #require(try VectorFile("federal.json").list("vectors").first)
    let scores = try sheet(vector.object("input"))
    var wrong = scores
    wrong.cells[0].score = 4
    #expect(opinion(wrong, SevenPosition(), .federalZCT).0.status == .refused)
    wrong = scores
    wrong.cells.append(scores.cells[0])
    #expect(opinion(wrong, SevenPosition(), .federalZCT).0.reasons.contains { $0.contains("stands twice") })
    wrong = scores
    wrong.cells[0].sensor = .vasomotor
    #expect(opinion(wrong, SevenPosition(), .federalZCT).0.status == .refused)
    #expect(opinion(scores.inThreePositions, ThreePosition(), .federalZCT).0.status == .scored)
    #expect(opinion(scores, EmpiricalScoring(), .federalZCT).0.status == .refused)
    var method = SevenPosition()
    method.rule = "GTR"
    #expect(opinion(scores, method, .federalZCT).0.status == .refused)
    let place = try #require(scores.cells.firstIndex { ($0.score ?? 0) != 0 })
    var missing = scores
    missing.cells[place].score = nil
    let result = opinion(missing, SevenPosition(), .federalZCT).0
    #expect(result.reasons.contains { $0.contains("missing and count 0") })
    let whole = opinion(scores, SevenPosition(), .federalZCT).0
    #expect((whole.grandTotal ?? 0) - (result.grandTotal ?? 0) == scores.cells[place].score.map(Double.init))
  }

  @Test("the scorer stays with the result, the format chooses the rule, and a short sheet is refused")
  func scorer() throws {
    let vector = try #require(try VectorFile("federal.json").list("vectors").first)
    var scores = try sheet(vector.object("input"))
    let time = try #require(Timestamp("2026-01-02T03:04:05Z"))
    scores.scorer = Scorer(person: "P1", time: time, blind: true)
    let result = SevenPosition().score(scores, format: .federalZCT, options: ScoringOptions())
    #expect(result.scorer == scores.scorer && result.decisionRule == "FZR" && result.withinValidatedDesign)
    let afmgqt = SevenPosition().score(scores, format: .afmgqt1, options: ScoringOptions())
    #expect(afmgqt.decisionRule == "spot" && afmgqt.opinion == .significantResponse)
    scores.cells.removeAll { $0.chart == 3 }
    #expect(SevenPosition().score(scores, format: .federalZCT, options: ScoringOptions()).status == .refused)
    #expect(try JSONDecoder().decode(HandScores.self, from: JSONEncoder().encode(scores)) == scores)
  }

  @Test("ESS by hand: the cuts of 2011 and of ESS-M; a second 3 of a Utah channel is mentioned")
  func empirical() throws {
    func sheet(_ totals: [String: [Int]]) -> HandScores {
      HandScores(
        cells: totals.flatMap { question, scores in
          scores.enumerated().map {
            HandScores.Cell(chart: $0.offset + 1, question: question, sensor: .electrodermal, score: $0.element)
          }
        })
    }
    let two = sheet(["R5": [2, 0, 0], "R7": [0, 0, 0], "R10": [0, 0, 0]])
    var old = EmpiricalScoring()
    old.usesCutsOf2011 = true
    #expect(opinion(two, old, .federalZCT).1 == "NDI")
    #expect(opinion(two, EmpiricalScoring(), .federalZCT).1 == "INC")
    let threes = HandScores(
      cells: (1...3).flatMap { chart in
        ["R1", "R2", "R3"].map {
          HandScores.Cell(chart: chart, question: $0, sensor: .electrodermal, score: chart == 1 ? 3 : 0)
        }
      })
    let utah = UtahScoring().score(threes, format: .utah, options: ScoringOptions())
    #expect(utah.opinion == .noDeceptionIndicated && utah.reasons.contains { $0.contains("more than one 3") })
  }
}

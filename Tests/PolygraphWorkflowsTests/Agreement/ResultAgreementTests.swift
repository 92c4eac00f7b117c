import Foundation
import PolygraphKit
import PolygraphWorkflows
import Testing

@Suite("Agreement of results on one exam")
struct ResultAgreementTests {
  private func result(
    _ method: String, _ opinion: Opinion?, questions: [String: Opinion] = [:], status: ScoringStatus = .scored,
    scorer: String? = nil, cells: [Int?] = []
  ) -> ScoringResult {
    ScoringResult(
      method: method, version: "1",
      cells: cells.enumerated().map { place, score in
        ScoreCell(
          series: "1", chart: place + 1, question: "R5", sensor: .electrodermal, score: score.map(Double.init))
      }, opinion: opinion,
      questionOpinions: questions.sorted { $0.key < $1.key }.map { QuestionOpinion(question: $0, opinion: $1) },
      status: status,
      scorer: scorer.map { Scorer(person: $0, time: Timestamp(millisecondsSince1970: 0), blind: true) })
  }

  @Test("pairs on the same side count, whatever the words; INC is a side of its own")
  func opinions() {
    let agreement = ResultAgreement(of: [
      result("a", .deceptionIndicated), result("b", .significantResponse), result("c", .inconclusive),
      result("d", .noDeceptionIndicated), result("rank", nil), result("e", nil, status: .refused),
    ])
    #expect(agreement.exam.groups.map(\.side) == [.deceptive, .neither, .truthful])
    #expect(agreement.exam.groups.map(\.results) == [["a", "b"], ["c"], ["d"]])
    #expect(agreement.exam.pairs == 6 && agreement.exam.agreeing == 1)
    #expect(agreement.exam.agreement == 1.0 / 6)
    #expect(agreement.withoutOpinion == ["rank"] && agreement.refused == ["e"])
  }

  @Test("an office's own words take the sides they are given")
  func words() {
    let own = Opinion(rawValue: "CLEAR")
    let results = [result("a", own), result("b", .noDeceptionIndicated)]
    #expect(ResultAgreement(of: results).withoutOpinion == ["a"])
    #expect(ResultAgreement(of: results, words: [own: .truthful]).exam.agreement == 1)
  }

  @Test("questions are compared among the results that have an opinion on them")
  func questions() {
    let agreement = ResultAgreement(of: [
      result("a", .significantResponse, questions: ["R4": .significantResponse, "R6": .noOpinion]),
      result("b", .significantResponse, questions: ["R4": .noSignificantResponse, "R6": .noOpinion, "R8": .noOpinion]),
    ])
    #expect(agreement.questions.map(\.question) == ["R4", "R6"])
    #expect(agreement.questions.map(\.agreement) == [0, 1])
  }

  @Test("two scorers of one method are compared cell by cell, with weighted kappa")
  func sheets() throws {
    let agreement = ResultAgreement(of: [
      result("seven-position", .inconclusive, scorer: "first", cells: [0, 1, -2, nil, 3]),
      result("seven-position", .inconclusive, scorer: "second", cells: [0, 2, -2, 1, 3]),
      result("ess-m", .inconclusive, cells: [0, 2, -2, 2, 2]),
    ])
    let sheet = try #require(agreement.sheets.first)
    #expect(agreement.sheets.count == 1)
    #expect(sheet.results == ["seven-position by first", "seven-position by second"])
    #expect(sheet.cells == 4 && sheet.equal == 3)
    // Disagreement as squared distance: observed 1/4, expected the mean over all 16 pairs of the two lists.
    let (first, second): ([Double], [Double]) = ([0, 1, -2, 3], [0, 2, -2, 3])
    var sum = 0.0
    for a in first { for b in second { sum += (a - b) * (a - b) } }
    let expected = sum / 16
    #expect(abs(try #require(sheet.weightedKappa) - (1 - 0.25 / expected)) < 1e-12)
  }

  @Test("a sheet is written with the agreement beside its results, and without it where there is nothing to compare")
  func document() throws {
    func keys(_ results: [ScoringResult]) throws -> Set<String> {
      let sheet = ScoreSheet(exam: "E", testFormat: nil, profile: nil, results: results)
      let data = try JSONEncoder().encode(ComparedScoreSheet(sheet))
      return Set(try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]).keys)
    }
    let one = [result("a", .inconclusive)]
    let plain: Set<String> = ["schema", "exam", "testFormat", "profile", "results"]
    #expect(try keys(one) == plain)
    #expect(try keys(one + [result("b", .inconclusive)]) == plain.union(["agreement"]))
  }
}

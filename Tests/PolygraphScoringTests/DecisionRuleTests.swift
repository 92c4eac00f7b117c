import PolygraphModel
@testable import PolygraphScoring
import TestSupport
import Testing

@Suite("ESS-M's decision rules")
struct DecisionRuleTests {
  private func subtotals(_ values: [String: Any]) -> [ESSMSubtotal] {
    values.compactMap { question, total in
      (total as? Double).map { ESSMSubtotal(question: question, total: Int($0)) }
    }.sorted { $0.question < $1.question }
  }

  private func words(_ text: String?) -> [String] { text?.split(separator: "/").map(String.init) ?? [] }

  @Test("eTSR and SSR on every vector at the cuts of prior 0.5 and alpha 0.05")
  func vectors() throws {
    let vectors = try VectorFile("decision_rules.json").list("vectors").filter {
      let cuts = $0.object("input").object("cutscores")
      return cuts.number("grandTotalDeceptive") == -3 && cuts.number("grandTotalTruthful") == 3
    }
    #expect(vectors.count == 14)
    for vector in vectors {
      let id = vector.text("id") ?? ""
      let expected = vector.object("expected")
      let totals = subtotals(vector.object("input").object("subtotals"))
      let single = ESSM().decide(totals, format: .federalZCT, prior: 0.5)
      #expect(words(expected.text("twoStageDeceptiveFirst")).contains(single.opinion.rawValue), "\(id)")
      #expect(single.questions.allSatisfy { $0.opinion == single.opinion }, "\(id)")
      let several = ESSM().decide(totals, format: .afmgqt1, prior: 0.5)
      #expect(words(expected.text("SSR")).contains(several.opinion.rawValue), "\(id)")
      for question in several.questions {
        let wanted = words(expected.object("SSRQuestionResults").text(question.question))
        #expect(wanted.contains(question.opinion?.rawValue ?? ""), "\(id) \(question.question)")
      }
      // A multiple-issue series never mixes SR and NSR.
      let opinions = Set(several.questions.compactMap(\.opinion))
      #expect(!opinions.isSuperset(of: [.significantResponse, .noSignificantResponse]), "\(id)")
    }
  }

  @Test("the total or subtotal that decided carries the Bayes factor")
  func basis() {
    func basis(_ totals: [Int], _ format: TestFormat) -> ESSMBasis {
      let list = zip(["R1", "R2", "R3"], totals).map { ESSMSubtotal(question: $0, total: $1) }
      return ESSM().decide(list, format: format, prior: 0.5).basis
    }
    #expect(basis([-1, -2, -2], .federalZCT).figure == "grandTotal")
    #expect(basis([9, 4, -8], .federalZCT).figure == "subtotal/R3")
    #expect(basis([9, 4, -8], .federalZCT).exponent == 1)
    #expect(basis([0, 1, 0], .federalZCT).figure == "grandTotal")
    #expect(basis([5, 2, 4], .afmgqt1).figure == "subtotal/R2" && basis([5, 2, 4], .afmgqt1).exponent == 3)
    #expect(basis([5, -1, 4], .afmgqt1).exponent == 1)
  }

  @Test("words by format")
  func vocabulary() {
    func opinion(_ total: Int, _ format: TestFormat) -> Opinion {
      ESSM().decide(
        ["R1", "R2"].map { ESSMSubtotal(question: $0, total: total) }, format: format, prior: 0.5
      ).opinion
    }
    #expect([-4, 0, 4].map { opinion($0, .federalZCT).rawValue } == ["DI", "INC", "NDI"])
    #expect([-4, 0, 4].map { opinion($0, .dlst).rawValue } == ["SR", "NO", "NSR"])
  }

  @Test("a higher prior asks more of a truthful total, and never less of a subtotal")
  func cutsFollowThePrior() throws {
    let even = try #require(ESSMCutscores(prior: 0.5, alpha: 0.05))
    let high = try #require(ESSMCutscores(prior: 0.8, alpha: 0.05))
    #expect(try #require(high.grandTotalTruthful) > #require(even.grandTotalTruthful))
    #expect(even.twoStageSubtotalDeceptive == -7 && even.subtotalDeceptive == -3 && even.subtotalTruthful == 1)
  }

  @Test("the shipped cutscores are the published ones, cell by cell")
  func cutscoreTable() throws {
    let table = try NumberTable(fixture: "scoring/tables/essm_cutscores.csv")
    var compared = 0
    for row in table.rows {
      func text(_ name: String) throws -> String { row[try #require(table.names.firstIndex(of: name))] }
      let prior = try #require(Double(try text("prior_probability_guilty")))
      for (alpha, column) in [(0.01, "cut_alpha_01"), (0.05, "cut_alpha_05"), (0.1, "cut_alpha_10")] {
        let cuts = try #require(ESSMCutscores(prior: prior, alpha: alpha))
        #expect(cuts.tabulatedPrior == prior)
        let cut: Int? =
          switch try text("rule") {
          case "SI_NDI": cuts.grandTotalTruthful
          case "SI_DI": cuts.grandTotalDeceptive
          case "SI_DI_St": cuts.twoStageSubtotalDeceptive
          case "MI_SR": cuts.subtotalDeceptive
          case "MI_NSR": cuts.subtotalTruthful
          default: 99
          }
        #expect(cut == Int(try text(column)), "\(row) \(column)")
        compared += 1
      }
    }
    #expect(compared == 255)
  }
}

import Foundation
import PolygraphModel
@testable import PolygraphScoring
import TestSupport
import Testing

@Suite("The two-sensor screening test")
struct PCATTests {
  @Test(
    "the reference model of two sensors equals the published tables",
    arguments: [("ess", [2, 1]), ("3pos", [1, 1])])
  func tables(name: String, weights: [Int]) throws {
    for questions in 1...2 {
      let table = try NumberTable(fixture: "scoring/tables/pcat_\(name)_\(questions)rq.csv")
      let model = MultinomialReference(presentations: 4 * questions, weights: weights)
      var worst = 0.0
      for row in table.rows.indices {
        let score = Int(table["score"][row])
        worst = max(worst, abs(model.probability(score) / table["pmf"][row] - 1))
        worst = max(worst, abs(model.balanced(score) / table["cdf"][row] - 1))
        worst = max(worst, abs(model.continuityCorrected(score) / table["cdf_contcor"][row] - 1))
        worst = max(worst, abs(model.odds(score) / table["odds"][row] - 1))
        let ways = MultinomialReference.ways(presentations: 4 * questions, weights: weights, score: score)
        #expect(Double(ways) == table["ways"][row])
        let limit = ESSM.lowerLimit(ofOdds: model.odds(score), trials: model.largestScore, alpha: 0.05)
        worst = max(worst, abs(limit / table["odds_ll05_exact_beta"][row] - 1))
      }
      print("PCAT \(name), \(questions) questions: \(table.rows.count) rows, worst relative difference \(worst)")
      #expect(worst < 1e-9)
      #expect(Double(table["score"].max() ?? 0) == Double(model.largestScore))
    }
  }

  @Test("the cutscores are the published ones")
  func cutscores() throws {
    let table = try NumberTable(fixture: "scoring/tables/pcat_cutscores.csv")
    let names: [String: DecisionRule.CutName] = [
      "SI_DI": .grandTotalDeceptive, "MI_SR": .subtotalDeceptive, "MI_NSR": .subtotalTruthful,
    ]
    var compared = 0
    for row in table.rows {
      guard let name = names[row[0]] else { continue }
      let prior = try #require(Double(row[2]))
      for (column, alpha) in [(3, 0.01), (4, 0.05), (5, 0.10)] {
        let cut = PCAT.cuts(prior: prior, alpha: alpha)[name]
        #expect(cut == Double(row[column]), "\(row)")
        compared += 1
      }
    }
    #expect(compared == 3 * 3 * 17)
    #expect(PCAT.cuts(prior: 0.95, alpha: 0.05).isEmpty)
  }

  @Test("an exam of two questions in four passes is scored as the rule has it, others are refused")
  func exam() {
    func table(_ relevant: Double, passes: Int = 4) -> MeasurementTable {
      var sequence: [String] = []
      for pass in 1...passes { sequence += ["\(pass)C1", "\(pass)R1", "\(pass)R2", "\(pass)C2"] }
      let rows = sequence.flatMap { label -> [PolygraphModel.Measurement] in
        let role = QuestionLabel.parse(label)?.role ?? .other
        return [(Sensor.electrodermal, role == .relevant ? relevant : 100), (.vasomotor, 0.2)].map { sensor, value in
          PolygraphModel.Measurement(
            series: "1", chart: 1, question: label, kind: role, sensor: sensor, value: value, unit: .chartUnits,
            state: .measured)
        }
      }
      return MeasurementTable(
        exam: "PCAT", profile: nil, charts: [ChartSequence(series: "1", chart: 1, sequence: sequence)],
        measurements: rows)
    }
    let deceptive = PCAT().score(table(300), format: .dlst, options: ScoringOptions())
    #expect(deceptive.grandTotal == -16 && deceptive.opinion == .significantResponse)
    #expect(deceptive.withinValidatedDesign && deceptive.subtotals.map(\.total) == [-8, -8])
    let truthful = PCAT().score(table(30), format: .dlst, options: ScoringOptions())
    #expect(truthful.grandTotal == 16 && truthful.opinion == .noSignificantResponse)
    let factor = truthful.statistics.first { $0.name == "bayesFactor" }?.value ?? .nan
    #expect(abs(factor / pow(75.3232374134, 2) - 1) < 1e-9)
    let none = PCAT().score(table(100), format: .dlst, options: ScoringOptions())
    #expect(none.opinion == .noOpinion && none.reason == .scoresInconclusive)
    // At a score of 0 only the prior speaks, and its odds have a side.
    let unequal = PCAT().score(table(100), format: .dlst, options: ScoringOptions(prior: 0.2))
    let posterior = unequal.statistics.first { $0.name == "posteriorOdds" }
    #expect(posterior?.direction == "truthful" && abs((posterior?.value ?? .nan) - 4) < 1e-9)
    var positions = PCAT()
    positions.usesThreePositions = true
    let single = positions.score(table(300), format: .dlst, options: ScoringOptions())
    #expect(single.grandTotal == -8 && single.subtotals.map(\.total) == [-4, -4])
    #expect(PCAT().score(table(300, passes: 3), format: .dlst, options: ScoringOptions()).status == .refused)
    #expect(PCAT().score(table(300), format: .federalZCT, options: ScoringOptions()).status == .refused)
  }

  @Test(
    "the computed tables equal the golden ones",
    arguments: [("ess-m", 0, "essm_grand_total_3rq"), ("pcat", 1, "pcat_3pos_2rq")])
  func computedTables(method: String, place: Int, file: String) throws {
    let golden = try NumberTable(fixture: "scoring/tables/\(file).csv")
    let ours = try ReferenceTables.tables(of: method)[place]
    #expect(ours.rows.count == golden.rows.count)
    let pairs = [
      ("score", "score"), ("ways", "ways"), ("pmf", "pmf"), ("cdf", "cdf"),
      ("cdfContinuityCorrected", "cdf_contcor"), ("odds", "odds"),
      ("oddsLowerLimit", "odds_ll05"), ("oddsLowerLimitExactBeta", "odds_ll05_exact_beta"),
    ]
    for (name, theirs) in pairs {
      let column = try #require(ours.columns.firstIndex(of: name))
      for (row, wanted) in zip(ours.rows, golden[theirs]) {
        guard case .number(let value) = row[column] else { throw DocumentFault(place: name, found: "", expected: "") }
        #expect(abs(value - wanted) <= 1e-8 * max(abs(wanted), 1e-300), "\(name)")
      }
    }
  }
}

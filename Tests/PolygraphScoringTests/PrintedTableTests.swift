import Foundation
@testable import PolygraphScoring
import TestSupport
import Testing

/// How computed cells compare with printed ones.
private struct CellCount {
  private(set) var cells = 0
  /// Cells that equal the computed number rounded once to the printed digits.
  private(set) var rounded = 0
  /// Cells within 0.51 units of their last digit: the verification record's measure.
  private(set) var near = 0
  /// Cells that equal the computed number rounded once, or first to one digit more and then again.
  private(set) var explained = 0

  mutating func add(ways: Int, printed: Double) {
    cells += 1
    guard Double(ways) == printed else { return }
    rounded += 1
    near += 1
    explained += 1
  }

  /// The unit of a printed number's last digit: numbers from 10,000 on are printed with four digits, powers of ten with
  /// three.
  static func unit(of text: String, _ printed: Double) -> Double {
    let magnitude = log10(abs(printed)).rounded(.down)
    if text.contains("E") { return pow(10, magnitude - 2) }
    if printed >= 10_000 { return pow(10, magnitude - 3) }
    return pow(10, -Double(text.split(separator: ".").dropFirst().first?.count ?? 0))
  }

  mutating func add(_ value: Double, printed text: String) {
    guard let printed = Double(text) else { return }
    cells += 1
    let unit = Self.unit(of: text, printed)
    let once = (value / unit).rounded()
    let twice = ((value / unit * 10).rounded() / 10).rounded()
    let cell = (printed / unit).rounded()
    rounded += once == cell ? 1 : 0
    near += abs(value - printed) / unit <= 0.51 ? 1 : 0
    explained += once == cell || twice == cell ? 1 : 0
  }
}

@Suite("The ESS-M model reproduces the printed tables, cell by cell")
struct PrintedTableTests {
  private let weights = [1, 2, 1, 1]

  /// The lower limit with the degrees of freedom cut to whole numbers, as the printed tables have it.
  private func truncatedLimit(_ odds: Double, trials: Int) -> Double {
    let p = odds / (1 + odds)
    let n = Double(trials)
    let first = max(1, (2 * (n * (1 - p) + 1)).rounded(.down))
    let second = max(1, (2 * n * p).rounded(.down))
    // F's quantile by the beta distribution: x = (v2 / v1) · b / (1 − b).
    let b = ESSM.betaQuantile(0.95, alpha: first / 2, beta: second / 2)
    let quantile = second / first * b / (1 - b)
    let limit = 1 / (1 + quantile * (1 - p + 1 / n) / p)
    return limit / (1 - limit)
  }

  private func compare(
    _ name: String, presentations: Int, columns: (Int, MultinomialReference) -> [(String, Double)]
  ) throws -> CellCount {
    let table = try NumberTable(fixture: "scoring/tables/\(name).csv")
    let model = MultinomialReference(presentations: presentations, weights: weights)
    var count = CellCount()
    for (index, row) in table.rows.enumerated() {
      let score = Int(table["score"][index])
      func text(_ name: String) throws -> String { row[try #require(table.names.firstIndex(of: name))] }
      guard try !text("pub_pmf").isEmpty else { continue }
      let ways = MultinomialReference.ways(presentations: presentations, weights: weights, score: score)
      count.add(ways: ways, printed: table["ways"][index])
      let model =
        [
          ("pub_pmf", model.probability(score)), ("pub_cdf", model.balanced(score)),
          ("pub_cdf_contcor", model.continuityCorrected(score)), ("pub_odds", model.odds(score)),
        ]
        + columns(score, model)
      for (name, value) in model { count.add(value, printed: try text(name)) }
    }
    return count
  }

  @Test(
    "grand totals of 2, 3 and 4 questions: what differs is a number the source has rounded twice",
    arguments: [(2, 246, 246, 246), (3, 294, 285, 292), (4, 330, 327, 328)])
  func grandTotals(questions: Int, cells: Int, rounded: Int, near: Int) throws {
    let name = "essm_grand_total_\(questions)rq"
    let count = try compare(name, presentations: 5 * questions) { score, model in
      [("pub_odds_ll05", truncatedLimit(model.odds(score), trials: model.largestScore))]
    }
    print("\(name): \(count.near)/\(count.cells) within 0.51 of the last digit, \(count.rounded) by plain rounding")
    #expect(count.cells == cells && count.rounded == rounded && count.near == near && count.explained == cells)
  }

  @Test("subtotals with the correction for 2, 3 and 4 questions")
  func subtotals() throws {
    let count = try compare("essm_subtotal", presentations: 5) { score, model in
      let odds = model.odds(score)
      func limit(_ odds: Double) -> Double { truncatedLimit(odds, trials: model.largestScore) }
      return [("pub_odds_ll05", limit(odds))]
        + [2, 3, 4].flatMap { questions -> [(String, Double)] in
          let corrected = score < 0 ? pow(odds, 1 / Double(questions)) : pow(odds, Double(questions))
          return [("pub_odds_\(questions)rq", corrected), ("pub_odds_\(questions)rq_ll05", limit(corrected))]
        }
    }
    print(
      "essm_subtotal: \(count.near)/\(count.cells) within 0.51 of the last digit, \(count.rounded) by plain rounding")
    #expect(count.cells == 372 && count.rounded == 366 && count.explained == 372, "\(count)")
  }

  @Test("the printed cells that the vectors quote, to one unit of the last digit")
  func quotedCells() throws {
    let vectors = try VectorFile("essm_likelihood.json").list("publishedCells")
    #expect(vectors.count == 16)
    for vector in vectors {
      let id = vector.text("id") ?? ""
      let input = vector.object("input")
      let expected = vector.object("expected")
      let presentations = Int(5 * (input.number("relevantQuestionsInTotal") ?? 1))
      let model = MultinomialReference(presentations: presentations, weights: weights)
      let score = Int(try #require(input.number("score")))
      let ways = MultinomialReference.ways(presentations: presentations, weights: weights, score: score)
      #expect(Double(ways) == expected.number("ways"), "\(id)")
      let odds = model.odds(score)
      let cells = [
        ("pmf", model.probability(score)), ("cdf", model.balanced(score)),
        ("cdfContinuityCorrected", model.continuityCorrected(score)), ("odds", odds),
        ("oddsLowerLimit05", truncatedLimit(odds, trials: model.largestScore)),
      ]
      for (name, value) in cells {
        guard let text = expected.text(name), let printed = Double(text) else { continue }
        #expect(abs(value - printed) < CellCount.unit(of: text, printed), "\(id) \(name): \(value), \(text)")
      }
    }
  }
}

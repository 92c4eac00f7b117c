import Foundation
import PolygraphStatistics
import TestSupport
import Testing

@Suite("Normal, chi-square and F distributions equal arbitrary-precision values to 1e-12")
struct GoldenDistributionTests {
  private struct Worst {
    var probability = 0.0
    var quantile = 0.0
    mutating func add(_ ours: (lower: Double, upper: Double, quantile: Double), _ row: Int, _ table: NumberTable) {
      for (mine, name) in [(ours.lower, "cumulative"), (ours.upper, "upper")] {
        probability = max(probability, relative(mine, table[name][row]))
      }
      quantile = max(quantile, relative(ours.quantile, table["quantile"][row]))
    }

    private func relative(_ left: Double, _ right: Double) -> Double { abs(left - right) / max(abs(right), 1e-300) }
  }

  @Test("normal: both tails, density and quantile")
  func normal() throws {
    let table = try NumberTable(fixture: "statistics/normal.csv")
    #expect(table.rows.count == 14)
    let normal = NormalDistribution.standard
    var worst = Worst()
    for row in table.rows.indices {
      let x = table["x"][row]
      worst.add((normal.cumulative(x), normal.upperTail(x), normal.quantile(table["p"][row])), row, table)
      #expect(abs(normal.density(x) / table["density"][row] - 1) < 1e-12)
    }
    print("normal: \(worst)")
    #expect(worst.probability < 1e-12 && worst.quantile < 1e-12)
    let other = try #require(NormalDistribution(mean: 3, standardDeviation: 2))
    #expect(abs(other.quantile(normal.cumulative(1.25)) - 5.5) < 1e-12)
    #expect(normal.quantile(0) == -.infinity && normal.quantile(1) == .infinity && normal.quantile(-1).isNaN)
    #expect(NormalDistribution(mean: 0, standardDeviation: 0) == nil)
    #expect(NormalDistribution(mean: .nan, standardDeviation: 1) == nil)
  }

  @Test("chi-square: both tails and quantile")
  func chiSquare() throws {
    let table = try NumberTable(fixture: "statistics/chi_square.csv")
    #expect(table.rows.count == 81)
    var worst = Worst()
    for row in table.rows.indices {
      let chi = try #require(GammaDistribution.chiSquare(degreesOfFreedom: table["df"][row]))
      let x = table["x"][row]
      worst.add((chi.cumulative(x), chi.upperTail(x), chi.quantile(table["p"][row])), row, table)
    }
    print("chi-square: \(worst)")
    #expect(worst.probability < 1e-12 && worst.quantile < 1e-12)
    let chi = try #require(GammaDistribution.chiSquare(degreesOfFreedom: 3))
    #expect(chi.cumulative(-1) == 0 && chi.upperTail(0) == 1 && chi.cumulative(.infinity) == 1)
    #expect(chi.quantile(0) == 0 && chi.quantile(1) == .infinity && chi.quantile(.nan).isNaN)
    #expect(GammaDistribution.chiSquare(degreesOfFreedom: 0) == nil)
  }

  @Test("F: both tails and quantile")
  func ratio() throws {
    let table = try NumberTable(fixture: "statistics/f.csv")
    #expect(table.rows.count == 56)
    var worst = Worst()
    for row in table.rows.indices {
      let f = try #require(FDistribution(numerator: table["d1"][row], denominator: table["d2"][row]))
      let x = table["x"][row]
      worst.add((f.cumulative(x), f.upperTail(x), f.quantile(table["p"][row])), row, table)
    }
    print("F: \(worst)")
    #expect(worst.probability < 1e-12 && worst.quantile < 1e-12)
    let f = try #require(FDistribution(numerator: 2, denominator: 5))
    #expect(f.cumulative(0) == 0 && f.cumulative(.infinity) == 1 && f.quantile(1) == .infinity)
    #expect(FDistribution(numerator: -1, denominator: 5) == nil)
  }

  @Test("tails add up to one, and quantiles grow with their probability")
  func properties() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let df = generator.uniform(0.5..<60)
      let chi = try #require(GammaDistribution.chiSquare(degreesOfFreedom: df))
      let f = try #require(FDistribution(numerator: df, denominator: generator.uniform(1..<50)))
      let x = generator.uniform(0..<80)
      #expect(abs(chi.cumulative(x) + chi.upperTail(x) - 1) < 1e-14)
      #expect(abs(f.cumulative(x) + f.upperTail(x) - 1) < 1e-12)
      let p = generator.uniform(0.001..<0.9)
      #expect(chi.quantile(p) < chi.quantile(p + 0.05) && f.quantile(p) < f.quantile(p + 0.05))
    }
  }

  @Test("equal values share the mean of their ranks")
  func ranks() {
    #expect(Ranks.ascending([3, 1, 3, 2]) == [3.5, 1, 3.5, 2])
    #expect(Ranks.ascending([]) == [] && Ranks.ascending([5, 5, 5]) == [2, 2, 2])
  }
}

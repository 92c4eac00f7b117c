import Foundation
import PolygraphStatistics
import TestSupport
import Testing

@Suite("Distributions")
struct DistributionTests {
  @Test("beta probabilities equal those of an arbitrary-precision program to 1e-12")
  func betaCumulative() throws {
    let table = try NumberTable(fixture: "statistics/beta.csv")
    var worst = 0.0
    for row in table.rows.indices {
      let beta = try #require(BetaDistribution(alpha: table["alpha"][row], beta: table["beta"][row]))
      let ours = beta.cumulative(table["x"][row])
      worst = max(worst, abs(ours - table["cumulative"][row]))
    }
    print("beta: \(table.rows.count) probabilities, worst difference \(worst)")
    #expect(worst < 1e-12)
  }

  @Test("quantiles undo probabilities, and lie inside 0 to 1")
  func betaQuantile() throws {
    let table = try NumberTable(fixture: "statistics/beta.csv")
    for row in table.rows.indices {
      let beta = try #require(BetaDistribution(alpha: table["alpha"][row], beta: table["beta"][row]))
      let p = table["p"][row]
      let ours = beta.quantile(p)
      let expected = table["quantile"][row]
      let isSame = abs(ours - expected) <= 1e-9 * max(expected, 1e-3)
      #expect(isSame || abs(beta.cumulative(ours) - p) < 1e-12, "row \(row): \(ours), expected \(expected)")
    }
    let beta = try #require(BetaDistribution(alpha: 2, beta: 3))
    #expect(beta.quantile(0) == 0 && beta.quantile(1) == 1)
    #expect(beta.quantile(-0.1).isNaN && beta.quantile(1.1).isNaN)
    #expect(BetaDistribution(alpha: 0, beta: 1) == nil && BetaDistribution(alpha: .nan, beta: 1) == nil)
  }

  @Test("Wilson's interval of 15 in 20 at 95 % is the textbook's")
  func wilson() {
    let interval = WilsonInterval(successes: 15, trials: 20, z: 1.959963984540054)
    #expect(abs(interval.lower - 0.5313) < 1e-4)
    #expect(abs(interval.upper - 0.8881) < 1e-4)
    #expect(WilsonInterval(successes: 0, trials: 5, z: 2).lower == 0)
    #expect(WilsonInterval(successes: 5, trials: 5, z: 2).upper == 1)
  }

  @Test("the seeded generator repeats itself, and its numbers have their distribution's moments")
  func generator() {
    var first = SeededGenerator(seed: 42)
    var second = SeededGenerator(seed: 42)
    #expect((0..<100).allSatisfy { _ in first.next() == second.next() })
    var generator = SeededGenerator(seed: 7)
    let normals = (0..<20_000).map { _ in generator.normal(mean: 3, standardDeviation: 2) }
    let mean = normals.reduce(0, +) / 20_000
    let variance = normals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean - 3) < 0.06)
    #expect(abs(variance - 4) < 0.2)
    let counts = (0..<6000).reduce(into: [Int](repeating: 0, count: 6)) { counts, _ in counts[generator.below(6)] += 1 }
    #expect(counts.allSatisfy { (850...1150).contains($0) }, "\(counts)")
  }

  @Test("the generator's first numbers are those of the published algorithm")
  func generatorReference() {
    // xoshiro256** seeded by SplitMix64 from 0: the state is SplitMix64's first four outputs.
    var generator = SeededGenerator(seed: 0)
    let state: [UInt64] = [
      0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F, 0xF88B_B8A8_724C_81EC,
    ]
    let product = state[1] &* 5
    #expect(generator.next() == ((product << 7) | (product >> 57)) &* 9)
  }
}

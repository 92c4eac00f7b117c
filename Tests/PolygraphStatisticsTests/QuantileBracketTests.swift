import PolygraphStatistics
import Testing

@Suite("The bracket of a beta quantile")
struct QuantileBracketTests {
  /// Bisection over the whole range, as the definition has it.
  private func bisected(_ beta: BetaDistribution, _ p: Double) -> Double {
    var low = 0.0
    var high = 1.0
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      if beta.cumulative(middle) < p { low = middle } else { high = middle }
    }
  }

  @Test("changes no bit of the quantile")
  func sameBits() throws {
    for alpha in [0.01, 0.5, 1, 3.7, 25, 74.2, 600] {
      for parameter in [0.02, 1, 1.3, 12, 76] {
        let beta = try #require(BetaDistribution(alpha: alpha, beta: parameter))
        for p in [1e-12, 1e-3, 0.01, 0.05, 0.1, 0.5, 0.9, 0.999] {
          #expect(beta.quantile(p) == bisected(beta, p), "alpha \(alpha), beta \(parameter), p \(p)")
        }
      }
    }
  }
}

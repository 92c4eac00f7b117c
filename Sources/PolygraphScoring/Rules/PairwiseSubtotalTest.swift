import PolygraphStatistics
import RealModule

/// Whether the subtotals of an ESS-M exam differ so much that they must be decided one by one.
///
/// *Definition*: each subtotal's probability under the reference model of one question, as a whole number of N = 25
/// (20 without the vasomotor sensor) successes; pairs are compared by the pooled z test of two proportions, one-tailed.
/// *Source*: the automatic choice of rule of the field's open reference implementation. A choice made after seeing the
/// data is off by default.
public struct PairwiseSubtotalTest: Hashable, Sendable {
  /// The smallest one-tailed probability over all pairs; 1 for fewer than two subtotals.
  public let smallestP: Double

  private static let withVasomotor = MultinomialReference(presentations: 5, weights: [1, 2, 1, 1])
  private static let withoutVasomotor = MultinomialReference(presentations: 5, weights: [1, 2, 1])

  /// Tests subtotals.
  public init(_ subtotals: [Int], vasomotorIncluded: Bool) {
    let model = vasomotorIncluded ? Self.withVasomotor : Self.withoutVasomotor
    let reach = vasomotorIncluded ? 15 : 14
    let count = Double(model.largestScore)
    let shares = subtotals.map { subtotal -> Double in
      let p = model.continuityCorrected(min(max(subtotal, -reach), reach))
      return (count * p).rounded(.toNearestOrEven) / count
    }
    var smallest = 1.0
    for first in shares.indices {
      for second in shares.indices.dropFirst(first + 1) {
        let pooled = (shares[first] + shares[second]) / 2
        guard pooled > 0, pooled < 1 else { continue }
        let z = -(shares[first] - shares[second]).magnitude / Double.sqrt(2 * pooled * (1 - pooled) / count)
        smallest = min(smallest, NormalDistribution.standard.cumulative(z))
      }
    }
    smallestP = smallest
  }

  /// The rule the test points to: `SSR` when a pair differs at `alpha`, `eTSR` otherwise.
  public func rule(alpha: Double = 0.01) -> DecisionRule { smallestP <= alpha ? .subtotals : .deceptiveFirst }
}

/// The points that a person without knowledge gathers by chance in a concealed information test.
///
/// *Definition*: in a test of k alternatives 2 and 1 points have the probability 1/k each, 0 points the rest; tests are
/// independent and their distributions are convolved.
/// *Source*: Lykken 1959.
public struct LykkenChance: Hashable, Sendable {
  /// The probability of each total, from 0 points.
  public let probabilities: [Double]

  /// Makes the distribution of tests with these numbers of scored alternatives; `nil` when a test has fewer than 2.
  public init?(alternatives: [Int]) {
    guard alternatives.allSatisfy({ $0 >= 2 }) else { return nil }
    var line = [1.0]
    for count in alternatives {
      let one = 1 / Double(count)
      var next = [Double](repeating: 0, count: line.count + 2)
      for (points, probability) in line.enumerated() {
        next[points] += probability * (1 - 2 * one)
        next[points + 1] += probability * one
        next[points + 2] += probability * one
      }
      line = next
    }
    probabilities = line
  }

  /// The probability of at least so many points.
  public func atLeast(_ points: Int) -> Double {
    points <= 0 ? 1 : points >= probabilities.count ? 0 : min(1, probabilities[points...].reduce(0, +))
  }
}

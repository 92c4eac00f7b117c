/// The reference distribution of a sum of sensor scores that are independent and uniform on −w, 0 and +w.
///
/// *Source*: Nelson 2017, "Multinomial reference distributions for the Empirical Scoring System".
public struct MultinomialReference: Hashable, Sendable {
  /// The largest possible score; scores run from its negative to it.
  public let largestScore: Int
  private let probabilities: [Double]
  private let cumulative: [Double]

  /// Makes the distribution of `presentations` presentations, each with one score a sensor of the given weight.
  ///
  /// *Definition*: the number of ways to reach each sum is convolved exactly in 128-bit integers up to 80 sensor
  /// scores, and in probabilities beyond.
  public init(presentations: Int, weights: [Int]) {
    precondition(presentations > 0 && !weights.isEmpty && weights.allSatisfy { $0 > 0 }, "A model has scores to sum.")
    let steps = (0..<presentations).flatMap { _ in weights }
    largestScore = steps.reduce(0, +)
    probabilities = steps.count <= 80 ? Self.exact(steps, largestScore) : Self.convolved(steps, largestScore)
    var sum = 0.0
    cumulative = probabilities.map { probability in
      sum += probability
      return sum
    }
  }

  private static func exact(_ steps: [Int], _ largest: Int) -> [Double] {
    var ways = [UInt128](repeating: 0, count: 2 * largest + 1)
    ways[largest] = 1
    var reach = 0
    for weight in steps {
      var next = [UInt128](repeating: 0, count: ways.count)
      for index in (largest - reach)...(largest + reach) where ways[index] > 0 {
        next[index - weight] += ways[index]
        next[index] += ways[index]
        next[index + weight] += ways[index]
      }
      ways = next
      reach += weight
    }
    let all = ways.reduce(0, +)
    return ways.map { Double($0) / Double(all) }
  }

  private static func convolved(_ steps: [Int], _ largest: Int) -> [Double] {
    var line = [Double](repeating: 0, count: 2 * largest + 1)
    line[largest] = 1
    var reach = 0
    for weight in steps {
      var next = [Double](repeating: 0, count: line.count)
      for index in (largest - reach)...(largest + reach) {
        let third = line[index] / 3
        next[index - weight] += third
        next[index] += third
        next[index + weight] += third
      }
      line = next
      reach += weight
    }
    // Rounding differs between the two sides by the order of the sums; the model is symmetric.
    for index in 0..<largest { line[2 * largest - index] = line[index] }
    return line
  }

  /// The probability of a sum; zero outside the model.
  public func probability(_ score: Int) -> Double {
    score.magnitude > largestScore ? 0 : probabilities[score + largestScore]
  }

  /// The number of different vectors of sensor subtotals that sum to a score: each sensor's subtotal runs once over its
  /// possible values. Informational only; no probability rests on it.
  public static func ways(presentations: Int, weights: [Int], score: Int) -> Int {
    let largest = presentations * weights.reduce(0, +)
    guard score.magnitude <= largest else { return 0 }
    var line = [Int](repeating: 0, count: 2 * largest + 1)
    line[largest] = 1
    for weight in weights {
      var next = [Int](repeating: 0, count: line.count)
      for (index, ways) in line.enumerated() where ways > 0 {
        for step in -presentations...presentations where line.indices.contains(index + step * weight) {
          next[index + step * weight] += ways
        }
      }
      line = next
    }
    return line[score + largest]
  }

  /// The probability of a sum not above `score`.
  public func lowerTail(_ score: Int) -> Double {
    score < -largestScore ? 0 : score >= largestScore ? 1 : cumulative[score + largestScore]
  }

  /// F/(F+U), with F and U the probabilities of a sum not above and not below `score`.
  public func balanced(_ score: Int) -> Double {
    let below = lowerTail(score)
    let above = lowerTail(-score)
    return below / (below + above)
  }

  /// The continuity-corrected balanced probability.
  public func continuityCorrected(_ score: Int) -> Double {
    precondition(score.magnitude <= largestScore, "The score lies outside the model.")
    func middle(_ value: Int) -> Double {
      value <= -largestScore ? balanced(-largestScore) : (balanced(value - 1) + balanced(value)) / 2
    }
    let here = middle(score)
    let next = score == largestScore ? 1 - middle(-largestScore) : middle(score + 1)
    return here / (here + 1 - next)
  }

  /// The odds a score lends to the side it points at: deception below zero, truth above; 1 at zero. The Bayes factor.
  public func odds(_ score: Int) -> Double {
    guard score != 0 else { return 1 }
    let corrected = continuityCorrected(-Int(score.magnitude))
    return (1 - corrected) / corrected
  }
}

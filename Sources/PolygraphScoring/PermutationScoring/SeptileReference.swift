import Synchronization

/// The exact distribution of a sum of septile scores that are independent and uniform: every way of shuffling them.
///
/// *Definition*: single scores run over −3...3, doubled ones over −6, −4 ... 6; their distributions are convolved.
/// *Source*: the permutation argument of MacLaren & Krapohl 2003.
public struct SeptileReference: Hashable, Sendable {
  /// The largest possible sum; sums run from its negative to it.
  public let largestSum: Int
  private let cumulative: [Double]
  private let probabilities: [Double]

  /// Makes the distribution of so many single and doubled scores. No scores at all is a programming error.
  ///
  /// *Complexity*: the number of scores times the number of sums.
  public init(singles: Int, doubled: Int) {
    precondition(singles >= 0 && doubled >= 0 && singles + doubled > 0, "A sum has scores.")
    let weights = [Int](repeating: 1, count: singles) + [Int](repeating: 2, count: doubled)
    let largest = 3 * weights.reduce(0, +)
    var line = [Double](repeating: 0, count: 2 * largest + 1)
    line[largest] = 1
    var reach = 0
    for weight in weights {
      var next = [Double](repeating: 0, count: line.count)
      for index in (largest - reach)...(largest + reach) {
        let seventh = line[index] / 7
        for level in -3...3 { next[index + level * weight] += seventh }
      }
      line = next
      reach += 3 * weight
    }
    // Rounding differs between the two sides by the order of the sums; the distribution is symmetric.
    for index in 0..<largest { line[2 * largest - index] = line[index] }
    largestSum = largest
    probabilities = line
    var sum = 0.0
    cumulative = line.map { probability in
      sum += probability
      return sum
    }
  }

  /// The distribution from a cache of those in use.
  public static func shared(singles: Int, doubled: Int) -> SeptileReference {
    cache.withLock { cache in
      let key = [singles, doubled]
      if let known = cache[key] { return known }
      let made = SeptileReference(singles: singles, doubled: doubled)
      cache[key] = made
      return made
    }
  }

  private static let cache = Mutex<[[Int]: SeptileReference]>([:])

  /// The probability of a sum; zero outside the distribution.
  public func probability(_ sum: Int) -> Double {
    sum.magnitude > largestSum ? 0 : probabilities[sum + largestSum]
  }

  /// The probability of a sum not above `sum`.
  public func lowerTail(_ sum: Int) -> Double {
    sum < -largestSum ? 0 : sum >= largestSum ? 1 : cumulative[sum + largestSum]
  }

  /// The smaller mid-point tail of a sum: min(a, 1 − a) with a = (F(s − 1) + F(s))/2. A sum outside is a programming
  /// error.
  public func tail(_ sum: Int) -> Double {
    precondition(sum.magnitude <= largestSum, "The sum lies outside the distribution.")
    // By symmetry the tail above a positive sum is the one below its negative, where no digits are lost.
    let low = -Int(sum.magnitude)
    return (lowerTail(low - 1) + lowerTail(low)) / 2
  }
}

/// Lengths that a Fourier transform is fast at.
public enum FourierLength {
  /// The least length 2^a · 3^b · 5^c that is `count` or more, and so the cheapest padding of `count` samples.
  ///
  /// A count below 1 gives 1. *Complexity*: O(log² count).
  public static func good(atLeast count: Int) -> Int {
    guard count > 1 else { return 1 }
    precondition(count <= Int.max / 8, "A transform of this length does not fit the memory.")
    var best = Int.max
    var fives = 1
    while fives < best {
      var threes = fives
      while threes < best {
        var length = threes
        while length < count { length *= 2 }
        best = min(best, length)
        if threes >= count { break }
        threes *= 3
      }
      if fives >= count { break }
      fives *= 5
    }
    return best
  }

  /// True when the count has no prime factor above 5.
  public static func isGood(_ count: Int) -> Bool { count >= 1 && good(atLeast: count) == count }
}

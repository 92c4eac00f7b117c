import RealModule

/// A repeatable random generator: the same seed gives the same numbers on every platform and in every version.
///
/// *Source*: xoshiro256** by Blackman and Vigna (2018), seeded by SplitMix64 (Steele, Lea, Flood 2014). Not for
/// cryptography.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Makes the generator of a seed.
  public init(seed: UInt64) {
    var mixer = seed
    func next() -> UInt64 {
      mixer &+= 0x9E37_79B9_7F4A_7C15
      var word = mixer
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }
    state = (next(), next(), next(), next())
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let result = rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, by: 45)
    return result
  }

  /// The next number of the uniform distribution on [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The next number of the uniform distribution on [low, high).
  public mutating func uniform(_ range: Range<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// The next number of a normal distribution, by Box and Muller's transform (one of the pair is used).
  public mutating func normal(mean: Double = 0, standardDeviation: Double = 1) -> Double {
    let radius = Double.sqrt(-2 * Double.log(1 - uniform()))
    return mean + standardDeviation * radius * Double.cos(2 * .pi * uniform())
  }

  /// A number from 0 to `bound` − 1, without bias. A bound that is not positive is a programming error.
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "There is no number below zero.")
    return Int(next(upperBound: UInt64(bound)))
  }
}

private func rotated(_ word: UInt64, by count: UInt64) -> UInt64 { (word << count) | (word >> (64 - count)) }

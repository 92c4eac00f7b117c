import PolygraphStatistics

/// What a stream of random numbers is for. Each purpose has numbers of its own, so that the plan does not change when a
/// waveform draws more of them, and one chart does not change when another does.
enum RandomPurpose: UInt64 {
  case person = 1
  case responses
  case measurementNoise
  case schedule
  case traits
  case breathing
  case electrodermal
  case circulation
  case movements
  case noise
}

extension SeededGenerator {
  /// The stream of one purpose, and of one chart and channel where the purpose has several.
  init(seed: UInt64, purpose: RandomPurpose, chart: Int = 0, channel: Int = 0) {
    var key = seed
    for part in [purpose.rawValue, UInt64(chart), UInt64(channel)] {
      var mixer = SeededGenerator(seed: key ^ (part &* 0x9E37_79B9_7F4A_7C15))
      key = mixer.next()
    }
    self.init(seed: key)
  }

  /// A number near the standard normal distribution: the sum of four uniform numbers of 16 bits, brought to variance 1.
  ///
  /// Sensor noise needs one a sample; this costs one 64-bit word and no elementary function.
  mutating func noise() -> Double {
    let word = next()
    let sum = (word & 0xFFFF) + ((word >> 16) & 0xFFFF) + ((word >> 32) & 0xFFFF) + (word >> 48)
    return (Double(sum) * 0x1p-16 - 2 + 0x1p-15) * 1.732_050_807_568_877_2
  }
}

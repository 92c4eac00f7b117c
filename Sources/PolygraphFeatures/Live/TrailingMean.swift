/// The mean of the last samples: the centred moving mean, as late as half its window.
///
/// *Definition*: before the first sample stood the first sample. The sum runs on and is made anew, in the order of the
/// ring, each time the ring comes round, so that its error does not grow and no cutting into blocks changes a bit.
/// *Complexity*: O(1) a sample on the average; memory for the window.
struct TrailingMean: LiveStage {
  private var ring: [Double]
  private var place = 0
  private var sum = 0.0
  private var isFresh = true

  /// Makes a mean over so many samples, one or more.
  init(window: Int) {
    precondition(window > 0, "A mean has one sample or more.")
    ring = Array(repeating: 0, count: window)
  }

  mutating func next(_ sample: Double) -> Double {
    if isFresh {
      isFresh = false
      place = 0
      for index in ring.indices { ring[index] = sample }
      renew()
      return sample
    }
    let oldest = ring[place]
    ring[place] = sample
    place += 1
    if place == ring.count {
      place = 0
      renew()
    } else {
      sum += sample - oldest
    }
    return sum / Double(ring.count)
  }

  mutating func reset() { isFresh = true }

  private mutating func renew() {
    sum = 0
    for index in 0..<ring.count { sum += ring[index] }
  }
}

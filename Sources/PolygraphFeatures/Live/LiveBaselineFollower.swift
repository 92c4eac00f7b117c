/// The baseline follower of ``BaselineFollower``, one sample late: whether a line rises is told by the step that comes
/// next.
struct LiveBaselineFollower: LiveStage {
  private let acceleration: Double
  private let wait: Int
  private var first = 0.0
  private var previous = 0.0
  private var step = 0.0
  private var sum = 0.0
  private var falling = 0
  private var isFresh = true

  /// Makes a follower whose falls count `acceleration` times after `wait` falling samples.
  init(acceleration: Double, wait: Int) {
    self.acceleration = acceleration
    self.wait = wait
  }

  mutating func next(_ sample: Double) -> Double {
    if isFresh {
      isFresh = false
      (first, previous, step, sum, falling) = (sample, sample, 0, 0, 0)
      return sample
    }
    let next = sample - previous
    falling = next < 0 ? falling + 1 : 0
    if next < 0 {
      sum = sum > 0 ? sum + step * (falling > wait ? acceleration : 1) : 0
    } else {
      sum += step
    }
    sum = max(sum, 0)
    (previous, step) = (sample, next)
    return sum + first
  }

  mutating func reset() { isFresh = true }
}

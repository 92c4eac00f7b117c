import PolygraphQuantities

/// The response of the skin to one nerve impulse, exp(−t/τ₀) − exp(−t/τ₁), as a recursive filter.
///
/// *Definition*: the continuous response's transform (b − a) / ((s + a)(s + b)), a = 1/τ₀ and b = 1/τ₁, taken to
/// discrete time by the bilinear transform. With a state q that is 0 before the first sample, the impulses are p = A q
/// and the response is r = M q, where row k of M is q[k] + 2q[k−1] + q[k−2] and row k of A is α₀q[k] + α₁q[k−1] +
/// α₂q[k−2].
/// *Source*: Greco, Valenza, Lanata, Scilingo & Citi 2016.
struct BatemanModel: Sendable {
  /// α₀, α₁ and α₂.
  let current: Double
  let previous: Double
  let oldest: Double
  /// 1/α₀, and how much of the last two states is left in the next: divisions kept out of the recursions.
  private let share: Double
  private let kept: Double
  private let keptLonger: Double

  init(slow: Seconds, fast: Seconds, at rate: SampleRate) {
    let step = 1 / rate.hertz.value
    let slowRate = step / slow.value
    let fastRate = step / fast.value
    let scale = (fastRate - slowRate) * step
    current = (2 + slowRate) * (2 + fastRate) / scale
    previous = 2 * (slowRate * fastRate - 4) / scale
    oldest = (2 - slowRate) * (2 - fastRate) / scale
    share = 1 / current
    kept = -previous / current
    keptLonger = -oldest / current
  }

  /// p = A q.
  func impulses(ofState state: [Double]) -> [Double] {
    Self.weighted(state, by: (current, previous, oldest), isForward: true)
  }

  /// Aᵀ x.
  func transposedImpulses(_ values: [Double]) -> [Double] {
    Self.weighted(values, by: (current, previous, oldest), isForward: false)
  }

  /// r = M q.
  func response(ofState state: [Double]) -> [Double] { Self.weighted(state, by: (1, 2, 1), isForward: true) }

  /// Mᵀ x.
  func transposedResponse(_ values: [Double]) -> [Double] { Self.weighted(values, by: (1, 2, 1), isForward: false) }

  /// q = A⁻¹ p, a stable recursion.
  func state(ofImpulses impulses: [Double]) -> [Double] { recursion(impulses, isForward: true) }

  /// A⁻ᵀ x.
  func transposedState(_ values: [Double]) -> [Double] { recursion(values, isForward: false) }

  /// Sums of each value and the two before it (after it, when not forward), weighted.
  private static func weighted(
    _ values: [Double], by weights: (Double, Double, Double), isForward: Bool
  ) -> [Double] {
    let step = isForward ? 1 : -1
    return Array(unsafeUninitializedCapacity: values.count) { result, count in
      count = values.count
      var index = isForward ? 0 : values.count - 1
      var (one, two) = (0.0, 0.0)
      for _ in 0..<values.count {
        let value = values[index]
        result[index] = weights.0 * value + weights.1 * one + weights.2 * two
        (one, two) = (value, one)
        index += step
      }
    }
  }

  private func recursion(_ values: [Double], isForward: Bool) -> [Double] {
    let step = isForward ? 1 : -1
    return Array(unsafeUninitializedCapacity: values.count) { result, count in
      count = values.count
      var index = isForward ? 0 : values.count - 1
      var (one, two) = (0.0, 0.0)
      for _ in 0..<values.count {
        let value = share * values[index] + keptLonger * two + kept * one
        result[index] = value
        (one, two) = (value, one)
        index += step
      }
    }
  }
}

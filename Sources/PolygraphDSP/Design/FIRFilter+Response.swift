import PolygraphQuantities
import RealModule

/// What a filter of finite response does to a sine of each frequency.
extension FIRFilter {
  /// The complex gain at a frequency. *Complexity*: O(taps).
  public func response(at frequency: Hertz) -> ComplexNumber { sums(at: frequency).plain }

  /// The complex gains at several frequencies.
  public func response(at frequencies: [Hertz]) -> [ComplexNumber] { frequencies.map { response(at: $0) } }

  /// The amplitude ratio at a frequency.
  public func gain(at frequency: Hertz) -> Double { response(at: frequency).magnitude }

  /// How long the filter delays a slow wave packet around a frequency.
  ///
  /// *Definition*: −dφ/dω. For mirror-image taps half their span at every frequency, and returned as such.
  /// *Edges*: for other taps NaN at a zero on the unit circle. *Complexity*: O(taps).
  public func groupDelay(at frequency: Hertz) -> Seconds {
    let rate = sampleRate.hertz.value
    guard !isLinearPhase else { return Seconds(Double(taps.count - 1) / 2 / rate) }
    let (plain, weighted) = sums(at: frequency)
    return Seconds((weighted / plain).real / rate)
  }

  /// True when the taps are their own mirror image, or its negative, to the last bit.
  public var isLinearPhase: Bool {
    let mirror = taps.reversed()
    return zip(taps, mirror).allSatisfy { $0 == $1 } || zip(taps, mirror).allSatisfy { $0 == -$1 }
  }

  /// Σ taps[k] v^k and Σ k taps[k] v^k at v = e^{−iω}, by Horner's rule.
  private func sums(at frequency: Hertz) -> (plain: ComplexNumber, weighted: ComplexNumber) {
    let point = ComplexNumber.unit(-2 * .pi * frequency.value / sampleRate.hertz.value)
    var (plain, weighted) = (ComplexNumber(0), ComplexNumber(0))
    for index in taps.indices.reversed() {
      plain = plain * point + ComplexNumber(taps[index])
      weighted = weighted * point + ComplexNumber(Double(index) * taps[index])
    }
    return (plain, weighted)
  }
}

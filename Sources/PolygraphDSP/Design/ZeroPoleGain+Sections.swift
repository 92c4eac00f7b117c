import PolygraphQuantities

/// Pairing of roots into second-order sections.
extension ZeroPoleGain {
  /// The sections of a digital filter, the pole nearest to the unit circle in the last one, each pole pair with its
  /// nearest zeros, the gain in the first section.
  ///
  /// *Definition*: the "nearest" pairing of SciPy's `zpk2sos`, so that a design can be compared section by section.
  func sections() -> [Biquad] {
    var poles = Self.upperHalf(poles)
    var zeros = Self.upperHalf(zeros)
    let poleCount = self.poles.count
    let sectionCount = (max(poleCount, self.zeros.count) + 1) / 2
    for _ in poleCount..<(2 * sectionCount) { poles.append(ComplexNumber(0)) }
    for _ in self.zeros.count..<(2 * sectionCount) { zeros.append(ComplexNumber(0)) }

    var sections: [Biquad] = []
    for _ in 0..<sectionCount {
      let first = poles.remove(at: Self.nearestToCircle(poles, among: poles.indices))
      let realPoles = poles.indices.filter { poles[$0].isReal }
      let realZeros = zeros.indices.filter { zeros[$0].isReal }
      let second: ComplexNumber
      if first.isReal {
        guard !realPoles.isEmpty else {
          let zero = zeros.remove(at: Self.nearest(to: first, in: zeros, among: realZeros))
          sections.append(Biquad(zeros: (zero, ComplexNumber(0)), poles: (first, ComplexNumber(0))))
          continue
        }
        second = poles.remove(at: Self.nearestToCircle(poles, among: realPoles))
      } else {
        second = first.conjugate
      }
      let isLastRealPair =
        !first.isReal && poles.count + 1 == zeros.count && realPoles.count == 1 && realZeros.count == 1
      let candidates = isLastRealPair ? zeros.indices.filter { !zeros[$0].isReal } : Array(zeros.indices)
      let zero = zeros.remove(at: Self.nearest(to: first, in: zeros, among: candidates))
      if zero.isReal {
        let rest = zeros.indices.filter { zeros[$0].isReal }
        let partner = zeros.remove(at: Self.nearest(to: first, in: zeros, among: rest))
        sections.append(Biquad(zeros: (zero, partner), poles: (first, second)))
      } else {
        sections.append(Biquad(zeros: (zero, zero.conjugate), poles: (first, second)))
      }
    }
    sections.reverse()
    sections[0].b0 *= gain
    sections[0].b1 *= gain
    sections[0].b2 *= gain
    return sections
  }

  /// One of each conjugate pair, and the real roots after them. An imaginary part at rounding level counts as real.
  private static func upperHalf(_ roots: [ComplexNumber]) -> [ComplexNumber] {
    let slack = 100 * Double.ulpOfOne
    let isReal = { (root: ComplexNumber) in abs(root.imaginary) <= slack * root.magnitude }
    let complex = roots.filter { !isReal($0) && $0.imaginary > 0 }
      .sorted { ($0.real, $0.imaginary) < ($1.real, $1.imaginary) }
    return complex + roots.filter(isReal).map { ComplexNumber($0.real) }.sorted { $0.real < $1.real }
  }

  private static func nearestToCircle(_ roots: [ComplexNumber], among indices: some Sequence<Int>) -> Int {
    least(among: indices) { abs(1 - roots[$0].magnitude) }
  }

  private static func nearest(
    to root: ComplexNumber, in roots: [ComplexNumber], among indices: some Sequence<Int>
  ) -> Int {
    least(among: indices) { (roots[$0] - root).magnitude }
  }

  private static func least(among indices: some Sequence<Int>, by distance: (Int) -> Double) -> Int {
    guard let best = indices.min(by: { distance($0) < distance($1) }) else {
      preconditionFailure("A section needs a root of its kind; roots come in conjugate pairs.")
    }
    return best
  }
}

extension Biquad {
  /// The section of two zeros and two poles; complex ones come as conjugate pairs.
  init(zeros: (ComplexNumber, ComplexNumber), poles: (ComplexNumber, ComplexNumber)) {
    self.init(
      b0: 1, b1: -(zeros.0.real + zeros.1.real), b2: (zeros.0 * zeros.1).real,
      a1: -(poles.0.real + poles.1.real), a2: (poles.0 * poles.1).real)
  }
}

import PolygraphQuantities
import RealModule

/// A transfer function as its zeros, poles and gain.
struct ZeroPoleGain: Hashable, Sendable {
  var zeros: [ComplexNumber]
  var poles: [ComplexNumber]
  var gain: Double

  /// How many more poles than zeros there are.
  private var relativeDegree: Int { poles.count - zeros.count }

  /// Moves an analogue low-pass prototype of unit edge to a band of a digital filter: the edges are prewarped, the
  /// frequency transformed, and the bilinear transform applied.
  ///
  /// *Source*: Oppenheim & Schafer, Discrete-Time Signal Processing, chapter 7. Frequencies are scaled to a sample rate
  /// of 2 so that the numbers stay near one at any rate.
  func digital(_ band: FilterBand, at rate: SampleRate) -> ZeroPoleGain {
    let nyquist = rate.hertz.value / 2
    let warped = band.edges.map { 4 * Double.tan(.pi * ($0.value / nyquist) / 2) }
    switch band {
    case .lowPass: return lowPass(edge: warped[0]).bilinear()
    case .highPass: return highPass(edge: warped[0]).bilinear()
    case .bandPass:
      let centre = Double.sqrt(warped[0] * warped[1])
      return bandPass(centre: centre, width: warped[1] - warped[0]).bilinear()
    case .bandStop:
      let centre = Double.sqrt(warped[0] * warped[1])
      return bandStop(centre: centre, width: warped[1] - warped[0]).bilinear()
    }
  }

  private func lowPass(edge: Double) -> ZeroPoleGain {
    ZeroPoleGain(
      zeros: zeros.map { $0 * edge }, poles: poles.map { $0 * edge },
      gain: gain * Double.pow(edge, relativeDegree))
  }

  private func highPass(edge: Double) -> ZeroPoleGain {
    let turned = ComplexNumber(edge)
    return ZeroPoleGain(
      zeros: zeros.map { turned / $0 } + Array(repeating: ComplexNumber(0), count: relativeDegree),
      poles: poles.map { turned / $0 },
      gain: gain * ratioOfNegatives())
  }

  private func bandPass(centre: Double, width: Double) -> ZeroPoleGain {
    ZeroPoleGain(
      zeros: Self.split(zeros.map { $0 * (width / 2) }, around: centre)
        + Array(repeating: ComplexNumber(0), count: relativeDegree),
      poles: Self.split(poles.map { $0 * (width / 2) }, around: centre),
      gain: gain * Double.pow(width, relativeDegree))
  }

  private func bandStop(centre: Double, width: Double) -> ZeroPoleGain {
    let half = ComplexNumber(width / 2)
    let stops = [ComplexNumber(0, centre), ComplexNumber(0, -centre)]
    return ZeroPoleGain(
      zeros: Self.split(zeros.map { half / $0 }, around: centre)
        + Array(repeating: stops, count: relativeDegree).flatMap { $0 },
      poles: Self.split(poles.map { half / $0 }, around: centre),
      gain: gain * ratioOfNegatives())
  }

  /// The two roots of s² − 2qs + c² for each q.
  private static func split(_ roots: [ComplexNumber], around centre: Double) -> [ComplexNumber] {
    let offsets = roots.map { ($0 * $0 - ComplexNumber(centre * centre)).squareRoot }
    return zip(roots, offsets).map { $0 + $1 } + zip(roots, offsets).map { $0 - $1 }
  }

  /// The real part of Π(−zero) / Π(−pole), multiplied pair by pair so that neither product overflows alone.
  private func ratioOfNegatives() -> Double {
    Self.productRatio(zeros.map { -$0 }, poles.map { -$0 })
  }

  private static func productRatio(_ top: [ComplexNumber], _ bottom: [ComplexNumber]) -> Double {
    var product = ComplexNumber(1)
    for index in 0..<max(top.count, bottom.count) {
      if index < top.count { product = product * top[index] }
      if index < bottom.count { product = product / bottom[index] }
    }
    return product.real
  }

  private func bilinear() -> ZeroPoleGain {
    let doubled = ComplexNumber(4)
    return ZeroPoleGain(
      zeros: zeros.map { (doubled + $0) / (doubled - $0) }
        + Array(repeating: ComplexNumber(-1), count: relativeDegree),
      poles: poles.map { (doubled + $0) / (doubled - $0) },
      gain: gain * Self.productRatio(zeros.map { doubled - $0 }, poles.map { doubled - $0 }))
  }
}

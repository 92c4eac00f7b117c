import PolygraphQuantities
import RealModule

/// A transfer function as its zeros, poles and gain, the sharpest form of a design.
///
/// *Definition*: H = gain × Π(v − zero) / Π(v − pole), where v is s = iω of an analogue prototype or z = e^{iω} of a
/// digital filter. Complex roots come as exact conjugate pairs.
public struct ZeroPoleGain: Hashable, Sendable {
  /// The places where the transfer function vanishes.
  public let zeros: [ComplexNumber]
  /// The places where it grows without bound.
  public let poles: [ComplexNumber]
  /// The factor before the products.
  public let gain: Double

  /// Joins roots and gain; complex roots come as conjugate pairs.
  init(zeros: [ComplexNumber], poles: [ComplexNumber], gain: Double) {
    self.zeros = zeros
    self.poles = poles
    self.gain = gain
  }

  /// The digital filter of a family and a band.
  ///
  /// *Definition*: analogue prototype, prewarped edges, frequency transformation, bilinear transform. Band-pass and
  /// band-stop filters have 2 × `order` poles, as in SciPy.
  /// *Source*: Oppenheim & Schafer, Discrete-Time Signal Processing, chapter 7.
  /// *Errors*: order, decibels, edges, and ``FilterDesignError/unstable`` for a pole within ``leastDistanceFromCircle``
  /// of the unit circle.
  public static func design(
    _ family: FilterFamily, _ band: FilterBand, order: Int, at rate: SampleRate
  ) throws(FilterDesignError) -> ZeroPoleGain {
    try band.validate(at: rate)
    let digital = try prototype(family, order: order).digital(band, at: rate)
    guard digital.gain.isFinite, digital.poles.allSatisfy({ 1 - $0.magnitude > leastDistanceFromCircle }),
      digital.zeros.allSatisfy({ $0.real.isFinite && $0.imaginary.isFinite })
    else { throw .unstable }
    return digital
  }

  /// How near to the unit circle a pole may come: one last bit then moves its distance, and with it the gain, by less
  /// than a thousandth.
  public static let leastDistanceFromCircle = 0x1p-40

  /// True when every pole of a digital filter lies inside the unit circle.
  public var isStable: Bool { poles.allSatisfy { $0.magnitude < 1 } }

  /// The complex gain of a digital filter at a frequency.
  public func response(at frequency: Hertz, sampleRate: SampleRate) -> ComplexNumber {
    let z = ComplexNumber.unit(2 * .pi * frequency.value / sampleRate.hertz.value)
    return Self.productRatio(zeros.map { z - $0 }, poles.map { z - $0 }) * gain
  }

  /// How many more poles than zeros there are.
  private var relativeDegree: Int { poles.count - zeros.count }

  /// Moves an analogue low-pass prototype of unit edge to a band of a digital filter. Frequencies are scaled to a
  /// sample rate of 2 so that the numbers stay near one at any rate.
  private func digital(_ band: FilterBand, at rate: SampleRate) -> ZeroPoleGain {
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

  /// The two roots of s² − 2qs + c² for each q. The smaller comes from the product c², so that a wide band does not
  /// cost its digits; a complex pair of a real q stays exactly conjugate.
  private static func split(_ roots: [ComplexNumber], around centre: Double) -> [ComplexNumber] {
    let product = ComplexNumber(centre * centre)
    return roots.flatMap { root -> [ComplexNumber] in
      let offset = (root * root - product).squareRoot
      if root.isReal, offset.real == 0 { return [root + offset, root - offset] }
      let isForward = root.real > 0 || (root.real == 0 && root.imaginary > 0)
      let larger = isForward ? root + offset : root - offset
      return [larger, product / larger]
    }
  }

  /// The real part of Π(−zero) / Π(−pole), multiplied pair by pair so that neither product overflows alone.
  private func ratioOfNegatives() -> Double {
    Self.productRatio(zeros.map { -$0 }, poles.map { -$0 }).real
  }

  private static func productRatio(_ top: [ComplexNumber], _ bottom: [ComplexNumber]) -> ComplexNumber {
    var product = ComplexNumber(1)
    for index in 0..<max(top.count, bottom.count) {
      if index < top.count { product = product * top[index] }
      if index < bottom.count { product = product / bottom[index] }
    }
    return product
  }

  private func bilinear() -> ZeroPoleGain {
    let doubled = ComplexNumber(4)
    return ZeroPoleGain(
      zeros: zeros.map { (doubled + $0) / (doubled - $0) }
        + Array(repeating: ComplexNumber(-1), count: relativeDegree),
      poles: poles.map { (doubled + $0) / (doubled - $0) },
      gain: gain * Self.productRatio(zeros.map { doubled - $0 }, poles.map { doubled - $0 }).real)
  }
}

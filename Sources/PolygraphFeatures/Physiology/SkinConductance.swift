import Foundation
import PolygraphDSP
import PolygraphQuantities

/// A skin-conductance line's level, responses and driver, and the list of its responses.
public struct SkinConductance: Sendable {
  /// The rate of the parts, whatever the rate of the line was.
  public let rate: SampleRate
  /// The level, the phasic line, the driver and what is left over, at ``rate``.
  public let parts: ConvexDecomposition
  /// The standard deviation of the line's noise at ``rate``, in the line's unit.
  public let noise: Double
  /// The responses, ascending.
  public let responses: [SkinConductanceResponse]

  /// The rate at which skin conductance is decomposed.
  public static let workingRate = SampleRate(10)
}

/// How skin conductance is decomposed and its responses are found.
///
/// *Definition*: the line is brought to 10 samples a second and decomposed by `ConvexDeconvolution`. The driver,
/// smoothed by a Gaussian, has a peak for each response; a peak counts when it stands out by what a response of the
/// least amplitude makes, and by a part of the greatest peak in the seconds before it. The least amplitude is the
/// greater of a fixed one and a multiple of the line's noise. A response's onset is where its driver begins; its peak
/// is where the phasic line turns down; its amplitude is what its driver adds to the phasic line.
/// *Source*: Greco et al. 2016, IEEE Trans Biomed Eng 63:797–804; the reading of the driver is ours.
/// *Missing*: gaps leave the decomposition's sum; a response is not sought in one. *Edges*: what began before the first
/// sample cannot be told from the level, and a rise that turns within a second of the last one may be no more than the
/// level's loose end: neither is a response.
public struct SkinConductanceAnalysis: Hashable, Sendable {
  /// The decomposition's parameters.
  public var deconvolution = ConvexDeconvolution()
  /// The least amplitude, in the line's unit; 0.01 µS is the field's for digital recordings.
  public var leastAmplitude = 0.01
  /// The least amplitude as a multiple of the noise.
  public var noiseFactor = 3.0
  /// The price of an impulse (α) as a multiple of what the noise alone would pay for one; the published price holds
  /// where it is greater. With more noise than the published price is meant for, impulses would follow the noise.
  public var noisePrice = 0.5
  /// The Gaussian's standard deviation that smooths the driver.
  public var smoothing = Seconds(0.3)
  /// The part of the greatest driver peak within ``echo`` before that a peak stands out by at least; less is how far
  /// the skin's time constants differ from the model's.
  public var leastPart = 0.1
  /// How long after a response its echo may last.
  public var echo = Seconds(6)

  /// Makes the standard parameters.
  public init() {}

  /// The level, driver and responses of a line.
  ///
  /// *Errors*: as `ConvexDeconvolution`; a line too slow for the working rate is decomposed at its own.
  public func analyse(_ line: MaskedLine, at rate: SampleRate) throws -> SkinConductance {
    let finite = line.finitePresent
    let working = min(rate, SkinConductance.workingRate)
    let resampled =
      rate == working ? finite : try PolyphaseResampler(from: rate, to: working).resample(finite)
    let noise = Self.noise(of: resampled)
    var model = deconvolution
    model.sparsity = max(model.sparsity, price(noise: noise, in: resampled, at: working))
    let parts = try model.decompose(resampled, at: working)
    return SkinConductance(
      rate: working, parts: parts, noise: noise,
      responses: SkinResponseReader(parts: parts, rate: working, noise: noise, rules: self).responses())
  }

  /// The standard deviation of the correlation of white noise with the response to an impulse, as the problem has it:
  /// of a line brought to standard deviation 1 when it is standardised.
  private func price(noise: Double, in line: MaskedLine, at rate: SampleRate) -> Double {
    let values = line.mask.presentRanges.flatMap { line.samples[$0] }
    let spread = deconvolution.isStandardizing ? Robust.populationStandardDeviation(values) ?? 0 : 1
    let slow = deconvolution.slowTimeConstant.value
    let fast = deconvolution.fastTimeConstant.value
    let energy = (slow + fast) / 2 - 2 * slow * fast / (slow + fast)
    return spread > 0 ? noisePrice * noise / spread * (energy / rate.hertz.value).squareRoot() : 0
  }

  /// The standard deviation of white noise that the second differences have: slow lines have next to none.
  static func noise(of line: MaskedLine) -> Double {
    let bends = line.mask.presentRanges.flatMap { run -> [Double] in
      guard run.count > 2 else { return [] }
      return run.dropFirst().dropLast().map { (index: Int) -> Double in
        line.samples[index - 1] - 2 * line.samples[index] + line.samples[index + 1]
      }
    }
    return 1.4826 * (Robust.medianAbsoluteDeviation(bends) ?? 0) / 6.0.squareRoot()
  }

  /// The greatest value of the response to a driver of area 1.
  var unitResponse: (height: Double, rise: Double) {
    let slow = deconvolution.slowTimeConstant.value
    let fast = deconvolution.fastTimeConstant.value
    let rise = log(slow / fast) * slow * fast / (slow - fast)
    return (exp(-rise / slow) - exp(-rise / fast), rise)
  }
}

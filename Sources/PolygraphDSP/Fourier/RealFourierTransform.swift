import CFFTW

/// The discrete Fourier transform of a fixed number of real samples, and its inverse.
///
/// *Definition*: X[k] = Σ x[n] e^(−2πikn/N) for k = 0…⌊N/2⌋; the inverse carries the factor 1/N. Any N from 1 on;
/// lengths with no prime factor above 7 are fastest (``FourierLength``).
/// *Source*: Frigo & Johnson 2005 (FFTW 3).
/// *Missing*: one NaN makes every output NaN; operations above this one refuse or mask such lines.
/// *Complexity*: O(N log N). Making the value plans the transform once for the process; running it takes no lock and
/// allocates nothing when the caller brings the arrays. One value may run on any number of threads at once.
public struct RealFourierTransform: Sendable {
  /// The number of samples N.
  public let count: Int
  /// How the steps were chosen.
  public let planning: FourierPlanning

  private let forwardPlan: FourierPlan
  private let inversePlan: FourierPlan
  /// True when the plans work in the spectrum's memory and samples are copied in and out.
  private let isInPlace: Bool

  /// Plans both directions. A count outside 1…2147483647 is a programming error.
  public init(count: Int, planning: FourierPlanning = .estimate) {
    self.count = count
    self.planning = planning
    isInPlace = Self.isFasterInPlace(count, planning)
    forwardPlan = FourierPlanner.plan(
      isInPlace ? .realForwardInPlace : .realForward, count: count, planning: planning)
    inversePlan = FourierPlanner.plan(
      isInPlace ? .realInverseInPlace : .realInverse, count: count, planning: planning)
  }

  /// Long lengths with a high power of two: the estimated plan out of place strides through the cache badly there, and
  /// one copy with a plan in place is up to 1.6 times as fast (measured at 2^21, 3 · 2^17 and the like). Lengths with
  /// shipped steps do not need it.
  private static func isFasterInPlace(_ count: Int, _ planning: FourierPlanning) -> Bool {
    guard planning == .estimate, count >= 65_536, count.isMultiple(of: 4096) else { return false }
    return !(ShippedSteps.counts.contains(count) && FourierPlanner.knowsShippedSteps)
  }

  /// The number of lines of the half spectrum, ⌊N/2⌋ + 1.
  public var spectrumCount: Int { count / 2 + 1 }

  /// FFTW's version.
  public static var libraryVersion: String { String(cString: polygraph_fftw_version()) }

  /// FFTW's account of the forward steps, to be kept with results that were made by measured plans.
  public var steps: String { forwardPlan.steps }

  /// The half spectrum of a line of ``count`` samples.
  public func forward(_ samples: [Double]) -> [ComplexNumber] {
    var spectrum = [ComplexNumber](repeating: ComplexNumber(0), count: spectrumCount)
    forward(samples, into: &spectrum)
    return spectrum
  }

  /// Writes the half spectrum into an array of ``spectrumCount`` lines; allocates nothing.
  public func forward(_ samples: [Double], into spectrum: inout [ComplexNumber]) {
    precondition(samples.count == count, "A transform takes as many samples as it was made for.")
    precondition(spectrum.count == spectrumCount, "A half spectrum has count / 2 + 1 lines.")
    samples.withUnsafeBufferPointer { samples in
      spectrum.withUnsafeMutableBufferPointer { spectrum in
        guard let input = samples.baseAddress, let output = spectrum.baseAddress else { return }
        forward(input, into: output)
      }
    }
  }

  /// The samples whose half spectrum this is; imaginary parts at 0 and, for an even count, at N/2 are taken as 0.
  public func inverse(_ spectrum: [ComplexNumber]) -> [Double] {
    var samples = [Double](repeating: 0, count: count)
    var scratch = spectrum
    inverse(consuming: &scratch, into: &samples)
    return samples
  }

  /// Writes the samples of a half spectrum into an array of ``count`` samples and leaves rubbish in the spectrum, whose
  /// memory the transform works in; allocates nothing.
  public func inverse(consuming spectrum: inout [ComplexNumber], into samples: inout [Double]) {
    precondition(samples.count == count, "A transform gives as many samples as it was made for.")
    precondition(spectrum.count == spectrumCount, "A half spectrum has count / 2 + 1 lines.")
    samples.withUnsafeMutableBufferPointer { samples in
      spectrum.withUnsafeMutableBufferPointer { spectrum in
        guard let input = spectrum.baseAddress, let output = samples.baseAddress else { return }
        let scale = 1 / Double(count)
        if isInPlace, isFourierAligned(input) {
          fftw_execute_dft_c2r(inversePlan.handle, input.fourierPointer, input.samplePointer)
          let made = input.samplePointer
          for index in 0..<count { output[index] = made[index] * scale }
        } else {
          unscaledInverse(consuming: input, into: output)
          for index in 0..<count { output[index] *= scale }
        }
      }
    }
  }

  /// As the array form, on memory that the caller owns: `count` samples in, ``spectrumCount`` lines out, not
  /// overlapping.
  public func forward(_ samples: UnsafePointer<Double>, into spectrum: UnsafeMutablePointer<ComplexNumber>) {
    guard isFourierAligned(samples), isFourierAligned(spectrum) else {
      let input = AlignedBuffer<Double>(count: count)
      let output = AlignedBuffer<ComplexNumber>(count: spectrumCount)
      input.pointer.update(from: samples, count: count)
      forward(UnsafePointer(input.pointer), into: output.pointer)
      spectrum.update(from: output.pointer, count: spectrumCount)
      return
    }
    if isInPlace {
      spectrum.samplePointer.update(from: samples, count: count)
      fftw_execute_dft_r2c(forwardPlan.handle, spectrum.samplePointer, spectrum.fourierPointer)
      return
    }
    // The plan keeps its input, so the samples may be lent without being mutable.
    fftw_execute_dft_r2c(forwardPlan.handle, UnsafeMutablePointer(mutating: samples), spectrum.fourierPointer)
  }

  /// The inverse without its factor 1/N, on memory that the caller owns; the spectrum is left in disorder.
  public func unscaledInverse(
    consuming spectrum: UnsafeMutablePointer<ComplexNumber>, into samples: UnsafeMutablePointer<Double>
  ) {
    guard isFourierAligned(samples), isFourierAligned(spectrum) else {
      let input = AlignedBuffer<ComplexNumber>(count: spectrumCount)
      let output = AlignedBuffer<Double>(count: count)
      input.pointer.update(from: spectrum, count: spectrumCount)
      unscaledInverse(consuming: input.pointer, into: output.pointer)
      samples.update(from: output.pointer, count: count)
      return
    }
    if isInPlace {
      fftw_execute_dft_c2r(inversePlan.handle, spectrum.fourierPointer, spectrum.samplePointer)
      samples.update(from: spectrum.samplePointer, count: count)
      return
    }
    fftw_execute_dft_c2r(inversePlan.handle, spectrum.fourierPointer, samples)
  }
}

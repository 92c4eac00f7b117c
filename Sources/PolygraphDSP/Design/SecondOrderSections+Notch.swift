import PolygraphQuantities
import RealModule

/// Narrow filters against mains hum, or for one line of a spectrum.
extension SecondOrderSections {
  /// A section that takes out one frequency and leaves the rest, 0 Hz and half the rate included, unchanged.
  ///
  /// *Definition*: zeros on the unit circle at the frequency f, −3 dB at a width of f / `quality` around it.
  /// *Units*: hertz; the quality has none. At 50 Hz a quality of 30 takes out a band 1.7 Hz wide.
  /// *Source*: Orfanidis, Introduction to Signal Processing, 1996, section 11.3; the section of SciPy's `iirnotch`.
  /// *Errors*: edge, a quality that is not finite or whose width reaches half the rate, or an unstable design.
  public static func notch(
    _ frequency: Hertz, quality: Double, at rate: SampleRate
  ) throws(FilterDesignError) -> SecondOrderSections {
    let (gain, cosine) = try resonance(frequency, quality: quality, at: rate)
    let section = Biquad(
      b0: gain, b1: -2 * gain * cosine, b2: gain, a1: -2 * gain * cosine, a2: 2 * gain - 1)
    return try checked([section], at: rate)
  }

  /// A section that keeps one frequency and takes out the rest: the complement of ``notch(_:quality:at:)``.
  ///
  /// *Source*: as there; the section of SciPy's `iirpeak`. *Errors*: as there.
  public static func peak(
    _ frequency: Hertz, quality: Double, at rate: SampleRate
  ) throws(FilterDesignError) -> SecondOrderSections {
    let (gain, cosine) = try resonance(frequency, quality: quality, at: rate)
    let section = Biquad(b0: 1 - gain, b1: 0, b2: gain - 1, a1: -2 * gain * cosine, a2: 2 * gain - 1)
    return try checked([section], at: rate)
  }

  /// A cascade of notches at a fundamental and each of its harmonics below half the rate; slow waves pass unchanged.
  ///
  /// *Definition*: every notch has the fundamental's width, `fundamental / quality`, so the k-th has the quality
  /// k × `quality`. It serves mains at any sample rate and keeps the baseline. A ``CombFilter`` is cheaper, but wants a
  /// rate that is a multiple of the fundamental, and takes out the baseline too or the odd harmonics only.
  /// *Errors*: as ``notch(_:quality:at:)``, and ``FilterDesignError/lengthOutsideRange(found:expected:)`` for more than
  /// ``greatestHarmonicCount`` harmonics.
  public static func harmonicNotches(
    _ fundamental: Hertz, quality: Double, at rate: SampleRate
  ) throws(FilterDesignError) -> SecondOrderSections {
    _ = try resonance(fundamental, quality: quality, at: rate)
    let count = (rate.hertz.value / 2 / fundamental.value).rounded(.up) - 1
    guard count <= Double(greatestHarmonicCount) else {
      throw .lengthOutsideRange(
        found: Int(min(count, 1e15)), expected: "at most \(greatestHarmonicCount) harmonics below half the rate")
    }
    var sections: [Biquad] = []
    for harmonic in stride(from: 1.0, through: max(count, 1), by: 1) {
      let frequency = Hertz(harmonic * fundamental.value)
      sections += try notch(frequency, quality: harmonic * quality, at: rate).sections
    }
    return SecondOrderSections(sections: sections, sampleRate: rate)
  }

  /// The most notches a cascade of ``harmonicNotches(_:quality:at:)`` may have.
  public static let greatestHarmonicCount = 1000

  private static func resonance(
    _ frequency: Hertz, quality: Double, at rate: SampleRate
  ) throws(FilterDesignError) -> (gain: Double, cosine: Double) {
    try FilterBand.lowPass(frequency).validate(at: rate)
    let hertz = rate.hertz.value
    guard quality.isFinite, quality > 0, frequency.value / quality < hertz / 2 else {
      throw .qualityOutsideRange(
        found: quality, expected: "a finite number above \(frequency.value / (hertz / 2)), so that the width fits")
    }
    let gain = 1 / (1 + Double.tan(.pi * frequency.value / quality / hertz))
    return (gain, Double.cos(2 * .pi * frequency.value / hertz))
  }

  private static func checked(
    _ sections: [Biquad], at rate: SampleRate
  ) throws(FilterDesignError) -> SecondOrderSections {
    guard sections.allSatisfy(\.isStable) else { throw .unstable }
    return SecondOrderSections(sections: sections, sampleRate: rate)
  }
}

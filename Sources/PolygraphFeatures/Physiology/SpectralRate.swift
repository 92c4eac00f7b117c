import PolygraphDSP
import PolygraphQuantities

/// A rhythm's rate from its spectrum, without looking for single breaths or beats.
public struct SpectralRate: Hashable, Sendable {
  /// The rate's frequency, between the lines of the spectrum.
  public let frequency: Hertz
  /// The part of the power from 0.05 to 5 Hz that lies within 0.05 Hz of the frequency or of twice it, from 0 to 1.
  public let quality: Double
  /// The frequency that the autocorrelation has, as a second opinion; `nil` when it has no peak in the band.
  public let autocorrelationFrequency: Hertz?

  /// Cycles a minute.
  public var perMinute: Double { 60 * frequency.value }
  /// True when both ways agree to a tenth.
  public var isConfirmed: Bool {
    autocorrelationFrequency.map { abs($0.value - frequency.value) <= 0.1 * frequency.value } ?? false
  }

  /// The frequencies of breathing.
  public static let breathing = Hertz(0.1)...Hertz(0.7)
  /// The frequencies of the heart.
  public static let heart = Hertz(0.7)...Hertz(3.3)
  /// The length of the segments that are averaged.
  public static let segment = Seconds(32)

  /// The breathing rate of a respiration line; `nil` when no segment is whole or there is no power in the band.
  ///
  /// *Definition*: Welch's mean of Hann-weighted segments of 32 s (the whole line when it is shorter, down to 10 s)
  /// that overlap by half, their means removed; the strongest line, refined by a parabola on the logarithms.
  /// *Source*: Welch 1967; Charlton et al. 2018, IEEE Rev Biomed Eng 11:2–20.
  /// *Missing*: segments that touch a missing sample are left out.
  public static func breathing(in line: MaskedLine, at rate: SampleRate) -> SpectralRate? {
    measured(in: line, band: breathing, at: rate)
  }

  /// The heart rate of a pulse line or an electrocardiogram, as ``breathing(in:at:)``.
  public static func heart(in line: MaskedLine, at rate: SampleRate) -> SpectralRate? {
    measured(in: line, band: heart, at: rate)
  }

  private static func measured(
    in line: MaskedLine, band: ClosedRange<Hertz>, at rate: SampleRate
  ) -> SpectralRate? {
    guard let spectrum = spectrum(of: line, at: rate), let found = spectrum.dominantFrequency(in: band) else {
      return nil
    }
    let total = spectrum.power(in: 0.05...min(5, Hertz(0.5 * rate.hertz.value)))
    let near = [found.frequency.value, 2 * found.frequency.value].reduce(0) { sum, centre in
      sum + spectrum.power(in: Hertz(centre - 0.05)...Hertz(centre + 0.05))
    }
    return SpectralRate(
      frequency: found.frequency, quality: total > 0 ? min(1, near / total) : 0,
      autocorrelationFrequency: autocorrelation(of: line, band: band, at: rate))
  }

  /// The strongest frequency of a band.
  static func dominant(
    in line: MaskedLine, band: ClosedRange<Hertz>, at rate: SampleRate
  ) -> DominantFrequency? {
    spectrum(of: line, at: rate)?.dominantFrequency(in: band)
  }

  private static func spectrum(of line: MaskedLine, at rate: SampleRate) -> PowerSpectrum? {
    let finite = line.finitePresent
    let longest = finite.mask.presentRanges.map(\.count).max() ?? 0
    let segment = min(rate.sampleCount(in: segment), longest)
    guard segment >= rate.sampleCount(in: 10) else { return nil }
    let estimator = try? WelchEstimator(rate: rate, segment: segment)
    return try? estimator?.spectrum(of: finite)
  }

  private static func autocorrelation(
    of line: MaskedLine, band: ClosedRange<Hertz>, at rate: SampleRate
  ) -> Hertz? {
    let shortest = Int(rate.hertz.value / band.upperBound.value)
    let longest = Int((rate.hertz.value / band.lowerBound.value).rounded(.up))
    guard longest > shortest,
      let smooth = try? AnalysisLine.band(line, Hertz(band.lowerBound.value / 2), band.upperBound, at: rate),
      let function = try? Autocorrelation(
        of: smooth, greatestLag: longest + 1, removingMean: true, normalisation: .biased),
      let peak = function.firstPeak(in: max(1, shortest)...longest), peak.lag > 0
    else { return nil }
    return Hertz(rate.hertz.value / peak.lag)
  }
}

/// The breathing rate that a pulse shows.
public enum PulseRespiration {
  /// The median of the breathing rates that the amplitude, the level and the interval of the beats show, or `nil` when
  /// fewer than two of them show one.
  ///
  /// *Definition*: each of the three, a value a beat, is brought to 4 values a second by straight lines and its
  /// spectrum taken as ``SpectralRate/breathing(in:at:)`` does. *Units*: breaths a minute.
  /// *Source*: Karlen et al. 2013, IEEE Trans Biomed Eng 60:1946–1953; Charlton et al. 2018.
  /// *Missing*: beats below the accepted quality are left out and bridged. *Edges*: from the first to the last beat.
  public static func perMinute(_ series: BeatSeries, level: MaskedLine) -> Double? {
    let beats = series.beats.filter { $0.quality >= BeatSeries.acceptedQuality }
    guard beats.count >= 16 else { return nil }
    let times = beats.map { series.time($0.place).value }
    let levels = beats.map { beat -> Double in
      level.slice(Int(beat.foot)..<(Int(beat.foot) + 1)).first ?? .nan
    }
    let intervals = zip(times.dropFirst(), times).map { $0 - $1 }
    let rates = [
      rate(times, beats.map(\.amplitude)), rate(times, levels), rate(Array(times.dropFirst()), intervals),
    ].compactMap { $0 }
    return rates.count >= 2 ? Robust.median(rates) : nil
  }

  private static func rate(_ times: [Double], _ values: [Double]) -> Double? {
    guard let start = times.first, let end = times.last, values.allSatisfy(\.isFinite) else { return nil }
    let rate = SampleRate(4)
    var place = 0
    let line = (0..<Int((end - start) * 4)).map { index -> Double in
      let time = start + Double(index) / 4
      while place + 2 < times.count, times[place + 1] <= time { place += 1 }
      let share = (time - times[place]) / (times[place + 1] - times[place])
      return values[place] + share * (values[place + 1] - values[place])
    }
    return SpectralRate.breathing(in: MaskedLine(complete: line), at: rate)?.perMinute
  }
}

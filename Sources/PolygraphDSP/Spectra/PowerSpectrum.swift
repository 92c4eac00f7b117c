import PolygraphQuantities
import RealModule

/// A one-sided power spectrum on equally spaced frequencies from 0 to half the sample rate.
public struct PowerSpectrum: Hashable, Sendable {
  /// The sample rate of the line it was taken from.
  public let rate: SampleRate
  /// The number of samples of the Fourier transform; line k lies at k · rate / `fourierLength`.
  public let fourierLength: Int
  /// Power, or power per hertz, of each line. *Shape*: ⌊`fourierLength` / 2⌋ + 1.
  public let values: [Double]
  /// What the values mean.
  public let scaling: SpectrumScaling
  /// How many segments, or tapers, were averaged.
  public let averagedCount: Int

  /// The distance between lines.
  public var spacing: Hertz { Hertz(rate.hertz.value / Double(fourierLength)) }

  /// The frequency of a line.
  public func frequency(ofLine line: Int) -> Hertz { Hertz(Double(line) * rate.hertz.value / Double(fourierLength)) }

  /// The frequencies of all lines.
  public var frequencies: [Hertz] { values.indices.map(frequency(ofLine:)) }

  /// The lines in a band, both edges included with a slack of 1e-12 of the edge.
  public func lines(in band: ClosedRange<Hertz>) -> Range<Int> {
    let spacing = spacing.value
    let low = (band.lowerBound.value * (1 - 1e-12) / spacing).rounded(.up)
    let high = (band.upperBound.value * (1 + 1e-12) / spacing).rounded(.down)
    guard low <= high, high >= 0, low < Double(values.count) else { return 0..<0 }
    return Int(max(0, low))..<Int(min(Double(values.count - 1), high)) + 1
  }

  /// The power in a band: the sum of its lines, times their spacing when they are densities.
  public func power(in band: ClosedRange<Hertz>) -> Double {
    var sum = 0.0
    for line in lines(in: band) { sum += values[line] }
    return scaling == .density ? sum * spacing.value : sum
  }
}

/// The strongest frequency of a band.
public struct DominantFrequency: Hashable, Sendable {
  /// The line with the greatest power; the lowest of equal ones.
  public let line: Int
  /// The place of the peak between lines.
  public let frequency: Hertz
  /// The power, or density, at the peak of the parabola; the line's own where it was not refined.
  public let value: Double
  /// False when the strongest line is the band's edge and its neighbour outside is stronger still, or has no neighbour
  /// or no power to lay a parabola through: then the frequency is the line's own.
  public let isRefined: Bool

  /// The frequency as cycles a minute.
  public var perMinute: Double { 60 * frequency.value }
}

extension PowerSpectrum {
  /// The strongest frequency of a band, refined by a parabola through the logarithms of the line and its neighbours.
  ///
  /// *Definition*: d = ½ (a − c) / (a − 2b + c) lines from the strongest, with a, b, c the three log powers.
  /// *Edges*: `nil` when the band holds no line, or only lines without power; NaN lines do not count.
  public func dominantFrequency(in band: ClosedRange<Hertz>) -> DominantFrequency? {
    var best: Int?
    for line in lines(in: band) where values[line] > best.map({ values[$0] }) ?? 0 { best = line }
    guard let best else { return nil }
    guard best > 0, best + 1 < values.count,
      let refined = PeakRefinement.logParabola(values[best - 1], values[best], values[best + 1])
    else {
      return DominantFrequency(
        line: best, frequency: frequency(ofLine: best), value: values[best], isRefined: false)
    }
    let place = (Double(best) + refined.offset) * rate.hertz.value / Double(fourierLength)
    return DominantFrequency(line: best, frequency: Hertz(place), value: refined.value, isRefined: true)
  }
}

import PolygraphDSP
import PolygraphQuantities

/// A search for the R waves of an electrocardiogram.
///
/// *Definition*: the slope of the line's band around the QRS complex is squared; a beat is a block in which a mean as
/// long as the complex lies above `factor` times a mean as long as a beat. Its place is the greatest deflection of the
/// band in the block, up or down, between samples.
/// *Source*: the energy of the slope, Pan & Tompkins 1985, IEEE Trans Biomed Eng 32:230–236; two means, Elgendi 2013,
/// PLOS ONE 8:e73557; the factor is ours.
/// *Edges*: a beat whose block touches an end of its run is not counted.
/// *Missing*: each present run alone; runs shorter than ``PulseDetector/shortestRun`` have no beats.
/// *Complexity*: O(samples).
public struct ElectrocardiogramDetector: Hashable, Sendable {
  /// The lower edge of the complex's band.
  public var lowEdge = Hertz(5)
  /// The upper edge of the complex's band.
  public var highEdge = Hertz(25)
  /// How long a complex lasts.
  public var complex = Seconds(0.1)
  /// How long a beat lasts.
  public var beat = Seconds(0.75)
  /// How much the short mean exceeds the long one in a complex.
  public var factor = 1.2
  /// The part of the long mean's median that the short mean must exceed as well, so that a lead that is off makes no
  /// beats of its noise.
  public var offset = 0.1
  /// The least time between beats: of two nearer ones the greater is kept.
  public var refractory = Seconds(0.25)
  /// The lowest rate at which a complex can be seen.
  public static let lowestRate = Hertz(60)

  /// Makes the standard parameters.
  public init() {}

  /// The beats of a line, with their quality.
  ///
  /// *Errors*: edges that the rate cannot have; ``lowestRate`` and above always can.
  public func beats(in line: MaskedLine, at rate: SampleRate) throws(FilterDesignError) -> BeatSeries {
    let finite = line.finitePresent
    let band = try AnalysisLine.band(finite, lowEdge, highEdge, at: rate)
    var beats: [Beat] = []
    let shortest = rate.sampleCount(in: PulseDetector.shortestRun)
    for run in band.mask.presentRanges where run.count >= shortest && !finite.isFlat(run) {
      let part = Array(band.samples[run])
      for place in places(in: part, at: rate) {
        let peak = Peaks.refined([place], in: part)[0]
        let position = peak.position + Double(run.lowerBound)
        beats.append(
          Beat(place: position, foot: position, peak: position, amplitude: abs(peak.value), quality: 0))
      }
    }
    let graded = BeatQuality.graded(beats, line: finite, band: band.samples, shape: .complex, at: rate)
    return BeatSeries(rate: rate, mask: finite.mask, beats: graded)
  }

  private func places(in band: [Double], at rate: SampleRate) -> [Int] {
    let energy = band.indices.map { index -> Double in
      let slope = band[min(index + 1, band.count - 1)] - band[max(index - 1, 0)]
      return slope * slope
    }
    let short = EnergyBlocks.mean(energy, width: complex, at: rate)
    let long = EnergyBlocks.mean(energy, width: beat, at: rate)
    let floor = offset * (Robust.median(long) ?? 0)
    let shortest = max(2, Int(complex.value / 2 * rate.hertz.value))
    let blocks = EnergyBlocks.blocks(count: band.count, shortest: shortest) {
      short[$0] > factor * long[$0] && short[$0] > floor
    }
    return EnergyBlocks.greatest(in: blocks, spacing: rate.sampleCount(in: refractory)) { abs(band[$0]) }
  }
}

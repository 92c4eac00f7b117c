import PolygraphDSP
import PolygraphQuantities

/// A search for the beats of a finger pulse, a finger cuff or an arm cuff.
///
/// *Definition*: the line's band around the pulse, without what lies below 0, is squared; a beat is a block in which a
/// mean as long as a systole lies above a mean as long as a beat plus a small part of the latter's median, when the
/// block is at least as long as a systole. Its peak is the greatest sample of the block, its place the steepest rise
/// before it, its foot where the tangent of that rise meets the level of the trough before it; all between samples.
/// *Source*: Elgendi, Norton, Brearley, Abbott & Schuurmans 2013, PLOS ONE 8:e76585, with a median in place of the mean
/// in the offset, so that one movement does not hide the beats of a whole chart; the foot by intersecting tangents,
/// Mukkamala et al. 2015.
/// *Edges*: a beat whose block touches an end of its run is not counted.
/// *Missing*: each present run alone; runs shorter than ``shortestRun`` have no beats. *Complexity*: O(samples).
public struct PulseDetector: Hashable, Sendable {
  /// The lowest frequency that a pulse has.
  public var lowEdge = Hertz(0.5)
  /// The highest frequency that matters.
  public var highEdge = Hertz(8)
  /// How long a systole lasts.
  public var systole = Seconds(0.111)
  /// How long a beat lasts.
  public var beat = Seconds(0.667)
  /// The part of the long mean's median that the short mean must lie above it.
  public var offset = 0.02
  /// The least time between beats: of two nearer ones the higher is kept.
  public var refractory = Seconds(0.3)
  /// The least time with samples in which beats are looked for.
  public static let shortestRun = Seconds(2)
  /// The lowest rate at which a pulse can be seen.
  public static let lowestRate = Hertz(10)

  /// Makes the published parameters.
  public init() {}

  /// The beats of a line, with their quality.
  ///
  /// *Errors*: edges that the rate cannot have; ``lowestRate`` and above always can.
  public func beats(in line: MaskedLine, at rate: SampleRate) throws(FilterDesignError) -> BeatSeries {
    let finite = line.finitePresent
    let band = try AnalysisLine.band(finite, lowEdge, highEdge, at: rate)
    var beats: [Beat] = []
    let shortest = rate.sampleCount(in: Self.shortestRun)
    for run in band.mask.presentRanges where run.count >= shortest && !finite.isFlat(run) {
      let peaks = peaks(in: Array(band.samples[run]), at: rate)
      beats += Self.described(peaks.map { $0 + run.lowerBound }, in: finite, band: band.samples, run: run, at: rate)
    }
    let graded = BeatQuality.graded(beats, line: finite, band: band.samples, shape: .pulse, at: rate)
    return BeatSeries(rate: rate, mask: finite.mask, beats: graded)
  }

  /// The samples of the peaks of one run of the band.
  private func peaks(in band: [Double], at rate: SampleRate) -> [Int] {
    let energy = band.map { $0 > 0 ? $0 * $0 : 0 }
    let short = EnergyBlocks.mean(energy, width: systole, at: rate)
    let long = EnergyBlocks.mean(energy, width: beat, at: rate)
    let floor = offset * (Robust.median(long) ?? 0)
    let shortest = max(2, Int(systole.value * rate.hertz.value))
    let blocks = EnergyBlocks.blocks(count: band.count, shortest: shortest) { short[$0] > long[$0] + floor }
    return EnergyBlocks.greatest(in: blocks, spacing: rate.sampleCount(in: refractory)) { band[$0] }
  }

  /// The beats at these peaks, without quality.
  private static func described(
    _ peaks: [Int], in line: MaskedLine, band: [Double], run: Range<Int>, at rate: SampleRate
  ) -> [Beat] {
    let longestRise = max(1, rate.sampleCount(in: 0.35))
    return peaks.indices.map { index in
      let peak = peaks[index]
      let previous = index > 0 ? peaks[index - 1] + 1 : run.lowerBound
      let start = max(previous, peak - longestRise)
      let trough = (start...peak).reduce(start) { band[$1] < band[$0] ? $1 : $0 }
      let slopes = (trough...peak).map { place in
        band[min(place + 1, run.upperBound - 1)] - band[max(place - 1, run.lowerBound)]
      }
      let steepest = Peaks.refined([slopes.indices.reduce(0) { slopes[$1] > slopes[$0] ? $1 : $0 }], in: slopes)[0]
      let place = Double(trough) + steepest.position
      let rise = steepest.value / 2
      let level = interpolated(band, at: place)
      let foot = rise > 0 ? max(Double(trough), place - (level - band[trough]) / rise) : place
      let top = Peaks.refined([peak], in: band)[0]
      return Beat(place: place, foot: foot, peak: top.position, amplitude: top.value - band[trough], quality: 0)
    }
  }

  private static func interpolated(_ line: [Double], at place: Double) -> Double {
    let left = min(Int(place), line.count - 1)
    let right = min(left + 1, line.count - 1)
    return line[left] + (line[right] - line[left]) * (place - Double(left))
  }
}

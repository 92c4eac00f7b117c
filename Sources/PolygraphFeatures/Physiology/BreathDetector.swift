import PolygraphDSP
import PolygraphQuantities

/// A search for the breaths of a respiration line that rises with inspiration.
///
/// *Definition*: the line is smoothed without delay: below 0.05 Hz and above twice the breathing rate (0.5 to 1.4 Hz)
/// nothing is left. Its turning points by more than `leastSwing` of the usual swing around them are peaks and troughs;
/// the usual swing is the median of the swings within `reach`. Each trough is then moved to the minimum, within 0.3 s,
/// of the line without what lies above 1.5 Hz, which has the levels too; inspiration begins there at once. The
/// breathing rate is the strongest frequency from 0.1 to 0.7 Hz.
/// *Source*: extrema with a least swing of 0.3 of the median, after Khodadad et al. 2018, Physiol Meas 39:094001, and
/// Makowski et al. 2021, Behav Res 53:1689–1696; the smoothing by the line's own rate and the median in time are ours.
/// *Edges*: in a run that begins during an inspiration its first sample stands for the trough; a run that begins during
/// an expiration has its first breath after it.
/// *Missing*: each present run alone; runs shorter than ``shortestRun`` have no breaths.
/// *Complexity*: O(samples), and O(swings) an extra second.
public struct BreathDetector: Hashable, Sendable {
  /// The lowest frequency that is kept.
  public var lowEdge = Hertz(0.05)
  /// The highest frequency that is kept, as a multiple of the breathing rate.
  public var highEdgeFactor = 2.0
  /// The limits of the highest frequency that is kept.
  public var highEdges = Hertz(0.5)...Hertz(1.4)
  /// The highest frequency of the line that has the levels and the exact troughs.
  public var detailEdge = Hertz(1.5)
  /// How far from the smooth line's trough the exact one may lie.
  public static let refinement = Seconds(0.3)
  /// The part of the usual swing that a breath swings by at least.
  public var leastSwing = 0.3
  /// The time on either side in which the usual swing is looked for.
  public var reach = Seconds(20)
  /// The least time with samples in which breaths are looked for.
  public static let shortestRun = Seconds(5)

  /// Makes the standard parameters.
  public init() {}

  /// The breaths of a line, with their quality.
  ///
  /// *Errors*: edges that the rate cannot have; 4 samples a second and more always can.
  public func breaths(in line: MaskedLine, at rate: SampleRate) throws(FilterDesignError) -> [Breath] {
    let finite = line.finitePresent
    let frequency = SpectralRate.dominant(in: finite, band: SpectralRate.breathing, at: rate)?.frequency
    let top = Hertz(highEdgeFactor * (frequency?.value ?? 0.35))
    let band = try AnalysisLine.band(
      finite, lowEdge, min(max(top, highEdges.lowerBound), highEdges.upperBound), at: rate)
    let detail = try AnalysisLine.lowPass(
      finite, corner: min(detailEdge, Hertz(0.4 * rate.hertz.value)), order: 2, at: rate)
    var breaths: [Breath] = []
    let shortest = rate.sampleCount(in: Self.shortestRun)
    for run in band.mask.presentRanges where run.count >= shortest && !finite.isFlat(run) {
      let turns = turningPoints(of: Array(band.samples[run]), at: rate)
      breaths += self.breaths(between: turns, in: Array(detail.samples[run]), from: run.lowerBound, at: rate)
    }
    return Self.graded(breaths)
  }

  /// The breaths of one run, which begins at sample `start`: the turning points of the smooth line tell which there
  /// are, the line with its detail how high they are and where inspiration begins.
  private func breaths(
    between turns: [Slopes.TurningPoint], in line: [Double], from start: Int, at rate: SampleRate
  ) -> [Breath] {
    let reach = rate.sampleCount(in: Self.refinement)
    let places = turns.indices.map { index -> (position: Double, value: Double) in
      let turn = turns[index]
      // Heart beats ripple on a flat top, so that its exact maximum wanders; the smooth one stays.
      guard turn.kind == .minima else { return Peaks.refined([turn.index], in: line)[0] }
      let low = index > 0 ? (turns[index - 1].index + turn.index) / 2 : 0
      let high = index + 1 < turns.count ? (turn.index + turns[index + 1].index) / 2 : line.count - 1
      let near = max(low, turn.index - reach)...min(high, turn.index + reach)
      return Peaks.refined([near.reduce(turn.index) { line[$1] < line[$0] ? $1 : $0 }], in: line)[0]
    }
    return turns.indices.compactMap { index in
      guard turns[index].kind == .maxima, index > 0 else { return nil }
      let (onset, peak) = (places[index - 1], places[index])
      let end = index + 1 < places.count ? places[index + 1].position + Double(start) : nil
      guard peak.position > onset.position, end.map({ $0 > peak.position + Double(start) }) ?? true else { return nil }
      return Breath(
        onset: onset.position + Double(start), peak: peak.position + Double(start), end: end,
        amplitude: peak.value - onset.value, endExpiratoryLevel: onset.value, quality: 0, rate: rate)
    }
  }

  private func turningPoints(of band: [Double], at rate: SampleRate) -> [Slopes.TurningPoint] {
    guard let ends = Robust.quantiles([0.1, 0.9], of: band), ends[1] > ends[0] else { return [] }
    // The span from the first to the last tenth of a sine is 1.9 amplitudes; a tenth of it is less than any breath.
    let first = Slopes.turningPoints(of: band, leastSwing: 0.1 * (ends[1] - ends[0]))
    let swings = zip(first, first.dropFirst()).map { (place: $1.index, size: abs(band[$1.index] - band[$0.index])) }
    guard !swings.isEmpty else { return [] }
    let least = leastSwings(swings, count: band.count, at: rate)
    return Self.turningPoints(of: band, leastSwings: least, step: max(1, rate.sampleCount(in: 1)))
  }

  /// The least swing for each second of the line.
  private func leastSwings(
    _ swings: [(place: Int, size: Double)], count: Int, at rate: SampleRate
  ) -> [Double] {
    let reach = rate.sampleCount(in: reach)
    let usual = Robust.median(swings.map(\.size)) ?? 0
    return stride(from: 0, through: count, by: max(1, rate.sampleCount(in: 1))).map { place in
      let near = swings.filter { abs($0.place - place) < reach }.map(\.size)
      return leastSwing * (near.count < 4 ? usual : Robust.median(near) ?? usual)
    }
  }

  /// As `Slopes.turningPoints(of:leastSwing:)`, with a least swing for each `step` samples; the line has no gap.
  private static func turningPoints(
    of line: [Double], leastSwings: [Double], step: Int
  ) -> [Slopes.TurningPoint] {
    var result: [Slopes.TurningPoint] = []
    var (high, low) = (0, 0)
    var direction: Peaks.Kind?
    for index in line.indices {
      let least = leastSwings[min(index / step, leastSwings.count - 1)]
      if line[index] > line[high] { high = index }
      if line[index] < line[low] { low = index }
      if direction != .minima, line[high] - line[index] > least {
        // The first sample of a falling line is no peak; that of a rising one stands for the trough before it.
        if high > 0 { result.append(Slopes.TurningPoint(index: high, kind: .maxima)) }
        (direction, low) = (.minima, index)
      } else if direction != .maxima, line[index] - line[low] > least {
        result.append(Slopes.TurningPoint(index: low, kind: .minima))
        (direction, high) = (.maxima, index)
      }
    }
    return result
  }

  private static func graded(_ breaths: [Breath]) -> [Breath] {
    let amplitudes = breaths.map(\.amplitude)
    let durations = breaths.map { $0.duration?.value ?? 2 * $0.inspiration.value }
    return breaths.indices.map { index in
      var breath = breaths[index]
      breath.quality = min(
        BeatQuality.agreement(
          breath.amplitude, with: Robust.localMedian(of: amplitudes, at: index, reach: BeatQuality.reach)),
        BeatQuality.agreement(
          durations[index], with: Robust.localMedian(of: durations, at: index, reach: BeatQuality.reach)))
      return breath
    }
  }
}

import PolygraphDSP
import PolygraphQuantities

/// Stretches in which the person moved, by an activity sensor.
///
/// *Definition*: the energy is the root mean square of the band from 0.5 to 8 Hz in 0.5 s; a movement is where it
/// exceeds its median by six times its median absolute deviation, held 2 s longer. It begins where it comes to a tenth
/// of its greatest energy.
/// *Source*: ours, after the practice of seat sensors. *Missing*: nothing is known in gaps: they are no movement.
public struct Movement: Hashable, Sendable {
  /// One movement: from its first sample to where its hold ends.
  public struct Episode: Hashable, Sendable, Codable {
    /// When it began.
    public let onset: Seconds
    /// When it was over, the hold included.
    public let end: Seconds
    /// Its greatest energy over the threshold; above 1.
    public let strength: Double
  }

  /// The movements, ascending and apart.
  public let episodes: [Episode]
  /// The energy that a movement exceeds, in the line's unit.
  public let threshold: Double

  /// Finds the movements of an activity line.
  ///
  /// *Edges*: a line without any spread of energy (flat, or shorter than the filter needs) has none.
  /// *Errors*: a rate below 2 samples a second.
  public init(
    in line: MaskedLine, at rate: SampleRate, deviations: Double = 6, hold: Seconds = 2
  ) throws(FilterDesignError) {
    let band = try AnalysisLine.band(line, 0.5, 8, at: rate)
    let squares = MaskedLine(samples: band.samples.map { $0 * $0 }, mask: band.mask)
    let half = max(1, rate.sampleCount(in: 0.25))
    let energy = Smoothing.movingMean(squares, halfWidth: half, passes: 1, edge: .raw)
    let runs = energy.mask.presentRanges
    let values = runs.flatMap { run in energy.samples[run].map { $0.squareRoot() } }
    let centre = Robust.median(values) ?? 0
    let spread = Robust.medianAbsoluteDeviation(values) ?? 0
    threshold = centre + deviations * spread
    guard spread > 0 else {
      episodes = []
      return
    }
    let limit = threshold * threshold
    let above = runs.flatMap { run in run.filter { energy.samples[$0] > limit } }
    episodes = Self.joined(above, hold: rate.sampleCount(in: hold)).map { stretch in
      let greatest = stretch.reduce(0) { max($0, energy.samples[$1]) }
      // The filter rings before a jerk: it begins where its energy, a square, comes to a tenth of its greatest.
      let begin = stretch.first { energy.samples[$0] >= 0.01 * greatest } ?? stretch[0]
      return Episode(
        onset: rate.seconds(ofSample: begin), end: rate.seconds(ofSample: stretch[stretch.count - 1]) + hold,
        strength: (greatest / limit).squareRoot())
    }
  }

  /// Samples in groups, each no further than the hold from the one before it.
  private static func joined(_ samples: [Int], hold: Int) -> [[Int]] {
    var groups: [[Int]] = []
    for sample in samples {
      if let last = groups.last?.last, sample - last <= hold {
        groups[groups.count - 1].append(sample)
      } else {
        groups.append([sample])
      }
    }
    return groups
  }

  /// True when a movement began within a second of a response's onset: the response may be its own.
  public func explains(responseOnset: Seconds, within reach: Seconds = 1) -> Bool {
    episodes.contains { abs($0.onset.value - responseOnset.value) <= reach.value }
  }

  /// True when a stretch and a movement share time.
  public func overlaps(from start: Seconds, to end: Seconds) -> Bool {
    episodes.contains { $0.onset <= end && $0.end >= start }
  }

  /// The part of responses that begin within a second of a movement's onset and the part that chance would put there;
  /// `nil` without responses or without length. A part far above chance says that movement makes the responses.
  public func link(responseOnsets: [Seconds], duration: Seconds) -> (part: Double, chance: Double)? {
    guard !responseOnsets.isEmpty, duration.value > 0 else { return nil }
    let hits = responseOnsets.filter { explains(responseOnset: $0) }.count
    var covered = 0.0
    var reached = 0.0
    for episode in episodes {
      let start = max(reached, max(0, episode.onset.value - 1))
      let end = min(duration.value, episode.onset.value + 1)
      if end > start { covered += end - start }
      reached = max(reached, end)
    }
    return (Double(hits) / Double(responseOnsets.count), covered / duration.value)
  }
}

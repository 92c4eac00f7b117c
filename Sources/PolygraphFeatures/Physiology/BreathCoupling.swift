import Foundation
import PolygraphDSP
import PolygraphQuantities

/// How chest and belly move together, and how breathing moves the cuff.
public enum BreathCoupling {
  /// How far the upper line is ahead of the lower one.
  public struct Phase: Hashable, Sendable, Codable {
    /// The mean phase difference in degrees, from −180 to 180; near ±180 is paradoxical breathing.
    public let degrees: Double
    /// How steady the difference is, from 0 (any) to 1 (always the same).
    public let steadiness: Double
  }

  /// The phase between two respiration lines, or `nil` when they share no run of 5 s or more.
  ///
  /// *Definition*: the argument of Σ U conj(L), with U and L the analytic signals of both lines' breathing bands; the
  /// steadiness is the length of the mean of their unit vectors. *Source*: Prisk, Hammer & Newth 2002, Pediatr
  /// Pulmonol 34:462–472. *Missing*: runs present in both lines, each alone.
  public static func phase(upper: MaskedLine, lower: MaskedLine, at rate: SampleRate) -> Phase? {
    guard upper.samples.count == lower.samples.count,
      let first = try? AnalysisLine.band(upper, 0.05, 1, at: rate),
      let second = try? AnalysisLine.band(lower, 0.05, 1, at: rate)
    else { return nil }
    var sum = (x: 0.0, y: 0.0)
    var unit = (x: 0.0, y: 0.0)
    var count = 0.0
    for run in first.mask.union(second.mask).presentRanges where run.count >= rate.sampleCount(in: 5) {
      guard let u = try? AnalyticSignal(of: Array(first.samples[run])),
        let l = try? AnalyticSignal(of: Array(second.samples[run]))
      else { continue }
      for index in u.real.indices {
        let x = u.real[index] * l.real[index] + u.imaginary[index] * l.imaginary[index]
        let y = u.imaginary[index] * l.real[index] - u.real[index] * l.imaginary[index]
        let length = (x * x + y * y).squareRoot()
        guard length > 0 else { continue }
        sum = (sum.x + x, sum.y + y)
        unit = (unit.x + x / length, unit.y + y / length)
        count += 1
      }
    }
    guard count > 0 else { return nil }
    return Phase(
      degrees: atan2(sum.y, sum.x) * 180 / .pi, steadiness: (unit.x * unit.x + unit.y * unit.y).squareRoot() / count)
  }

  /// How much of a line's movement at the breathing rate the breathing explains, from 0 to 1; `nil` without a breathing
  /// rate or with fewer than two whole segments.
  ///
  /// *Definition*: the coherence |Sxy|² / (Sxx Syy) of respiration and the line, over segments of 20 s that overlap by
  /// half, at the line of the spectrum nearest to the breathing rate. A ratio of rates cannot see this.
  /// *Missing*: segments in which either line misses a sample are left out.
  public static func coherence(respiration: MaskedLine, line: MaskedLine, at rate: SampleRate) -> Double? {
    let (first, second) = (respiration.finitePresent, line.finitePresent)
    guard first.samples.count == second.samples.count,
      let breathing = SpectralRate.dominant(in: first, band: SpectralRate.breathing, at: rate)?.frequency,
      let estimator = try? WelchEstimator(rate: rate, segment: Seconds(20)),
      let cross = try? estimator.crossSpectrum(of: first, and: second), cross.averagedCount >= 2
    else { return nil }
    let place = Int((breathing.value / cross.frequency(ofLine: 1).value).rounded())
    let coherence = cross.coherence
    guard coherence.indices.contains(place), coherence[place].isFinite else { return nil }
    return coherence[place]
  }

  /// The line length of breathing per second in a window, each breath counting by the time it lies inside.
  ///
  /// *Definition*: Σ w v / Σ w over the breaths, with v the length of a whole breath (Σ |dy|) over its duration and w
  /// the seconds of it inside the window; so it does not matter where the window cuts a breath. `nil` when no whole
  /// breath touches the window. *Units*: the line's a second.
  /// *Source*: the idea of weighting by cycle, Matsuda & Ogawa 2011; the formula is ours.
  /// *Missing*: breaths with a missing sample are left out.
  public static func weightedLineLength(
    _ line: MaskedLine, breaths: [Breath], from start: Seconds, to end: Seconds, at rate: SampleRate
  ) -> Double? {
    var weighted = 0.0
    var weights = 0.0
    for breath in breaths {
      guard let finish = breath.end, let duration = breath.duration, duration.value > 0 else { continue }
      let weight = min(end.value, breath.onsetTime.value + duration.value) - max(start.value, breath.onsetTime.value)
      let samples = Int(breath.onset.rounded())..<Int(finish.rounded()) + 1
      guard weight > 0, samples.upperBound <= line.samples.count, line.mask.missingCount(in: samples) == 0 else {
        continue
      }
      let values = line.samples[samples]
      let length = zip(values.dropFirst(), values).reduce(0.0) { $0 + abs($1.0 - $1.1) }
      weighted += weight * length / duration.value
      weights += weight
    }
    return weights > 0 ? weighted / weights : nil
  }
}

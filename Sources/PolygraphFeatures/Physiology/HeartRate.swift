import Foundation
import PolygraphDSP
import PolygraphQuantities

/// Heart rate in time, and its variability over a chart.
public enum HeartRate {
  /// The heart rate of each whole second, each interval counting by the part of the second it fills.
  ///
  /// *Shape*: one for each of `count` seconds from the line's start. *Units*: beats a minute.
  /// *Source*: Velden & Wölk 1987, J Psychophysiol 1:293–298 (weighting by share). *Missing*: `nil` where accepted
  /// intervals fill less than half of a second.
  public static func secondBySecond(_ series: BeatSeries, count: Int) -> [Double?] {
    var sums = Array(repeating: 0.0, count: max(0, count))
    var shares = sums
    for interval in series.intervals() where interval.isAccepted {
      let last = min(count - 1, Int(interval.end.value))
      for second in max(0, Int(interval.start.value))..<max(0, last + 1) where second <= last {
        let share = min(interval.end.value, Double(second + 1)) - max(interval.start.value, Double(second))
        guard share > 0 else { continue }
        sums[second] += share * interval.perMinute
        shares[second] += share
      }
    }
    return zip(sums, shares).map { $1 >= 0.5 ? $0 / $1 : nil }
  }

  /// The change of heart rate after a stimulus: the mean from the onset to 15 s after it less the mean of the `before`
  /// seconds ahead of it; slowing is negative. `nil` when accepted intervals cover less than half of either.
  ///
  /// *Units*: beats a minute. *Missing*: accepted intervals alone, each counting by its time in the window.
  public static func change(
    _ series: BeatSeries, onset: Seconds, before: Seconds = 4, after: Seconds = 15
  ) -> Double? {
    guard let base = mean(series, from: onset - before, to: onset),
      let later = mean(series, from: onset, to: onset + after)
    else { return nil }
    return later - base
  }

  private static func mean(_ series: BeatSeries, from start: Seconds, to end: Seconds) -> Double? {
    var sum = 0.0
    var weights = 0.0
    for interval in series.intervals() where interval.isAccepted {
      let share = min(interval.end.value, end.value) - max(interval.start.value, start.value)
      guard share > 0 else { continue }
      sum += share * interval.perMinute
      weights += share
    }
    return weights >= 0.5 * (end.value - start.value) && weights > 0 ? sum / weights : nil
  }
}

/// The variability of a chart's intervals between beats.
///
/// *Source*: Task Force of the European Society of Cardiology 1996, Circulation 93:1043–1065; the Poincaré axes,
/// Brennan, Palaniswami & Kamen 2001. *Definition*: over accepted intervals within a fifth of the median of the eleven
/// around them (premature and missed beats are left out, not mended); differences over neighbours that both are kept.
/// *Units*: milliseconds; powers in ms²; at 30 samples a second a place between samples is still uncertain by some
/// milliseconds.
public struct HeartRateVariability: Hashable, Sendable, Codable {
  /// The number of intervals kept.
  public let intervalCount: Int
  /// Their mean.
  public let meanInterval: Double
  /// SDNN: their standard deviation.
  public let standardDeviation: Double
  /// RMSSD: the root of the mean squared difference of neighbours.
  public let successiveDifference: Double
  /// pNN50: the part of the differences above 50 ms, from 0 to 1.
  public let partAbove50: Double
  /// SD1: the Poincaré plot's short axis.
  public let shortAxis: Double
  /// SD2: the long axis.
  public let longAxis: Double
  /// The power from 0.04 to 0.15 Hz; `nil` below two minutes.
  public let lowFrequencyPower: Double?
  /// The power from 0.15 to 0.4 Hz; `nil` below two minutes.
  public let highFrequencyPower: Double?

  /// Measures a series; `nil` with fewer than ten neighbouring intervals.
  public init?(_ series: BeatSeries) {
    let intervals = series.intervals()
    let durations = intervals.map(\.duration.value)
    let kept = intervals.indices.filter { index in
      let usual = Robust.localMedian(of: durations, at: index, reach: 5)
      return intervals[index].isAccepted && abs(durations[index] - usual) <= 0.2 * usual
    }
    let differences = zip(kept, kept.dropFirst()).filter { $1 == $0 + 1 }.map {
      1000 * (durations[$1] - durations[$0])
    }
    let values = kept.map { 1000 * durations[$0] }
    guard differences.count >= 10, let mean = Robust.mean(values), let sd = Robust.sampleStandardDeviation(values)
    else { return nil }
    let squares = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
    let short = (Robust.sampleStandardDeviation(differences) ?? 0) / 2.0.squareRoot()
    intervalCount = kept.count
    meanInterval = mean
    standardDeviation = sd
    successiveDifference = squares.squareRoot()
    partAbove50 = Double(differences.filter { abs($0) > 50 }.count) / Double(differences.count)
    shortAxis = short
    longAxis = max(0, 2 * sd * sd - short * short).squareRoot()
    let times = kept.map { intervals[$0].end }
    let bands = Self.powers(times: times, values: values, mean: mean)
    lowFrequencyPower = bands?.low
    highFrequencyPower = bands?.high
  }

  /// Half the squared amplitude at each frequency of a grid of 1/duration, summed over the band.
  private static func powers(times: [Seconds], values: [Double], mean: Double) -> (low: Double, high: Double)? {
    guard let first = times.first, let last = times.last, last.value - first.value >= 120 else { return nil }
    let spacing = 1 / (last.value - first.value)
    let frequencies = stride(from: spacing, through: 0.4, by: spacing).map { Hertz($0) }
    let centred = values.map { $0 - mean }
    guard
      let amplitudes = try? LombScargle.amplitudes(
        times: times, values: centred, frequencies: frequencies, isMeanFitted: true)
    else { return nil }
    func power(_ band: Range<Double>) -> Double {
      zip(frequencies, amplitudes).reduce(0) { sum, line in
        band.contains(line.0.value) ? sum + line.1.squaredMagnitude / 2 : sum
      }
    }
    return (power(0.04..<0.15), power(0.15..<0.4))
  }
}

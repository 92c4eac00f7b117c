import Foundation
import PolygraphDSP
import PolygraphQuantities

/// What a pulse does after a stimulus, beat by beat.
public enum PulseFeatures {
  /// ln(median amplitude before / least mean of three neighbouring beats 3 to 12 s after): constriction is positive.
  /// `nil` with fewer than three accepted beats in either window.
  ///
  /// *Source*: ours. *Missing*: beats below the accepted quality are left out.
  public static func constriction(
    _ series: BeatSeries, onset: Seconds, before: Seconds = 5, after: ClosedRange<Seconds> = Seconds(3)...Seconds(12)
  ) -> Double? {
    let beats = series.beats.filter { $0.quality >= BeatSeries.acceptedQuality }
      .map { (time: series.time($0.place), size: $0.amplitude) }
    let base = beats.filter { $0.time >= onset - before && $0.time < onset }.map(\.size)
    let later = beats.filter { after.contains($0.time - onset) }.map(\.size)
    let means = later.indices.dropLast(2).map { (first: Int) -> Double in
      (later[first] + later[first + 1] + later[first + 2]) / 3
    }
    guard base.count >= 3, let usual = Robust.median(base), let least = means.min(), usual > 0, least > 0 else {
      return nil
    }
    return log(usual / least)
  }

  /// The finger pulse line length: the mean length of the pulse line over ten windows that begin 0, 0.1, …, 0.9 s after
  /// the onset, as seconds and as amplitudes.
  ///
  /// *Definition*: Σ √(dt² + dy²) over 10 s, with y over the median pulse amplitude of the 5 s before, so that time and
  /// amplitude weigh alike at any gain. *Source*: Elaad & Ben-Shakhar 2006, Int J Psychophysiol 60:106–113 (mean of
  /// ten windows); the scale is ours.
  /// *Missing*: `nil` when a sample is missing in a window or no accepted beat comes before. *Complexity*: O(window).
  public static func lineLength(
    _ line: MaskedLine, series: BeatSeries, onset: Seconds, window: Seconds = 10
  ) -> Double? {
    let rate = series.rate
    let base = series.beats.filter {
      let time = series.time($0.place)
      return $0.quality >= BeatSeries.acceptedQuality && time >= onset - 5 && time < onset
    }.map(\.amplitude)
    guard let scale = Robust.median(base), scale > 0 else { return nil }
    let step = 1 / rate.hertz.value
    let lengths = (0..<10).compactMap { tenth -> Double? in
      let start = rate.sample(at: onset + Seconds(0.1 * Double(tenth)))
      let range = start..<(start + rate.sampleCount(in: window) + 1)
      guard range.lowerBound >= 0, range.upperBound <= line.samples.count, line.mask.missingCount(in: range) == 0 else {
        return nil
      }
      let values = line.samples[range]
      return zip(values.dropFirst(), values).reduce(0.0) { sum, pair in
        let rise = (pair.0 - pair.1) / scale
        return sum + (step * step + rise * rise).squareRoot()
      }
    }
    return lengths.count == 10 ? Robust.mean(lengths) : nil
  }

  /// The steepest rise of each beat of a pressure line, in its unit a second; `nil` for a beat with missing samples.
  public static func steepestRises(_ line: MaskedLine, series: BeatSeries) -> [Double?] {
    series.beats.map { beat in
      let range = Int(beat.foot.rounded(.down))..<Int(beat.peak.rounded(.up)) + 1
      guard range.lowerBound >= 0, range.upperBound <= line.samples.count, line.mask.missingCount(in: range) == 0 else {
        return nil
      }
      let values = line.samples[range]
      return zip(values.dropFirst(), values).map { ($0 - $1) * series.rate.hertz.value }.max()
    }
  }
}

import PolygraphDSP
import PolygraphQuantities

/// How much a beat can be trusted.
///
/// *Definition*: the least of these, each from 0 to 1: the correlation of the beat's shape with the median shape of the
/// ten beats around it; its amplitude, and its interval to the nearer neighbour, as parts of the medians around it (1
/// from half to one and a half times the median, falling to 0 beyond); and 0 for a beat on a flat or clipped stretch
/// (three or more equal samples in a row at the run's highest or lowest value, or a spread below 0.5 % of the median
/// amplitude).
/// *Source*: Orphanidou et al. 2015, IEEE J Biomed Health Inform 19:832–838 (template correlation); Elgendi 2016,
/// Bioengineering 3:21 (quality indices).
public enum BeatQuality {
  /// What kind of beat a shape belongs to, by the time looked at before and after the place.
  enum Shape {
    case pulse
    case complex

    var before: Seconds { self == .pulse ? 0.15 : 0.06 }
    var after: Seconds { self == .pulse ? 0.35 : 0.06 }
  }

  /// How many beats on either side a beat is compared with.
  static let reach = 5

  /// The beats with their quality.
  static func graded(
    _ beats: [Beat], line: MaskedLine, band: [Double], shape: Shape, at rate: SampleRate
  ) -> [Beat] {
    let before = max(1, rate.sampleCount(in: shape.before))
    let after = max(1, rate.sampleCount(in: shape.after))
    let shapes = beats.map { beat -> [Double] in
      let place = Int(beat.place.rounded())
      return Array(MaskedLine(complete: band).slice((place - before)..<(place + after + 1)))
    }
    let amplitudes = beats.map(\.amplitude)
    let intervals = zip(beats, beats.dropFirst()).map { $1.place - $0.place }
    return beats.indices.map { index in
      var beat = beats[index]
      let place = Int(beat.place.rounded())
      let tests = [
        correlation(shapes, at: index),
        agreement(beat.amplitude, with: Robust.localMedian(of: amplitudes, at: index, reach: reach)),
        intervalAgreement(intervals, at: index),
        isDamaged(line, (place - before)..<(place + after + 1), amplitudes: amplitudes, at: index) ? 0 : 1,
      ]
      beat.quality = tests.min() ?? 0
      return beat
    }
  }

  /// 1 when a value lies from half to one and a half times its reference, less the further it lies outside.
  static func agreement(_ value: Double, with reference: Double) -> Double {
    guard value > 0, reference > 0 else { return 0 }
    return min(1, min(2 * value / reference, 1.5 * reference / value))
  }

  /// The better agreement of the intervals before and after a beat; a beat alone has 0.
  private static func intervalAgreement(_ intervals: [Double], at index: Int) -> Double {
    let beside = [index - 1, index].filter(intervals.indices.contains)
    return beside.map {
      agreement(intervals[$0], with: Robust.localMedian(of: intervals, at: $0, reach: reach))
    }.max() ?? 0
  }

  /// The correlation of a shape with the median shape around it, 0 when it is negative or unknown.
  private static func correlation(_ shapes: [[Double]], at index: Int) -> Double {
    let own = shapes[index]
    let around = shapes[max(0, index - reach)..<min(shapes.count, index + reach + 1)]
      .filter { $0.count == own.count && !$0.contains(where: \.isNaN) }
    guard !own.isEmpty, !own.contains(where: \.isNaN), around.count > 2 else { return 0 }
    let template = own.indices.map { sample in Robust.median(around.map { $0[sample] }) ?? 0 }
    return max(0, correlation(own, template))
  }

  /// The correlation of two lists of the same length; 0 when one of them does not vary.
  static func correlation(_ first: [Double], _ second: [Double]) -> Double {
    let (a, b) = (Robust.mean(first) ?? 0, Robust.mean(second) ?? 0)
    var (products, squares, others) = (0.0, 0.0, 0.0)
    for (x, y) in zip(first, second) {
      products += (x - a) * (y - b)
      squares += (x - a) * (x - a)
      others += (y - b) * (y - b)
    }
    return squares > 0 && others > 0 ? products / (squares.squareRoot() * others.squareRoot()) : 0
  }

  /// True on a flat or clipped stretch, or one with missing samples.
  private static func isDamaged(
    _ line: MaskedLine, _ range: Range<Int>, amplitudes: [Double], at index: Int
  ) -> Bool {
    let cut = range.clamped(to: 0..<line.samples.count)
    guard !cut.isEmpty, line.mask.missingCount(in: cut) == 0 else { return true }
    let values = line.samples[cut]
    let usual = Robust.localMedian(of: amplitudes, at: index, reach: reach)
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    if high - low < 0.005 * usual { return true }
    return longestRun(of: high, in: values) >= 3 && isCut(values, at: high)
      || longestRun(of: low, in: values) >= 3 && isCut(values, at: low)
  }

  private static func longestRun(of value: Double, in values: ArraySlice<Double>) -> Int {
    var longest = 0
    var run = 0
    for sample in values {
      run = sample == value ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// True when the line comes to a level, or leaves it, by more than a twentieth of its range at once: a smooth top of
  /// whole counts can be as level, but comes there slowly.
  private static func isCut(_ values: ArraySlice<Double>, at level: Double) -> Bool {
    let range = (values.max() ?? 0) - (values.min() ?? 0)
    return zip(values, values.dropFirst()).contains { first, second in
      (first == level) != (second == level) && abs(first - second) > 0.05 * range
    }
  }
}

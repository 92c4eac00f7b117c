import PolygraphDSP
import PolygraphQuantities

/// What a whole chart's line tells that thresholds for its parts are made of.
struct LineSummary: Hashable, Sendable {
  /// The lower quartile.
  let lower: Double
  /// The median.
  let middle: Double
  /// The upper quartile.
  let upper: Double
  /// The usual difference of successive peaks and troughs.
  let amplitude: Double
  /// The sensor's display range.
  let range: Double

  /// The distance of the quartiles.
  var quartileRange: Double { upper - lower }

  /// Sums a line up; `nil` for an empty one.
  ///
  /// *Definition*: the amplitude is the median of the swings between alternating extremes; swings below a tenth of
  /// their 90th percentile are ripples, not cycles.
  init?(_ line: [Double], halfWindow: Int, range: Double) {
    guard let quartiles = Robust.quantiles([0.25, 0.5, 0.75], of: line) else { return nil }
    (lower, middle, upper) = (quartiles[0], quartiles[1], quartiles[2])
    self.range = range
    let heights = Extrema.alternating(in: line, halfWindow: halfWindow).map { line[$0] }
    let swings = zip(heights.dropFirst(), heights).map { abs($0 - $1) }
    let large = Robust.quantile(0.9, of: swings) ?? 0
    amplitude = Robust.median(swings.filter { $0 >= 0.1 * large }) ?? 0
  }

  /// Makes a summary from its numbers.
  init(lower: Double, middle: Double, upper: Double, amplitude: Double, range: Double) {
    (self.lower, self.middle, self.upper) = (lower, middle, upper)
    self.amplitude = amplitude
    self.range = range
  }

  /// A threshold in chart units.
  func units(_ threshold: HeightThreshold) -> Double { threshold.units(range: range, amplitude: amplitude) }

  /// A quartile range held between bounds.
  func clamped(_ quartileRange: Double, _ bounds: QuartileBounds) -> Double {
    bounds.clamped(quartileRange, range: range, amplitude: amplitude)
  }
}

/// Stretches in which a line hardly moves.
enum Stillness {
  /// Which rows lie in a window whose coarse steps add up to less than `limit`.
  ///
  /// *Definition*: a window of W rows is walked in n steps: from its first row to the last of each ⌊W/n⌋ rows, and to
  /// its own last. Every row of such a window is marked.
  static func marks(_ line: [Double], window: Int, steps: Int, limit: Double) -> [Bool] {
    var marks = Array(repeating: false, count: line.count)
    guard window > steps, line.count >= window else { return marks }
    let points = [0] + (1..<steps).map { $0 * (window / steps) - 1 } + [window - 1]
    var marked = 0
    for start in 0...(line.count - window) {
      var travel = 0.0
      for (left, right) in zip(points, points.dropFirst()) { travel += abs(line[start + right] - line[start + left]) }
      guard travel < limit else { continue }
      for row in max(marked, start)..<(start + window) { marks[row] = true }
      marked = start + window
    }
    return marks
  }
}

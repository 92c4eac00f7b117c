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
    self.init(line, extrema: Extrema.all(of: line), halfWindow: halfWindow, range: range)
  }

  /// The same with the line's extrema at hand; those of another scale of it serve.
  init?(_ line: [Double], extrema: LocalExtrema, halfWindow: Int, range: Double) {
    guard let quartiles = Robust.quantiles([0.25, 0.5, 0.75], of: line) else { return nil }
    (lower, middle, upper) = (quartiles[0], quartiles[1], quartiles[2])
    self.range = range
    amplitude = Self.amplitude(line, extrema, halfWindow)
  }

  /// A summary of a line whose quartiles nobody asks for: a pulse; `nil` for an empty one.
  init?(pulse line: [Double], extrema: LocalExtrema, halfWindow: Int, range: Double) {
    guard !line.isEmpty else { return nil }
    (lower, middle, upper) = (0, 0, 0)
    self.range = range
    amplitude = Self.amplitude(line, extrema, halfWindow)
  }

  private static func amplitude(_ line: [Double], _ extrema: LocalExtrema, _ halfWindow: Int) -> Double {
    let swings = Extrema.swings(Extrema.alternating(extrema, halfWindow: halfWindow), on: line)
    let large = Robust.quantile(0.9, of: swings) ?? 0
    return Robust.median(swings.filter { $0 >= 0.1 * large }) ?? 0
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

import PolygraphQuantities
import RealModule

/// Rates per minute, half windows made from them, and places between samples.
extension Peaks {
  /// The number of cycles per minute between the first and the last extremum, or `nil` with fewer than two cycles'
  /// ends.
  ///
  /// *Definition*: 60 fs / mean distance of neighbouring extrema, ends of the line left out; distances of one sample,
  /// which a plateau makes, are dropped. Not rounded.
  /// *Missing*: a gap between two extrema counts as one long cycle; take each present run alone.
  public static func ratePerMinute(
    of line: [Double], halfWindow: Int, kind: Kind, at rate: SampleRate
  ) -> Double? {
    let indices = extrema(in: line, halfWindow: halfWindow, kind: kind, includingEnds: false)
    let distances = zip(indices.dropFirst(), indices).map { $0 - $1 }.filter { $0 != 1 }
    guard !distances.isEmpty else { return nil }
    let mean = Double(distances.reduce(0, +)) / Double(distances.count)
    return 60 * rate.hertz.value / mean
  }

  /// The half window that suits a rate: `factor` times the cycle's length, less one sample, and one at least.
  ///
  /// *Definition*: max(1, ⌊60 / rate · fs · factor⌋ − 1). A rate or factor that is not positive is a programming error.
  public static func halfWindow(forRatePerMinute ratePerMinute: Double, factor: Double, at rate: SampleRate) -> Int {
    precondition(ratePerMinute > 0 && factor > 0, "A rate and a factor are positive.")
    let cycle = 60 / ratePerMinute * rate.hertz.value * factor
    return max(1, Int(min(cycle, 1e15).rounded(.down)) - 1)
  }

  /// Each extremum's place between samples and its height there, by ``PeakRefinement/parabola(_:_:_:)`` through its
  /// neighbours.
  ///
  /// *Shape*: one for each index. *Units*: samples, and the line's.
  /// *Edges*: an extremum at an end of the line, beside a number that is not finite, or that is none, stays in place.
  /// An index outside the line is a programming error.
  public static func refined(_ indices: [Int], in line: [Double]) -> [(position: Double, value: Double)] {
    indices.map { refined($0, in: line) }
  }

  /// One extremum's place between samples and its height there, as ``refined(_:in:)-([Int],_)``.
  public static func refined(_ index: Int, in line: [Double]) -> (position: Double, value: Double) {
    precondition(line.indices.contains(index), "An extremum lies inside its line.")
    guard index > 0, index + 1 < line.count else { return (Double(index), line[index]) }
    let (before, middle, after) = (line[index - 1], line[index], line[index + 1])
    // A low point is a high point upside down.
    let sign = middle >= before && middle >= after ? 1.0 : -1.0
    guard let vertex = PeakRefinement.parabola(sign * before, sign * middle, sign * after) else {
      return (Double(index), middle)
    }
    return (Double(index) + vertex.offset, sign * vertex.value)
  }
}

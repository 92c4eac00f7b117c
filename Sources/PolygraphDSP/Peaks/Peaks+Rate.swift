import PolygraphQuantities
import RealModule

/// Rates per minute, half windows made from them, and places between samples.
extension Peaks {
  /// The number of cycles per minute between the first and the last extremum, or `nil` with fewer than two cycles' ends.
  ///
  /// *Definition*: 60 fs / mean distance of neighbouring extrema, ends of the line left out; distances of one sample,
  /// which a plateau makes, are dropped. Not rounded.
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

  /// The top of the parabola through three neighbouring samples, the middle one an extremum, or `nil` when they lie on a
  /// straight line or are not finite.
  ///
  /// *Units*: the offset is in samples from the middle one, within −0.5…0.5 for an extremum.
  public static func parabolicVertex(left: Double, centre: Double, right: Double) -> (offset: Double, value: Double)? {
    let curvature = left - 2 * centre + right
    guard curvature != 0, curvature.isFinite else { return nil }
    let offset = 0.5 * (left - right) / curvature
    return (offset, centre - 0.25 * (left - right) * offset)
  }

  /// Each extremum's place between samples and its height there, by the parabola through its neighbours.
  ///
  /// An extremum at an end of the line, or whose parabola's top would leave its sample's half interval, stays in place.
  public static func refined(_ indices: [Int], in line: [Double]) -> [(position: Double, value: Double)] {
    indices.map { index in
      precondition(line.indices.contains(index), "An extremum lies inside its line.")
      guard index > 0, index + 1 < line.count,
        let vertex = parabolicVertex(left: line[index - 1], centre: line[index], right: line[index + 1]),
        abs(vertex.offset) <= 0.5
      else { return (Double(index), line[index]) }
      return (Double(index) + vertex.offset, vertex.value)
    }
  }
}

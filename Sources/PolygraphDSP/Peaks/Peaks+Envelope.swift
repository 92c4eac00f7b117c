/// Lines drawn through extrema.
extension Peaks {
  /// How an envelope goes from one extremum to the next.
  public enum EnvelopeShape: Hashable, Sendable, Codable {
    /// Straight.
    case linear
    /// On a smooth curve that does not overshoot: ``MonotoneCubic``.
    case monotoneCubic
  }

  /// The line of straight segments through the samples at `indices`; the first and the last sample always belong to it.
  ///
  /// *Shape*: as many samples out as in. Indices ascend and lie inside the line; anything else is a programming error.
  public static func line(through indices: [Int], of line: [Double]) -> [Double] {
    guard !line.isEmpty else { return [] }
    var result = line
    var left = 0
    func draw(to right: Int) {
      precondition(right >= left && right < line.count, "Indices of an envelope ascend and lie inside the line.")
      guard right > left + 1 else {
        left = right
        return
      }
      let slope = (line[right] - line[left]) / Double(right - left)
      for index in (left + 1)..<right { result[index] = line[left] + slope * Double(index - left) }
      left = right
    }
    for index in indices { draw(to: index) }
    draw(to: line.count - 1)
    return result
  }

  /// The smooth curve through the samples at `indices`; the first and the last sample always belong to it.
  ///
  /// *Shape*, *Edges*: as ``line(through:of:)``. *Errors*: ``SignalError/notFinite(operation:index:)`` when a sample on
  /// the curve is not finite; the index is the place among the curve's points.
  public static func curve(through indices: [Int], of line: [Double]) throws(SignalError) -> [Double] {
    guard line.count > 1 else { return line }
    var places = [0]
    for index in indices + [line.count - 1] {
      precondition(
        index >= places[places.count - 1] && index < line.count,
        "Indices of an envelope ascend and lie inside the line.")
      if index > places[places.count - 1] { places.append(index) }
    }
    let curve = try MonotoneCubic(positions: places.map(Double.init), values: places.map { line[$0] })
    return curve.sampled(count: line.count)
  }

  /// The line through the local maxima, and the first and last sample.
  ///
  /// *Shape*: as many samples out as in. *Missing*: a NaN between two maxima is drawn over by their straight line; for
  /// lines with gaps use ``envelope(of:kind:halfWindow:shape:)``. *Complexity*: O(samples).
  public static func upperEnvelope(of line: [Double], halfWindow: Int) -> [Double] {
    self.line(through: maxima(in: line, halfWindow: halfWindow, includingEnds: true), of: line)
  }

  /// The line through the local minima, and the first and last sample.
  ///
  /// *Shape*, *Missing*, *Complexity*: as ``upperEnvelope(of:halfWindow:)``.
  public static func lowerEnvelope(of line: [Double], halfWindow: Int) -> [Double] {
    self.line(through: minima(in: line, halfWindow: halfWindow, includingEnds: true), of: line)
  }

  /// The envelope of each present run of a masked line; nothing is drawn across a gap.
  ///
  /// *Errors*: ``SignalError/notFinite(operation:index:)`` for a present sample that is not finite.
  public static func envelope(
    of line: MaskedLine, kind: Kind, halfWindow: Int, shape: EnvelopeShape
  ) throws(SignalError) -> MaskedLine {
    try line.requireFinitePresent("envelope")
    return try line.mapRuns(shortest: 1) { run throws(SignalError) in
      let indices = extrema(in: run, halfWindow: halfWindow, kind: kind, includingEnds: true)
      return shape == .linear ? self.line(through: indices, of: run) : try curve(through: indices, of: run)
    }
  }
}

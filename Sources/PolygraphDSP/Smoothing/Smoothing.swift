import CKernels
import PolygraphQuantities

/// Centred means and box-car cascades, which leave no delay.
///
/// Every mean is a direct sum in ascending order unless running sums are asked for: equal windows give equal bits, so
/// that a plateau stays a plateau and slope signs can be trusted.
public enum Smoothing {
  /// What happens to the samples whose window reaches over an end of the line.
  public enum Edge: Hashable, Sendable, Codable {
    /// The first h samples take the mean at index h; the last h + 1 take the mean at index n − h − 2. The centred
    /// moving average of the field's open reference implementation.
    case heldMovingMean
    /// The first h samples take the mean at index h; the last h take the mean at index n − h − 2. The box-car cascade
    /// of the same implementation.
    case heldBoxCar
    /// The first h and the last h samples stay as they are.
    case raw
    /// The line is continued by odd reflection (2x[0] − x[k]), so that a trend goes on; the sound choice.
    case reflectOdd
  }

  /// How the samples of a window are summed.
  public enum Sums: Hashable, Sendable, Codable {
    /// Each window by itself, in ascending order. Its cost grows with the window.
    case direct
    /// From the window before, by the sample that comes and the one that goes, begun anew at least once a window; right
    /// to some parts in 10¹⁴ of the line's largest value. A plateau may ripple by that much: for wide means whose
    /// slopes nobody reads. A NaN or an infinity lasts until the sum begins anew.
    case running
  }

  /// The line after `passes` centred means over 2 × `halfWidth` + 1 samples.
  ///
  /// *Shape*: as many samples out as in. *Edges*: as asked, after each pass. An empty line stays empty.
  /// *Missing*: a NaN makes the samples NaN whose window holds it; for lines with gaps use
  /// ``movingMean(_:halfWidth:passes:edge:)-(MaskedLine,_,_,_)``.
  /// *Errors*: ``SignalError/tooShort(operation:found:needed:)`` when an edge rule has no full window to hold on to
  /// (fewer than 2h + 1 samples, 2h + 2 for the held rules).
  /// *Complexity*: O(samples × window × passes), with running sums O(samples × passes).
  public static func movingMean(
    _ line: [Double], halfWidth: Int, passes: Int, edge: Edge, sums: Sums = .direct
  ) throws(SignalError) -> [Double] {
    precondition(halfWidth >= 0 && passes >= 0, "A half width and a number of passes are zero or more.")
    guard halfWidth > 0, !line.isEmpty else { return line }
    try checkLength(line.count, halfWidth: halfWidth, edge: edge)
    var result = line
    for _ in 0..<passes { result = pass(result, halfWidth: halfWidth, edge: edge, sums: sums) }
    return result
  }

  /// The line after a cascade of centred means, one for each half width.
  ///
  /// *Units*: half widths in seconds, each rounded to samples with halves to even. The cascade 1, 0.5, 0.25 s at 30
  /// samples a second has windows of 61, 31 and 17 samples and its −3 dB point at 0.191 Hz.
  /// *Shape*, *Edges*, *Missing*, *Errors*, *Complexity*: as
  /// ``movingMean(_:halfWidth:passes:edge:)-([Double],_,_,_)``.
  public static func boxCar(
    _ line: [Double], halfWidths: [Seconds], at rate: SampleRate, edge: Edge, sums: Sums = .direct
  ) throws(SignalError) -> [Double] {
    var result = line
    for halfWidth in halfWidths {
      precondition(halfWidth.value.isFinite && halfWidth.value >= 0, "A half width is a finite time of zero or more.")
      result = try movingMean(result, halfWidth: rate.sampleCount(in: halfWidth), passes: 1, edge: edge, sums: sums)
    }
    return result
  }

  /// The box-car cascade run on the line and then on the reversed result, which evens out unequal edge rules.
  ///
  /// *Shape*, *Edges*, *Missing*, *Errors*, *Complexity*: as ``boxCar(_:halfWidths:at:edge:)-([Double],_,_,_)``.
  public static func boxCarForwardReversed(
    _ line: [Double], halfWidths: [Seconds], at rate: SampleRate, edge: Edge
  ) throws(SignalError) -> [Double] {
    let forward = try boxCar(line, halfWidths: halfWidths, at: rate, edge: edge)
    return try boxCar(forward.reversed(), halfWidths: halfWidths, at: rate, edge: edge).reversed()
  }

  /// Each present run of a line after `passes` centred means, as if it were a line of its own.
  ///
  /// *Missing*: nothing crosses a gap; runs too short for the edge rule become missing.
  public static func movingMean(_ line: MaskedLine, halfWidth: Int, passes: Int, edge: Edge) -> MaskedLine {
    line.mapRuns(shortest: neededCount(halfWidth: passes > 0 ? halfWidth : 0, edge: edge)) { run in
      guard let smooth = try? movingMean(run, halfWidth: halfWidth, passes: passes, edge: edge) else {
        preconditionFailure("A run that reaches the shortest length can be averaged.")
      }
      return smooth
    }
  }

  /// Each present run of a line after a cascade of centred means, as if it were a line of its own.
  ///
  /// *Missing*: nothing crosses a gap; runs too short for the widest mean's edge rule become missing.
  public static func boxCar(
    _ line: MaskedLine, halfWidths: [Seconds], at rate: SampleRate, edge: Edge
  ) -> MaskedLine {
    halfWidths.reduce(line) { line, halfWidth in
      precondition(halfWidth.value.isFinite && halfWidth.value >= 0, "A half width is a finite time of zero or more.")
      return movingMean(line, halfWidth: rate.sampleCount(in: halfWidth), passes: 1, edge: edge)
    }
  }

  private static func checkLength(_ count: Int, halfWidth: Int, edge: Edge) throws(SignalError) {
    let needed = neededCount(halfWidth: halfWidth, edge: edge)
    guard count >= needed else { throw .tooShort(operation: "moving mean", found: count, needed: needed) }
  }

  /// The samples that a mean needs for its edge rule.
  private static func neededCount(halfWidth: Int, edge: Edge) -> Int {
    guard halfWidth > 0 else { return 1 }
    return switch edge {
    case .heldMovingMean, .heldBoxCar: 2 * halfWidth + 2
    case .raw: 2 * halfWidth + 1
    case .reflectOdd: 1
    }
  }

  private static func pass(_ line: [Double], halfWidth: Int, edge: Edge, sums: Sums) -> [Double] {
    let count = line.count
    guard edge != .reflectOdd else {
      return slidingMeans(oddExtension(of: line, by: halfWidth), window: 2 * halfWidth + 1, sums: sums)
    }
    var result = line
    result.replaceSubrange(
      halfWidth..<(count - halfWidth), with: slidingMeans(line, window: 2 * halfWidth + 1, sums: sums))
    if edge == .raw { return result }
    let heldCount = edge == .heldMovingMean ? halfWidth + 1 : halfWidth
    // The reference holds index n − h − 2 also where only n − h − 1 is the last full window.
    let lastHeld = result[count - halfWidth - 2]
    for index in 0..<halfWidth { result[index] = result[halfWidth] }
    for index in (count - heldCount)..<count { result[index] = lastHeld }
    return result
  }
}

/// The mean of each full window, as `line.count − window + 1` values.
///
/// Direct sums are made in ascending order, so they have the bits of a plain loop.
func slidingMeans(_ line: [Double], window: Int, sums: Smoothing.Sums = .direct) -> [Double] {
  let count = line.count - window + 1
  guard window > 0, count > 0 else { return [] }
  return Array(unsafeUninitializedCapacity: count) { means, initialized in
    switch sums {
    case .direct: polygraph_sliding_means(line, window, means.baseAddress, count)
    case .running: polygraph_running_means(line, window, means.baseAddress, count)
    }
    initialized = count
  }
}

import CKernels
import PolygraphQuantities

/// The local extrema of a line for many half windows, found in one walk.
///
/// Each extremum is kept with how far it reaches, so that asking for another half window, or for a part of the line,
/// costs a look at the extrema and none at the samples.
public struct LocalExtrema: Sendable {
  /// The line.
  public let line: [Double]
  /// The widest half window that the walk answers; wider ones look at the samples again.
  public let widest: Int
  private let highs: Reaches
  private let lows: Reaches

  private struct Reaches: Sendable {
    var places: [Int32]
    var reaches: [Int32]
  }

  /// Looks a line through once for half windows up to `widest`, two or more.
  ///
  /// *Complexity*: O(samples) for a line that is not level over long stretches, O(samples × widest) for one that is.
  public init(of line: [Double], widest: Int) {
    precondition(widest >= 2, "Half windows of several samples are looked for in one walk.")
    precondition(line.count < Int(Int32.max), "A line has fewer than 2³¹ samples.")
    self.line = line
    self.widest = widest
    highs = Self.reaches(of: line, .maxima, widest)
    lows = Self.reaches(of: line, .minima, widest)
  }

  private static func reaches(of line: [Double], _ kind: Peaks.Kind, _ widest: Int) -> Reaches {
    var found = 0
    var reaches: [Int32] = []
    let places = [Int32](unsafeUninitializedCapacity: line.count) { places, count in
      reaches = [Int32](unsafeUninitializedCapacity: line.count) { reaches, count in
        line.withUnsafeBufferPointer { line in
          found = polygraph_local_extremes(
            line.baseAddress, line.count, kind == .minima ? 1 : 0, widest, places.baseAddress, reaches.baseAddress)
        }
        count = found
      }
      count = found
    }
    return Reaches(places: places, reaches: reaches)
  }

  /// The indices that ``Peaks/extrema(in:halfWindow:kind:includingEnds:)`` finds in these rows of the line as if they
  /// were a line of their own; all rows when left out.
  ///
  /// *Units*: samples of the whole line. Rows outside the line are a programming error.
  public func indices(
    _ kind: Peaks.Kind, halfWindow: Int, in rows: Range<Int>? = nil, includingEnds: Bool = false
  ) -> [Int] {
    let rows = rows ?? 0..<line.count
    precondition(rows.lowerBound >= 0 && rows.upperBound <= line.count, "Rows lie inside their line.")
    guard halfWindow >= 2, halfWindow <= widest else {
      let part = rows.count == line.count ? line : Array(line[rows])
      return Peaks.extrema(in: part, halfWindow: halfWindow, kind: kind, includingEnds: includingEnds)
        .map { $0 + rows.lowerBound }
    }
    var found: [Int] = []
    if includingEnds, !rows.isEmpty { found.append(rows.lowerBound) }
    forEach(kind, halfWindow, rows) { found.append($0) }
    if includingEnds, rows.count > 1 { found.append(rows.upperBound - 1) }
    return found
  }

  /// Calls `body` with each extremum in turn.
  private func forEach(_ kind: Peaks.Kind, _ halfWindow: Int, _ rows: Range<Int>, _ body: (Int) -> Void) {
    let (first, last) = (rows.lowerBound + halfWindow + 2, rows.upperBound - halfWindow)
    guard first <= last else { return }
    let extrema = kind == .maxima ? highs : lows
    extrema.places.withUnsafeBufferPointer { places in
      extrema.reaches.withUnsafeBufferPointer { reaches in
        var index = Self.first(notBelow: Int32(first), in: places)
        while index < places.count, Int(places[index]) <= last {
          if Int(reaches[index]) >= halfWindow { body(Int(places[index])) }
          index += 1
        }
      }
    }
  }

  private static func first(notBelow place: Int32, in places: UnsafeBufferPointer<Int32>) -> Int {
    var low = 0
    var high = places.count
    while low < high {
      let middle = low + (high - low) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The number of cycles a minute in these rows, as ``Peaks/ratePerMinute(of:halfWindow:kind:at:)`` finds it there.
  public func ratePerMinute(
    _ kind: Peaks.Kind, halfWindow: Int, at rate: SampleRate, in rows: Range<Int>? = nil
  ) -> Double? {
    let rows = rows ?? 0..<line.count
    var total = 0
    var count = 0
    var last: Int?
    func take(_ place: Int) {
      if let last, place - last != 1 {
        total += place - last
        count += 1
      }
      last = place
    }
    if halfWindow >= 2, halfWindow <= widest {
      precondition(rows.lowerBound >= 0 && rows.upperBound <= line.count, "Rows lie inside their line.")
      forEach(kind, halfWindow, rows, take)
    } else {
      indices(kind, halfWindow: halfWindow, in: rows).forEach(take)
    }
    return count > 0 ? 60 * rate.hertz.value / (Double(total) / Double(count)) : nil
  }

  /// The line through the maxima, or the minima, and the first and last sample.
  public func envelope(_ kind: Peaks.Kind, halfWindow: Int) -> [Double] {
    Peaks.line(through: indices(kind, halfWindow: halfWindow, includingEnds: true), of: line)
  }
}

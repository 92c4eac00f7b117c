/// Rising, falling and level stretches of a line.
public enum Slopes {
  /// Which differences count as level.
  public enum DeadBand: Hashable, Sendable, Codable {
    /// Only a difference of exactly 0.
    case none
    /// Differences of at most this part of the line's range. 1e-9 hides what differs between two machines' last bits
    /// and nothing a sensor shows. A part that is negative or NaN is a programming error.
    case ofRange(Double)

    /// The greatest difference that is level on a line.
    func width(for line: [Double]) -> Double {
      guard case .ofRange(let part) = self else { return 0 }
      precondition(part >= 0, "A dead band is a part of zero or more of the line's range.")
      var low = Double.infinity
      var high = -Double.infinity
      for value in line where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
      return low <= high ? part * (high - low) : 0
    }
  }

  /// A place where a line turns.
  public struct TurningPoint: Hashable, Sendable, Codable {
    /// The sample's index; on a plateau its last sample.
    public let index: Int
    /// Whether the line turns down or up there.
    public let kind: Peaks.Kind

    /// Makes a turning point.
    public init(index: Int, kind: Peaks.Kind) {
      self.index = index
      self.kind = kind
    }
  }

  /// The sign of each step: 1 rising, −1 falling, 0 level; the first sample has no step and 0.
  ///
  /// *Edges*: a step to or from a NaN is level.
  public static func signs(of line: [Double], deadBand: DeadBand) -> [Int8] {
    let width = deadBand.width(for: line)
    var result = Array(repeating: Int8(0), count: line.count)
    guard line.count > 1 else { return result }
    for index in 1..<line.count {
      let step = line[index] - line[index - 1]
      result[index] = step > width ? 1 : step < -width ? -1 : 0
    }
    return result
  }

  /// The samples where the line turns, in order.
  ///
  /// *Definition*: a high point is a sample after which the line falls, when the last step that was not level rose; the
  /// mirror image for low points. Highs and lows alternate between gaps. The line's ends are not turning points.
  /// *Missing*: a NaN is an end; whether the line turned inside a gap is not known.
  public static func turningPoints(of line: [Double], deadBand: DeadBand) -> [TurningPoint] {
    let signs = signs(of: line, deadBand: deadBand)
    var result: [TurningPoint] = []
    var direction: Int8 = 0
    for index in signs.indices {
      if line[index].isNaN { direction = 0 }
      guard signs[index] != 0 else { continue }
      if direction != 0, signs[index] != direction {
        result.append(TurningPoint(index: index - 1, kind: direction > 0 ? .maxima : .minima))
      }
      direction = signs[index]
    }
    return result
  }

  /// The high and low points between which the line swings by more than `leastSwing`, alternating.
  ///
  /// *Definition*: a high point is the greatest sample (the first of equals) since the last low point, once the line
  /// has fallen more than `leastSwing` below it; the mirror image for low points. The extreme before the first such
  /// swing is not a turning point. Smaller swings are passed over, however many, where ``turningPoints(of:deadBand:)``
  /// looks at single steps.
  /// *Missing*: a NaN is an end. *Complexity*: O(samples). A swing below 0 is a programming error.
  public static func turningPoints(of line: [Double], leastSwing: Double) -> [TurningPoint] {
    precondition(leastSwing >= 0, "A swing is zero or more.")
    var result: [TurningPoint] = []
    var start = 0
    while start < line.count {
      let end = line[start...].firstIndex(where: \.isNaN) ?? line.count
      appendSwings(of: line, in: start..<end, leastSwing: leastSwing, to: &result)
      start = end + 1
    }
    return result
  }

  private static func appendSwings(
    of line: [Double], in run: Range<Int>, leastSwing: Double, to result: inout [TurningPoint]
  ) {
    guard var high = run.first else { return }
    var low = high
    var direction: Peaks.Kind?
    for index in run {
      if line[index] > line[high] { high = index }
      if line[index] < line[low] { low = index }
      if direction != .minima, line[high] - line[index] > leastSwing {
        if direction == .maxima { result.append(TurningPoint(index: high, kind: .maxima)) }
        (direction, low) = (.minima, index)
      } else if direction != .maxima, line[index] - line[low] > leastSwing {
        if direction == .minima { result.append(TurningPoint(index: low, kind: .minima)) }
        (direction, high) = (.maxima, index)
      }
    }
  }

  /// A place where a line changes sign.
  public struct ZeroCrossing: Hashable, Sendable {
    /// The first sample on the new side.
    public let index: Int
    /// Whether the line goes from below 0 to above.
    public let isRising: Bool
    /// Where a straight line between the samples on either side is 0; the middle of the samples between them when those
    /// are exactly 0.
    public let position: Double
  }

  /// The places where a line has changed sign.
  ///
  /// *Definition*: index i is a crossing when x[i] and the last value before it that was not 0 have opposite signs. A
  /// line that touches 0 and turns back has not crossed.
  /// *Units*: samples. *Missing*: a NaN is an end; no crossing is seen across it. *Complexity*: O(samples).
  public static func zeroCrossings(of line: [Double]) -> [ZeroCrossing] {
    var result: [ZeroCrossing] = []
    var last: Int?
    for (index, value) in line.enumerated() where value != 0 {
      guard !value.isNaN else {
        last = nil
        continue
      }
      if let last, (value > 0) != (line[last] > 0) {
        let isNext = index == last + 1
        // Halves, so that the difference of two huge numbers stays finite.
        let share = (line[last] / 2) / (line[last] / 2 - value / 2)
        let position = isNext ? Double(last) + min(max(share, 0), 1) : 0.5 * Double(last + index)
        result.append(ZeroCrossing(index: index, isRising: value > 0, position: position))
      }
      last = index
    }
    return result
  }
}

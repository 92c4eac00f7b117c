/// Rising, falling and level stretches of a line.
public enum Slopes {
  /// Which differences count as level.
  public enum DeadBand: Hashable, Sendable, Codable {
    /// Only a difference of exactly 0.
    case none
    /// Differences of at most this part of the line's range. 1e-9 hides what differs between two machines' last bits and
    /// nothing a sensor shows.
    case ofRange(Double)

    /// The greatest difference that is level on a line.
    func width(for line: [Double]) -> Double {
      guard case .ofRange(let part) = self else { return 0 }
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
  /// mirror image for low points. Highs and lows alternate. The line's ends are not turning points.
  public static func turningPoints(of line: [Double], deadBand: DeadBand) -> [TurningPoint] {
    let signs = signs(of: line, deadBand: deadBand)
    var result: [TurningPoint] = []
    var direction: Int8 = 0
    for index in signs.indices where signs[index] != 0 {
      if direction != 0, signs[index] != direction {
        result.append(TurningPoint(index: index - 1, kind: direction > 0 ? .maxima : .minima))
      }
      direction = signs[index]
    }
    return result
  }

  /// The samples just after a line has changed sign, with the direction it crossed zero in.
  ///
  /// *Definition*: index i is a crossing when x[i] and the last value before it that was not 0 have opposite signs.
  /// *Edges*: NaN is skipped.
  public static func zeroCrossings(of line: [Double]) -> [(index: Int, isRising: Bool)] {
    var result: [(index: Int, isRising: Bool)] = []
    var last = 0.0
    for (index, value) in line.enumerated() where value != 0 && !value.isNaN {
      if last != 0, (value > 0) != (last > 0) { result.append((index, value > 0)) }
      last = value
    }
    return result
  }
}

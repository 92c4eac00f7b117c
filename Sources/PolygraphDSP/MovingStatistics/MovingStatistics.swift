import RealModule

/// Statistics of each sample's neighbourhood.
///
/// *Shape*: as many numbers out as samples in. *Units*: the line's.
/// *Edges*: as asked by ``MovingEdge``; an empty line stays empty.
/// *Missing*: a window that holds a NaN gives NaN, so a NaN neither hides nor lasts. The versions for a ``MaskedLine``
/// let nothing cross a gap: each present run has its own edges, and missing samples stay missing.
public enum MovingStatistics {
  /// What the summed squares are divided by.
  public enum Divisor: Hashable, Sendable, Codable {
    /// The number of samples, n.
    case population
    /// n − 1; a window of one sample gives NaN.
    case sample
  }

  /// The smallest sample of each window. *Complexity*: O(samples), at any window.
  public static func minimum(_ line: [Double], window: MovingWindow, edge: MovingEdge) -> [Double] {
    summarise(line, window, edge, Lowest.self) { $0.value }
  }

  /// The largest sample of each window. *Complexity*: O(samples), at any window.
  public static func maximum(_ line: [Double], window: MovingWindow, edge: MovingEdge) -> [Double] {
    summarise(line, window, edge, Highest.self) { $0.value }
  }

  /// The mean of each window.
  ///
  /// *Definition*: the samples are summed to 106 bits, so the mean is right to its last bit or the one before, without
  /// drift, and the same whatever came before the window. An infinity counts as NaN.
  /// *Complexity*: O(samples), at any window. ``Smoothing/movingMean(_:halfWidth:passes:edge:)-([Double],_,_,_)`` has
  /// plain sums and the reference implementation's edges.
  public static func mean(_ line: [Double], window: MovingWindow, edge: MovingEdge) -> [Double] {
    summarise(line, window, edge, MeanSummary.self) { $0.mean }
  }

  /// The standard deviation of each window.
  ///
  /// *Definition*: the squared distances from a sample of the window, summed to 106 bits, less the part that the mean's
  /// distance from that sample makes. A large baseline costs no digits: the relative error stays below 1e-15 ×
  /// √(window). Equal samples give exactly 0. An infinity counts as NaN.
  /// *Complexity*: O(samples), at any window.
  public static func standardDeviation(
    _ line: [Double], window: MovingWindow, edge: MovingEdge, divisor: Divisor
  ) -> [Double] {
    let scale = squareScale(of: line)
    guard scale == 1 else {
      let scaled = standardDeviation(line.map { $0 * scale }, window: window, edge: edge, divisor: divisor)
      return scaled.map { $0 / scale }
    }
    return summarise(line, window, edge, SpreadSummary.self) { $0.standardDeviation(divisor) }
  }

  private static func summarise<Summary: WindowSummary>(
    _ line: [Double], _ window: MovingWindow, _ edge: MovingEdge, _ type: Summary.Type, value: (Summary) -> Double
  ) -> [Double] {
    let extended = edge.extended(line, for: window)
    let summaries = windowSummaries(of: extended, window: window, as: type)
    let start = edge == .shrink || line.isEmpty ? 0 : window.before
    return summaries[start..<(start + line.count)].map(value)
  }

  /// The power of two that brings a line of extreme numbers to where their squares are ordinary numbers.
  private static func squareScale(of line: [Double]) -> Double {
    let largest = line.reduce(0) { max($0, abs($1).isFinite ? abs($1) : 0) }
    guard largest > 0, !(0x1p-300...0x1p300).contains(largest) else { return 1 }
    let exponent = max(-1000, min(1000, -Int(largest.exponent)))
    return Double(sign: .plus, exponent: exponent, significand: 1)
  }
}

/// The smaller of two numbers, NaN when either is.
struct Lowest: WindowSummary {
  var value = Double.infinity
  mutating func add(_ sample: Double, centre: Double) { value = value < sample || value.isNaN ? value : sample }
  mutating func join(_ other: Lowest) { add(other.value, centre: 0) }
}

/// The larger of two numbers, NaN when either is.
struct Highest: WindowSummary {
  var value = -Double.infinity
  mutating func add(_ sample: Double, centre: Double) { value = value > sample || value.isNaN ? value : sample }
  mutating func join(_ other: Highest) { add(other.value, centre: 0) }
}

struct MeanSummary: WindowSummary {
  private var count = 0.0
  private var sum = DoubleDouble(0)

  var mean: Double { (sum / count).rounded }

  mutating func add(_ sample: Double, centre: Double) {
    count += 1
    sum += sample
  }

  mutating func join(_ other: MeanSummary) {
    count += other.count
    sum += other.sum
  }
}

struct SpreadSummary: WindowSummary {
  private var count = 0.0
  private var distances = DoubleDouble(0)
  private var squares = DoubleDouble(0)

  func standardDeviation(_ divisor: MovingStatistics.Divisor) -> Double {
    let degrees = divisor == .population ? count : count - 1
    guard degrees > 0 else { return .nan }
    let value = ((squares - distances * distances / count) / degrees).rounded
    return value < 0 ? 0 : Double.sqrt(value)
  }

  mutating func add(_ sample: Double, centre: Double) {
    let distance = DoubleDouble(sample - centre)
    count += 1
    distances += distance
    squares += distance * distance
  }

  mutating func join(_ other: SpreadSummary) {
    count += other.count
    distances += other.distances
    squares += other.squares
  }
}

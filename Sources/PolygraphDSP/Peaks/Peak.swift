/// A local maximum with its measures.
public struct Peak: Hashable, Sendable {
  /// How far a peak stands out.
  public struct Prominence: Hashable, Sendable {
    /// The height above the higher of the two bases.
    public var height: Double
    /// The lowest sample to the left, the nearest of equals.
    public var leftBase: Int
    /// The lowest sample to the right, the nearest of equals.
    public var rightBase: Int
  }

  /// How wide a peak is.
  public struct Width: Hashable, Sendable {
    /// The distance between the two places.
    public var samples: Double
    /// The height at which the width is measured.
    public var level: Double
    /// Where the line crosses the level on the left, between samples.
    public var left: Double
    /// Where the line crosses the level on the right, between samples.
    public var right: Double
  }

  /// The sample of the peak: the middle of its plateau, rounded down.
  public let index: Int
  /// The run of equal samples that the peak is.
  public let plateau: ClosedRange<Int>
  /// The line's value at the peak.
  public let height: Double
  /// How far the sample before the peak's lies below it; 0 inside a plateau.
  public let stepFromLeft: Double
  /// How far the sample after the peak's lies below it; 0 inside a plateau.
  public let stepToRight: Double
  /// How far the peak stands out; NaN and the peak's own index where it was not measured.
  public internal(set) var prominence: Prominence
  /// How wide the peak is; NaN where it was not measured.
  public internal(set) var width: Width

  init(plateau: ClosedRange<Int>, line: UnsafeBufferPointer<Double>) {
    index = (plateau.lowerBound + plateau.upperBound) / 2
    self.plateau = plateau
    height = line[index]
    stepFromLeft = height - line[index - 1]
    stepToRight = height - line[index + 1]
    prominence = Prominence(height: .nan, leftBase: index, rightBase: index)
    width = Width(samples: .nan, level: .nan, left: .nan, right: .nan)
  }

  /// Measures the width on the way down to the bases, which are known.
  mutating func measureWidth(in line: UnsafeBufferPointer<Double>, relativeHeight: Double) {
    let level = height - prominence.height * relativeHeight
    var left = index
    while left > prominence.leftBase, level < line[left] { left -= 1 }
    var leftPlace = Double(left)
    if line[left] < level { leftPlace += (level - line[left]) / (line[left + 1] - line[left]) }
    var right = index
    while right < prominence.rightBase, level < line[right] { right += 1 }
    var rightPlace = Double(right)
    if line[right] < level { rightPlace -= (level - line[right]) / (line[right - 1] - line[right]) }
    width = Width(samples: rightPlace - leftPlace, level: level, left: leftPlace, right: rightPlace)
  }
}

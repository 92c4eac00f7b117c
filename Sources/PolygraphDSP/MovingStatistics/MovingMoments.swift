/// Mean and standard deviation of the latest samples of a stream.
///
/// *Definition*: as ``MovingStatistics`` with a trailing window and shrinking edges, with the same bits: each sample's
/// result depends on the samples before it and not on how they were cut into blocks.
/// *Edges*: until the window is full it holds what has come.
/// *Missing*: a NaN or an infinity makes the results NaN while the window holds it, and no longer. Squared distances
/// beyond 1e±300 leave the range of doubles;
/// ``MovingStatistics/standardDeviation(_:window:edge:divisor:)-([Double],_,_,_)`` brings such lines into range first.
/// *Complexity*: a constant mean number of steps a sample; every `count` samples one step takes `count`. Memory
/// O(count).
public struct MovingMoments: Sendable {
  private let divisor: MovingStatistics.Divisor
  private var means: SlidingSummary<MeanSummary>
  private var spreads: SlidingSummary<SpreadSummary>

  /// Makes an empty window of `count` samples, one or more.
  public init(count: Int, divisor: MovingStatistics.Divisor) {
    self.divisor = divisor
    means = SlidingSummary(width: count)
    spreads = SlidingSummary(width: count)
  }

  /// Takes the next sample in and returns the mean and the standard deviation of the window that ends with it.
  public mutating func push(_ sample: Double) -> (mean: Double, standardDeviation: Double) {
    (means.push(sample).mean, spreads.push(sample).standardDeviation(divisor))
  }
}

import PolygraphQuantities

/// How much a line resembles itself a number of samples later.
///
/// *Definition*: r[k] = (1/m) Σ x[i] x[i + k] over the pairs that are present, by a Fourier transform padded with zeros
/// to at least n + the greatest lag, so that nothing wraps around.
/// *Missing*: pairs with a missing sample do not count.
/// *Complexity*: O(n log n).
public struct Autocorrelation: Hashable, Sendable {
  /// What the sum of a lag's products is divided by.
  public enum Normalisation: String, Hashable, Sendable, Codable, CaseIterable {
    /// The number of present samples, whatever the lag: smaller variance, and never above r[0].
    case biased
    /// The number of pairs of the lag: no bias towards zero, more noise at long lags.
    case unbiased
  }

  /// The values for lags 0, 1, …; NaN at a lag without a pair when unbiased.
  public let values: [Double]
  /// The number of present pairs of each lag.
  public let pairCounts: [Int]

  /// Correlates a complete line with itself.
  ///
  /// *Shape*: lags 0…`greatestLag`, which is cut to n − 1. *Errors*: an empty line, a greatest lag below 0, or a sample
  /// that is not finite.
  public init(
    of line: [Double], greatestLag: Int, removingMean: Bool, normalisation: Normalisation
  ) throws(SignalError) {
    try self.init(
      of: MaskedLine(complete: line), greatestLag: greatestLag, removingMean: removingMean,
      normalisation: normalisation)
  }

  /// Correlates a line with itself; the mean, when it is removed, is that of the present samples.
  ///
  /// *Errors*: as the plain form, with no present sample for the empty line.
  public init(
    of line: MaskedLine, greatestLag: Int, removingMean: Bool, normalisation: Normalisation
  ) throws(SignalError) {
    let present = line.mask.presentRanges
    let presentCount = line.mask.count - line.mask.missingCount
    guard presentCount > 0 else { throw .tooShort(operation: "autocorrelation", found: 0, needed: 1) }
    guard greatestLag >= 0 else {
      throw .parameterOutsideRange(
        operation: "autocorrelation", parameter: "greatest lag", found: Double(greatestLag), expected: "0 or more")
    }
    let count = line.samples.count
    let lag = min(greatestLag, count - 1)
    let length = FourierLength.good(atLeast: count + lag)
    var samples = [Double](repeating: 0, count: length)
    var ones = samples
    var sum = 0.0
    for run in present {
      for index in run {
        guard line.samples[index].isFinite else { throw .notFinite(operation: "autocorrelation", index: index) }
        samples[index] = line.samples[index]
        ones[index] = 1
        sum += line.samples[index]
      }
    }
    if removingMean {
      let mean = sum / Double(presentCount)
      for run in present { for index in run { samples[index] -= mean } }
    }
    let transform = RealFourierTransform(count: length)
    let products = Self.correlated(samples, transform)
    // Pair counts are whole numbers and known without a transform when nothing is missing.
    let pairs =
      line.mask.isComplete
      ? (0...lag).map { count - $0 } : Self.correlated(ones, transform)[0...lag].map { Int($0.rounded()) }
    pairCounts = pairs
    values = (0...lag).map { index in
      switch normalisation {
      case .biased: products[index] / Double(presentCount)
      case .unbiased: pairs[index] > 0 ? products[index] / Double(pairs[index]) : .nan
      }
    }
  }

  private static func correlated(_ samples: [Double], _ transform: RealFourierTransform) -> [Double] {
    transform.inverse(transform.forward(samples).map { ComplexNumber($0.squaredMagnitude) })
  }

  /// The values as parts of r[0]; `nil` when r[0] is not positive.
  public var coefficients: [Double]? {
    guard let power = values.first, power > 0 else { return nil }
    return values.map { $0 / power }
  }

  /// The first local maximum among the lags, refined by a parabola: the period of a rhythm in samples.
  ///
  /// A lag counts as a maximum when it is greater than the one before and not less than the one after; `nil` without
  /// one.
  public func firstPeak(in lags: ClosedRange<Int>) -> (lag: Double, value: Double)? {
    for lag in lags.clamped(to: 0...max(0, values.count - 1)) where lag > 0 && lag + 1 < values.count {
      guard values[lag] > values[lag - 1], values[lag] >= values[lag + 1],
        let refined = PeakRefinement.parabola(values[lag - 1], values[lag], values[lag + 1])
      else { continue }
      return (Double(lag) + refined.offset, refined.value)
    }
    return nil
  }
}

import RealModule

/// How well a score tells two classes apart: the area under its receiver operating characteristic.
///
/// *Definition*: the chance that a member of the first class has the larger score than one of the second, ties counted
/// half (Mann and Whitney). The variance is that of DeLong, from each member's share of members of the other class
/// that it exceeds.
/// *Source*: Hanley & McNeil 1982, Radiology 143; DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44; by midranks, Sun
/// & Xu 2014, IEEE Signal Processing Letters 21.
public struct AreaUnderCurve: Hashable, Sendable {
  /// The area, 0 to 1; 1/2 tells nothing.
  public let area: Double
  /// DeLong's standard error; `nil` with fewer than two of a class.
  public let standardError: Double?
  /// The members of the class with the larger scores.
  public let positives: Int
  /// The members of the other class.
  public let negatives: Int

  /// The area for the scores of two classes; `nil` when a class is empty or a score is NaN.
  ///
  /// *Complexity*: n log n.
  public init?(positives: [Double], negatives: [Double]) {
    guard !positives.isEmpty, !negatives.isEmpty, !(positives + negatives).contains(where: \.isNaN) else { return nil }
    let (m, n) = (Double(positives.count), Double(negatives.count))
    let all = Ranks.ascending(positives + negatives)
    let ownPositive = Ranks.ascending(positives)
    let ownNegative = Ranks.ascending(negatives)
    // Each member's share of the other class below it, or above it.
    let above = positives.indices.map { (all[$0] - ownPositive[$0]) / n }
    let below = negatives.indices.map { 1 - (all[positives.count + $0] - ownNegative[$0]) / m }
    let area = above.reduce(0, +) / m
    self.area = area
    self.positives = positives.count
    self.negatives = negatives.count
    guard positives.count > 1, negatives.count > 1 else {
      standardError = nil
      return
    }
    func variance(_ values: [Double]) -> Double {
      values.reduce(0) { $0 + ($1 - area) * ($1 - area) } / Double(values.count - 1)
    }
    standardError = Double.sqrt(variance(above) / m + variance(below) / n)
  }

  /// DeLong's normal interval at a confidence between 0 and 1, within 0 and 1; `nil` without a standard error.
  public func interval(confidence: Double) -> (lower: Double, upper: Double)? {
    precondition(confidence > 0 && confidence < 1, "A confidence lies between 0 and 1.")
    guard let standardError else { return nil }
    let half = NormalDistribution.standard.quantile(1 - (1 - confidence) / 2) * standardError
    return (max(0, area - half), min(1, area + half))
  }

  /// The percentile interval of the area over resamples of each class on its own; `nil` when a class is empty.
  ///
  /// *Complexity*: n log n once, and O(n) a resample.
  public static func bootstrap(
    positives: [Double], negatives: [Double], resamples: Int, seed: UInt64, confidence: Double
  ) -> BootstrapInterval? {
    guard let estimate = AreaUnderCurve(positives: positives, negatives: negatives) else { return nil }
    let levels = Levels(positives, negatives)
    var generator = SeededGenerator(seed: seed)
    let replicates = (0..<resamples).map { _ in levels.resampledArea(&generator) }
    return BootstrapInterval(percentile: replicates, estimate: estimate.area, confidence: confidence)
  }
}

/// The scores of two classes as places among all distinct scores, so that a resample needs no sorting.
private struct Levels {
  let positives: [Int]
  let negatives: [Int]
  let count: Int

  init(_ positives: [Double], _ negatives: [Double]) {
    let all = positives + negatives
    let order = all.indices.sorted { all[$0] < all[$1] }
    var places = [Int](repeating: 0, count: all.count)
    var level = 0
    for (position, index) in order.enumerated() {
      if position > 0, all[order[position - 1]] != all[index] { level += 1 }
      places[index] = level
    }
    self.positives = Array(places[..<positives.count])
    self.negatives = Array(places[positives.count...])
    count = level + 1
  }

  /// The area of one resample. Twice the number of pairs won is a whole number: no order of summing matters.
  func resampledArea(_ generator: inout SeededGenerator) -> Double {
    var counts = [(positive: Int, negative: Int)](repeating: (0, 0), count: count)
    for _ in positives { counts[positives[generator.place(below: positives.count)]].positive += 1 }
    for _ in negatives { counts[negatives[generator.place(below: negatives.count)]].negative += 1 }
    var below = 0
    var twiceWon = 0
    for level in counts {
      twiceWon += level.positive * (2 * below + level.negative)
      below += level.negative
    }
    return Double(twiceWon) / 2 / Double(positives.count) / Double(negatives.count)
  }
}

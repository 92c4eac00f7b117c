import PolygraphModel

/// Bounds, cuts and p values of one edition of the Objective Scoring System.
struct ObjectiveScoringEdition: Sendable {
  typealias Table = SeptileTable

  /// The ratio bounds by sensor; both respirations share those of `respiration`.
  let bounds: [Sensor: Table]
  /// Significance level and cutscore.
  let deceptiveCuts: [(alpha: Double, cut: Int)]
  let truthfulCuts: [(alpha: Double, cut: Int)]
  /// First and last total of a range, and its p value; 0 is printed as "below .01".
  let truthfulLowerTail: [(first: Int, last: Int, p: Double)]
  let deceptiveUpperTail: [(first: Int, last: Int, p: Double)]
  /// 2 when only even totals are tabulated.
  let tabulatedStep: Int
  /// True when a relevant question between two comparisons is held against the stronger one.
  let bracketsAreCompared: Bool

  /// The cut of the largest tabulated level not above `alpha`, or `nil`.
  static func cut(_ table: [(alpha: Double, cut: Int)], _ alpha: Double) -> (alpha: Double, cut: Int)? {
    table.last { $0.alpha <= alpha + 1e-12 }
  }

  /// The p value of a total, or `nil` when the table has none.
  ///
  /// *Definition*: under the deceptive reference for a total above 0, else under the truthful one.
  func p(_ total: Int) -> Double? {
    guard total.isMultiple(of: tabulatedStep) else { return nil }
    let table = total > 0 ? deceptiveUpperTail : truthfulLowerTail
    return table.first { ($0.first...$0.last).contains(total) }?.p
  }

  /// The score of a ratio.
  func score(_ ratio: Double, _ sensor: Sensor) -> Int? {
    let isRespiration = sensor == .thoracicRespiration || sensor == .abdominalRespiration
    return bounds[isRespiration ? .respiration : sensor]?.score(ratio)
  }
}

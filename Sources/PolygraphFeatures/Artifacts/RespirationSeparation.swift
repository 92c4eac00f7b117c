import PolygraphDSP

/// The distance of the two respiration lines around one stimulus.
struct RespirationSeparation {
  /// The thoracic line less the abdominal one, a value each row.
  let values: [Double]
  /// The lower and the upper quartile.
  let quartiles: ClosedRange<Double>

  /// Measures both lines on the same rows; `nil` for none.
  init?(upper: [Double], lower: [Double], rows: Range<Int>) {
    let values = rows.map { upper[$0] - lower[$0] }
    guard let ends = Robust.quantiles([0.25, 0.75], of: values), ends[0] <= ends[1] else { return nil }
    self.values = values
    quartiles = ends[0]...ends[1]
  }
}

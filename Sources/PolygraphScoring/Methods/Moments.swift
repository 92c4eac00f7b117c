import RealModule

/// Mean and spread of values.
struct Moments {
  let count: Int
  let mean: Double
  /// The sum of squared deviations from the mean.
  let squares: Double

  /// Takes the moments of values; `nil` for none.
  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  /// The standard deviation with n in the denominator.
  var populationDeviation: Double { Double.sqrt(squares / Double(count)) }
  /// The standard deviation with n − 1 in the denominator; 0 for one value.
  var sampleDeviation: Double { count > 1 ? Double.sqrt(squares / Double(count - 1)) : 0 }
}

import RealModule

/// Agreement of two raters beyond chance: Cohen's kappa, plain or weighted.
///
/// *Definition*: κ = 1 − D/E, with D the mean disagreement of the pairs of ratings and E the one expected of
/// independent raters with the same marginal shares. Disagreement of two categories is 0 or 1 (plain), or their
/// distance in the order of categories (linear) or its square (quadratic), as parts of the largest.
/// *Source*: Cohen 1960, Educational and Psychological Measurement 20; Cohen 1968, Psychological Bulletin 70; the large
/// sample standard errors by Fleiss, Cohen & Everitt 1969, Psychological Bulletin 72.
public struct CohenKappa: Hashable, Sendable {
  /// How far apart two categories are.
  public enum Weights: String, Hashable, Sendable, Codable, CaseIterable {
    /// Different is different; the order of categories does not matter.
    case none
    /// By the number of steps between the categories.
    case linear
    /// By the squared number of steps.
    case quadratic

    /// The agreement of two of `count` categories, 1 for the same and 0 for the farthest.
    func agreement(_ first: Int, _ second: Int, of count: Int) -> Double {
      guard first != second else { return 1 }
      let distance = Double(abs(first - second)) / Double(count - 1)
      switch self {
      case .none: return 0
      case .linear: return 1 - distance
      case .quadratic: return 1 - distance * distance
      }
    }
  }

  /// The weights of disagreement.
  public let weights: Weights
  /// How many things both raters rated.
  public let count: Int
  /// The observed agreement: for plain kappa the share of things rated alike.
  public let observed: Double
  /// The agreement expected by chance.
  public let expected: Double
  /// Kappa; `nil` when both raters gave everything one and the same category, where it is not defined.
  public let kappa: Double?
  /// The standard error of kappa; `nil` where kappa is.
  public let standardError: Double?
  /// The standard error when the true kappa is 0; `nil` where kappa is.
  public let nullStandardError: Double?

  /// The agreement in a square table of counts: rows are the first rater's categories, columns the second's, both in
  /// the same order. `nil` for a table that is not square, a negative count, or none at all.
  public init?(table: [[Int]], weights: Weights = .none) {
    let size = table.count
    let cells = table.joined()
    guard size > 0, table.allSatisfy({ $0.count == size }), cells.allSatisfy({ $0 >= 0 }),
      cells.contains(where: { $0 > 0 })
    else { return nil }
    let n = Double(cells.reduce(0, +))
    let shares = table.map { $0.map { Double($0) / n } }
    let rows = shares.map { $0.reduce(0, +) }
    let columns = (0..<size).map { column in shares.reduce(0) { $0 + $1[column] } }
    var observed = 0.0
    var expected = 0.0
    for i in 0..<size {
      for j in 0..<size {
        let agreement = weights.agreement(i, j, of: size)
        observed += agreement * shares[i][j]
        expected += agreement * rows[i] * columns[j]
      }
    }
    self.weights = weights
    self.observed = observed
    self.expected = expected
    count = cells.reduce(0, +)
    // Every rating in one category: chance alone makes everything agree.
    guard 1 - expected > 1e-12 else {
      (kappa, standardError, nullStandardError) = (nil, nil, nil)
      return
    }
    kappa = (observed - expected) / (1 - expected)
    let errors = Self.errors(shares, rows, columns, weights, observed: observed, expected: expected)
    standardError = Double.sqrt(errors.own / n)
    nullStandardError = Double.sqrt(errors.null / n)
  }

  /// Kappa alone of a square table in one list, row after row, for resampling; `nil` where it is not defined.
  ///
  /// A list of another length than `size` × `size` is a programming error.
  public static func value(counts: [Int], size: Int, weights: Weights) -> Double? {
    precondition(size > 0 && counts.count == size * size, "A square table has a count in every cell.")
    var (total, agreed, expected) = (0, 0.0, 0.0)
    for i in 0..<size {
      for j in 0..<size {
        let weight = weights.agreement(i, j, of: size)
        let count = counts[i * size + j]
        total += count
        agreed += weight * Double(count)
        // What the i-th row and the j-th column hold.
        var (row, column) = (0, 0)
        for k in 0..<size {
          row += counts[i * size + k]
          column += counts[k * size + j]
        }
        expected += weight * Double(row) * Double(column)
      }
    }
    guard total > 0 else { return nil }
    let chance = expected / (Double(total) * Double(total))
    guard 1 - chance > 1e-12 else { return nil }
    return (agreed / Double(total) - chance) / (1 - chance)
  }

  /// The agreement of two lists of ratings of the same things, with the categories in their order.
  ///
  /// *Errors*: `nil` when the lists differ in length, are empty, or hold a rating that is no category.
  public init?<Category: Hashable>(
    _ first: [Category], _ second: [Category], categories: [Category], weights: Weights = .none
  ) {
    guard first.count == second.count, let table = Self.table(first, second, categories) else { return nil }
    self.init(table: table, weights: weights)
  }

  /// The normal interval of kappa at a confidence between 0 and 1, within −1 and 1; `nil` where kappa is.
  public func interval(confidence: Double) -> (lower: Double, upper: Double)? {
    precondition(confidence > 0 && confidence < 1, "A confidence lies between 0 and 1.")
    guard let kappa, let standardError else { return nil }
    let half = NormalDistribution.standard.quantile(1 - (1 - confidence) / 2) * standardError
    return (max(-1, kappa - half), min(1, kappa + half))
  }

  private static func table<Category: Hashable>(
    _ first: [Category], _ second: [Category], _ categories: [Category]
  ) -> [[Int]]? {
    var places: [Category: Int] = [:]
    for (place, category) in categories.enumerated() { places[category] = place }
    var table = [[Int]](repeating: [Int](repeating: 0, count: categories.count), count: categories.count)
    for (a, b) in zip(first, second) {
      guard let row = places[a], let column = places[b] else { return nil }
      table[row][column] += 1
    }
    return table
  }

  /// n times the variances of kappa: at its own value and at 0.
  private static func errors(
    _ shares: [[Double]], _ rows: [Double], _ columns: [Double], _ weights: Weights, observed: Double, expected: Double
  ) -> (own: Double, null: Double) {
    let size = rows.count
    func weight(_ i: Int, _ j: Int) -> Double { weights.agreement(i, j, of: size) }
    let rowMeans = (0..<size).map { i in (0..<size).reduce(0) { $0 + columns[$1] * weight(i, $1) } }
    let columnMeans = (0..<size).map { j in (0..<size).reduce(0) { $0 + rows[$1] * weight($1, j) } }
    let rest = 1 - expected
    var own = 0.0
    var null = 0.0
    for i in 0..<size {
      for j in 0..<size {
        let mean = rowMeans[i] + columnMeans[j]
        let term = weight(i, j) * rest - mean * (1 - observed)
        own += shares[i][j] * term * term
        null += rows[i] * columns[j] * (weight(i, j) - mean) * (weight(i, j) - mean)
      }
    }
    let centre = observed * expected - 2 * expected + observed
    let power = rest * rest
    return (max(0, (own - centre * centre) / (power * power)), max(0, (null - expected * expected) / power))
  }
}

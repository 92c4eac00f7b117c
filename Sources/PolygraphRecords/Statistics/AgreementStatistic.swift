import PolygraphStatistics

/// How far two scorers agree on the same exams, in the classes of ``OpinionClass``.
public struct AgreementStatistic: Hashable, Sendable, Codable {
  /// A kappa with its intervals of 95 %.
  public struct Kappa: Hashable, Sendable, Codable {
    /// How far apart two classes are taken to be.
    public let weights: CohenKappa.Weights
    /// Kappa; `nil` where it is not defined.
    public let value: Double?
    /// The interval by the standard error; `nil` where kappa is.
    public let normal: [Double]?
    /// The percentile interval of the bootstrap; `nil` for fewer than two pairs, or where nine resamples of ten have
    /// no kappa.
    public let bootstrap: [Double]?
  }

  /// How many resamples an interval is made from.
  public static let resamples = 1000
  /// The seed of the resamples: the same figures give the same interval.
  public static let seed: UInt64 = 20_260_101

  /// How many exams both scored.
  public let pairs: Int
  /// The share of pairs in one class.
  public let agreement: RateStatistic
  /// Counts of pairs: rows the first scorer's class, columns the second's, in the order of ``OpinionClass``.
  public let table: [[Int]]
  /// Pairs in which the first scorer's class is nearer to significant.
  public let firstMoreSignificant: Int
  /// Pairs in which the second scorer's class is nearer to significant.
  public let secondMoreSignificant: Int
  /// Cohen's kappa: plain, linearly and quadratically weighted.
  public let kappas: [Kappa]

  init(_ pairs: [(first: OpinionClass, second: OpinionClass)]) {
    let size = OpinionClass.allCases.count
    let cells = pairs.map { $0.first.rawValue * size + $0.second.rawValue }
    table = Self.table(cells, size)
    self.pairs = pairs.count
    agreement = RateStatistic("agreement", pairs.count { $0.first == $0.second }, of: pairs.count)
    firstMoreSignificant = pairs.count { $0.first.rawValue < $0.second.rawValue }
    secondMoreSignificant = pairs.count { $0.first.rawValue > $0.second.rawValue }
    let replicates = Self.replicates(cells, size)
    let table = table
    kappas = CohenKappa.Weights.allCases.enumerated().map { index, weights in
      let kappa = CohenKappa(table: table, weights: weights)
      let interval = kappa?.kappa.flatMap {
        BootstrapInterval(percentile: replicates[index], estimate: $0, confidence: 0.95)
      }
      return Kappa(
        weights: weights, value: kappa?.kappa,
        normal: kappa?.interval(confidence: 0.95).map { [$0.lower, $0.upper] },
        bootstrap: interval.map { [$0.lower, $0.upper] })
    }
  }

  /// Kappas of resampled pairs, one list for each kind of weights. All are taken from the same resamples.
  private static func replicates(_ cells: [Int], _ size: Int) -> [[Double]] {
    let kinds = CohenKappa.Weights.allCases
    var replicates = [[Double]](repeating: [], count: kinds.count)
    guard cells.count >= 2 else { return replicates }
    var counts = [Int](repeating: 0, count: size * size)
    _ = Resampling.replicates(of: cells.count, resamples: resamples, seed: seed) { places in
      for index in counts.indices { counts[index] = 0 }
      for place in places { counts[cells[place]] += 1 }
      guard let plain = CohenKappa.value(counts: counts, size: size, weights: .none) else { return nil }
      // Where plain kappa is defined, so are the weighted ones: there is more than one category.
      for (index, weights) in kinds.enumerated() {
        replicates[index].append(
          CohenKappa.value(counts: counts, size: size, weights: weights) ?? plain)
      }
      return plain
    }
    return replicates
  }

  private static func table(_ cells: [Int], _ size: Int) -> [[Int]] {
    var table = [[Int]](repeating: [Int](repeating: 0, count: size), count: size)
    for cell in cells { table[cell / size][cell % size] += 1 }
    return table
  }
}

/// How far examiner, first and second reviewer agree on exams that all three scored.
public struct ReliabilityStatistic: Hashable, Sendable, Codable {
  /// How many exams.
  public let exams: Int
  /// How many scorers each has.
  public let scorers: Int
  /// Fleiss' kappa; `nil` for no exam, or where it is not defined.
  public let kappa: Double?

  init(_ classes: [[OpinionClass]]) {
    scorers = 3
    exams = classes.count
    let counts = classes.map { row in OpinionClass.allCases.map { kind in row.count { $0 == kind } } }
    kappa = FleissKappa(counts: counts)?.kappa
  }
}

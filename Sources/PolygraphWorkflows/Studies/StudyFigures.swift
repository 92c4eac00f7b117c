import PolygraphSimulation
import PolygraphStatistics

/// How well a method's figure tells deceptive exams from truthful ones.
public struct StudyCurve: Hashable, Sendable, Encodable {
  /// An interval of the area.
  public struct Limits: Hashable, Sendable, Encodable {
    /// The lower limit.
    public let lower: Double
    /// The upper limit.
    public let upper: Double
    /// The standard error.
    public let standardError: Double
  }

  /// What the figure is.
  public let evidence: String
  /// How many deceptive exams have it.
  public let deceptive: Int
  /// How many truthful exams have it.
  public let truthful: Int
  /// The area under the curve.
  public let area: Double
  /// DeLong's interval.
  @Stated public var deLong: Limits?
  /// The percentile interval over resamples of each class; `nil` for many exams, where DeLong's holds.
  @Stated public var bootstrap: Limits?

  /// The most exams that are resampled.
  public static let mostResampled = 20_000

  /// `nil` without the figure in both classes.
  init?(_ cases: [StudyCase], _ index: Int, rule: String, _ study: AccuracyStudy) {
    func values(_ truth: Truth) -> [Double] {
      cases.compactMap { $0.truth == truth ? $0.verdicts[index].evidence : nil }
    }
    let (positives, negatives) = (values(.deceptive), values(.truthful))
    guard let curve = AreaUnderCurve(positives: positives, negatives: negatives) else { return nil }
    evidence = StudyEvidence.name(study.analysis.methods[index].identifier, rule: rule)
    deceptive = positives.count
    truthful = negatives.count
    area = curve.area
    if let limits = curve.interval(confidence: study.confidence), let error = curve.standardError {
      deLong = Limits(lower: limits.lower, upper: limits.upper, standardError: error)
    }
    guard positives.count + negatives.count <= Self.mostResampled, study.resamples > 1 else { return }
    bootstrap = AreaUnderCurve.bootstrap(
      positives: positives, negatives: negatives, resamples: study.resamples, seed: study.resamplingSeed,
      confidence: study.confidence
    ).map { Limits(lower: $0.lower, upper: $0.upper, standardError: $0.standardError) }
  }
}

/// How a method's stated probabilities of deception came true.
public struct StudyCalibration: Hashable, Sendable, Encodable {
  /// How many exams have a probability.
  public let count: Int
  /// The Brier score.
  public let brierScore: Double
  /// The expected calibration error over ten bins.
  public let expectedCalibrationError: Double
  /// The intercept of the logistic calibration line; 0 when right.
  @Stated public var intercept: Double?
  /// Its slope; 1 when right, below 1 when the probabilities are too extreme.
  @Stated public var slope: Double?
  /// The bins that hold exams.
  public let bins: [Calibration.Bin]

  /// `nil` without probabilities.
  init?(_ cases: [StudyCase], _ index: Int) {
    let stated = cases.compactMap { item in
      item.verdicts[index].probability.map { (probability: $0, isDeceptive: item.truth == .deceptive) }
    }
    guard
      let calibration = Calibration(probabilities: stated.map(\.probability), outcomes: stated.map(\.isDeceptive))
    else { return nil }
    count = calibration.count
    brierScore = calibration.brierScore
    expectedCalibrationError = calibration.expectedCalibrationError
    bins = calibration.bins
    intercept = calibration.intercept
    slope = calibration.slope
  }
}

/// How often two methods take the same side on the same exams.
public struct MethodAgreement: Hashable, Sendable, Encodable {
  /// The two methods.
  public let methods: [String]
  /// On how many exams both have an opinion.
  public let exams: Int
  /// On how many they take the same side; INC and NO are a side of their own.
  public let agreement: MethodAccuracy.Share
  /// Cohen's kappa.
  @Stated public var kappa: Double?
  /// Its standard error.
  @Stated public var kappaStandardError: Double?
  /// Cohen's kappa with linear weights, inconclusive between the two sides.
  @Stated public var weightedKappa: Double?

  /// All pairs of methods that have opinions on the same exams.
  static func pairs(_ cases: [StudyCase], methods: [String], _ confidence: Double) -> [MethodAgreement] {
    methods.indices.flatMap { first in
      methods.indices[(first + 1)...].compactMap { MethodAgreement(cases, first, $0, methods, confidence) }
    }
  }

  private init?(_ cases: [StudyCase], _ first: Int, _ second: Int, _ names: [String], _ confidence: Double) {
    let sides = OpinionSide.allCases
    var table = [[Int]](repeating: [Int](repeating: 0, count: sides.count), count: sides.count)
    for item in cases {
      guard let a = item.verdicts[first].side, let b = item.verdicts[second].side,
        let row = sides.firstIndex(of: a), let column = sides.firstIndex(of: b)
      else { continue }
      table[row][column] += 1
    }
    guard let plain = CohenKappa(table: table), let weighted = CohenKappa(table: table, weights: .linear) else {
      return nil
    }
    methods = [names[first], names[second]]
    exams = plain.count
    let z = NormalDistribution.standard.quantile(1 - (1 - confidence) / 2)
    agreement = MethodAccuracy.Share(sides.indices.reduce(0) { $0 + table[$1][$1] }, of: plain.count, z: z)
    kappa = plain.kappa
    kappaStandardError = plain.standardError
    weightedKappa = weighted.kappa
  }
}

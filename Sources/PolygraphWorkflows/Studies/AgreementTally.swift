import PolygraphKit
import PolygraphModel
import PolygraphScoring

/// What one exam, or one draw, came to.
struct AgreementOutcome: Hashable {
  /// The opinion, or what stands for one.
  let opinion: String
  /// The grand total, where there is one.
  let grandTotal: Double?

  /// Scores a table.
  init(of table: MeasurementTable) {
    if FormatRecognition(of: table).format == .acquaintance {
      self.init(opinion: Self.keyRank(table), grandTotal: nil)
      return
    }
    let result = ExamAnalysis(options: ScoringOptions(omitsDerivations: true)).score(table).results[0]
    let opinion = result.opinion?.rawValue ?? (result.status == .refused ? "refused" : "none")
    self.init(opinion: opinion, grandTotal: result.grandTotal)
  }

  private init(opinion: String, grandTotal: Double?) {
    self.opinion = opinion
    self.grandTotal = grandTotal
  }

  /// Whether the key drew the largest electrodermal response of its chart.
  private static func keyRank(_ table: MeasurementTable) -> String {
    let rows = table.measurements.filter { $0.sensor == .electrodermal && $0.value != nil }
    let largest = rows.max { ($0.value ?? 0) < ($1.value ?? 0) }
    return largest?.kind == .key ? "key first" : "key not first"
  }
}

/// How often each outcome came.
public struct AgreementTally: Hashable, Sendable {
  /// How many exams or draws there were.
  public private(set) var count = 0
  /// How many came to each opinion.
  public private(set) var opinions: [String: Int] = [:]
  private var totalled = 0
  private var sum = 0.0
  private var squares = 0.0

  /// Makes an empty tally.
  public init() {}

  /// Makes a tally of opinions alone.
  init(opinions: [String: Int]) {
    self.opinions = opinions
    count = opinions.values.reduce(0, +)
  }

  /// The share of an opinion. *Edges*: 0 in an empty tally.
  public func rate(_ opinion: String) -> Double {
    count == 0 ? 0 : Double(opinions[opinion] ?? 0) / Double(count)
  }

  /// Mean and standard deviation of the grand totals; `nil` with fewer than two.
  public var grandTotal: (mean: Double, standardDeviation: Double)? {
    guard totalled > 1 else { return nil }
    let mean = sum / Double(totalled)
    let variance = (squares - sum * mean) / Double(totalled - 1)
    return (mean, max(variance, 0).squareRoot())
  }

  mutating func add(_ outcome: AgreementOutcome) {
    count += 1
    opinions[outcome.opinion, default: 0] += 1
    guard let total = outcome.grandTotal else { return }
    totalled += 1
    sum += total
    squares += total * total
  }

  mutating func add(_ other: AgreementTally) {
    count += other.count
    opinions.merge(other.opinions) { $0 + $1 }
    totalled += other.totalled
    sum += other.sum
    squares += other.squares
  }
}

import Foundation
import PolygraphSimulation
import PolygraphStatistics

/// The rates of an ``AgreementStudy`` with the intervals they must lie in.
public struct AgreementReport: Hashable, Sendable {
  /// The normal quantile of a two-sided 99 % interval.
  public static let quantile = 2.575_829_303_548_901

  /// What examinees of one truth came to.
  public struct Group: Hashable, Sendable {
    /// What the examinees did.
    public let truth: Truth
    /// The exams, through the whole chain.
    public let exams: AgreementTally
    /// The draws from the stated distributions.
    public let draws: AgreementTally
  }

  /// One opinion of one truth.
  public struct Row: Hashable, Sendable {
    /// What the examinees did.
    public let truth: Truth
    /// The opinion.
    public let opinion: String
    /// How many exams came to it.
    public let exams: Int
    /// The share of exams that came to it.
    public let rate: Double
    /// The share of draws that came to it, with Wilson's 99 % interval for as many trials as there are exams.
    public let expected: WilsonInterval
    /// Whether the exams' share lies in the interval.
    public var agrees: Bool { expected.contains(rate) }

    /// Wilson's 99 % interval around the exams' own share.
    public let observed: WilsonInterval
    /// Whether the drawn share lies in the interval of the exams' share: the score test, whose level holds for few
    /// exams too. (The interval around a drawn share never holds 0, however rare the opinion and few the exams.)
    public var isPlausible: Bool { observed.contains(expected.share) }
  }

  /// The test format.
  public let sequence: TestSequence
  /// Deceptive and truthful examinees.
  public let groups: [Group]

  /// A row for each truth and each opinion that came up on either way.
  public var rows: [Row] {
    groups.flatMap { group in
      Set(group.exams.opinions.keys).union(group.draws.opinions.keys).sorted().map { opinion in
        Row(
          truth: group.truth, opinion: opinion, exams: group.exams.opinions[opinion] ?? 0,
          rate: group.exams.rate(opinion),
          expected: WilsonInterval(
            share: group.draws.rate(opinion), trials: group.exams.count, z: Self.quantile),
          observed: WilsonInterval(
            successes: group.exams.opinions[opinion] ?? 0, trials: group.exams.count, z: Self.quantile))
      }
    }
  }

  /// Whether every rate lies in its interval.
  public var agrees: Bool { rows.allSatisfy(\.agrees) }

  /// The rates and intervals as people read them.
  public var text: String {
    var text = "\(sequence.name)\n"
    for group in groups {
      text += "  \(group.truth.rawValue): \(group.exams.count) exams, \(group.draws.count) draws\n"
      for row in rows where row.truth == group.truth {
        text += "    \(row.opinion): exams \(row.exams) = \(percent(row.rate)), drawn \(percent(row.expected.share))"
        text += ", 99 % interval \(percent(row.expected.lower)) to \(percent(row.expected.upper))"
        text += row.agrees ? "\n" : "  DISAGREES\n"
      }
      if let exams = group.exams.grandTotal, let draws = group.draws.grandTotal {
        text += "    grand total: exams \(shown(exams)), drawn \(shown(draws))\n"
      }
    }
    return text
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

  private func shown(_ total: (mean: Double, standardDeviation: Double)) -> String {
    String(format: "%+.2f (SD %.2f)", total.mean, total.standardDeviation)
  }
}

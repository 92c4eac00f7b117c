import PolygraphModel
import PolygraphStatistics

/// How many presentations were lost on comparison and on relevant questions, and whether the shares differ.
///
/// Losses that gather on one kind of question say something about the data, not about the person: a scorer may ask for
/// more charts.
/// *Source*: the field's test of proportions; Fleiss, Levin & Paik 2003, chapter 3, for the statistic.
public struct ArtifactProportions: Hashable, Sendable {
  /// Presentations of one kind.
  public struct Count: Hashable, Sendable, Codable {
    /// Those with a sensor withheld by an artifact or a person's exclusion.
    public var lost: Int
    /// All of them.
    public var all: Int
  }

  /// Comparison questions.
  public let comparison: Count
  /// Relevant questions.
  public let relevant: Count
  /// The test of comparison against relevant; `nil` when nothing, or everything, was lost.
  public let test: ProportionsTest?

  /// Counts the presentations of a table.
  ///
  /// *Definition*: a presentation is lost when any of `sensors` has the state artifact, or is flagged as excluded.
  public init(
    _ table: MeasurementTable,
    sensors: Set<Sensor> = [.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio]
  ) {
    struct Presentation: Hashable {
      let series: String
      let chart: Int
      let question: String
      let occurrence: Int
    }
    func count(_ kind: QuestionRole) -> Count {
      var lost: [Presentation: Bool] = [:]
      for row in table.measurements where row.kind == kind && sensors.contains(row.sensor) {
        let key = Presentation(series: row.series, chart: row.chart, question: row.question, occurrence: row.occurrence)
        let isLost = row.state == .artifact || row.flags.contains(MeasurementFlag.excluded.rawValue)
        lost[key] = (lost[key] ?? false) || isLost
      }
      return Count(lost: lost.values.count { $0 }, all: lost.count)
    }
    comparison = count(.comparison)
    relevant = count(.relevant)
    test = ProportionsTest(
      first: comparison.lost, of: comparison.all, second: relevant.lost, of: relevant.all)
  }

  /// Whether the shares differ at a one-tailed level; false when there is no test.
  public func differs(at level: Double = 0.05) -> Bool { test.map { $0.p < level } ?? false }
}

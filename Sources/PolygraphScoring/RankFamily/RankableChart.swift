import PolygraphModel
import PolygraphStatistics

/// The questions of a chart that are compared with one another.
struct RankableChart {
  let chart: ScoredChart
  /// Relevant and comparison presentations; in a chart without comparison questions every presentation but buffers,
  /// introductory, sacrifice and symptomatic ones.
  let items: [Presentation]

  /// The least number of questions in a chart.
  static let leastQuestions = 4
  private static let withoutComparison: Set<QuestionRole> = [.relevant, .neutral, .key, .nonKey, .other]

  init(_ chart: ScoredChart) {
    self.chart = chart
    let roles: Set<QuestionRole> =
      chart.count(.comparison) > 0 ? [.relevant, .comparison] : Self.withoutComparison
    items = chart.presentations.filter { roles.contains($0.role) }
  }

  /// Relevant and comparison presentations only.
  init(relevantAndComparisonOf chart: ScoredChart) {
    self.chart = chart
    items = chart.presentations.filter { $0.isRelevant || $0.isComparison }
  }

  /// The charts with enough questions.
  static func charts(of exam: ScoringInput) -> [RankableChart] {
    exam.charts.map { RankableChart($0) }.filter { $0.items.count >= leastQuestions }
  }

  /// The values of a sensor, item by item.
  func values(_ sensor: Sensor) -> [Double?] { items.map { $0.values[sensor] } }

  /// How strong the reactions of a sensor are, larger for stronger: a smaller respiration excursion is the stronger
  /// one.
  func strengths(_ sensor: Sensor) -> [Double?] {
    let isRespiration = sensor == .thoracicRespiration || sensor == .abdominalRespiration
    return values(sensor).map { value in value.map { isRespiration ? -$0 : $0 } }
  }

  /// Ranks of the values that are there, 1 for the smallest; equal values share the mean of their ranks.
  static func ascendingRanks(_ values: [Double?]) -> [Double?] {
    var ranks = Ranks.ascending(values.compactMap(\.self)).makeIterator()
    return values.map { $0 == nil ? nil : ranks.next() }
  }

  /// The mean of two lists, item by item; of one value where the other is missing.
  static func mean(_ first: [Double?], _ second: [Double?]) -> [Double?] {
    zip(first, second).map { a, b in
      guard let a else { return b }
      return b.map { (a + $0) / 2 } ?? a
    }
  }
}

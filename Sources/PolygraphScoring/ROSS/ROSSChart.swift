import PolygraphModel

/// The ranks of one chart under ROSS.
struct ROSSChart {
  struct Rank {
    let question: String
    let role: QuestionRole
    let rank: Double
  }

  private static let channels: [Sensor] = [.thoracicRespiration, .abdominalRespiration]
  private static let sensors: [Sensor] = [.respiration, .electrodermal, .cardio]

  private let chart: RankableChart
  private let columns: [(sensor: Sensor, ranks: [Double?])]

  init(_ chart: RankableChart) {
    self.chart = chart
    columns = Self.sensors.map { sensor in
      let ranks: [Double?]
      if sensor == .respiration {
        let both = Self.channels.map { RankableChart.ascendingRanks(chart.strengths($0)) }
        ranks = RankableChart.ascendingRanks(RankableChart.mean(both[0], both[1]))
      } else {
        ranks = RankableChart.ascendingRanks(chart.strengths(sensor))
      }
      return (sensor, Self.isSufficient(ranks, chart) ? ranks : ranks.map { _ in nil })
    }
  }

  /// True with at least two relevant and two comparison values.
  private static func isSufficient(_ ranks: [Double?], _ chart: RankableChart) -> Bool {
    func count(_ role: QuestionRole) -> Int {
      zip(chart.items, ranks).count { $0.role == role && $1 != nil }
    }
    return count(.relevant) >= 2 && count(.comparison) >= 2
  }

  /// All ranks of the chart.
  var ranks: [Rank] {
    columns.flatMap { column in
      zip(chart.items, column.ranks).compactMap { item, rank in
        rank.map { Rank(question: item.baseLabel, role: item.role, rank: $0) }
      }
    }
  }

  var cells: [ScoreCell] {
    chart.items.indices.flatMap { index in
      columns.map { chart.chart.cell(chart.items[index], $0.sensor, score: $0.ranks[index]) }
    }
  }

  func derivations(source: String) -> [Derivation] {
    chart.items.indices.flatMap { index in
      columns.map { column in
        let item = chart.items[index]
        let sensors = column.sensor == .respiration ? Self.channels : [column.sensor]
        return Derivation(
          figure: chart.chart.cellFigure(item, column.sensor),
          rule: "rank within the chart, 1 for the weakest reaction",
          inputs: sensors.map {
            DerivationTerm(
              name: $0.rawValue, value: item.written($0), from: chart.chart.measurementFigure(item, $0))
          }, result: column.ranks[index].written, source: source)
      }
    }
  }
}

/// Sums of ranks by class and question.
struct ROSSTotals {
  private(set) var comparison = 0.0
  private(set) var comparisonCount = 0
  private(set) var relevant = 0.0
  private(set) var relevantCount = 0
  private(set) var questions: [String: (sum: Double, count: Int)] = [:]

  init(_ ranks: [ROSSChart.Rank]) {
    for rank in ranks {
      if rank.role == .comparison {
        comparison += rank.rank
        comparisonCount += 1
      } else {
        relevant += rank.rank
        relevantCount += 1
        questions[rank.question, default: (0, 0)].sum += rank.rank
        questions[rank.question, default: (0, 0)].count += 1
      }
    }
  }
}

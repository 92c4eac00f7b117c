import PolygraphModel

/// The figures of a rank method, question by question.
struct RankFamilySheet {
  struct Row {
    let chart: ScoredChart
    let presentation: Presentation
    let scores: SensorValues
  }

  /// How a question's mean is made of its cells.
  enum Average {
    /// All cells alike, over sensors and charts, each rounded first.
    case cells(rounded: (Double) -> Double)
    /// A weighted mean over sensors in each chart, rounded, then a mean over charts.
    case charts(weights: SensorValues, rounded: (Double) -> Double)
  }

  struct Question {
    let label: String
    let role: QuestionRole
    let sum: Double
    let mean: Double
  }

  let sensors: [Sensor]
  let rows: [Row]
  let questions: [Question]

  /// Scores charts by `score`, which gives each item's score of one sensor (respiration is both channels together).
  init(_ charts: [RankableChart], average: Average, score: (RankableChart, Sensor) -> [Double?]) {
    let hasVasomotor = charts.contains { $0.values(.vasomotor).contains { $0 != nil } }
    let sensors: [Sensor] = [.respiration, .electrodermal, .cardio] + (hasVasomotor ? [.vasomotor] : [])
    let rows = charts.flatMap { chart -> [Row] in
      let columns = sensors.map { score(chart, $0) }
      return chart.items.indices.map { index in
        var scores = SensorValues()
        for (sensor, column) in zip(sensors, columns) { scores[sensor] = column[index] }
        return Row(chart: chart.chart, presentation: chart.items[index], scores: scores)
      }
    }
    self.sensors = sensors
    self.rows = rows
    var labels: [String] = []
    for row in rows where !labels.contains(row.presentation.baseLabel) { labels.append(row.presentation.baseLabel) }
    questions = labels.compactMap { label in
      Self.question(label, rows.filter { $0.presentation.baseLabel == label }, sensors, average)
    }
  }

  private static func question(
    _ label: String, _ rows: [Row], _ sensors: [Sensor], _ average: Average
  ) -> Question? {
    var cells = rows.flatMap { row in sensors.compactMap { row.scores[$0] } }
    if case .cells(let rounded) = average { cells = cells.map(rounded) }
    guard let role = rows.first?.presentation.role, let all = Moments(cells) else { return nil }
    var mean = all.mean
    if case .charts(let weights, let rounded) = average {
      let means = rows.compactMap { row -> Double? in
        let present = sensors.filter { row.scores[$0] != nil }
        let total = present.reduce(0) { $0 + (weights[$1] ?? 1) }
        guard total > 0 else { return nil }
        return rounded(present.reduce(0) { $0 + (weights[$1] ?? 1) * (row.scores[$1] ?? 0) } / total)
      }
      guard let moments = Moments(means) else { return nil }
      mean = moments.mean
    }
    return Question(label: label, role: role, sum: cells.reduce(0, +), mean: mean)
  }
}

extension ScoringDraft {
  /// Writes the cells, means and sums of a rank method, and its most reactive question.
  mutating func write(
    _ sheet: RankFamilySheet, questions: [RankFamilySheet.Question], isLargestMostReactive: Bool,
    rules: (cell: String, mean: String), source: String
  ) {
    for row in sheet.rows {
      for sensor in sheet.sensors {
        let cell = row.chart.cell(row.presentation, sensor, score: row.scores[sensor])
        result.cells.append(cell)
        let channels: [Sensor] =
          sensor == .respiration ? [.thoracicRespiration, .abdominalRespiration] : [sensor]
        derive(
          Derivation(
            figure: row.chart.cellFigure(row.presentation, sensor), rule: rules.cell,
            inputs: channels.map {
              DerivationTerm(
                name: $0.rawValue, value: row.presentation.written($0),
                from: row.chart.measurementFigure(row.presentation, $0))
            }, result: cell.score.written, source: source))
      }
    }
    result.subtotals = questions.map { Subtotal(question: $0.label, total: $0.mean) }
    for question in questions {
      let own = sheet.rows.filter { $0.presentation.baseLabel == question.label }
      derive(
        Derivation(
          figure: "subtotal/\(question.label)", rule: rules.mean,
          inputs: own.flatMap { row in
            sheet.sensors.map { sensor in
              DerivationTerm(
                name: "chart \(row.chart.chart) \(sensor.rawValue)", value: row.scores[sensor].written,
                from: row.chart.cellFigure(row.presentation, sensor))
            }
          }, result: "\(question.mean)", source: source))
      state(
        ScoreStatistic(name: "sum/\(question.label)", value: question.sum), rule: "sum of the question's cells",
        source: source)
    }
    let order = questions.map { isLargestMostReactive ? $0.mean : -$0.mean }
    guard let largest = order.max(), let place = order.firstIndex(of: largest) else { return }
    state(
      ScoreStatistic(name: "mostReactive/\(questions[place].label)", value: questions[place].mean),
      rule: isLargestMostReactive ? "the question with the largest mean" : "the question with the smallest mean",
      inputs: [
        DerivationTerm(
          name: questions[place].label, value: "\(questions[place].mean)", from: "subtotal/\(questions[place].label)")
      ], source: source)
  }
}

extension RankFamilySheet.Question {
  /// The question with its figures rounded as the source rounds them.
  func rounded(_ rounded: Rounding, sum: Int, mean: Int) -> Self {
    Self(label: label, role: role, sum: rounded(self.sum, sum), mean: rounded(self.mean, mean))
  }
}

/// What all rank methods say of themselves.
enum RankFamily {
  static let sensors: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor,
  ]
  static var formats: [String] { TestFormat.all.map(\.identifier) }
  static let minimumData = "at least 4 questions in a chart; the vasomotor sensor is used when it was recorded"
  static let unmeasured = ["no question has a usable measurement"]

  /// What is said of charts that hold several passes, for which no publication states a form; `nil` for others.
  static func note(on charts: [RankableChart]) -> String? {
    let isRepeated = charts.contains { chart in
      chart.items.indices.contains { index in
        chart.items[..<index].contains { $0.baseLabel == chart.items[index].baseLabel }
      }
    }
    guard isRepeated else { return nil }
    return "questions stand several times in one chart: every presentation is compared with the others of its chart, "
      + "and a question's figure is the mean of its presentations"
  }

  static let refusal = ["no chart has at least \(RankableChart.leastQuestions) questions to compare"]
}

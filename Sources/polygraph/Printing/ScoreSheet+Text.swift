import PolygraphKit

extension ScoreSheet {
  /// The sheet as examiners print it: a block a method, a table a chart, totals, statistics, opinion.
  var text: String {
    var text = "Exam \(exam)   test format \(testFormat ?? "not recognised")"
    if let profile { text += "   filter profile \(profile.name) \(profile.version) (\(profile.sha256.prefix(12)))" }
    return text + "\n" + results.map { "\n" + $0.text }.joined()
  }
}

extension ScoringResult {
  /// One method's block.
  var text: String {
    var text = "\(method) (version \(version))"
    if let scorer {
      text += ", scored by \(scorer.person) at \(scorer.time)\(scorer.blind ? ", blind" : ", not blind")"
    }
    text += "\n"
    if status == .refused {
      return text + "  refused: \(reasons.joined(separator: "; "))\n"
    }
    if !withinValidatedDesign {
      let why = reasons.filter { $0 != "outside the validated design" }.joined(separator: "; ")
      text += "  OUTSIDE THE VALIDATED DESIGN: \(why)\n"
    }
    text += cellTables + totals
    for statistic in statistics { text += "  " + statistic.text + "\n" }
    if !decisionRule.isEmpty { text += "  decision rule: \(decisionRule)\n" }
    if let opinion { text += "  opinion: \(opinion.rawValue)" + (reason.map { " (\($0.rawValue))" } ?? "") + "\n" }
    let questions = questionOpinions.map { "\($0.question) \($0.opinion?.rawValue ?? "—")" }
    if !questions.isEmpty { text += "  questions: \(questions.joined(separator: "   "))\n" }
    return text
  }

  private struct ChartKey: Hashable {
    let series: String
    let chart: Int
  }

  private struct RowKey: Hashable {
    let question: String
    let occurrence: Int
  }

  /// A table a chart: a row a presentation, a column a sensor.
  private var cellTables: String {
    var charts: [ChartKey] = []
    for cell in cells {
      let key = ChartKey(series: cell.series, chart: cell.chart)
      if !charts.contains(key) { charts.append(key) }
    }
    return charts.map { key in
      let cells = cells.filter { $0.series == key.series && $0.chart == key.chart }
      let sensors = Sensor.sheetOrder.filter { sensor in cells.contains { $0.sensor == sensor } }
      var table = TextTable(
        [("RQ", .left)] + sensors.map { ($0.shortName, .right) } + [("sum", .right), ("CQ", .left)])
      var rows: [RowKey] = []
      for cell in cells {
        let row = RowKey(question: cell.question, occurrence: cell.occurrence)
        if !rows.contains(row) { rows.append(row) }
      }
      for row in rows {
        let ofRow = cells.filter { $0.question == row.question && $0.occurrence == row.occurrence }
        let scores = sensors.map { sensor in ofRow.first { $0.sensor == sensor }?.score.map(signed) ?? "·" }
        let sum = ofRow.compactMap(\.score).reduce(0, +)
        let used = sensors.compactMap { sensor in ofRow.first { $0.sensor == sensor }?.comparison }
        let comparisons = Set(used).sorted().joined(separator: " ")
        table.add([row.question] + scores + [signed(sum), comparisons])
      }
      return "  series \(key.series) chart \(key.chart)\n" + table.text(indent: 4)
    }.joined()
  }

  private var totals: String {
    guard !subtotals.isEmpty || grandTotal != nil else { return "" }
    var parts = subtotals.map { "\($0.question) \(signed($0.total))" }
    if let grandTotal { parts.append("grand total \(signed(grandTotal))") }
    return "  subtotals: \(parts.joined(separator: "   "))\n"
  }

  private func signed(_ value: Double) -> String { value > 0 ? "+" + shown(value) : shown(value) }
}

extension ScoreStatistic {
  /// The statistic with all that is needed to read it rightly.
  fileprivate var text: String {
    var text = "\(name): \(shown(value, digits: 4))"
    if let direction { text += " (\(direction))" }
    if let interval {
      let lower = interval.lower.map { shown($0, digits: 4) } ?? "−∞"
      let upper = interval.upper.map { shown($0, digits: 4) } ?? "∞"
      text += ", interval \(lower) to \(upper)"
    }
    if let prior { text += ", prior \(shown(prior))" }
    return text
  }
}

extension Sensor {
  /// The order of columns on a score sheet.
  static let sheetOrder: [Sensor] = [
    .respiration, .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .fingerCuff,
    .activity,
  ]

  /// The column heading on a score sheet.
  var shortName: String {
    switch self {
    case .respiration: "resp"
    case .thoracicRespiration: "thor"
    case .abdominalRespiration: "abd"
    case .electrodermal: "EDA"
    case .cardio: "cardio"
    case .vasomotor: "PPG"
    case .fingerCuff: "cuff"
    default: rawValue
    }
  }
}

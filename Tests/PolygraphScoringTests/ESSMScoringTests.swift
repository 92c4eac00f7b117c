import PolygraphModel
@testable import PolygraphScoring
import Testing

@Suite("ESS-M scores what it fits, says what it lacks, and refuses the rest")
struct ESSMScoringTests {
  private func score(
    _ builder: TableBuilder, format: TestFormat? = .federalZCT, prior: Double = 0.5, forced: Bool = false
  ) -> ScoringResult {
    ESSM().score(builder.table, format: format, options: ScoringOptions(prior: prior, isForced: forced))
  }

  private var deceptive: TableBuilder {
    TableBuilder(TableBuilder.zct, relevant: TableBuilder.strong, comparison: TableBuilder.level)
  }
  private var truthful: TableBuilder {
    TableBuilder(TableBuilder.zct, relevant: TableBuilder.level, comparison: TableBuilder.strong)
  }

  @Test("stronger relevant reactions: five points a presentation towards deception, and the mirror image")
  func totals() {
    let result = score(deceptive)
    #expect(result.status == .scored && result.withinValidatedDesign && result.reasons.isEmpty)
    #expect(result.subtotals == ["R5", "R7", "R10"].map { Subtotal(question: $0, total: -15) })
    #expect(result.grandTotal == -45 && result.opinion == .deceptionIndicated && result.reason == nil)
    #expect(result.cells.count == 9 * 4)
    #expect(result.cells.allSatisfy { ($0.score ?? 0) == ($0.sensor == .electrodermal ? -2 : -1) })
    #expect(result.questionOpinions.allSatisfy { $0.opinion == .deceptionIndicated })
    let other = score(truthful)
    #expect(other.grandTotal == 45 && other.opinion == .noDeceptionIndicated)
    #expect(other.statistics[0].value == result.statistics[0].value)
    #expect(result.statistics[0].direction == "deceptive" && other.statistics[0].direction == "truthful")
  }

  @Test("respirations of opposite sign cancel, otherwise the farther one counts; one missing leaves the other")
  func respirations() {
    var builder = TableBuilder(TableBuilder.zct, relevant: TableBuilder.level, comparison: TableBuilder.level)
    builder.set("R5", .thoracicRespiration, 150, chart: 1)
    builder.set("R5", .abdominalRespiration, 250, chart: 1)
    builder.set("R5", .thoracicRespiration, 150, chart: 2)
    builder.set("R5", .thoracicRespiration, nil, chart: 3)
    builder.set("R5", .abdominalRespiration, 250, chart: 3)
    let cells = score(builder).cells.filter { $0.question == "R5" && $0.sensor == .respiration }
    #expect(cells.map(\.score) == [0, -1, 1])
    #expect(cells[2].logRatio != nil && cells[2].comparison == "C4")
  }

  @Test("passes are summed under their question, and one chart with three passes suffices")
  func passes() {
    let builder = TableBuilder(
      TableBuilder.dlst, charts: 1, relevant: TableBuilder.strong, comparison: TableBuilder.level)
    let result = score(builder, format: .dlst)
    #expect(result.status == .scored && result.withinValidatedDesign)
    #expect(result.subtotals == ["R1", "R2"].map { Subtotal(question: $0, total: -15) })
    #expect(result.opinion == .significantResponse && result.decisionRule == "SSR")
    #expect(result.cells.contains { $0.question == "2R1" })
  }

  @Test("what is missing scores nothing and is not taken for a reaction")
  func missing() {
    var builder = deceptive
    builder.set("R7", .electrodermal, nil, chart: 2, state: .artifact)
    let result = score(builder)
    let cell = result.cells.first { $0.question == "R7" && $0.chart == 2 && $0.sensor == .electrodermal }
    #expect(cell?.score == nil && cell?.logRatio == nil)
    #expect(result.grandTotal == -43 && result.withinValidatedDesign)
    // A value beside a state that forbids it is not used either.
    for index in builder.table.measurements.indices where builder.table.measurements[index].state == .artifact {
      builder.table.measurements[index].value = 400
    }
    #expect(score(builder).grandTotal == -43)
  }

  @Test("an exam without the data it needs is refused; forced, it is labelled and says that data are lacking")
  func tooLittleData() {
    let two = TableBuilder(TableBuilder.zct, charts: 2, relevant: TableBuilder.level, comparison: TableBuilder.level)
    let refused = score(two)
    #expect(refused.status == .refused && refused.opinion == nil && refused.cells.isEmpty)
    #expect(refused.reasons.contains { $0.contains("presented 2 times") })
    let forced = score(two, forced: true)
    #expect(forced.status == .scored && !forced.withinValidatedDesign && forced.reason == .data)
    #expect(forced.reasons.first == "outside the validated design")

    var lost = deceptive
    for sensor in TableBuilder.sensors { lost.set("R7", sensor, nil, chart: 3, state: .artifact) }
    #expect(score(lost).reasons.contains { $0.contains("R7 was scorable 2 times of 3") })
    #expect(score(lost, forced: true).opinion == .deceptionIndicated)

    var noElectrodermal = deceptive
    noElectrodermal.remove(.electrodermal)
    #expect(score(noElectrodermal).reasons == ["no presentation has a score of the sensor electrodermal"])
    var noVasomotor = deceptive
    noVasomotor.remove(.vasomotor)
    #expect(score(noVasomotor).withinValidatedDesign)

    var nothing = deceptive
    TableBuilder.sensors.forEach { nothing.remove($0) }
    let empty = score(nothing, forced: true)
    #expect(empty.status == .refused && !empty.withinValidatedDesign && !empty.reasons.isEmpty)
  }

  @Test("formats, numbers of questions, charts and priors outside the design are refused with the reason")
  func refusals() {
    func reasons(_ builder: TableBuilder, _ format: TestFormat?, prior: Double = 0.5) -> [String] {
      let result = score(builder, format: format, prior: prior)
      #expect(result.status == .refused)
      return result.reasons
    }
    #expect(reasons(deceptive, nil) == ["the test format was not recognised; name it"])
    #expect(reasons(deceptive, .relevantIrrelevant)[0].contains("does not fit"))
    #expect(reasons(deceptive, .youPhase)[0].contains("3 relevant questions; the format"))
    #expect(reasons(deceptive, .federalZCT, prior: 0.95)[0].contains("no cutscore is published"))
    let six = TableBuilder(
      TableBuilder.zct, charts: 6, relevant: TableBuilder.level, comparison: TableBuilder.strong)
    #expect(reasons(six, .federalZCT)[0].contains("presented 6 times"))
    #expect(score(six, forced: true).status == .scored)
    let none = TableBuilder(["I1", "I2", "I3", "I4"], relevant: [:], comparison: [:])
    #expect(reasons(none, .federalZCT) == ["no chart has two relevant and two comparison questions"])
    #expect(score(none, forced: true).status == .refused)
  }

  @Test("a chart that cannot be scored is left out, and that is said")
  func leftOutChart() {
    var builder = deceptive
    builder.table.charts.append(ChartSequence(series: "1", chart: 4, sequence: ["I1", "C4", "R5"]))
    let result = score(builder)
    #expect(result.status == .scored && result.withinValidatedDesign && result.grandTotal == -45)
    #expect(result.reasons.count == 1 && result.reasons[0].contains("chart 4"))
  }

  @Test("undecided scores say so")
  func inconclusive() {
    let result = score(TableBuilder(TableBuilder.zct, relevant: TableBuilder.level, comparison: TableBuilder.level))
    #expect(result.grandTotal == 0 && result.opinion == .inconclusive && result.reason == .scoresInconclusive)
    #expect(result.statistics[0].value == 1 && result.statistics[0].direction == nil)
  }

  @Test("the prior enters the posterior odds in the score's direction, and is printed with them")
  func prior() {
    let even = score(deceptive).statistics[1]
    let low = score(deceptive, prior: 0.2).statistics[1]
    #expect(abs(low.value * 4 / even.value - 1) < 1e-12 && low.prior == 0.2)
    let truth = score(truthful, prior: 0.2).statistics[1]
    #expect(abs(truth.value / 4 / even.value - 1) < 1e-12)
    #expect((even.interval?.lower ?? .infinity) < even.value && even.interval?.upper == nil)
  }

  @Test("series are scored on their own, never pooled")
  func series() {
    var builder = deceptive
    let second = TableBuilder(
      TableBuilder.zct, series: "2", relevant: TableBuilder.level, comparison: TableBuilder.strong)
    builder.table.charts += second.table.charts
    builder.table.measurements += second.table.measurements
    let sheet = ScoringMethods.score(builder.table, methods: [ESSM()])
    #expect(sheet.results.map(\.grandTotal) == [-45, 45])
    #expect(sheet.results.map { $0.parameters["series"] } == [.text("1"), .text("2")])
    #expect(sheet.testFormat == "federal-zct")
    let pooled = ESSM().score(builder.table, format: .federalZCT, options: ScoringOptions())
    #expect(pooled.status == .refused && pooled.reasons.contains { $0.contains("several series") })
  }

  @Test("every figure leads back to measurements, and none leads nowhere")
  func derivations() {
    let result = score(deceptive)
    let figures = Dictionary(grouping: result.derivations, by: \.figure)
    #expect(figures.values.allSatisfy { $0.count == 1 })
    var measurements: Set<String> = []
    for term in result.derivations.flatMap(\.inputs) {
      guard let from = term.from else { continue }
      if from.hasPrefix("measurement/") { measurements.insert(from) } else { #expect(figures[from] != nil, "\(from)") }
    }
    let known = Set(
      deceptive.table.measurements.map {
        "measurement/\($0.series)/\($0.chart)/\($0.question)/\($0.occurrence)/\($0.sensor.rawValue)"
      })
    #expect(measurements.isSubset(of: known))
    // From the opinion down: grand total, subtotals, cells, channels of respiration, measurements.
    var open = ["opinion", "statistic/posteriorOdds"]
    var seen: Set<String> = []
    while let next = open.popLast() {
      guard seen.insert(next).inserted else { continue }
      open += (figures[next]?.first?.inputs ?? []).compactMap(\.from)
    }
    #expect(seen.filter { $0.hasPrefix("measurement/") } == measurements)
    #expect(seen.contains("cell/1/2/R7/1/thoracicRespiration") && seen.contains("statistic/bayesFactor"))
    for cell in result.cells {
      let figure = "cell/\(cell.series)/\(cell.chart)/\(cell.question)/\(cell.occurrence)/\(cell.sensor.rawValue)"
      #expect(figures[figure]?.first?.result == cell.score.map { "\(Int($0))" })
    }
    let bare = ESSM().score(deceptive.table, format: .federalZCT, options: ScoringOptions(omitsDerivations: true))
    #expect(bare.derivations.isEmpty && bare.cells == result.cells && bare.statistics == result.statistics)
  }
}

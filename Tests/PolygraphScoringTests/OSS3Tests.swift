import Foundation
import PolygraphModel
import PolygraphScoring
import TestSupport
import Testing

@Suite("OSS-3 equals the published vectors")
struct OSS3Tests {
  private func score(_ vector: [String: Any], _ method: OSS3 = OSS3()) -> ScoringResult {
    let table = VectorFile.table(vector.object("input"))
    return method.score(
      table, format: FormatRecognition(of: table).format, options: ScoringOptions(isForced: true))
  }

  @Test("standard scores, means, p values and decisions of every exam, with and without the source's rounding")
  func exams() throws {
    let vectors = try VectorFile("oss3.json").list("vectors")
    #expect(vectors.count == 11)
    var compared = 0
    for vector in vectors {
      for isRounding in [false, true] {
        var method = OSS3()
        method.sourceRounding = isRounding
        compared += check(vector, score(vector, method), isRounding)
      }
    }
    print("OSS-3: \(vectors.count) exams twice, \(compared) standard scores")
    #expect(compared > 1000)
  }

  private func check(_ vector: [String: Any], _ result: ScoringResult, _ isRounding: Bool) -> Int {
    let expected = vector.object("expected")
    let checks = VectorChecks(result: result, id: vector.text("id") ?? "")
    #expect(result.status == .scored, "\(checks.id)")
    // The source's third decimal of a log ratio is worth 0.0005/0.107 of a standard score.
    let compared = checks.scores(expected.object("standardScore"), within: isRounding ? 0.002 : 0.0055)
    for (chart, questions) in expected.object("weightedMeanPerChart") {
      for (question, mean) in questions as? [String: Double] ?? [:] {
        let (number, label) = checks.place(chart, question)
        let figure = "presentation/1/\(number)/\(label)/1"
        let ours = result.derivations.first { $0.figure == figure }.flatMap { Double($0.result) }
        checks.close(ours ?? .nan, mean, 0.002, figure)
      }
    }
    for (question, mean) in expected.object("betweenChartMean") {
      let ours = result.subtotals.first { $0.question == question }?.total ?? .nan
      checks.close(ours, mean as? Double, 0.002, question)
    }
    checks.close(result.grandTotal ?? .nan, expected.number("grandMean"), 0.002, "grand mean")
    checks.close(checks.statistic("trimLimit"), expected.number("trimLimit"), 0.002, "trim limit")
    for (ours, key) in [
      ("pTruthfulLowerTail", "pTruthfulLowerTail"), ("pDeceptiveUpperTail", "pDeceptiveUpperTail"),
    ] { checks.close(checks.statistic(ours), expected.number(key), 0.003, key) }
    for (question, p) in expected.object("questionPTruthful") {
      checks.close(checks.statistic("pTruthfulLowerTail/\(question)"), p as? Double, 0.003, question)
    }
    for (question, p) in expected.object("questionPDeceptiveLowerTail") {
      checks.close(checks.statistic("pDeceptiveLowerTail/\(question)"), p as? Double, 0.003, question)
    }
    let kruskal = expected.object("kruskalWallis")
    checks.close(checks.statistic("kruskalWallisH"), kruskal.number("H"), 0.02, "H")
    checks.close(checks.statistic("kruskalWallisP"), kruskal.number("p"), 0.003, "p of H")
    checks.opinions(expected)
    #expect(result.decisionRule == expected.text("decisionRule"), "\(checks.id)")
    let decidedBy = result.derivations.first { $0.figure == "opinion" }?.inputs.first?.from ?? ""
    #expect(decidedBy.hasPrefix("subtotal") == (expected.text("decidedBy") == "lowest subtotal"), "\(checks.id)")
    return compared
  }

  @Test("the source's rounding reproduces every printed mean and p value of the source digit by digit")
  func sourceRounding() throws {
    for vector in try VectorFile("oss3.json").list("vectors") {
      let expected = vector.object("expected")
      let checks = VectorChecks(result: score(vector), id: vector.text("id") ?? "")
      _ = checks.scores(expected.object("standardScore"), within: 1e-9)
      checks.close(checks.result.grandTotal ?? .nan, expected.number("grandMean"), 1e-9, "grand mean")
      checks.close(
        checks.statistic("pTruthfulLowerTail"), expected.number("pTruthfulLowerTail"), 1e-9, "p under truth")
      checks.close(
        checks.statistic("kruskalWallisP"), expected.object("kruskalWallis").number("p"), 1e-9, "p of H")
    }
  }

  @Test("a parameter outside its range, an unknown rule and an exam below the minimum are refused")
  func refusals() throws {
    let vector = try #require(try VectorFile("oss3.json").list("vectors").first)
    var method = OSS3()
    method.alpha = 0.5
    #expect(score(vector, method).status == .refused)
    method = OSS3()
    method.rule = "coin"
    #expect(score(vector, method).status == .refused)
    let table = VectorFile.table(vector.object("input"))
    var short = table
    short.charts = Array(table.charts.prefix(2))
    let refused = OSS3().score(short, format: .federalZCT, options: ScoringOptions())
    #expect(refused.status == .refused && refused.reasons.contains { $0.contains("presented 2 times") })
    let forced = OSS3().score(short, format: .federalZCT, options: ScoringOptions(isForced: true))
    #expect(forced.status == .scored && !forced.withinValidatedDesign)
    #expect(OSS3().score(table, format: .relevantIrrelevant, options: ScoringOptions()).status == .refused)
    #expect(OSS3().score(table, format: .federalZCT, options: ScoringOptions()).withinValidatedDesign)
  }

  @Test("values up to the threshold are missing, two missing respirations count 0 and are mentioned")
  func missing() throws {
    let vector = try #require(try VectorFile("oss3.json").list("vectors").first)
    var table = VectorFile.table(vector.object("input"))
    let respiration: [Sensor] = [.thoracicRespiration, .abdominalRespiration]
    for index in table.measurements.indices where table.measurements[index].chart == 1 {
      let row = table.measurements[index]
      guard row.question == "R5" else { continue }
      if respiration.contains(row.sensor) { table.measurements[index].value = 20 }
      if row.sensor == .electrodermal { table.measurements[index].state = .artifact }
    }
    let result = OSS3().score(table, format: .federalZCT, options: ScoringOptions())
    let cells = result.cells.filter { $0.chart == 1 && $0.question == "R5" }
    #expect(cells.first { $0.sensor == .respiration }?.score == 0)
    #expect(cells.first { $0.sensor == .electrodermal }.map { $0.score == nil } == true)
    let cardio = try #require(cells.first { $0.sensor == .cardio }?.score)
    let figure = result.derivations.first { $0.figure == "presentation/1/1/R5/1" }
    let mean = try #require(figure.flatMap { Double($0.result) })
    #expect(abs(mean - 0.28 * cardio / (0.28 + 0.192)) < 1e-12)
    #expect(result.reasons.contains { $0.contains("without any respiration") })
  }

  @Test("shares of sensors, charts and questions sum to one, and equal exams share as the weights do")
  func contributions() {
    let table = TableBuilder(TableBuilder.zct, relevant: TableBuilder.level, comparison: TableBuilder.level).table
    let result = OSS3().score(table, format: .federalZCT, options: ScoringOptions())
    for kind in ["sensor", "chart", "question"] {
      let shares = result.statistics.filter { $0.name.hasPrefix("contribution/\(kind)/") }
      #expect(shares.count == 3 && abs(shares.reduce(0) { $0 + $1.value } - 1) < 1e-12, "\(kind)")
    }
    let chart = result.statistics.first { $0.name == "contribution/chart/1" }?.value ?? 0
    #expect(abs(chart - 1.0 / 3) < 1e-12)
    let tail = result.statistics.first { $0.name == "contributionLowerTail/chart/1" }?.value ?? 0
    #expect(abs(tail - 0.5) < 1e-12)
  }

  @Test("artifacts on one class only are found significant, and withhold an opinion only when that is set")
  func artifacts() {
    var builder = TableBuilder(TableBuilder.zct, relevant: TableBuilder.level, comparison: TableBuilder.strong)
    for label in ["C4", "C6"] {
      for chart in 1...2 { builder.set(label, .thoracicRespiration, nil, chart: chart, state: .artifact) }
    }
    func score(_ rule: String) -> ScoringResult {
      var method = OSS3()
      method.artifactRule = rule
      return method.score(builder.table, format: .federalZCT, options: ScoringOptions())
    }
    let reported = score("report")
    // 4 of 9 comparison and 0 of 9 relevant presentations, as in the vector of the test of proportions.
    let p = reported.statistics.first { $0.name == "pArtifactProportions" }?.value ?? .nan
    #expect(abs(p - 0.011671101006445417) < 1e-12)
    #expect(reported.opinion == .noDeceptionIndicated)
    #expect(reported.reasons.contains { $0.contains("fall unevenly") })
    for rule in ["withholdTruthful", "withhold"] {
      let withheld = score(rule)
      #expect(withheld.opinion == .inconclusive && withheld.reason == .data, "\(rule)")
    }
    #expect(score("perhaps").status == .refused)
    var deceptive = TableBuilder(TableBuilder.zct, relevant: TableBuilder.strong, comparison: TableBuilder.level)
    for label in ["C4", "C6"] {
      for chart in 1...2 { deceptive.set(label, .thoracicRespiration, nil, chart: chart, state: .artifact) }
    }
    var method = OSS3()
    method.artifactRule = "withholdTruthful"
    #expect(
      method.score(deceptive.table, format: .federalZCT, options: ScoringOptions()).opinion == .deceptionIndicated)
    let clean = TableBuilder(TableBuilder.zct, relevant: TableBuilder.level, comparison: TableBuilder.strong).table
    let none = OSS3().score(clean, format: .federalZCT, options: ScoringOptions())
    #expect(!none.statistics.contains { $0.name == "pArtifactProportions" })
  }
}

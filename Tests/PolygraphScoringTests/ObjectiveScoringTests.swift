import Foundation
import PolygraphModel
@testable import PolygraphScoring
import TestSupport
import Testing

@Suite("OSS-1 and OSS-2 equal the published vectors and tables")
struct ObjectiveScoringTests {
  @Test("integers, ratios, totals, p values and decisions of every exam under OSS-2")
  func exams() throws {
    let vectors = try VectorFile("oss2.json").list("vectors")
    #expect(vectors.count == 7)
    var compared = 0
    for vector in vectors {
      let table = VectorFile.table(vector.object("input"))
      let result = OSS2().score(table, format: .federalZCT, options: ScoringOptions())
      let expected = vector.object("expected")
      let checks = VectorChecks(result: result, id: vector.text("id") ?? "")
      #expect(result.status == .scored && result.withinValidatedDesign, "\(checks.id)")
      compared += checks.scores(expected.object("score"), within: 0)
      compared += try ratios(checks, expected)
      #expect(result.grandTotal == expected.number("grandTotal"), "\(checks.id)")
      let p = checks.statistic("pValue")
      #expect(expected.text("pValue") == "<.01" ? p == 0 : p == expected.number("pValue"), "\(checks.id): \(p)")
      checks.opinions(expected)
    }
    print("OSS-2: \(vectors.count) exams, \(compared) figures")
    #expect(compared > 500)
  }

  private func ratios(_ checks: VectorChecks, _ expected: [String: Any]) throws -> Int {
    var compared = 0
    for (chart, questions) in expected.object("ratio") {
      for (question, ratios) in questions as? [String: [String: Double]] ?? [:] {
        for (name, ratio) in ratios {
          let sensor = try #require(VectorFile.sensors[name])
          let figure = "cell/1/\(Int(chart.prefix(2)) ?? 0)/\(question)/1/\(sensor.rawValue)"
          let step = checks.result.derivations.first { $0.figure == figure }?.steps.first { $0.name == "ratio" }
          checks.close(step.flatMap { Double($0.value) } ?? .nan, ratio, 1e-5, figure)
          compared += 1
        }
      }
    }
    return compared
  }

  @Test("single presentations under both editions")
  func presentations() throws {
    let vectors = try VectorFile("oss2.json").list("presentationVectors")
    #expect(vectors.count == 8)
    for vector in vectors {
      var ratios: [Sensor: Double] = [:]
      for (name, ratio) in vector.object("input").object("ratios") {
        ratios[try #require(VectorFile.sensors[name])] = ratio as? Double
      }
      for (edition, scores) in [
        ("OSS-1", OSS1().integers(ofRatios: ratios)), ("OSS-2", OSS2().integers(ofRatios: ratios)),
      ] {
        let expected = vector.object("expected").object(edition)
        for (name, sensor) in VectorFile.sensors.merging(["respiration": .respiration], uniquingKeysWith: { $1 }) {
          guard let value = expected.number(name) else { continue }
          #expect(scores[sensor].map(Double.init) == value, "\(vector.text("id") ?? "") \(edition) \(name)")
        }
        let spot = [Sensor.respiration, .electrodermal, .cardio].reduce(0) { $0 + (scores[$1] ?? 0) }
        #expect(Double(spot) == expected.number("spot"))
      }
    }
  }

  @Test("the tables in the source are the published ones, row by row")
  func tables() throws {
    let editions: [String: ObjectiveScoringEdition] = ["OSS-1": .first, "OSS-2": .second]
    let sensors: [String: Sensor] = [
      "respiration_line_length": .thoracicRespiration, "eda_amplitude": .electrodermal, "cardio_amplitude": .cardio,
    ]
    let bounds = try NumberTable(fixture: "scoring/tables/oss1_oss2_ratio_scores.csv")
    #expect(bounds.rows.count == 42)
    for row in bounds.rows {
      let edition = try #require(editions[row[0]])
      let sensor = try #require(sensors[row[1]])
      let bound = try #require(Double(row[2]))
      #expect(edition.score(bound, sensor) == Int(row[3]), "\(row)")
    }
    let cuts = try NumberTable(fixture: "scoring/tables/oss1_oss2_cutscores.csv")
    for row in cuts.rows {
      let edition = try #require(editions[row[0]])
      let alpha = try #require(Double(row[2]))
      let table = row[1] == "DI" ? edition.deceptiveCuts : edition.truthfulCuts
      #expect(ObjectiveScoringEdition.cut(table, alpha)?.cut == Int(row[3]), "\(row)")
    }
    let probabilities = try NumberTable(fixture: "scoring/tables/oss1_oss2_pvalues.csv")
    for row in probabilities.rows {
      let edition = try #require(editions[row[0]])
      let total = try #require(Int(row[1]))
      #expect(edition.p(total) == Double(total > 0 ? row[3] : row[2]), "\(row)")
    }
    #expect(editions["OSS-1"]?.p(3) == nil && editions["OSS-2"]?.p(201) == nil)
    print("OSS tables: \(bounds.rows.count + cuts.rows.count + probabilities.rows.count) rows")
  }

  @Test("OSS-1 takes the stronger of two bracketing comparisons, OSS-2 the preceding one")
  func comparison() throws {
    let vector = try #require(try VectorFile("oss2.json").list("vectors").first)
    let table = VectorFile.table(vector.object("input"))
    let second = OSS2().score(table, format: .federalZCT, options: ScoringOptions())
    #expect(second.cells.filter { $0.question == "R5" }.allSatisfy { $0.comparison == "C4" })
    let first = OSS1().score(table, format: .federalZCT, options: ScoringOptions())
    let strong = first.cells.filter { $0.question == "R5" && $0.sensor == .electrodermal }
    for cell in strong {
      let values = ["C4", "C6"].map { label in
        table.measurements.first {
          $0.chart == cell.chart && $0.question == label && $0.sensor == .electrodermal
        }?.value ?? 0
      }
      #expect(cell.comparison == (values[1] > values[0] ? "C6" : "C4"))
    }
    #expect(first.cells.filter { $0.question == "R10" }.allSatisfy { $0.comparison == "C9" })
  }

  @Test("an incomplete total is scored and its opinion withheld; other designs are refused")
  func incomplete() throws {
    let vector = try #require(try VectorFile("oss2.json").list("vectors").first)
    var table = VectorFile.table(vector.object("input"))
    let lower = table.measurements.firstIndex { $0.question == "R7" && $0.sensor == .abdominalRespiration }
    table.measurements[try #require(lower)].state = .artifact
    let result = OSS2().score(table, format: .federalZCT, options: ScoringOptions())
    #expect(result.status == .scored && result.opinion == .inconclusive && result.reason == .data)
    #expect(result.cells.count { $0.score == nil } == 1)
    table.charts.removeLast()
    #expect(OSS2().score(table, format: .federalZCT, options: ScoringOptions()).status == .refused)
    var method = OSS2()
    method.truthfulAlpha = 0.9
    #expect(method.score(table, format: .federalZCT, options: ScoringOptions(isForced: true)).status == .refused)
  }
}

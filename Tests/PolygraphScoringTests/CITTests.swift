import Foundation
import PolygraphModel
import PolygraphScoring
import TestSupport
import Testing

@Suite("The concealed information test equals vectors and tables")
struct CITTests {
  private func table(_ tests: [[String: Any]]) -> MeasurementTable {
    var charts: [ChartSequence] = []
    var rows: [PolygraphModel.Measurement] = []
    for (index, test) in tests.enumerated() {
      let amplitudes = test.object("edaAmplitude")
      let labels = amplitudes.keys.sorted()
      var kinds: [String: QuestionRole] = [:]
      for label in labels {
        kinds[label] =
          label == test.text("buffer") ? .buffer : label == test.text("key") ? .key : .nonKey
      }
      charts.append(ChartSequence(series: "1", chart: index + 1, sequence: labels, kinds: kinds))
      let isUnusable = test["unusable"] as? Bool ?? false
      for label in labels {
        let isArtifact = isUnusable && label == test.text("key")
        rows.append(
          PolygraphModel.Measurement(
            series: "1", chart: index + 1, question: label, kind: kinds[label] ?? .other, sensor: .electrodermal,
            value: isArtifact ? nil : amplitudes[label] as? Double, unit: .chartUnits,
            state: isArtifact ? .artifact : .measured))
      }
    }
    return MeasurementTable(exam: "CIT", profile: nil, charts: charts, measurements: rows)
  }

  @Test("points, ranks, totals, chance and opinions of every exam")
  func exams() throws {
    let vectors = try VectorFile("cit_lykken.json").list("vectors")
    #expect(vectors.count == 9)
    for vector in vectors {
      let id = vector.text("id") ?? ""
      let expected = vector.object("expected")
      let table = table(vector.object("input")["tests"] as? [[String: Any]] ?? [])
      let result = CIT().score(table, format: .concealedInformation, options: ScoringOptions())
      let perTest = expected["perTest"] as? [[String: Any]] ?? []
      #expect(result.cells.count == perTest.count, "\(id)")
      for (cell, test) in zip(result.cells, perTest) {
        #expect(cell.score == test.number("points"), "\(id) test \(cell.chart)")
        let step = result.derivations.first { $0.figure.hasPrefix("cell/1/\(cell.chart)/") }?.steps.first
        #expect(step.flatMap { Double($0.value) } == test.number("rankOfKey"), "\(id) test \(cell.chart)")
      }
      #expect(result.grandTotal == expected.number("totalScore"), "\(id)")
      let p = result.statistics.first { $0.name == "pAtLeastIfNaive" }?.value ?? .nan
      #expect(abs(p - (expected.number("pAtLeastIfNaive") ?? .nan)) <= 1e-9, "\(id): \(p)")
      #expect(result.opinion?.rawValue == expected.text("result"), "\(id)")
      #expect((result.reason == .data) == (expected.text("result") == "NO"), "\(id)")
    }
  }

  @Test("the chance of every total is the tabulated one")
  func chance() throws {
    let table = try NumberTable(fixture: "scoring/tables/cit_lykken_probability.csv")
    var worst = 0.0
    for row in table.rows.indices {
      let count = Int(table["tests"][row])
      let alternatives = Int(table["scored_alternatives_per_test"][row])
      let chance = try #require(
        LykkenChance(alternatives: [Int](repeating: alternatives, count: count)))
      let points = Int(table["total_score"][row])
      worst = max(worst, abs(chance.probabilities[points] - table["p_exact_score_if_naive"][row]))
      worst = max(worst, abs(chance.atLeast(points) - table["p_total_at_least_score_if_naive"][row]))
      #expect(abs(chance.probabilities.reduce(0, +) - 1) < 1e-14)
    }
    print("CIT chance: \(table.rows.count) rows, worst difference \(worst)")
    #expect(worst < 1e-9)
    #expect(LykkenChance(alternatives: [1]) == nil)
  }

  @Test("ties share upwards only when nothing is larger, and the buffer never counts")
  func ties() {
    func points(_ values: [Double]) -> Double? {
      let labels = ["a", "b", "c", "d", "e", "f"]
      let test: [String: Any] = [
        "buffer": "a", "key": "b", "edaAmplitude": Dictionary(uniqueKeysWithValues: zip(labels, values)),
      ]
      return CIT().score(table([test]), format: nil, options: ScoringOptions()).cells.first?.score
    }
    #expect(points([9, 5, 1, 1, 1, 1]) == 2)
    #expect(points([9, 5, 5, 1, 1, 1]) == 1)
    #expect(points([9, 5, 6, 1, 1, 1]) == 1)
    #expect(points([9, 5, 6, 5, 1, 1]) == 0)
    #expect(points([9, 5, 6, 7, 1, 1]) == 0)
    #expect(points([9, 0, 0, 0, 0, 0]) == nil)
  }

  @Test("an exam without a key is refused, another format too")
  func refusals() throws {
    let vector = try #require(try VectorFile("oss3.json").list("vectors").first)
    let other = VectorFile.table(vector.object("input"))
    #expect(CIT().score(other, format: nil, options: ScoringOptions(isForced: true)).status == .refused)
    let exam = try #require(try VectorFile("cit_lykken.json").list("vectors").first)
    let tests = table(exam.object("input")["tests"] as? [[String: Any]] ?? [])
    #expect(CIT().score(tests, format: .federalZCT, options: ScoringOptions()).status == .refused)
  }
}

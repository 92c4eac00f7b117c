import PolygraphModel
@testable import PolygraphScoring
import Testing

@Suite("Comparison selection: the nearest question with the stronger reaction")
struct ComparisonSelectionTests {
  private func chart(_ sequence: [String], _ values: [String: Double], _ sensor: Sensor) -> ScoredChart {
    var table = TableBuilder(sequence, charts: 1, relevant: [sensor: 1], comparison: [:])
    for (label, value) in values { table.set(label, sensor, value) }
    return ScoredChart.charts(of: table.table, withTexts: false)[0]
  }

  private func selected(
    for label: String, in sequence: [String], _ values: [String: Double], sensor: Sensor = .electrodermal
  ) -> String? {
    let chart = chart(sequence, values, sensor)
    guard let index = chart.presentations.firstIndex(where: { $0.label == label }) else { return "no \(label)" }
    return ComparisonSelection.nearestStronger(for: index, sensor: sensor, in: chart).map {
      chart.presentations[$0].label
    }
  }

  @Test("of two neighbours the stronger: larger amplitude, smaller excursion")
  func stronger() {
    let values = ["C4": 100.0, "C6": 200, "C9": 900]
    #expect(selected(for: "R5", in: TableBuilder.zct, values) == "C6")
    #expect(selected(for: "R5", in: TableBuilder.zct, values, sensor: .thoracicRespiration) == "C4")
    #expect(selected(for: "R5", in: TableBuilder.zct, values, sensor: .vasomotor) == "C6")
  }

  @Test("a tie goes to the preceding one")
  func tie() {
    #expect(selected(for: "R5", in: TableBuilder.zct, ["C4": 100, "C6": 100]) == "C4")
    // Vasomotor values not above 0.01 count as 0.01.
    #expect(selected(for: "R5", in: TableBuilder.zct, ["C4": -0.3, "C6": 0.01], sensor: .vasomotor) == "C4")
  }

  @Test("a symptomatic question blocks, a relevant one does not")
  func blocking() {
    let values = ["C4": 100.0, "C6": 200, "C9": 900]
    #expect(selected(for: "R7", in: TableBuilder.zct, values) == "C6")
    #expect(selected(for: "R10", in: TableBuilder.zct, values) == "C9")
    let pairs = ["I1", "SA2", "C3", "R4", "R5", "C6", "R7", "R8", "C9"]
    #expect(selected(for: "R4", in: pairs, ["C3": 100, "C6": 200, "C9": 900]) == "C6")
    #expect(selected(for: "R5", in: pairs, ["C3": 300, "C6": 200, "C9": 900]) == "C3")
  }

  @Test("one without a value, or with value 0, is dropped; with none left there is none")
  func dropped() {
    #expect(selected(for: "R5", in: TableBuilder.zct, ["C6": 50]) == "C6")
    #expect(selected(for: "R5", in: TableBuilder.zct, ["C4": 0, "C6": 50]) == "C6")
    #expect(selected(for: "R5", in: TableBuilder.zct, ["C9": 50]) == nil)
    #expect(selected(for: "R5", in: TableBuilder.zct, ["C4": 0, "C6": 0]) == nil)
  }

  @Test("as a last resort the following one across a neutral question, never across a symptomatic one")
  func acrossNeutral() {
    let sequence = ["C1", "R2", "N3", "C4", "R5", "E6", "C7"]
    #expect(selected(for: "R2", in: sequence, ["C4": 50]) == "C4")
    #expect(selected(for: "R2", in: sequence, ["C1": 10, "C4": 50]) == "C1")
    #expect(selected(for: "R5", in: sequence, ["C7": 50]) == nil)
  }

  @Test("passes of a screening chart use the neighbours of their own place")
  func passes() {
    let values = ["1C1": 10.0, "1C2": 20, "2C1": 30, "3C2": 40]
    #expect(selected(for: "1R1", in: TableBuilder.dlst, values) == "1C2")
    #expect(selected(for: "2R1", in: TableBuilder.dlst, values) == "2C1")
    #expect(selected(for: "3R2", in: TableBuilder.dlst, values) == "3C2")
  }
}

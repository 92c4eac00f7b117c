import Foundation
import PolygraphModel
import PolygraphSimulation
import TestSupport
import Testing

@Suite("Response model")
struct ResponseModelTests {
  /// The cells of the article's table rows, by their first cell; a first cell that stands in two tables holds both.
  private func rows() throws -> [String: [[String]]] {
    let url = Repository.root.appending(
      path: "Sources/PolygraphSimulation/PolygraphSimulation.docc/ResponseDistributions.md")
    var rows: [String: [[String]]] = [:]
    for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") where line.hasPrefix("|") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      rows[cells[0], default: []].append(Array(cells.dropFirst()))
    }
    return rows
  }

  private func number(_ text: String) -> Double? { Double(text.replacingOccurrences(of: "−", with: "-")) }

  @Test("the documentation states the distributions in use")
  func documentation() throws {
    let model = ResponseModel.standard
    let rows = try rows()
    let sensors = [
      ("respiration", model.respiration), ("electrodermal", model.electrodermal), ("cardio", model.cardio),
      ("vasomotor", model.vasomotor),
    ]
    for (name, distribution) in sensors {
      let cells = try #require(rows[name]?.first)
      let stated = cells[1...6].map(number)
      let expected = [
        distribution.median, distribution.effect, distribution.personSD, distribution.questionSD,
        distribution.chartSD, distribution.presentationSD,
      ]
      #expect(stated == expected, "\(name)")
      #expect(cells[7] == "\(distribution.range.lowerBound) to \(trimmed(distribution.range.upperBound))", "\(name)")
    }
    for (role, shift) in model.roleShifts {
      #expect(number(rows[role.rawValue]?.first?.first ?? "") == shift, "\(role.rawValue)")
    }
    let noise = model.noise
    let errors = [
      ("respiration, both belts together", noise.respiration), ("respiration, each belt", noise.respirationBelt),
      ("electrodermal", noise.electrodermal), ("cardio", noise.cardio), ("vasomotor", noise.vasomotor),
    ]
    for (name, deviation) in errors {
      let found = try #require(rows[name]).compactMap { $0.count == 1 ? number($0[0]) : nil }
      #expect(found == [deviation], "\(name)")
    }
  }

  private func trimmed(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
}

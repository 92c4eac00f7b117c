import PolygraphModel
import PolygraphScoring
import PolygraphStatistics

/// Exams for the contract that every scoring method keeps.
struct ContractExam {
  var table: MeasurementTable
  let format: TestFormat

  /// An exam that a method fits, with random reactions; `relevantGain` above 1 makes the relevant ones stronger.
  init(for method: any ScoringMethod, relevantGain: Double, seed: UInt64) {
    let identifiers = ["federal-zct", "utah", "dlst", "cit"]
    let identifier = identifiers.first { method.formats.contains($0) } ?? "federal-zct"
    let passes = (1...4).flatMap { ["\($0)C1", "\($0)R1", "\($0)R2", "\($0)C2"] }
    let sequences: [String: [[String]]] = [
      "federal-zct": [[String]](repeating: ["I1", "SA", "E3", "C4", "R5", "C6", "R7", "E8", "C9", "R10"], count: 3),
      "utah": [[String]](repeating: ["I1", "SA", "N1", "C1", "R1", "N2", "C2", "R2", "N3", "C3", "R3"], count: 3),
      "dlst": [["N1", "SR"] + passes], "cit": [[String]](repeating: ["1", "2", "3", "4K", "5", "6"], count: 4),
    ]
    format = TestFormat.named(identifier) ?? .federalZCT
    var generator = SeededGenerator(seed: seed)
    var charts: [ChartSequence] = []
    var rows: [PolygraphModel.Measurement] = []
    for (index, sequence) in (sequences[identifier] ?? []).enumerated() {
      let kinds: [String: QuestionRole]? = identifier == "cit" ? ["1": .buffer] : nil
      charts.append(ChartSequence(series: "1", chart: index + 1, sequence: sequence, kinds: kinds))
      for label in sequence {
        let role = kinds?[label] ?? QuestionLabel.parse(label)?.role ?? .other
        guard [.relevant, .comparison, .key, .other, .buffer].contains(role) else { continue }
        rows += Self.rows(
          label, role, chart: index + 1, gain: role == .relevant || role == .key ? relevantGain : 1, &generator)
      }
    }
    table = MeasurementTable(exam: "CONTRACT", profile: nil, charts: charts, measurements: rows)
  }

  private static func rows(
    _ label: String, _ role: QuestionRole, chart: Int, gain: Double, _ generator: inout SeededGenerator
  ) -> [PolygraphModel.Measurement] {
    func spread(_ size: Double) -> Double { 1 + size * generator.uniform(-1..<1) }
    let values: [(Sensor, Double)] = [
      (.thoracicRespiration, 400 / (1 + 0.25 * (gain - 1)) * spread(0.05)),
      (.abdominalRespiration, 380 / (1 + 0.25 * (gain - 1)) * spread(0.05)),
      (.electrodermal, 200 * gain * spread(0.3)), (.cardio, 120 * (1 + 0.6 * (gain - 1)) * spread(0.2)),
      (.vasomotor, 0.2 * gain * spread(0.3)),
    ]
    return values.map { sensor, value in
      PolygraphModel.Measurement(
        series: "1", chart: chart, question: label, kind: role, sensor: sensor, value: value, unit: .chartUnits,
        state: .measured)
    }
  }

  /// The exam with the values of each comparison and the relevant question that follows it exchanged.
  var swapped: MeasurementTable {
    var copy = table
    func places(_ role: QuestionRole) -> [Int] {
      table.measurements.indices.filter { table.measurements[$0].kind == role }
    }
    for (relevant, comparison) in zip(places(.relevant), places(.comparison)) {
      copy.measurements[relevant].value = table.measurements[comparison].value
      copy.measurements[comparison].value = table.measurements[relevant].value
    }
    return copy
  }
}

import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport

/// A file of published test vectors, read as loose JSON.
struct VectorFile {
  let root: [String: Any]

  init(_ name: String) throws {
    let data = try Repository.fixtureData("scoring/vectors/\(name)")
    root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  func list(_ key: String) -> [[String: Any]] { root[key] as? [[String: Any]] ?? [] }

  static let sensors: [String: Sensor] = [
    "upperRespiration": .thoracicRespiration, "lowerRespiration": .abdominalRespiration, "eda": .electrodermal,
    "cardio": .cardio, "ple": .vasomotor,
  ]

  /// The measurement table of a vector's input.
  static func table(_ input: [String: Any], exam: String = "VECTOR") -> MeasurementTable {
    var sequences: [ChartSequence] = []
    var measurements: [PolygraphModel.Measurement] = []
    for (index, chart) in (input["charts"] as? [[String: Any]] ?? []).enumerated() {
      let sequence = chart["sequence"] as? [String] ?? []
      sequences.append(ChartSequence(series: "1", chart: index + 1, sequence: sequence))
      for (label, values) in chart["measurements"] as? [String: [String: Any]] ?? [:] {
        for (name, value) in values {
          guard let sensor = sensors[name], let number = value as? Double else { continue }
          measurements.append(
            Measurement(
              series: "1", chart: index + 1, question: label, kind: QuestionLabel.parse(label)?.role ?? .other,
              sensor: sensor, value: number, unit: .chartUnits, state: .measured))
        }
      }
    }
    return MeasurementTable(exam: exam, profile: nil, charts: sequences, measurements: measurements)
  }
}

extension [String: Any] {
  func object(_ key: String) -> [String: Any] { self[key] as? [String: Any] ?? [:] }
  func number(_ key: String) -> Double? { self[key] as? Double }
  func text(_ key: String) -> String? { self[key] as? String }
}

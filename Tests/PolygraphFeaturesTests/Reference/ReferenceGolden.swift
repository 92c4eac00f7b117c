import Foundation
@testable import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

/// Golden numbers of the reference procedure, and the table of what was compared with them.
enum ReferenceGolden {
  static let rate = SampleRate(30)
  static let profile = FilterProfile.reference

  static func table(_ name: String) throws -> NumberTable {
    try NumberTable(fixture: "features/reference/\(name).csv")
  }

  static func text(_ table: NumberTable, _ name: String, _ row: Int) throws -> String {
    table.rows[row][try #require(table.names.firstIndex(of: name))]
  }

  /// Prints a line of the comparison table: file, column, values compared, worst difference.
  static func report(_ file: String, _ column: String, _ count: Int, worst: Double) {
    let figure = worst == 0 ? "exact" : String(format: "%.1e", worst)
    print("compared  \(file)  \(column)  \(count) values  \(figure)")
  }

  /// Holds a line to golden values: to 1e-7 of their largest magnitude, or half of their last decimal.
  static func expect(
    _ found: [Double], _ wanted: [Double], decimals: Int? = nil, file: String, column: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == wanted.count, "\(file) \(column)", sourceLocation: sourceLocation)
    let magnitude = wanted.filter { !$0.isNaN }.map(abs).max() ?? 1
    let printed = decimals.map { 0.51 * pow(10, -Double($0)) } ?? 0
    let allowed = max(1e-7 * magnitude, printed)
    var worst = 0.0
    var count = 0
    for (left, right) in zip(found, wanted) where !right.isNaN {
      worst = max(worst, abs(left - right))
      if left.isNaN { worst = .infinity }
      count += 1
    }
    #expect(count > 0 && worst <= allowed, "\(file) \(column): \(worst)", sourceLocation: sourceLocation)
    report(file, column, count, worst: magnitude > 0 ? worst / magnitude : worst)
  }

  /// The exam of two charts, read once.
  static func exam() throws -> Exam { try cachedExam.get() }

  /// The exam's tracings, drawn once.
  static func drawn() throws -> [ChartTracings] { try cachedTracings.get() }

  private static let cachedExam = Result { try readExam() }
  private static let cachedTracings = Result { try Tracings.draw(exam(), profile: profile) }

  private static func readExam() throws -> Exam {
    let charts = try table("exam_charts")
    let events = try table("exam_events")
    let names = [
      ("UPneumo", Sensor.thoracicRespiration), ("LPneumo", .abdominalRespiration), ("EDA1", .electrodermal),
      ("Cardio1", .cardio), ("Move1", .activity), ("PPG1", .vasomotor),
    ]
    let made = try ["01A", "02A"].enumerated().map { index, name -> Chart in
      let rows = charts.rows.indices.filter { charts.rows[$0][0] == name }
      let channels = names.map { column, sensor in
        Channel(
          name: column, sensor: sensor, sampleRate: rate, calibration: Calibration(denominator: 100),
          counts: SampleCounts(rows.map { Int32((charts[column][$0] * 100).rounded()) }))
      }
      let listed = events.rows.indices.filter { events.rows[$0][2] == name }
      return Chart(
        number: index + 1, sampleRate: rate, sampleCount: rows.count, channels: channels,
        events: try listed.map { try event(events, $0) })
    }
    return Exam(name: "DGOLD01", format: "golden", series: [Series(name: "1", charts: made)])
  }

  private static func event(_ table: NumberTable, _ row: Int) throws -> Event {
    let label = try text(table, "eventLabel", row)
    let role: QuestionRole =
      label == "X"
      ? .startOfTest
      : label == "XX"
        ? .endOfTest
        : label.hasPrefix("I")
          ? .neutral
          : label.hasPrefix("S") ? .sacrificeRelevant : label.hasPrefix("C") ? .comparison : .relevant
    let (onset, offset) = (Int(table["Begin"][row]) - 1, Int(table["End"][row]) - 1)
    let answer = role.isAnnouncement ? nil : Answer(sample: Int(table["Answer"][row]) - 1, word: "No")
    return Event(label: label, role: role, onset: onset, offset: offset, answer: answer)
  }
}

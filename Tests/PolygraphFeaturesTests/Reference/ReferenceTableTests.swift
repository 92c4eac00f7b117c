import Foundation
@testable import PolygraphFeatures
import PolygraphModel
import TestSupport
import Testing

@Suite("The measurement table of the reference profile equals the golden one")
struct ReferenceTableTests {
  private typealias Golden = ReferenceGolden
  private static let records = Result {
    try MeasurementRecords.make(ReferenceGolden.exam(), profile: ReferenceGolden.profile)
  }

  /// Golden rows, by chart, label and sensor line, beside ours.
  private func pairs() throws -> [(ours: MeasurementRecord, table: NumberTable, row: Int)] {
    let table = try Golden.table("exam_measurements")
    let records = try Self.records.get()
    return table.rows.indices.compactMap { row in
      let cells = table.rows[row]
      let chart = cells[2] == "01A" ? 1 : 2
      return records.first {
        ($0.measurement.chart, $0.measurement.question, $0.sensorName) == (chart, cells[4], cells[5])
      }.map { ($0, table, row) }
    }
  }

  /// The golden table counts from 1, ends a question and an answer one sample early, and is 301 too large in ROWEndX.
  @Test("places: onset, end, answer, and the windows' ends")
  func places() throws {
    let pairs = try pairs()
    // Announcements have no record here; rows without a line of their own (duration, rate …) are empty in the golden
    // table.
    #expect(pairs.count == 2 * 8 * 6)
    for (ours, table, row) in pairs {
      func golden(_ name: String) -> Int { Int(table[name][row]) }
      #expect(ours.begin.sample == golden("Begin") - 1)
      #expect(ours.end.sample == golden("End"))
      #expect(ours.answer.sample == golden("Answer"))
      #expect(ours.onsetWindowEnd.sample == golden("ROWEndX") - 301 - 1)
      #expect(ours.evaluationEnd.sample == golden("WOEEndX") - 1)
      if ours.sensorName != "PLE", !ours.sensorName.hasSuffix("Pneumo") {
        #expect(ours.latencyEnd.sample == golden("latencyEndX") - 1)
      }
    }
    Golden.report("exam_measurements", "Begin, End, Answer, ROWEndX, WOEEndX, latencyEndX", pairs.count * 5, worst: 0)
  }

  /// Of respiration the golden endY stands at the window's end; preStimY is read at the onset, responseRecY 17.5 s and
  /// postStimY 20 s after it, for the abdominal line on the thoracic one: not compared.
  @Test("heights at onset, latency, question end, answer and the windows' ends")
  func heights() throws {
    let columns: [(String, (MeasurementRecord) -> MeasurementRecord.Mark)] = [
      ("beginY", { $0.begin }), ("latY", { $0.latencyEnd }), ("endY", { $0.end }), ("answerY", { $0.answer }),
      ("rowEndY", { $0.onsetWindowEnd }), ("woeEndY", { $0.evaluationEnd }),
    ]
    let pairs = try pairs()
    for (name, mark) in columns {
      var found: [Double] = []
      var wanted: [Double] = []
      for (ours, table, row) in pairs {
        if name == "endY", ours.sensorName.hasSuffix("Pneumo") { continue }
        found.append(mark(ours).height ?? .nan)
        wanted.append(table[name][row])
      }
      Golden.expect(found, wanted, file: "exam_measurements", column: name)
    }
  }

  /// Onset and end of automatic EDA are counted in the segment in the golden table, those of manual EDA and cuff in the
  /// chart. Respiration and pulse carry their window there. Heights exist for automatic EDA only.
  @Test("values, onsets and peaks of the responses")
  func responses() throws {
    var compared = 0
    var found: [Double] = []
    var wanted: [Double] = []
    for (ours, table, row) in try pairs() where ["AutoEDA", "ManualEDA", "Cardio"].contains(ours.sensorName) {
      guard !table["responseOnsetX"][row].isNaN else { continue }
      let shift = ours.sensorName == "AutoEDA" ? (ours.begin.sample ?? 0) - 300 : 0
      #expect(ours.responseOnset.sample == Int(table["responseOnsetX"][row]) - 1 + shift)
      #expect(ours.responseEnd.sample == Int(table["responseEndX"][row]) - 1 + shift)
      #expect(ours.measurement.value == table["sensorMeasurement"][row])
      compared += 3
      guard ours.sensorName == "AutoEDA" else { continue }
      found += [ours.responseOnset.height ?? .nan, ours.responseEnd.height ?? .nan]
      wanted += [table["responseOnsetY"][row], table["responseEndY"][row]]
    }
    #expect(compared > 60)
    Golden.report("exam_measurements", "responseOnsetX, responseEndX, sensorMeasurement", compared, worst: 0)
    Golden.expect(found, wanted, file: "exam_measurements", column: "responseOnsetY, responseEndY")
  }

  @Test("the CSV has the field's columns in order, a cell for each, and no sentinel")
  func csv() throws {
    let text = try MeasurementRecords.csv(Golden.exam(), profile: Golden.profile)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let golden = try Golden.table("exam_measurements")
    #expect(lines[0].prefix(golden.names.count).map(String.init) == golden.names)
    #expect(lines.count == 1 + 2 * 8 * 6)
    #expect(lines.allSatisfy { $0.count == lines[0].count })
    let value = try #require(lines[0].firstIndex(of: "sensorMeasurement"))
    let state = try #require(lines[0].firstIndex(of: "state"))
    for line in lines.dropFirst() {
      #expect(line[value].isEmpty == !["measured", "noResponse"].contains(line[state]))
      #expect(!line.contains("NA") && !line.contains("nan"))
    }
  }
}

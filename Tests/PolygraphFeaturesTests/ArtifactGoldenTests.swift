@testable import PolygraphFeatures
import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

/// What was compared with golden numbers, printed as lines of a table.
struct Comparison {
  private(set) var file: String
  private(set) var column: String
  private(set) var count = 0
  private(set) var worst = 0.0

  init(_ file: String, _ column: String) {
    self.file = file
    self.column = column
  }

  mutating func add(_ value: Double, _ golden: Double) {
    count += 1
    worst = max(worst, abs(value - golden))
  }

  mutating func add(exact count: Int) { self.count += count }

  func show() { print("compared | \(file) | \(column) | \(count) values | worst difference \(worst)") }
}

@Suite("Artifacts equal those of the field's open reference implementation, under its rules")
struct ArtifactGoldenTests {
  private let rate = SampleRate(30)
  private let rules = ArtifactRules.reference

  private func table(_ name: String) throws -> NumberTable {
    try NumberTable(fixture: "features/artifacts/\(name).csv")
  }

  /// The runs of a case as text, rows counted from 1.
  private func golden(_ name: String, _ id: String, first: Int = 1) throws -> [String] {
    try table(name).rows.filter { $0[0] == id && $0[first] != "NA" }.map { $0[first...].joined(separator: " ") }
  }

  @Test("electrodermal movements: runs of all segments, exactly")
  func electrodermal() throws {
    let segments = try NumberTable(fixture: "features/golden/electrodermal_segments.csv")
    var comparison = Comparison("electrodermal_runs.csv", "first_row, last_row (11 segments, 10 without)")
    for id in segments.names.dropFirst() {
      let found = ElectrodermalArtifacts(
        line: segments[id], leastSpan: 50, rules: rules.electrodermal, rate: rate
      ).movements(in: segments[id].indices).map { "\($0.rows.lowerBound + 1) \($0.rows.upperBound) Artifact" }
      #expect(try found == golden("electrodermal_runs", id), "\(id)")
      comparison.add(exact: 1)
    }
    comparison.show()
  }

  @Test("electrodermal activity before a small response: the exam's run, exactly")
  func electrodermalBefore() throws {
    // The response that follows a large one begins at row 4186, and rises by a little less than 6 display units.
    let line = try table("exam_electrodermal_segment")["line"]
    let start = 3991 - 301
    let found = ElectrodermalArtifacts(line: line, leastSpan: 50, rules: rules.electrodermal, rate: rate)
      .before(onset: 4186 - 1 - start, amplitude: line[4205 - 1 - start] - line[4186 - 1 - start])
      .map { "\($0.rows.lowerBound + 1 + start),\($0.rows.upperBound + start)" }
    let golden = try table("exam_runs").rows.filter { $0[1] == "AutoEDA_a" }.map { "\($0[2]),\($0[3])" }
    #expect(found == golden && golden.count == 1)
    var comparison = Comparison("exam_runs.csv", "02A AutoEDA_a first, last")
    comparison.add(exact: golden.count)
    comparison.show()
  }

  @Test("cuff: runs of all segments with their codes, exactly")
  func cuff() throws {
    let lines = try NumberTable(fixture: "features/golden/cardio_lines.csv")
    let pulses = try table("cardio_pulses")
    var comparison = Comparison("cardio_runs.csv", "first_row, last_row, value (6 segments, 4 without)")
    // A later rule writes over an earlier one; a fasciculation rejects nothing but is marked.
    let words: [ArtifactCode: String] = [
      .fasciculation: "Artifact1s", .raisedTrough: "Artifact1d", .extrasystole: "Artifact3", .levelChange: "Artifact4",
    ]
    for id in pulses.names.dropFirst() {
      let pulse = pulses[id]
      let summary = try #require(LineSummary(pulse, halfWindow: 8, range: 110))
      let found = CuffArtifacts(
        pulse: pulse, extrema: Extrema.all(of: pulse), average: lines["\(id) CardioMA"],
        mid: lines["\(id) CardioMid"], rows: pulse.indices, summary: summary,
        beatHalfWindow: nil, rules: rules.cardio, rate: rate
      ).find()
      var marks = Array(repeating: "", count: pulse.count)
      for artifact in found { for row in artifact.rows { marks[row] = words[artifact.code] ?? "?" } }
      var runs: [String] = []
      var start = 0
      for row in 1...marks.count where row == marks.count || marks[row] != marks[start] {
        if !marks[start].isEmpty { runs.append("\(start + 1) \(row) \(marks[start])") }
        start = row
      }
      #expect(try runs == golden("cardio_runs", id), "\(id)")
      comparison.add(exact: max(1, runs.count))
    }
    comparison.show()
  }

  @Test("activity: lines to 1e-4, half windows and runs of all charts, exactly")
  func activity() throws {
    let inputs = try table("activity_input")
    let lines = try table("activity_lines")
    var runs = Comparison("activity_runs.csv", "half_window, first, last")
    for id in inputs.names {
      let line = try Smoothing.movingMean(inputs[id], halfWidth: 15, passes: 1, edge: .heldMovingMean)
      let artifacts = ActivityArtifacts(
        line: line, extrema: Extrema.all(of: line), range: 40, answers: [900, 1800, 2700].map { $0 - 1 },
        rules: rules.activity, rate: rate)
      let half = try #require(artifacts.envelopeHalfWindow)
      let golden = try table("activity_runs").rows.filter { $0[0] == id }
      #expect(golden.allSatisfy { $0[1] == "\(half)" })
      let found = MarkedRows.merged(artifacts.find().map(\.rows)).map { "\($0.lowerBound + 1) \($0.upperBound)" }
      #expect(found == golden.filter { $0[2] != "NA" }.map { "\($0[2]) \($0[3])" }, "\(id)")
      runs.add(exact: golden.count)
      let made = [
        ("Proc", line), ("Max", Peaks.upperEnvelope(of: line, halfWindow: half)),
        ("Min", Peaks.lowerEnvelope(of: line, halfWindow: half)),
      ]
      for (kind, made) in made {
        var comparison = Comparison("activity_lines.csv", "\(id)_\(kind)")
        for (row, golden) in zip(lines["sample"], lines["\(id)_\(kind)"]) { comparison.add(made[Int(row) - 1], golden) }
        #expect(comparison.worst <= 1.01e-4)
        comparison.show()
      }
    }
    runs.show()
  }

  @Test("activity of an exam's chart: the runs of a movement, exactly")
  func examActivity() throws {
    let line = try table("exam_activity")["line"]
    let artifacts = ActivityArtifacts(
      line: line, extrema: Extrema.all(of: line), range: 40, answers: [], rules: rules.activity, rate: rate)
    let found = MarkedRows.merged(artifacts.find().map(\.rows)).map { "\($0.lowerBound + 1),\($0.upperBound)" }
    let golden = try table("exam_runs").rows.filter { $0[0] == "02A" && $0[1] == "Move1_a" }.map { "\($0[2]),\($0[3])" }
    #expect(found == golden && golden.count == 3)
    var comparison = Comparison("exam_runs.csv", "02A Move1_a first, last")
    comparison.add(exact: golden.count)
    comparison.show()
  }

  @Test("respiration of an exam's chart: every presentation of both sensors, exactly")
  func examRespiration() throws {
    let lines = try table("exam_lines")
    let (upper, lower) = (lines["upper"], lines["lower"])
    var found: [String] = []
    var comparison = Comparison("exam_runs.csv", "01A UPneumo_a, LPneumo_a (8 presentations each)")
    let events = [
      (751, 877), (1561, 1690), (2371, 2491), (3181, 3304), (3991, 4117), (4801, 4930), (5611, 5731), (6421, 6544),
    ]
    for (name, line) in [("UPneumo_a", upper), ("LPneumo_a", lower)] {
      let summary = try #require(LineSummary(line, halfWindow: 20, range: 120))
      let mid = ArtifactLines.midLine(line, rules: rules.respiration, rate: rate)
      for (onset, answer) in events {
        let start = onset - 301
        let rows = start..<(start + 1050)
        found += RespirationArtifacts(
          line: line, extrema: Extrema.all(of: line), mid: mid, rows: rows,
          separation: RespirationSeparation(upper: upper, lower: lower, rows: rows), summary: summary,
          answer: answer - 1, cycle: nil, rules: rules.respiration, rate: rate
        ).find().map { "\(name) \($0.rows.lowerBound + 1) \($0.rows.upperBound)" }
        comparison.add(exact: 1)
      }
    }
    let golden = try table("exam_runs").rows.filter { $0[0] == "01A" && $0[1].contains("Pneumo") }
    #expect(found == golden.map { "\($0[1]) \($0[2]) \($0[3])" } && golden.count == 1)
    comparison.show()
  }

  @Test("respiratory fluctuation: rates and swing of an exam's chart, and every message")
  func fluctuation() throws {
    let lines = try table("exam_lines")
    let golden = try table("fluctuation")
    let mid = try Smoothing.movingMean(lines["pulse"], halfWidth: 15, passes: 1, edge: .heldMovingMean)
    let made = try #require(
      RespiratoryFluctuation(
        respirations: [lines["upper"], lines["lower"]], mid: mid, rows: 876..<6544, start: .reference,
        rate: rate))
    #expect(made.breathing == [golden["up_rate"][0], golden["lp_rate"][0]])
    #expect(made.swinging == golden["cardio_mid_rate"][0])
    var comparison = Comparison("fluctuation.csv", "up_rate, lp_rate, cardio_mid_rate, mid_oscillation (1 chart)")
    comparison.add(made.swing, golden["mid_oscillation"][0])
    #expect(comparison.worst < 1e-4)
    comparison.show()
    var messages = Comparison("fluctuation.csv", "message")
    for row in golden.rows.indices {
      let rates = [golden["up_rate"][row], golden["lp_rate"][row]]
      let fluctuation = RespiratoryFluctuation(
        breathing: rates, swinging: golden["cardio_mid_rate"][row], swing: golden["mid_oscillation"][row])
      let message = try #require(golden.rows[row].last)
      if message == "RBPF: unusual respiration" {
        #expect(RespiratoryFluctuation.agreement(rates[0], rates[1]) < IndicatorRules().leastRespirationAgreement)
      } else {
        let hundredths = (fluctuation.closeness * 100).rounded(.toNearestOrEven)
        #expect(message == "RBPF: .\(Int(hundredths))")
      }
      messages.add(exact: 1)
    }
    messages.show()
  }
}

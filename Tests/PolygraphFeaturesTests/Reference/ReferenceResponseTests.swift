@testable import PolygraphFeatures
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Responses of the reference procedure equal the golden ones: rows and whole amplitudes, exactly")
struct ReferenceResponseTests {
  private typealias Golden = ReferenceGolden
  private let events: NumberTable
  private let segments: NumberTable

  init() throws {
    events = try NumberTable(fixture: "features/golden/electrodermal_events.csv")
    segments = try NumberTable(fixture: "features/golden/electrodermal_segments.csv")
  }

  private func segment(_ rules: ResponseRules, end: Int, answer: Int) -> ReferenceSegment {
    ReferenceSegment(
      onset: 300, questionEnd: end, answer: answer, windows: Golden.profile.windows, response: rules, rate: Golden.rate)
  }

  private func rules(inflection: Bool, descent: Bool) -> ResponseRules {
    var rules = Golden.profile.electrodermal.response
    if !inflection { rules.inflection = nil }
    if descent { rules.descentFraction = 0.5 }
    return rules
  }

  private func finder(_ name: String, rules: ResponseRules) throws -> ReferenceResponseFinder {
    let line = segments[name]
    let event = try #require(events.rows.firstIndex { $0[0] == name })
    return ReferenceResponseFinder(
      value: line, detection: try rules.detection.apply(line, at: Golden.rate),
      rows: segment(
        rules, end: Int(events["end_row"][event]) - 1, answer: Int(events["answer_row"][event]) - 1),
      rules: rules, rate: Golden.rate)
  }

  @Test("electrodermal candidates: peaks and onsets, with and without bends, and the windows' rows")
  func candidates() throws {
    let table = try Golden.table("electrodermal_candidates")
    var compared = 0
    for row in table.rows.indices {
      for (column, inflection) in [("onset_rows_inflection_on", true), ("onset_rows_inflection_off", false)] {
        let finder = try finder(
          table.rows[row][0], rules: rules(inflection: inflection, descent: false))
        let found = finder.candidates()
        let onsets = found.onsets
        // The file lists what is left once peaks before the first onset and onsets behind the last peak are dropped.
        let peaks = onsets.first.map { first in found.peaks.filter { $0 >= first } } ?? found.peaks
        #expect(try onsets.filter { $0 <= peaks.last ?? .max } == list(table, column, row), "\(table.rows[row])")
        if inflection { #expect(try peaks == list(table, "peak_rows", row), "\(table.rows[row])") }
        let rows = finder.rows
        #expect(rows.latency + 1 == Int(table["latency_row"][row]))
        #expect(rows.onsetEnd + 1 == Int(table["row_end_row"][row]))
        #expect(rows.evaluationEnd + 1 == Int(table["woe_end_row"][row]))
        #expect(rows.lateLimit + 1 == Int(table["short_woe_row"][row]))
        compared += onsets.count + peaks.count + 4
      }
    }
    Golden.report("electrodermal_candidates", "all", compared, worst: 0)
  }

  private func list(_ table: NumberTable, _ name: String, _ row: Int) throws -> [Int] {
    try Golden.text(table, name, row).split(separator: " ").compactMap { Int($0).map { $0 - 1 } }
  }

  /// With artifact rules on the golden rows and amplitudes are those without; the rules only mark rows.
  @Test("electrodermal results, with the inflection and the descent rule on and off")
  func electrodermal() throws {
    let table = try Golden.table("electrodermal_results")
    var compared = 0
    for row in table.rows.indices {
      let rules = rules(
        inflection: try Golden.text(table, "inflection_rule", row) == "1",
        descent: try Golden.text(table, "descent_rule", row) == "TRUE")
      let found = try finder(table.rows[row][0], rules: rules).search()
      try check(found, table, row)
      compared += 3
    }
    #expect(compared == 3 * 88)
    Golden.report("electrodermal_results", "onset_row, peak_row, amplitude", compared, worst: 0)
  }

  private func check(_ found: ReferenceResponse, _ table: NumberTable, _ row: Int) throws {
    func wanted(_ name: String) -> Double? { table[name][row].isNaN ? nil : table[name][row] }
    #expect(found.amplitude == wanted("amplitude"), "\(table.rows[row]): \(found)")
    #expect(found.onset.map { Double($0 + 1) } == wanted("onset_row"), "\(table.rows[row]): \(found)")
    #expect(found.peak.map { Double($0 + 1) } == wanted("peak_row"), "\(table.rows[row]): \(found)")
  }

  /// The results with artifact rules on (the moving average only) are the artifact rules' affair.
  @Test("cuff results on four lines, and the least amplitude that is scored")
  func cardio() throws {
    let lines = try NumberTable(fixture: "features/golden/cardio_lines.csv")
    let envelopes = try Golden.table("cardio_envelopes")
    let table = try Golden.table("cardio_results")
    let rules = Golden.profile.cardio.response
    var compared = 0
    for row in table.rows.indices where try Golden.text(table, "artifact_rules", row) == "FALSE" {
      let name = "\(table.rows[row][0]) \(table.rows[row][1])"
      let line = lines.columns[name] ?? envelopes[name]
      let found = ReferenceResponseFinder(
        value: line, detection: line, rows: segment(rules, end: 389, answer: 419), rules: rules, rate: Golden.rate
      ).search()
      try check(found, table, row)
      let scored = found.amplitude.flatMap { $0 > rules.noResponse ? $0 : nil }
      #expect(scored == (table["scored_amplitude"][row].isNaN ? nil : table["scored_amplitude"][row]))
      compared += 4
    }
    #expect(compared == 4 * 24)
    Golden.report("cardio_results", "onset_row, peak_row, amplitude, scored_amplitude", compared, worst: 0)
  }

  /// FPA pairs the wrong extremes and FPLL is ruled by its time term; neither is a method of this library.
  @Test("vasomotor amplitudes, ratio, pulse rate and half window")
  func vasomotor() throws {
    let segments = try NumberTable(fixture: "features/golden/vasomotor_segments.csv")
    let table = try Golden.table("vasomotor_results")
    var compared = 0
    for row in table.rows.indices where try Golden.text(table, "method", row) == "SDL" {
      let found = try #require(
        ReferencePulseRatio(
          segments[table.rows[row][0]], onset: 300, rules: Golden.profile.vasomotor, rate: Golden.rate))
      #expect(found.before == table["pre"][row] && found.after == table["post"][row], "\(table.rows[row])")
      #expect(found.value(clipsAtZero: true) == table["log_ratio"][row])
      #expect(abs(found.ratePerMinute - table["pulse_rate"][row]) < 1e-9)
      #expect(found.halfWindow == Int(table["half_window"][row]))
      compared += 5
    }
    #expect(compared == 5 * 4)
    Golden.report("vasomotor_results", "pre, post, log_ratio, pulse_rate, half_window", compared, worst: 0)
  }
}

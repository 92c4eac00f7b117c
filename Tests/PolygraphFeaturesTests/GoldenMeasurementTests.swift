@testable import PolygraphFeatures
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Measurements equal those of the field's open reference implementation, under its rules")
struct GoldenMeasurementTests {
  private let rate = SampleRate(30)

  private func table(_ name: String) throws -> NumberTable {
    try NumberTable(fixture: "features/golden/\(name).csv")
  }

  private func text(_ table: NumberTable, _ name: String, _ row: Int) throws -> String {
    table.rows[row][try #require(table.names.firstIndex(of: name))]
  }

  @Test("respiration line excursion, with and without the answer, to 1e-6")
  func excursion() throws {
    let segments = try table("respiration_segments")
    let results = try table("respiration_results")
    #expect(results.rows.count == 48)
    for row in results.rows.indices {
      let answer = results["answer_index_in_window"][row]
      let first = Int(results["first_row"][row]) - 1
      let rules = ExcursionRules(
        window: Seconds(results["buffer_s"][row]), answerBuffer: 1.5, exclusion: .deleteAndJoin, roundsWindows: true)
      let value = LineExcursion.value(
        segments[try text(results, "case", row)], rows: first..<Int(results["last_row"][row]), rules: rules,
        answer: answer.isNaN ? nil : first + Int(answer) - 1, rate: rate)
      let expected = results["RLE"][row]
      #expect(abs(try #require(value) - expected) <= 1e-6 * expected, "row \(row): \(value ?? .nan), \(expected)")
    }
  }

  @Test("respiration line excursion of an exam's questions, the answer cut out where it was given")
  func examExcursion() throws {
    let lines = try table("exam_respiration_lines")
    let results = try table("exam_respiration_results")
    let firstRow = Int(lines["Sample"][0])
    let rules = ExcursionRules(window: 3.75, answerBuffer: 1.5, exclusion: .deleteAndJoin, roundsWindows: true)
    var compared = 0
    for row in results.rows.indices {
      let onset = Int(results["begin"][row]) - firstRow
      guard onset >= 0, onset + 450 <= lines.rows.count else { continue }
      for (name, column) in [("upper", "c_UPneumoSm"), ("lower", "c_LPneumoSm")] {
        let value = LineExcursion.value(
          lines[column], rows: onset..<(onset + 450), rules: rules, answer: Int(results["answer"][row]) - firstRow,
          rate: rate)
        let expected = results[name][row]
        #expect(abs(try #require(value) - expected) < 0.0051, "row \(row) \(name): \(value ?? .nan), \(expected)")
        compared += 1
      }
    }
    #expect(compared >= 6)
  }

  @Test("vasomotor ratio: equal to an independent median of beats, and near the mean of rounded envelopes")
  func vasomotor() throws {
    let segments = try table("vasomotor_segments")
    let results = try table("vasomotor_results")
    let beats = try table("vasomotor_beats")
    #expect(results.rows.count == 4 && beats.rows.count == 4)
    for row in results.rows.indices {
      let id = try text(results, "case", row)
      let result = PulseAmplitudeRatio.measure(
        segments[id], extrema: Extrema.all(of: segments[id]), onset: 300, rules: FilterProfile.standard.vasomotor,
        rate: rate)
      guard case .value(let value) = result else {
        Issue.record("\(id): \(result)")
        continue
      }
      #expect(try text(beats, "case", row) == id)
      #expect(abs(value - beats["log_ratio"][row]) < 0.02, "\(id): \(value)")
      // The amplitude still changes in the window, so that its median lies beyond its mean; the reference clips at 0.
      let difference = max(value, 0) - results["log_ratio"][row]
      #expect((-0.01...0.13).contains(difference), "\(id): \(value)")
    }
  }

  /// The reference's rules, as far as they concern turning points: every turn counts, and the first of equals.
  private var rules: ResponseRules {
    ResponseRules(
      minimumLatency: 0.5, onsetAfterAnswer: 5, peakAfterLatency: 0.5, lateSlopeLimit: 13.5, followsLatePeaks: true,
      strictOnsetWindow: false, detection: [.movingMean(halfWidth: 0.1, passes: 1, edge: .held)], onsetLead: 0,
      inflection: nil, descent: .afterOnsetWindow, smallestSwing: 1e-9, smallestSwingOverNoise: 0, deadBand: 1e-9,
      latestOnsetWithin: 0, noResponse: 0)
  }

  private func windows(end: Int, answer: Int) -> StimulusWindows {
    StimulusWindows(onset: 300, questionEnd: end, answer: answer, evaluationEnd: 749, last: 1049, first: 0)
  }

  private func check(
    _ value: [Double], detection: [Double], windows: StimulusWindows, _ results: NumberTable, _ row: Int
  ) {
    let finder = ResponseFinder(value: value, detection: detection, windows: windows, rules: rules, rate: rate)
    let amplitude = results["amplitude"][row]
    guard case .found(let response) = finder.search(least: 0.5) else {
      #expect(amplitude.isNaN || amplitude == 0, "\(results.rows[row])")
      return
    }
    guard !amplitude.isNaN else {
      Issue.record("\(results.rows[row]): \(response)")
      return
    }
    #expect(response.value.rounded(.toNearestOrEven) == amplitude, "\(results.rows[row]): \(response)")
    #expect(response.onset + 1 == Int(results["onset_row"][row]), "\(results.rows[row]): \(response)")
    #expect(response.peak + 1 == Int(results["peak_row"][row]), "\(results.rows[row]): \(response)")
  }

  @Test("electrodermal responses: onset and peak row and amplitude, exactly")
  func electrodermal() throws {
    let segments = try table("electrodermal_segments")
    let events = try table("electrodermal_events")
    let results = try table("electrodermal_results")
    #expect(results.rows.count == 11)
    for row in results.rows.indices {
      let line = segments[try text(results, "case", row)]
      check(
        line, detection: try rules.detection.apply(line, at: rate),
        windows: windows(end: Int(events["end_row"][row]) - 1, answer: Int(events["answer_row"][row]) - 1), results, row
      )
    }
  }

  @Test("cuff responses on the moving average and the mid line: rows and amplitude, exactly")
  func cardio() throws {
    let lines = try table("cardio_lines")
    let results = try table("cardio_results")
    #expect(results.rows.count == 12)
    for row in results.rows.indices {
      let line = lines[try text(results, "case", row) + " " + text(results, "line", row)]
      check(line, detection: line, windows: windows(end: 389, answer: 419), results, row)
    }
  }
}

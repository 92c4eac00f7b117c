@testable import PolygraphFeatures
import PolygraphDSP
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

/// Filters, smoothers, peaks, rates, clipped peaks, gaps and resampling are held to their golden numbers in the tests
/// of the DSP room; here are the steps that only the reference procedure has.
@Suite("Lines of the reference procedure equal the golden ones")
struct ReferenceLineTests {
  private typealias Golden = ReferenceGolden

  @Test("common range")
  func commonRange() throws {
    let table = try Golden.table("common_range")
    for name in ["cardio", "eda"] {
      let line = CommonRange.apply(table[name], range: 30000, rows: try rows(table, name))
      Golden.expect(line, table["setColRange_\(name)_30000"], file: "common_range", column: name)
    }
    let cardio = try FilterStage.subtractFirst.apply(table["cardio"], at: Golden.rate)
    Golden.expect(cardio, table["centerColumn_cardio"], file: "common_range", column: "centerColumn_cardio")
  }

  /// The file does not name the rows its range was made of; the golden line tells them: it is 0 at the first.
  private func rows(_ table: NumberTable, _ name: String) throws -> Range<Int> {
    let line = table["setColRange_\(name)_30000"]
    let first = try #require(line.firstIndex { abs($0) < 1e-9 })
    // The last row bounds the range: take the one that gives the golden stretch.
    let input = table[name]
    let other = try #require(line.indices.first { abs(line[$0]) > 1000 && line[$0] > (line.min() ?? 0) + 1 })
    let factor = line[other] / (input[other] - input[first])
    let last = try #require(
      (first + 5..<input.count).first { end in
        let part = input[first...end]
        let range = (part.max() ?? 0) - (part.min() ?? 0)
        return abs(30000 / range / factor - 1) < 1e-8
      })
    return first..<(last + 1)
  }

  @Test("baseline follower")
  func detrended() throws {
    let table = try Golden.table("detrended")
    for name in ["A", "B"] {
      let line = BaselineFollower.apply(table["in_\(name)"], acceleration: 1.05, wait: 150)
      Golden.expect(line, table["det2_\(name)"], file: "detrended", column: name)
    }
  }

  @Test("display scale and offset, on long lines and a short one")
  func scaling() throws {
    let table = try Golden.table("scale_offset")
    let values = try Golden.table("scale_values")
    #expect(values.rows.count == 4)
    for row in values.rows.indices {
      let name = try Golden.text(values, "case", row)
      let count = Int(values["n"][row])
      let rows = (Int(values["first_row"][row]) - 1)..<Int(values["last_row"][row])
      let scale = ReferenceScale(rows: rows, shortest: 1800, halfWindow: 8, rules: Golden.profile.display)
      let (line, factor) = scale.scaled(Array(table["\(name)_in"][..<count]), range: values["y_range"][row])
      Golden.expect(
        line, Array(table["\(name)_scaled"][..<count]), file: "scale_offset", column: "\(name)_scaled")
      Golden.expect([factor], [values["scale"][row]], file: "scale_values", column: "\(name) scale")
      Golden.expect(
        scale.placed(line, offset: values["target_offset"][row]), Array(table["\(name)_offset"][..<count]),
        file: "scale_offset", column: "\(name)_offset")
    }
  }

  @Test("seat activity: the smooth line and its envelopes")
  func activity() throws {
    let segments = try Golden.table("activity_segments")
    let lines = try Golden.table("activity_lines")
    for name in segments.names where !["sample", "Label"].contains(name) {
      var drawn = DrawnChannel(
        channel: Channel(
          name: name, sensor: .activity, sampleRate: Golden.rate, counts: SampleCounts([0])))
      drawn.lines[.signal] = segments[name]
      let made = TracingBuilder(profile: Golden.profile, answers: []).lines(drawn)
      for (kind, column) in [(TracingKind.smooth, "Proc"), (.upper, "Max"), (.lower, "Min")] {
        // A line without movements has no rate, and no envelopes but itself.
        guard let line = made.first(where: { $0.kind == kind })?.values else {
          Issue.record("\(name) has no \(kind)")
          continue
        }
        let kept = lines["sample"].map { line[Int($0) - 1] }
        Golden.expect(
          kept, lines["\(name)_\(column)"], decimals: 4, file: "activity_lines", column: "\(name)_\(column)")
      }
    }
  }

  @Test("the excursion at each row")
  func excursionVectors() throws {
    let table = try Golden.table("excursion_vectors")
    let segments = try NumberTable(fixture: "features/golden/respiration_segments.csv")
    for name in table.names.dropFirst() {
      let line = LineExcursion.vector(
        segments[name], rules: Golden.profile.respiration.excursion, rate: Golden.rate)
      Golden.expect(line, table[name], file: "excursion_vectors", column: name)
    }
  }

  /// The golden lines were drawn on charts longer than the segments; the rows between a segment's outer peaks do not
  /// depend on what lies around.
  @Test("systolic and diastolic lines inside the segments")
  func cuffEnvelopes() throws {
    let segments = try Golden.table("cardio_segments")
    let lines = try Golden.table("cardio_envelopes")
    let results = try Golden.table("cardio_results")
    for name in segments.names.dropFirst() {
      let row = try #require(results.rows.firstIndex { $0[0] == name })
      let half = ReferenceExtrema.halfWindow(results["pulse_rate"][row], factor: 0.6, rate: Golden.rate)
      #expect(half == Int(results["buffer"][row]))
      for (column, kind) in [("CardioSystolic", Peaks.Kind.maxima), ("CardioDiastolic", .minima)] {
        let peaks = Peaks.extrema(in: segments[name], halfWindow: half, kind: kind, includingEnds: false)
        let inside = try #require(peaks.first)...(try #require(peaks.last))
        let line = Peaks.line(through: [0] + peaks, of: segments[name])
        Golden.expect(
          Array(line[inside]), Array(lines["\(name) \(column)"][inside]), decimals: 4, file: "cardio_envelopes",
          column: "\(name) \(column)")
      }
    }
  }
}

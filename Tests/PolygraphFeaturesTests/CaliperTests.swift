import Foundation
@testable import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Calipers")
struct CaliperTests {
  @Test("equal the reference's caliper on cuff lines: rows exactly, distances to 1e-4")
  func golden() throws {
    let lines = try NumberTable(fixture: "features/golden/cardio_lines.csv")
    let golden = try NumberTable(fixture: "features/artifacts/caliper_results.csv")
    var comparison = Comparison("caliper_results.csv", "onset_index, peak_index, distance (where usable)")
    var failures = Comparison("caliper_results.csv", "status: no trough, where the reference stops")
    for row in golden.rows.indices {
      let line = lines["\(golden.rows[row][0]) CardioMA"]
      let start = Int(golden["start_row"][row]) - 1
      let box = start..<(start + Int(30 * golden["length_s"][row]))
      // Limits are counted from 1 inside the box.
      let first = start + max(0, Int((30 * golden["lat_s"][row]).rounded(.up)) - 1)
      let last = start + Int(30 * golden["row_end_s"][row]) - 1
      let rise = CaliperSearch.largest(
        value: line, detection: line, box: box, onsets: first...last, startsRising: false, deadBand: 0)
      guard golden.rows[row].last == "ok" else {
        #expect(rise == nil)
        failures.add(exact: 1)
        continue
      }
      let found = try #require(rise, "\(golden.rows[row])")
      #expect(found.onset - start + 1 == Int(golden["onset_index"][row]), "\(golden.rows[row])")
      #expect(found.peak - start + 1 == Int(golden["peak_index"][row]), "\(golden.rows[row])")
      comparison.add(found.value, golden["distance"][row])
    }
    #expect(comparison.worst < 2e-4 && comparison.count == 36 && failures.count == 12)
    comparison.show()
    failures.show()
  }

  private func caliper() throws -> Caliper { try Caliper(Exam(SyntheticChart.plain)) }

  @Test("at a stimulus it reads the automatic respiration and vasomotor values, bit for bit")
  func equalsAutomatic() throws {
    let table = try SyntheticChart.plainTable()
    let caliper = try caliper()
    var compared = 0
    for label in SyntheticChart.labels {
      for sensor in [Sensor.thoracicRespiration, .abdominalRespiration, .vasomotor] {
        let row = table[label, sensor]
        let reading = try caliper.read(chart: 1, sensor: sensor, at: Seconds(SyntheticChart.onset(label)))
        #expect(reading.value == row.value && reading.onset == row.onset && reading.peak == row.peak)
        if sensor != .vasomotor { #expect(reading.valueWithAnswer != nil) }
        compared += 1
      }
    }
    #expect(compared == 15)
  }

  @Test("finds the rises of EDA and cuff where they are, and leaves out what lies past the box")
  func rises() throws {
    let caliper = try caliper()
    let onset = SyntheticChart.onset("R5")
    let whole = try caliper.read(chart: 1, sensor: .electrodermal, at: Seconds(onset))
    let begin = try #require(whole.onset).seconds
    // The self-centring line recovers before the response: its lowest point is the onset.
    #expect(whole.state == .measured && begin >= onset && begin < onset + 2.3)
    #expect(abs(try #require(whole.peak).seconds - onset - 5) < 0.3)
    let half = try caliper.read(chart: 1, sensor: .electrodermal, at: Seconds(onset), width: 4)
    let (part, all) = (try #require(half.value), try #require(whole.value))
    #expect(part < all)
    #expect(try #require(half.peak).seconds <= onset + 4)
    let cuff = try caliper.read(chart: 1, sensor: .cardio, at: Seconds(onset))
    #expect(abs(try #require(cuff.peak).seconds - onset - 7) < 0.5)
    #expect(abs(try #require(cuff.ratePerMinute) - 72) < 1)
    // A box that begins inside the rise begins it there.
    let inside = try caliper.read(chart: 1, sensor: .electrodermal, at: Seconds(onset + 3), width: 2)
    #expect(try #require(inside.onset).seconds == inside.start.seconds)
  }

  @Test("narrow boxes and falling lines read zero without places; gaps, flat lines and a cut box say so")
  func nothing() throws {
    let caliper = try caliper()
    let onset = SyntheticChart.onset("R5")
    for (at, width) in [(onset, 1.9), (onset + 6, 4.0)] {
      let reading = try caliper.read(chart: 1, sensor: .electrodermal, at: Seconds(at), width: Seconds(width))
      #expect(reading.value == 0 && reading.state == .noResponse && reading.onset == nil && reading.peak == nil)
    }
    let late = try caliper.read(chart: 1, sensor: .electrodermal, at: 160)
    #expect(late.flags.contains("truncated"))
    var chart = SyntheticChart.plain
    let index = try #require(chart.channels.firstIndex { $0.sensor == .electrodermal })
    chart.channels[index].mask = SampleMask(
      count: chart.channels[index].counts.count, missing: [Int(30 * onset + 60)..<Int(30 * onset + 120)])
    let gap = try Caliper(Exam(chart)).read(chart: 1, sensor: .electrodermal, at: Seconds(onset))
    #expect(gap.value == nil && gap.state == .notMeasured && gap.flags == ["gap"])
  }

  @Test("a person's lines measure their distance")
  func manual() throws {
    let reading = try caliper().read(
      chart: 1, sensor: .cardio, at: 30, mode: .manual(onset: -240, peak: -180.5))
    #expect(reading.value == 59.5 && reading.mode == "manual" && reading.onset == nil)
  }

  @Test("mistakes are named with what is known")
  func errors() throws {
    let caliper = try caliper()
    func error(_ body: () throws -> CaliperReading) -> CaliperError? {
      do {
        _ = try body()
        return nil
      } catch { return error as? CaliperError }
    }
    #expect(error { try caliper.read(chart: 7, sensor: .cardio, at: 30) } == .noChart(7, known: [1]))
    #expect(
      error { try caliper.read(chart: 1, sensor: .activity, at: 30) }
        == .noSensor(
          "activity",
          known: ["thoracicRespiration", "abdominalRespiration", "electrodermal", "cardio", "vasomotor"]))
    #expect(error { try caliper.read(chart: 1, sensor: .cardio, at: 30, width: 0) } == .width(0))
    #expect(error { try caliper.read(chart: 1, sensor: .cardio, at: 30, width: .init(.nan)) } != nil)
    for at in [-1.0, 500, .infinity, .nan] {
      guard case .outsideChart = error({ try caliper.read(chart: 1, sensor: .cardio, at: Seconds(at)) }) else {
        Issue.record("\(at)")
        continue
      }
    }
  }
}

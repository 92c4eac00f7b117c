import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import Testing

@Suite("What cannot be measured has a state and a reason, never a number")
struct MeasurementStateTests {
  private let synthetic = SyntheticChart()

  private func measured(_ change: (inout Chart) throws -> Void) throws -> MeasurementTable {
    var chart = SyntheticChart.plain
    try change(&chart)
    return try Measurements.measure(Exam(chart))
  }

  private func mask(_ chart: inout Chart, _ sensor: Sensor, _ seconds: Range<Double>) throws {
    let index = try #require(chart.channels.firstIndex { $0.sensor == sensor })
    let run = synthetic.sample(seconds.lowerBound)..<synthetic.sample(seconds.upperBound)
    chart.channels[index].mask = SampleMask(count: chart.channels[index].counts.count, missing: [run])
  }

  private func expectMissing(_ row: PolygraphModel.Measurement, _ flag: String) {
    #expect(row.value == nil && row.state == .notMeasured, "\(row)")
    #expect(row.flags.contains(flag) && Set(row.flags).count == row.flags.count, "\(row.flags)")
  }

  @Test("a gap in the window forbids the measurement, a short one is bridged, one elsewhere does not matter")
  func gaps() throws {
    let onset = SyntheticChart.onset("R5")
    let long = try measured { try mask(&$0, .electrodermal, (onset + 3)..<(onset + 4)) }
    expectMissing(long["R5", .electrodermal], "gap")
    #expect(long["R7", .electrodermal].state == .measured && long["R5", .cardio].state == .measured)
    let short = try measured { try mask(&$0, .electrodermal, (onset + 3)..<(onset + 3.2)) }
    let plain = try SyntheticChart.plainTable()
    let value = try #require(short["R5", .electrodermal].value)
    #expect(abs(value / (try #require(plain["R5", .electrodermal].value)) - 1) < 0.01)
    // Just before the window a gap still reaches into a cuff line smoothed over 1.75 s on either side.
    let before = try measured { chart in
      chart.gaps = [
        Gap(start: synthetic.sample(onset - 2), end: synthetic.sample(onset - 1.2), cause: "test")
      ]
    }
    expectMissing(before["R5", .cardio], "gap")
    expectMissing(before["R5", .vasomotor], "gap")
    #expect(before["R5", .electrodermal].state == .measured)
  }

  @Test("a late peak is not looked for in or behind a gap")
  func gapBehindTheWindow() throws {
    // Reactions 8 s later: EDA rises from 10 s to 13 s; 10.5 s later the rise passes the end of the window.
    let onset = SyntheticChart.onset("R5")
    var late = SyntheticChart(strength: Dictionary(uniqueKeysWithValues: SyntheticChart.labels.map { ($0, 0.0) }))
    late.strength["R5"] = 1
    late.delay = 10.8
    var chart = late.chart
    for index in chart.events.indices where chart.events[index].label == "R5" {
      chart.events[index].offset = synthetic.sample(onset + 8)
      chart.events[index].answer = Answer(sample: synthetic.sample(onset + 9))
    }
    let whole = try Measurements.measure(Exam(chart))["R5", .electrodermal]
    #expect(whole.flags == ["latePeak"] && (whole.peak?.seconds ?? 0) > onset + 15.3, "\(whole)")
    try mask(&chart, .electrodermal, (onset + 15.5)..<(onset + 17))
    let cut = try Measurements.measure(Exam(chart))["R5", .electrodermal]
    #expect(cut.flags.contains("truncated") && cut.state == .measured)
    #expect((cut.peak?.seconds ?? .infinity) < onset + 15.5)
  }

  @Test("a channel that is absent, empty, flat or too short")
  func channels() throws {
    let absent = try measured { $0.channels.removeAll { $0.sensor == .cardio || $0.sensor == .vasomotor } }
    expectMissing(absent["R5", .cardio], "channelAbsent")
    #expect(!absent.measurements.contains { $0.sensor == .vasomotor })
    let empty = try measured { try mask(&$0, .electrodermal, 0..<165) }
    expectMissing(empty["R5", .electrodermal], "channelAbsent")
    let flat = try measured { chart in
      for index in chart.channels.indices where [.abdominalRespiration, .cardio].contains(chart.channels[index].sensor)
      {
        let count = chart.channels[index].counts.count
        chart.channels[index].counts = SampleCounts([Int32](repeating: 7, count: count))
      }
    }
    expectMissing(flat["R5", .cardio], "flat")
    expectMissing(flat["R5", .abdominalRespiration], "rateUnknown")
    #expect(flat["R5", .thoracicRespiration].state == .measured, "one dead belt does not silence the other")
    let short = try measured { chart in
      for index in chart.channels.indices where chart.channels[index].sensor == .cardio {
        chart.channels[index].counts = SampleCounts([1, 2, 3])
        chart.channels[index].mask = SampleMask(count: 3)
      }
    }
    #expect(short["R5", .cardio].value == nil && short["R5", .cardio].state == .notMeasured)
  }

  @Test("neither respiration is measured when one breathes unnaturally; unusual rates are told")
  func respirationRates() throws {
    func table(_ perMinute: Double) throws -> MeasurementTable {
      try measured { chart in
        for index in chart.channels.indices where chart.channels[index].sensor == .thoracicRespiration {
          chart.channels[index].counts = SampleCounts(
            (0..<chart.channels[index].counts.count).map {
              Int32(2000 * sin(2 * .pi * perMinute / 60 * Double($0) / 30))
            })
        }
      }
    }
    let fast = try table(30)
    expectMissing(fast["R5", .thoracicRespiration], "respirationRate")
    expectMissing(fast["R5", .abdominalRespiration], "respirationRate")
    let slow = try table(9)
    #expect(slow["R5", .thoracicRespiration].state == .measured)
    #expect(slow.findings.map(\.code) == ["respiration-rate-unusual"])
  }

  @Test("the chart's ends: short before, truncated after, not measured without the whole window")
  func ends() throws {
    var early = SyntheticChart.plain
    early.events[0].onset = synthetic.sample(2)
    early.events[0].offset = synthetic.sample(4)
    early.events[0].answer = Answer(sample: synthetic.sample(5))
    let start = try Measurements.measure(Exam(early))
    #expect(start["N1", .thoracicRespiration].flags == ["shortPre"])
    #expect(start["N1", .thoracicRespiration].state == .measured)
    expectMissing(start["N1", .vasomotor], "shortPre")
    let onset = SyntheticChart.onset("R7")
    func ending(_ seconds: Double) throws -> MeasurementTable {
      var short = synthetic
      short.duration = onset + seconds
      return try Measurements.measure(Exam(short.chart))
    }
    #expect(try ending(15)["R7", .electrodermal].flags == ["truncated"])
    #expect(try ending(15)["R7", .electrodermal].state == .measured)
    #expect(try ending(25)["R7", .electrodermal].flags.isEmpty)
    expectMissing(try ending(14.9)["R7", .electrodermal], "windowIncomplete")
  }

  @Test("charts that are aborted, shorter than 20 s or have fewer than four questions")
  func charts() throws {
    let aborted = try measured { $0.isAborted = true }
    #expect(aborted.measurements.isEmpty && aborted.findings.map(\.code) == ["chart-aborted"])
    let few = try measured { $0.events.removeLast(2) }
    #expect(few.measurements.isEmpty && few.findings.map(\.code) == ["too-few-questions"])
    #expect(try measured { $0.events.removeLast(1) }.measurements.count == 4 * 5)
    var brief = synthetic
    brief.duration = 19.9
    let short = try Measurements.measure(Exam(brief.chart))
    #expect(short.measurements.isEmpty && short.findings.map(\.code) == ["chart-too-short"])
  }

  @Test("what a person leaves out is withheld, for one sensor, for both respirations, or for all")
  func exclusions() throws {
    let plain = try SyntheticChart.plainTable()
    func excluding(_ question: String, _ sensor: Sensor?, occurrence: Int = 1) throws -> MeasurementTable {
      try measured {
        $0.exclusions = [
          Exclusion(
            question: question, occurrence: occurrence, sensor: sensor, reason: "movement", author: "examiner",
            time: Timestamp(millisecondsSince1970: 0))
        ]
      }
    }
    let one = try excluding("R5", .electrodermal)["R5", .electrodermal]
    #expect(one.state == .artifact && one.value == nil && one.flags == ["excluded"])
    #expect(one.withheldValue == plain["R5", .electrodermal].value)
    let both = try excluding("R5", .respiration)
    #expect(both.measurements.filter { $0.state == .artifact }.count == 2)
    #expect(both["R5", .thoracicRespiration].state == .artifact)
    let all = try excluding("R5", nil)
    #expect(all.measurements.filter { $0.state == .artifact }.allSatisfy { $0.question == "R5" })
    #expect(all.measurements.filter { $0.state == .artifact }.count == 5)
    let other = try excluding("R5", nil, occurrence: 2)
    #expect(other.measurements == plain.measurements && other.findings.map(\.code) == ["exclusion-unmatched"])
  }

  @Test("a line at its converter's end is marked, with and without lost samples elsewhere")
  func clipping() throws {
    func flags(_ hasGap: Bool) throws -> [String] {
      try measured { chart in
        let index = try #require(chart.channels.firstIndex { $0.sensor == .electrodermal })
        let counts = chart.channels[index].counts.withUnsafeBuffer { $0.map { min($0, 51_500) } }
        chart.channels[index].counts = SampleCounts(counts)
        if hasGap { try mask(&chart, .electrodermal, 1..<2) }
      }["R5", .electrodermal].flags
    }
    #expect(try flags(false) == ["clipped"])
    #expect(try flags(true) == ["clipped"])
  }
}

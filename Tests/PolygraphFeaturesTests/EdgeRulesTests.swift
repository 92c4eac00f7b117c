import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

/// Each row of the table of edge and missing-data rules is a test here: what the reference does with it is left aside,
/// what the standard profile does is shown.
@Suite("Edges and missing data, row by row")
struct EdgeRulesTests {
  private let formula = FormulaChart()

  private func measured(_ change: (inout Chart) throws -> Void) throws -> MeasurementTable {
    var chart = formula.chart
    try change(&chart)
    return try Measurements.measure(Exam(chart))
  }

  private func plain() throws -> MeasurementTable { try Measurements.measure(Exam(formula.chart)) }

  private func change(_ chart: inout Chart, _ label: String, _ body: (inout Event) -> Void) throws {
    body(&chart.events[try #require(chart.events.firstIndex { $0.label == label })])
  }

  private static let measuredSensors: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio,
  ]

  /// The chart without its first or behind its last samples.
  private func cut(_ chart: inout Chart, first: Int = 0, last: Int? = nil) {
    let rows = first..<(last ?? chart.sampleCount)
    chart.sampleCount = rows.count
    for index in chart.channels.indices {
      let counts = chart.channels[index].counts.withUnsafeBuffer { Array($0[rows]) }
      chart.channels[index].counts = SampleCounts(counts)
      chart.channels[index].mask = SampleMask(count: rows.count)
    }
    for index in chart.events.indices {
      chart.events[index].onset -= first
      chart.events[index].offset -= first
      chart.events[index].answer?.sample -= first
    }
  }

  @Test("less than 10 s before the onset: measured and marked; vasomotor needs its 3 s")
  func shortPre() throws {
    var formula = formula
    formula.lines[.vasomotor] = { FormulaChart.pulse($0, rate: 72) }
    for (seconds, hasPulse) in [(4, true), (2, false)] {
      var chart = formula.chart
      cut(&chart, first: (30 - seconds) * 30)
      let table = try Measurements.measure(Exam(chart))
      for sensor in Self.measuredSensors {
        let row = table["N1", sensor]
        #expect(row.flags.contains("shortPre") && row.state != .notMeasured || sensor == .cardio, "\(row)")
      }
      let pulse = table["N1", .vasomotor]
      #expect((pulse.state == .measured) == hasPulse && pulse.flags.contains("shortPre"))
      #expect(!table["C4", .electrodermal].flags.contains("shortPre"))
    }
  }

  @Test("less than 25 s after the onset: measured from 15 s on, and marked; less than 15 s: not measured")
  func shortPost() throws {
    for (seconds, isMeasured) in [(25, true), (20, true), (15, true), (14, false)] {
      let table = try measured { cut(&$0, last: (130 + seconds) * 30) }
      for sensor in Self.measuredSensors {
        let row = table["R7", sensor]
        #expect((row.state != .notMeasured) == isMeasured, "\(seconds) s, \(row)")
        #expect(row.flags.contains("truncated") == (seconds < 25), "\(seconds) s, \(row)")
        if !isMeasured { #expect(row.flags.contains("windowIncomplete") && row.value == nil) }
      }
    }
  }

  @Test("a chart under 20 s or with fewer than 4 questions has no measurements, and a finding says why")
  func shortChart() throws {
    let short = try measured { chart in
      cut(&chart, last: 19 * 30)
      chart.events = []
    }
    #expect(short.measurements.isEmpty && short.findings.map(\.code) == ["chart-too-short"])
    let few = try measured { $0.events.removeLast(2) }
    #expect(few.measurements.isEmpty && few.findings.map(\.code) == ["too-few-questions"])
    #expect(try !measured { $0.events.removeLast() }.measurements.isEmpty)
  }

  @Test("a missing answer is taken right after the question's end and flagged")
  func missingAnswer() throws {
    let table = try measured { try change(&$0, "R5") { $0.answer = nil } }
    let imputed = try measured { chart in
      try change(&chart, "R5") { $0.answer = Answer(sample: $0.offset + 1) }
    }
    for sensor in Self.measuredSensors {
      let (row, other) = (table["R5", sensor], imputed["R5", sensor])
      #expect(row.flags.contains("answerImputed") && !other.flags.contains("answerImputed"))
      // Respiration has no answer to leave out, the others the same windows.
      if sensor == .electrodermal || sensor == .cardio { #expect(row.value == other.value) }
    }
    #expect(!table["R7", .electrodermal].flags.contains("answerImputed"))
  }

  @Test("an answer past the window of evaluation is taken at its end, and flagged")
  func lateInWindow() throws {
    let table = try measured { chart in
      try change(&chart, "R5") {
        $0.offset = $0.onset + 13 * 30
        $0.answer = Answer(sample: $0.onset + 16 * 30)
      }
    }
    #expect(table["R5", .electrodermal].flags.contains("answerAfterWOE"))
    #expect(table["R5", .electrodermal].state == .measured)
  }

  @Test("an answer more than 5 s after the question's end counts as missing")
  func lateAnswer() throws {
    for (seconds, isLate) in [(5.0, false), (5.1, true)] {
      let table = try measured { chart in
        try change(&chart, "R5") { $0.answer = Answer(sample: $0.offset + Int(seconds * 30)) }
      }
      let flags = table["R5", .cardio].flags
      #expect(flags.contains("answerLate") == isLate && flags.contains("answerImputed") == isLate, "\(seconds)")
    }
  }

  @Test("a flat or absent channel has no value but a reason")
  func flatOrAbsent() throws {
    var flat = formula
    flat.lines[.cardio] = { _ in 77 }
    let row = try Measurements.measure(Exam(flat.chart))["R5", .cardio]
    #expect(row.value == nil && row.state == .notMeasured && row.flags.contains("flat"))
    let absent = try measured { $0.channels.removeAll { $0.sensor == .cardio } }["R5", .cardio]
    #expect(absent.value == nil && absent.state == .notMeasured && absent.flags.contains("channelAbsent"))
    for sensor in [Sensor.electrodermal, .thoracicRespiration] {
      var still = formula
      still.lines[sensor] = { _ in 0 }
      let row = try Measurements.measure(Exam(still.chart))["R5", sensor]
      #expect(row.value == nil && row.state == .notMeasured && !row.flags.isEmpty, "\(row)")
    }
  }

  @Test("a clipped channel is measured and marked")
  func clipped() throws {
    var cut = formula
    let line = formula.lines[.electrodermal] ?? { $0 }
    cut.lines[.electrodermal] = { min(line($0), 900) }
    let rows = try Measurements.measure(Exam(cut.chart))
    #expect(rows["R5", .electrodermal].flags.contains("clipped") && rows["R5", .electrodermal].value != nil)
    #expect(!rows["R5", .cardio].flags.contains("clipped"))
  }

  @Test("missing samples: bridged up to 0.2 s, else the measurement is missing; what lies under the mask is not read")
  func missing() throws {
    func masked(_ seconds: Double, junk: Int32) throws -> PolygraphModel.Measurement {
      try measured { chart in
        let index = try #require(chart.channels.firstIndex { $0.sensor == .electrodermal })
        let run = (84 * 30)..<(84 * 30 + Int((seconds * 30).rounded()))
        var counts = chart.channels[index].counts.withUnsafeBuffer(Array.init)
        for sample in run { counts[sample] = junk }
        chart.channels[index].counts = SampleCounts(counts)
        chart.channels[index].mask = SampleMask(count: counts.count, missing: [run])
      }["R5", .electrodermal]
    }
    let value = try #require(try plain()["R5", .electrodermal].value)
    let short = try masked(0.2, junk: -99)
    #expect(abs(try #require(short.value) / value - 1) < 0.02)
    #expect(try masked(0.2, junk: 1_000_000) == short)
    let long = try masked(0.3, junk: -99)
    #expect(long.value == nil && long.state == .notMeasured && long.flags.contains("gap"))
  }

  @Test("an artifact withholds the value with its code, and keeps it in a second column")
  func artifact() throws {
    var deep = formula
    deep.lines[.thoracicRespiration] = { time in
      FormulaChart.breath(time, rate: 15) * (time >= 88 && time < 92 ? 4 : 1)
    }
    var profile = FilterProfile.standard
    profile.artifacts.withholds = false
    let reported = try Measurements.measure(Exam(deep.chart), profile: profile)["R5", .thoracicRespiration]
    let row = try Measurements.measure(Exam(deep.chart))["R5", .thoracicRespiration]
    #expect(row.value == nil && row.state == .artifact && row.flags.contains("bigDeepBreath"))
    #expect(row.withheldValue != nil && row.withheldValue == reported.value)
  }

  @Test("no response is zero without onset and peak, not missing")
  func noResponse() throws {
    var none = formula
    // Responses to all but R5.
    none.lines[.electrodermal] = { time in
      let tonic = -2 * time
      return FormulaChart.onsets.filter { $0 != 80 }.reduce(tonic) { sum, onset in
        let since = time - onset - 2
        return since < 0 ? sum : sum + 3000 * (exp(-since / 2) - exp(-since / 0.8))
      }
    }
    let row = try Measurements.measure(Exam(none.chart))["R5", .electrodermal]
    #expect(row.value == 0 && row.state == .noResponse && row.onset == nil && row.peak == nil)
  }

  @Test("a chart's first and last rows bend no line: a ramp stays a ramp up to its ends")
  func smootherEnds() throws {
    var ramp = formula
    ramp.lines[.cardio] = { FormulaChart.pulse($0, rate: 72) + 20 * $0 }
    // The last window is cut at its end; the first one begins 30 s into the chart. Both are whole, and alike.
    var chart = ramp.chart
    cut(&chart, first: 20 * 30, last: 145 * 30 + 1)
    let whole = try Measurements.measure(Exam(ramp.chart))
    let part = try Measurements.measure(Exam(chart))
    for label in ["C4", "R5", "C6"] {
      let (left, right) = (whole[label, .cardio], part[label, .cardio])
      #expect(left.state == right.state && left.flags == right.flags)
    }
  }

  @Test("a rate that cannot be found is a reason, not a number")
  func noRate() throws {
    var none = formula
    none.lines[.thoracicRespiration] = { $0 < 90 ? 0 : 3000 * ($0 - 90) / 75 }
    let row = try Measurements.measure(Exam(none.chart))["R5", .thoracicRespiration]
    #expect(row.value == nil && row.state == .notMeasured && row.flags.contains("rateUnknown"))
  }

  @Test(
    "channels of 30 to 8000 samples a second, and of different rates, read alike",
    arguments: [30, 50, 256, 1000].map { SampleRate($0) } + (Repository.isExhaustive ? [SampleRate(8000)] : []))
  func rates(rate: SampleRate) throws {
    var synthetic = SyntheticChart()
    synthetic.rates[.electrodermal] = rate
    let plain = try SyntheticChart.plainTable()
    let table = try Measurements.measure(Exam(synthetic.chart))
    for label in SyntheticChart.labels {
      let (row, other) = (table[label, .electrodermal], plain[label, .electrodermal])
      #expect(row.state == other.state)
      let (value, golden) = (try #require(row.value), try #require(other.value))
      #expect(abs(value / golden - 1) < 0.02, "\(rate) \(label)")
      let (peak, place) = (try #require(row.peak).sample, try #require(other.peak).sample)
      #expect(abs(peak - place) <= 3)
    }
  }
}

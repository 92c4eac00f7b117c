import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import Testing

@Suite("Measurements of charts made of formulas have the known places and sizes")
struct ChartMeasurementTests {
  private func table(_ chart: SyntheticChart) throws -> MeasurementTable { try Measurements.measure(Exam(chart.chart)) }

  @Test("every sensor of every question is measured, in the documented units and order")
  func everything() throws {
    let table = try SyntheticChart.plainTable()
    #expect(table.measurements.count == 5 * 5)
    for row in table.measurements {
      #expect(row.state == .measured && row.flags.isEmpty && row.value != nil, "\(row)")
    }
    #expect(
      table.measurements.prefix(5).map(\.sensor) == [
        .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor,
      ])
    #expect(table.measurements.allSatisfy { $0.unit == ($0.sensor == .vasomotor ? .logRatio : .chartUnits) })
    #expect(table.charts == [ChartSequence(series: "1", chart: 1, sequence: SyntheticChart.labels)])
    #expect(table.profile?.name == "standard" && table.findings.isEmpty)
  }

  @Test("onset and peak lie where the line turns; value ratios are those of the reactions")
  func placesAndRatios() throws {
    let table = try table(SyntheticChart(strength: ["R5": 2]))
    let response = table["R5", .electrodermal]
    let onset = SyntheticChart.onset("R5")
    #expect(abs(try #require(response.onset).seconds - onset - 2) < 0.4)
    #expect(abs(try #require(response.peak).seconds - onset - 5) < 0.4)
    let ratio = try #require(response.value) / #require(table["R7", .electrodermal].value)
    #expect(abs(log(ratio / 2)) < 0.03, "\(ratio)")
    let cuff = table["R5", .cardio]
    #expect(abs(try #require(cuff.onset).seconds - onset - 2) < 1)
    #expect(abs(try #require(cuff.peak).seconds - onset - 7) < 1)
    let cuffRatio = try #require(cuff.value) / #require(table["R7", .cardio].value)
    #expect(abs(log(cuffRatio / 2)) < 0.05, "\(cuffRatio)")
    let constriction = try #require(table["R7", .vasomotor].value)
    #expect(abs(constriction - log(1 / 0.6)) < 0.02, "\(constriction)")
    let excursion = try #require(table["R5", .thoracicRespiration].value)
    let other = try #require(table["R7", .thoracicRespiration].value)
    #expect(abs(log(excursion / other) - log(0.6 / 0.8)) < 0.02, "\(excursion / other)")
    #expect(table["R5", .thoracicRespiration].onset?.seconds == onset)
  }

  @Test("no gain or offset of an instrument changes a measurement, but for its rounding to counts")
  func gains() throws {
    let plain = try table(SyntheticChart(strength: ["R5": 2]))
    let all = Dictionary(
      uniqueKeysWithValues: SyntheticChart.sensors.map { ($0.sensor, (gain: 7.0, offset: 90_000.0)) })
    let amplified = try table(SyntheticChart(gains: all, strength: ["R5": 2]))
    for (left, right) in zip(plain.measurements, amplified.measurements) {
      let (a, b) = (try #require(left.value), try #require(right.value))
      #expect(abs(a - b) < 0.01 * max(abs(a), 0.5), "\(left.question) \(left.sensor.rawValue): \(a), \(b)")
    }
  }

  @Test("the same exam gives the same bits, and charts of a series share their scale")
  func repetition() throws {
    let chart = SyntheticChart.plain
    var second = SyntheticChart(strength: Dictionary(uniqueKeysWithValues: SyntheticChart.labels.map { ($0, 2.0) }))
      .chart
    second.number = 2
    let exam = Exam(chart, second)
    let table = try Measurements.measure(exam)
    #expect(try Measurements.measure(exam) == table)
    let one = try #require(table["R5", .electrodermal, chart: 1].value)
    let two = try #require(table["R5", .electrodermal, chart: 2].value)
    #expect(abs(log(two / one / 2)) < 0.03, "\(two / one)")
  }

  @Test("channels with rates of their own: places on the chart's clock, the same sizes")
  func ownRates() throws {
    var fast = SyntheticChart(strength: ["R5": 2])
    fast.clock = SampleRate(1000)
    fast.rates = [.electrodermal: SampleRate(50), .cardio: SampleRate(250), .thoracicRespiration: SampleRate(40)]
    let plain = try table(SyntheticChart(strength: ["R5": 2]))
    let mixed = try table(fast)
    for (left, right) in zip(plain.measurements, mixed.measurements) {
      var (a, b) = (try #require(left.value), try #require(right.value))
      if left.sensor != .vasomotor {
        // The scale rests on a quantile of few excursions; what counts are ratios to another question of the sensor.
        a /= try #require(plain["R7", left.sensor].value)
        b /= try #require(mixed["R7", left.sensor].value)
      }
      #expect(abs(a - b) < 0.015 * max(abs(a), 0.5), "\(left.question) \(left.sensor.rawValue): \(a), \(b)")
      let (early, late) = (try #require(left.onset), try #require(right.onset))
      #expect(abs(early.seconds - late.seconds) < 0.4, "\(left.question) \(left.sensor.rawValue)")
      #expect(late.seconds == Double(late.sample) / 1000)
    }
  }

  @Test("a channel that begins later than its chart changes the places by nothing")
  func lateChannel() throws {
    let synthetic = SyntheticChart()
    var chart = SyntheticChart.plain
    let index = try #require(chart.channels.firstIndex { $0.sensor == .electrodermal })
    let counts = chart.channels[index].counts.withUnsafeBuffer { Array($0[450...]) }
    chart.channels[index] = Channel(
      name: "EDA1", sensor: .electrodermal, sampleRate: synthetic.clock, counts: SampleCounts(counts), firstSample: 450)
    let table = try Measurements.measure(Exam(chart))
    let plain = try SyntheticChart.plainTable()
    #expect(table["R5", .electrodermal].onset == plain["R5", .electrodermal].onset)
    #expect(table["R5", .electrodermal].peak == plain["R5", .electrodermal].peak)
  }

  @Test("a response that begins before the minimum latency is withheld and marked; no response is 0")
  func earlyAndAbsent() throws {
    let early = try table(SyntheticChart(delay: -2))["R5", .electrodermal]
    #expect(early.state == .notMeasured && early.value == nil && early.flags == ["risingAtMRL"])
    #expect(try #require(early.withheldValue) > 50)
    let none = try table(SyntheticChart(strength: ["N1": 0, "C4": 0, "R5": 0.02]))["R5", .electrodermal]
    #expect(none.state == .noResponse && none.value == 0 && none.onset == nil && none.peak == nil, "\(none)")
  }

  @Test("a calibrated EDA channel has its least response in microsiemens")
  func microsiemens() throws {
    // 3000 counts are 30 µS or 0.003 µS, by the calibration; the least response is 0.01 µS.
    func state(_ denominator: Double) throws -> MeasurementState {
      var chart = SyntheticChart.plain
      let index = try #require(chart.channels.firstIndex { $0.sensor == .electrodermal })
      chart.channels[index].unit = .microsiemens
      chart.channels[index].calibration = Calibration(denominator: denominator)
      return try Measurements.measure(Exam(chart))["R5", .electrodermal].state
    }
    #expect(try state(100) == .measured)
    #expect(try state(1_000_000) == .noResponse)
  }

  @Test("a maker's own filter is a finding, and changes nothing: the preset belongs to the profile")
  func prefiltered() throws {
    var chart = SyntheticChart.plain
    let plain = try SyntheticChart.plainTable()
    for index in chart.channels.indices where [.electrodermal, .cardio].contains(chart.channels[index].sensor) {
      chart.channels[index].conditioning = "self-centred by the maker's software"
    }
    let table = try Measurements.measure(Exam(chart))
    #expect(table.measurements == plain.measurements)
    #expect(table.findings.map(\.code) == ["eda-prefiltered", "channel-prefiltered"])
    #expect(table.findings.map(\.place.field) == ["EDA1", "Cardio1"])
  }
}

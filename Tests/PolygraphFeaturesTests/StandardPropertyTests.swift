import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

/// What no change of gain, rate or time may alter. That no gain or offset of an instrument changes a measurement, that
/// a channel which begins later changes no place, and that a response before MRL is withheld and marked are held in
/// ``ChartMeasurementTests``; that a display gain changes nothing in ``TracingTests``.
@Suite("Properties of the standard profile")
struct StandardPropertyTests {
  private static let responses: [Sensor] = [.electrodermal, .cardio]

  @Test("another display range moves no response by more than a sample and scales it", arguments: [0.5, 1.7, 4])
  func displayRange(factor: Double) throws {
    let usual = try SyntheticChart.plainTable()
    var profile = FilterProfile.standard
    for sensor in Self.responses { profile.display.targets[sensor.rawValue]?.range *= factor }
    let other = try Measurements.measure(Exam(SyntheticChart.plain), profile: profile)
    for sensor in Self.responses {
      for label in SyntheticChart.labels {
        let (left, right) = (usual[label, sensor], other[label, sensor])
        #expect(right.state == left.state && right.flags == left.flags, "\(label) \(sensor.rawValue)")
        guard left.state == .measured else { continue }
        let shifts = [(left.onset, right.onset), (left.peak, right.peak)].map {
          abs(($0.0?.sample ?? 0) - ($0.1?.sample ?? 0))
        }
        #expect(shifts.allSatisfy { $0 <= 1 }, "\(label) \(sensor.rawValue): \(shifts)")
      }
    }
  }

  @Test("scaling a channel leaves the ratios of its responses unchanged")
  func ratios() throws {
    let usual = try SyntheticChart.plainTable()
    var scaled = SyntheticChart()
    for (_, sensor) in SyntheticChart.sensors { scaled.gains[sensor] = (64, 50_000) }
    let other = try Measurements.measure(Exam(scaled.chart))
    for (_, sensor) in SyntheticChart.sensors where sensor != .vasomotor {
      let (left, right) = (usual["R5", sensor], other["R5", sensor])
      guard let one = left.value, let base = usual["C4", sensor].value, let two = right.value,
        let scaledBase = other["C4", sensor].value, base > 0, scaledBase > 0
      else { continue }
      #expect(abs(one / base - two / scaledBase) <= 2e-3 * one / base, "\(sensor.rawValue)")
    }
  }

  @Test("a chart that begins later has every place later by as much", arguments: [1, 7, 450])
  func shifted(samples: Int) throws {
    let usual = try SyntheticChart.plainTable()
    var chart = SyntheticChart.plain
    chart.sampleCount += samples
    for index in chart.channels.indices { chart.channels[index].firstSample += samples }
    chart.events = chart.events.map { event in
      Event(
        label: event.label, role: event.role, onset: event.onset + samples, offset: event.offset + samples,
        answer: event.answer.map { Answer(sample: $0.sample + samples, word: $0.word) })
    }
    let later = try Measurements.measure(Exam(chart))
    #expect(later.measurements.count == usual.measurements.count)
    for (left, right) in zip(usual.measurements, later.measurements) {
      #expect(left.value == right.value && left.state == right.state && left.flags == right.flags)
      #expect(right.onset?.sample == left.onset.map { $0.sample + samples })
      #expect(right.peak?.sample == left.peak.map { $0.sample + samples })
    }
  }

  @Test(
    "charts from 30 to 8000 samples a second give the same responses under both profiles",
    arguments: Repository.isExhaustive ? [60, 128, 256, 1000, 2000, 8000] : [64, 1000])
  func rates(rate: Int) throws {
    let chart = SyntheticChart(clock: SampleRate(rate), duration: 120).chart
    let plain = SyntheticChart(duration: 120).chart
    for profile in [FilterProfile.standard, .reference] {
      let usual = try Measurements.measure(Exam(plain), profile: profile)
      let other = try Measurements.measure(Exam(chart), profile: profile)
      #expect(usual.measurements.count == other.measurements.count)
      for (left, right) in zip(usual.measurements, other.measurements) where left.sensor == .electrodermal {
        guard let one = left.value, let two = right.value, one > 0 else { continue }
        #expect(abs(one / two - 1) < 0.05, "\(profile.name) \(left.question): \(one) \(two)")
        #expect(abs((left.peak?.seconds ?? 0) - (right.peak?.seconds ?? 0)) < 0.2)
      }
    }
  }
}

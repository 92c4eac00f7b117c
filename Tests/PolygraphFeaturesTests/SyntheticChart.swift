import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities

/// A chart whose every line is a formula, so that each response's place and size is known.
///
/// Questions begin every 25 s from 30 s on and last 3 s, the answer comes 1 s later. EDA rises from 2 s to 5 s after a
/// question's onset and decays; the cuff's mean rises from 2 s to 7 s and falls until 14 s; the finger pulse shrinks
/// from 3.5 s to 12 s; respiration becomes shallower for 15 s.
struct SyntheticChart {
  static let labels = ["N1", "C4", "R5", "C6", "R7"]
  static let firstOnset = 30.0
  static let spacing = 25.0

  /// The chart's clock.
  var clock = SampleRate(30)
  /// The rates of channels with a rate of their own.
  var rates: [Sensor: SampleRate] = [:]
  /// Seconds.
  var duration = 165.0
  /// Gain and offset of a sensor's counts.
  var gains: [Sensor: (gain: Double, offset: Double)] = [:]
  /// How strong the reactions to a question are; 1 when not named.
  var strength: [String: Double] = [:]
  /// Seconds by which reactions come later (earlier when negative).
  var delay = 0.0

  static func onset(_ label: String) -> Double {
    firstOnset + spacing * Double(labels.firstIndex(of: label) ?? 0)
  }

  /// The sum over questions of a shape of the time since the question's reaction.
  private func reactions(_ time: Double, _ shape: (Double) -> Double) -> Double {
    Self.labels.reduce(0) { sum, label in
      sum + (strength[label] ?? 1) * shape(time - Self.onset(label) - delay)
    }
  }

  private static func ramp(_ time: Double, _ start: Double, _ end: Double) -> Double {
    let part = min(max((time - start) / (end - start), 0), 1)
    return (1 - cos(.pi * part)) / 2
  }

  func value(_ sensor: Sensor, _ time: Double) -> Double {
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration:
      let shallow = reactions(time) { Self.ramp($0, -0.5, 0) - Self.ramp($0, 15, 15.5) }
      return 2000 * (1 - 0.2 * shallow) * sin(2 * .pi * 0.25 * time)
    case .electrodermal:
      return reactions(time) { $0 < 2 ? 0 : 3000 * Self.ramp($0, 2, 5) * ($0 < 5 ? 1 : exp(-($0 - 5) / 4)) }
    case .cardio:
      let mean = reactions(time) { 600 * (Self.ramp($0, 2, 7) - Self.ramp($0, 7, 14)) }
      return mean + 1000 * sin(2 * .pi * 1.2 * time)
    default:
      let constriction = reactions(time) { 0.4 * (Self.ramp($0, 3, 4) - Self.ramp($0, 12, 14)) }
      return 1000 * (1 - constriction) * sin(2 * .pi * 1.2 * time)
    }
  }

  static let sensors: [(name: String, sensor: Sensor)] = [
    ("UPneumo", .thoracicRespiration), ("LPneumo", .abdominalRespiration), ("EDA1", .electrodermal),
    ("Cardio1", .cardio), ("PPG1", .vasomotor),
  ]

  func channel(_ name: String, _ sensor: Sensor) -> Channel {
    let rate = rates[sensor] ?? clock
    let (gain, offset) = gains[sensor] ?? (1, 50_000)
    let counts = (0..<rate.sampleCount(in: Seconds(duration))).map { index in
      Int32((gain * value(sensor, rate.seconds(ofSample: index).value) + offset).rounded())
    }
    return Channel(name: name, sensor: sensor, sampleRate: rate, counts: SampleCounts(counts))
  }

  /// The chart without any change, made once.
  static let plain = SyntheticChart().chart
  /// Its measurements.
  static func plainTable() throws -> MeasurementTable { try plainResult.get() }
  private static let plainResult = Result { try Measurements.measure(Exam(plain)) }

  func sample(_ time: Double) -> Int { clock.sample(at: Seconds(time)) }

  var events: [Event] {
    Self.labels.map { label in
      let onset = Self.onset(label)
      return Event(
        label: label, role: QuestionLabel.parse(label)?.role ?? .other, onset: sample(onset), offset: sample(onset + 3),
        answer: Answer(sample: sample(onset + 4), word: "No"))
    }
  }

  var chart: Chart {
    Chart(
      number: 1, sampleRate: clock, sampleCount: sample(duration),
      channels: Self.sensors.map { channel($0.name, $0.sensor) }, events: events)
  }
}

extension Exam {
  /// An exam of these charts in one series.
  init(_ charts: Chart...) {
    self.init(name: "SYNTHETIC", format: "synthetic", series: [Series(name: "1", charts: charts)])
  }
}

extension MeasurementTable {
  /// The one measurement of a question and sensor in a chart.
  subscript(_ question: String, _ sensor: Sensor, chart chart: Int = 1) -> PolygraphModel.Measurement {
    guard
      let row = measurements.first(where: { $0.question == question && $0.sensor == sensor && $0.chart == chart })
    else { preconditionFailure("No measurement of \(question) \(sensor.rawValue).") }
    return row
  }
}

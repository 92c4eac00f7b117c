import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities

/// A chart whose channels are formulas of the time, for disturbances at known places.
struct FormulaChart {
  /// Questions begin every 25 s from 30 s on, last 3 s and are answered after 4 s.
  static let onsets = [30.0, 55, 80, 105, 130]
  static let labels = ["N1", "C4", "R5", "C6", "R7"]

  var duration = 165.0
  var lines: [Sensor: (Double) -> Double] = [
    .thoracicRespiration: { breath($0, rate: 15) }, .abdominalRespiration: { breath($0, rate: 15, lag: 0.1) },
    .electrodermal: { time in
      onsets.reduce(0) { sum, onset in
        let since = time - onset - 2
        return since < 0 ? sum : sum + 3000 * (exp(-since / 4) - exp(-since / 0.8))
      }
    },
    .cardio: { pulse($0, rate: 72) },
  ]

  /// A breath: quick inspiration, slower expiration, a rest.
  static func breath(_ time: Double, rate: Double, lag: Double = 0) -> Double {
    let phase = (time * rate / 60 - lag).truncatingRemainder(dividingBy: 1)
    let part = phase < 0 ? phase + 1 : phase
    if part < 0.4 { return 2000 * (1 - cos(.pi * part / 0.4)) / 2 }
    return part < 0.9 ? 2000 * (1 + cos(.pi * (part - 0.4) / 0.5)) / 2 : 0
  }

  /// A cuff's pulse: a quick rise, a slow fall with a notch.
  static func pulse(_ time: Double, rate: Double) -> Double {
    beat((time * rate / 60).truncatingRemainder(dividingBy: 1))
  }

  /// One beat over its phase from 0 to 1.
  static func beat(_ phase: Double) -> Double {
    let rise = phase < 0.18 ? (1 - cos(.pi * phase / 0.18)) / 2 : (1 + cos(.pi * (phase - 0.18) / 0.82)) / 2
    return 1500 * rise + 120 * exp(-pow((phase - 0.55) / 0.06, 2))
  }

  var chart: Chart {
    let rate = SampleRate(30)
    let channels = lines.sorted { $0.key.rawValue < $1.key.rawValue }.map { sensor, line in
      Channel(
        name: sensor.rawValue, sensor: sensor, sampleRate: rate,
        counts: SampleCounts(
          (0..<rate.sampleCount(in: Seconds(duration))).map { Int32((line(Double($0) / 30) + 50_000).rounded()) }))
    }
    let events = zip(Self.labels, Self.onsets).filter { $0.1 < duration }.map { label, onset in
      Event(
        label: label, role: QuestionLabel.parse(label)?.role ?? .other, onset: rate.sample(at: Seconds(onset)),
        offset: rate.sample(at: Seconds(onset + 3)),
        answer: Answer(sample: rate.sample(at: Seconds(onset + 4)), word: "No"))
    }
    return Chart(
      number: 1, sampleRate: rate, sampleCount: rate.sampleCount(in: Seconds(duration)), channels: channels,
      events: events)
  }

  /// The disturbances under a profile.
  func artifacts(_ profile: FilterProfile = .standard) throws -> [Artifact] {
    try Artifacts.find(in: Exam(chart), profile: profile).flatMap(\.artifacts)
  }
}

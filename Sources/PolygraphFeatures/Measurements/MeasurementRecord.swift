import PolygraphModel
import PolygraphQuantities

/// One row of the field's measurement table: a chart, an event and a sensor line, with the places of its windows and
/// the line's heights there.
///
/// *Units*: sample indices from 0 on the chart's clock, each the last sample of what it ends; chart units.
public struct MeasurementRecord: Sendable {
  /// A place and the drawn line's height there; either is `nil` where there is none.
  public struct Mark: Hashable, Sendable {
    /// The sample.
    public var sample: Int?
    /// The height.
    public var height: Double?
  }

  /// The measurement.
  public let measurement: Measurement
  /// The table's name of the sensor line: UPneumo, LPneumo, AutoEDA, ManualEDA, Cardio, FC, PLE.
  public let sensorName: String
  /// The line whose response was measured.
  public let line: TracingKind
  /// Chart units for one unit of the filtered channel.
  public let scale: Double?
  /// 10 s (or the profile's context) before the stimulus.
  public let preStimulus: Mark
  /// The stimulus onset.
  public let begin: Mark
  /// The end of the minimum response latency; for respiration the onset.
  public let latencyEnd: Mark
  /// The question's end.
  public let end: Mark
  /// The answer, or the sample after the question's end.
  public let answer: Mark
  /// The response's onset.
  public let responseOnset: Mark
  /// The response's peak, or the end of the measured window.
  public let responseEnd: Mark
  /// The end of the response onset window.
  public let onsetWindowEnd: Mark
  /// The end of the window of evaluation.
  public let evaluationEnd: Mark
  /// Where the line has fallen back by the profile's part of the response.
  public let recovery: Mark
  /// The end of the time after the window of evaluation.
  public let postStimulus: Mark
  /// Seconds from the stimulus onset to the response's.
  public let latency: Double?
  /// Seconds from the response's onset to its peak.
  public let rise: Double?
  /// Seconds from the peak to the recovery.
  public let halfRecovery: Double?
}

/// A sensor line as the table names it.
struct RecordLine {
  let sensor: Sensor
  let name: String
  /// The drawn line whose heights stand in the table.
  let drawn: TracingKind
  /// The line that is measured.
  let measured: TracingKind
  let response: ResponseRules?
  /// The time before which nothing counts.
  let latency: Seconds

  static func all(_ profile: FilterProfile) -> [RecordLine] {
    func cuff(_ sensor: Sensor, _ name: String, _ rules: CardioRules) -> RecordLine {
      let measured: [CardioLine: TracingKind] = [
        .movingAverage: .movingAverage, .mid: .mid, .systolic: .systolic, .diastolic: .diastolic,
      ]
      return RecordLine(
        sensor: sensor, name: name, drawn: .signal, measured: measured[rules.scored] ?? .movingAverage,
        response: rules.response, latency: rules.response.minimumLatency)
    }
    func electrodermal(_ name: String, _ kind: TracingKind) -> RecordLine {
      RecordLine(
        sensor: .electrodermal, name: name, drawn: kind, measured: kind, response: profile.electrodermal.response,
        latency: profile.electrodermal.response.minimumLatency)
    }
    func plain(_ sensor: Sensor, _ name: String, latency: Seconds) -> RecordLine {
      RecordLine(sensor: sensor, name: name, drawn: .signal, measured: .signal, response: nil, latency: latency)
    }
    return [
      plain(.thoracicRespiration, "UPneumo", latency: 0), plain(.abdominalRespiration, "LPneumo", latency: 0),
      electrodermal("AutoEDA", .auto), electrodermal("ManualEDA", .manual), cuff(.cardio, "Cardio", profile.cardio),
      cuff(.fingerCuff, "FC", profile.fingerCuff),
      plain(.vasomotor, "PLE", latency: profile.vasomotor.latency),
    ]
  }
}

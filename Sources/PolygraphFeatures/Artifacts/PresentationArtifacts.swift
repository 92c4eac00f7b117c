import PolygraphModel
import PolygraphQuantities

/// The disturbances around one presentation, all on the rows of the sensor that is judged.
struct PresentationArtifacts {
  /// Those of each sensor; of electrodermal activity with those before its response.
  let found: [Sensor: [RowArtifact]]
  /// Those of every activity channel.
  let activity: [RowArtifact]
  /// The window of evaluation.
  let evaluation: Range<Int>
  let rules: ArtifactRules
  let rate: SampleRate

  /// The codes that concern a sensor's measurement: its own, and, when they are integrated, the shared ones of others.
  ///
  /// `response` are the rows from onset to peak, when there is one.
  func codes(_ sensor: Sensor, response: Range<Int>?) -> [ArtifactCode] {
    var codes: [ArtifactCode] = []
    func add(_ artifacts: [RowArtifact], in rows: Range<Int>) {
      for artifact in artifacts where artifact.rows.overlaps(rows) && !codes.contains(artifact.code) {
        codes.append(artifact.code)
      }
    }
    add(found[sensor] ?? [], in: rows(sensor, response))
    if ConditionedChart.respirations.contains(sensor) {
      for other in ConditionedChart.respirations where other != sensor {
        add((found[other] ?? []).filter(\.code.isShared), in: evaluation)
      }
    }
    guard rules.integratesArtifacts else { return codes }
    for (other, artifacts) in found.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where other != sensor {
      add(artifacts.filter(\.code.isShared), in: response ?? evaluation)
    }
    add(activity.filter(\.code.isShared), in: response ?? evaluation)
    return codes
  }

  /// The rows on which a sensor's own disturbances concern its measurement.
  private func rows(_ sensor: Sensor, _ response: Range<Int>?) -> Range<Int> {
    guard let response else { return evaluation }
    func start(_ time: Seconds) -> Int { response.lowerBound - rate.sampleCount(in: time) }
    switch sensor {
    case .thoracicRespiration, .abdominalRespiration: return evaluation
    case .electrodermal: return start(rules.electrodermal.beforeOnset)..<response.upperBound
    case .cardio: return start(rules.cardio.beforeOnset)..<(response.upperBound + 1)
    case .fingerCuff: return start(rules.fingerCuff.beforeOnset)..<(response.upperBound + 1)
    default: return response
    }
  }
}

extension Measurement {
  /// Flags a measurement with the disturbances that concern it, and withholds its value when the rules say so.
  mutating func judge(_ codes: [ArtifactCode], _ rules: ArtifactRules) {
    for code in codes { add(MeasurementFlag(rawValue: code.rawValue)) }
    let isRejected = codes.contains { $0.isRejecting && rules.reportedOnly?.contains($0) != true }
    guard rules.withholds, isRejected, let value else { return }
    withheldValue = value
    self.value = nil
    state = .artifact
  }
}

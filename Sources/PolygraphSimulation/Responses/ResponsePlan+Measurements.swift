import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import RealModule

extension ResponsePlan {
  /// Chart units of a thoracic or abdominal line excursion at rest, as a usual display scale gives it.
  static let restingExcursion = 300.0
  /// Chart units of a skin conductance response at the person's own median: the display scale takes out the person.
  static let electrodermalUnits = 150.0
  /// Chart units of a pulse amplitude at the cuff.
  static let pulseUnits = 110.0

  /// The measurements that an instrument and a measuring program without faults would make of the plan, without any
  /// samples being made.
  ///
  /// With `measurementNoise` the table has the model's ``MeasurementNoise`` and so the distribution that measured
  /// exams have; without, the values are the planned ones.
  /// *Units*: chart units of a usual display scale; scores depend on ratios only, but for the floors of a method.
  /// Events have no places here, so onsets and peaks are absent.
  public func measurementTable(measurementNoise: Bool = true) -> MeasurementTable {
    var generator = SeededGenerator(seed: seed, purpose: .measurementNoise)
    var measurements: [Measurement] = []
    measurements.reserveCapacity(responses.count * 5)
    for response in responses {
      let breath = generator.normal(standardDeviation: noise.respiration)
      let errors = [
        breath + generator.normal(standardDeviation: noise.respirationBelt),
        breath + generator.normal(standardDeviation: noise.respirationBelt),
        generator.normal(standardDeviation: noise.electrodermal),
        generator.normal(standardDeviation: noise.cardio),
        generator.normal(standardDeviation: noise.vasomotor),
      ].map { measurementNoise ? $0 : 0 }
      let values: [(Sensor, Double)] = [
        (.thoracicRespiration, Self.restingExcursion * response.thoracicRatio * .exp(errors[0])),
        (.abdominalRespiration, Self.restingExcursion * response.abdominalRatio * .exp(errors[1])),
        (
          .electrodermal,
          Self.electrodermalUnits * response.electrodermal / personalElectrodermalLevel * .exp(errors[2])
        ),
        (.cardio, Self.pulseUnits * response.cardio * .exp(errors[3])),
        (.vasomotor, response.vasomotor + errors[4]),
      ]
      for (sensor, value) in values where sensors.contains(sensor) || sensor != .vasomotor {
        measurements.append(Measurement(response, sensor: sensor, value: sensors.contains(sensor) ? value : nil))
      }
    }
    return MeasurementTable(exam: examName, profile: nil, charts: sequences, measurements: measurements)
  }
}

extension Measurement {
  fileprivate init(_ response: PlannedResponse, sensor: Sensor, value: Double?) {
    self.init(
      series: ResponsePlan.seriesName, chart: response.chart, question: response.question,
      occurrence: response.occurrence, kind: response.role, type: response.comparisonType, sensor: sensor,
      value: value, unit: sensor == .vasomotor ? .logRatio : .chartUnits,
      state: value == nil ? .notMeasured : .measured, flags: value == nil ? ["channelAbsent"] : [])
  }
}

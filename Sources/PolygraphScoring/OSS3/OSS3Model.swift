import PolygraphModel

/// The constants of OSS-3.
///
/// *Source*: Nelson, Krapohl & Handler 2008.
enum OSS3Model {
  /// Mean and standard deviation of log ratios in the development sample.
  static let respirationNorm = (mean: -0.039, standardDeviation: 0.107)
  static let electrodermalNorm = (mean: 0.019, standardDeviation: 0.499)
  static let cardioNorm = (mean: -0.018, standardDeviation: 0.190)
  /// The weights of the sensors in a presentation's mean.
  static let weights: [(sensor: ScoredSensor, weight: Double)] = [
    (.respiration, 0.192), (.electrodermal, 0.528), (.cardio, 0.280),
  ]
  /// Mean and standard deviation of question means and grand means.
  static let truthful = (mean: 0.586, standardDeviation: 0.454)
  static let deceptive = (mean: -0.581, standardDeviation: 0.453)
  /// Standard scores beyond this count as this.
  static let largestStandardScore = 3.0
  static let measured: [ScoredSensor] = [.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio]
  static let channels = measured.map(\.sensor)
  /// ``channels`` as bits.
  static let channelBits = channels.reduce(0) { $0 | SensorValues.bit($1) }

  /// The standard score of a log ratio; positive when the comparison questions show the stronger reaction.
  static func standardScore(_ logRatio: Double, _ sensor: ScoredSensor) -> Double {
    switch sensor {
    case .electrodermal: -(logRatio - electrodermalNorm.mean) / electrodermalNorm.standardDeviation
    case .cardio: -(logRatio - cardioNorm.mean) / cardioNorm.standardDeviation
    default: (logRatio - respirationNorm.mean) / respirationNorm.standardDeviation
    }
  }
}

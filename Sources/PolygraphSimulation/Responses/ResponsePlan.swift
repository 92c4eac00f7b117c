import PolygraphModel

/// The responses drawn for one presentation of one question: what the waveforms then realise.
public struct PlannedResponse: Hashable, Sendable {
  /// The number of the chart, from 1.
  public let chart: Int
  /// The label of the question.
  public let question: String
  /// Which presentation of that label in the chart, from 1.
  public let occurrence: Int
  /// The role of the question.
  public let role: QuestionRole
  /// The kind of a comparison question.
  public let comparisonType: ComparisonType?
  /// Thoracic line excursion during the response as a share of rest; 1 is no suppression.
  public let thoracicRatio: Double
  /// Abdominal line excursion during the response as a share of rest.
  public let abdominalRatio: Double
  /// Height of the skin conductance response, in µS.
  public let electrodermal: Double
  /// Rise of the cuff's baseline, in pulse amplitudes.
  public let cardio: Double
  /// ln(pulse amplitude before / after).
  public let vasomotor: Double
}

/// All responses of a simulated exam, drawn from the stated distributions: its ground truth.
///
/// A plan needs no samples, so a Monte-Carlo at score level can draw thousands.
public struct ResponsePlan: Hashable, Sendable {
  /// The exam's name.
  public let examName: String
  /// The seed it was drawn with.
  public let seed: UInt64
  /// What the examinee did.
  public let truth: Truth
  /// The orders of presentation.
  public let sequences: [ChartSequence]
  /// The responses by chart and presentation.
  public let responses: [PlannedResponse]
  /// The sensors attached.
  public let sensors: Set<Sensor>
  /// What measuring adds.
  public let noise: MeasurementNoise
  /// The skin conductance response this person gives at the model's median, in µS.
  let personalElectrodermalLevel: Double

  /// The name of the one series a simulated exam has.
  static let seriesName = "1"

  /// The responses of one chart, in order.
  public func responses(chart: Int) -> [PlannedResponse] { responses.filter { $0.chart == chart } }
}

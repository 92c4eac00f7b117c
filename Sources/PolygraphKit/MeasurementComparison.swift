import PolygraphFeatures
import PolygraphModel
import PolygraphScoring

/// What two filter profiles make of one exam: the measurements and the opinions in which they differ. The document
/// `polygraph.measurementComparison/1`.
public struct MeasurementComparison: Sendable, Encodable {
  /// One measurement under both profiles.
  public struct Difference: Sendable, Encodable {
    /// The series' name.
    public let series: String
    /// The chart's number.
    public let chart: Int
    /// The question's label.
    public let question: String
    /// 1 for the first presentation of the question in the chart.
    public let occurrence: Int
    /// The sensor.
    public let sensor: Sensor
    /// The value under the first profile.
    public let first: Side
    /// The value under the second profile.
    public let second: Side
  }

  /// A measurement under one profile.
  public struct Side: Hashable, Sendable, Encodable {
    /// The value, if there is one.
    public let value: Double?
    /// Where the response begins.
    public let onset: SamplePlace?
    /// Where it peaks.
    public let peak: SamplePlace?
    /// What became of it.
    public let state: MeasurementState
    /// Why.
    public let flags: [String]

    init(_ row: Measurement) {
      (value, onset, peak, state, flags) = (row.value, row.onset, row.peak, row.state, row.flags)
    }
  }

  /// A method's result under both profiles.
  public struct Opinions: Sendable, Encodable {
    /// The scoring method.
    public let method: String
    /// The grand total under the first profile.
    public let firstTotal: Double?
    /// The grand total under the second profile.
    public let secondTotal: Double?
    /// The opinion under the first profile.
    public let firstOpinion: String?
    /// The opinion under the second profile.
    public let secondOpinion: String?
    /// Whether the opinions differ.
    public let differ: Bool
  }

  /// The document's schema.
  public let schema = "polygraph.measurementComparison/1"
  /// The exam's name.
  public let exam: String
  /// The two profiles.
  public let profiles: [ProfileReference]
  /// How many measurements were compared.
  public let compared: Int
  /// How many have a value under both profiles, and another one.
  public let valuesDiffering: Int
  /// How many have another state.
  public let statesDiffering: Int
  /// The measurements whose value, place or state differs.
  public let differences: [Difference]
  /// The methods' results.
  public let opinions: [Opinions]

  private enum CodingKeys: String, CodingKey {
    case schema, exam, profiles, compared, valuesDiffering, statesDiffering, differences, opinions
  }
}

extension ExamAnalysis {
  /// What this pipeline's methods and measurements make of an exam under two profiles.
  ///
  /// *Definition*: a value differs when it is not the same number; unscaled units differ between profiles, so nearly
  /// all amplitudes do, while ratios and opinions need not. *Errors*: ``FilterProfileError`` for a profile out of
  /// range.
  public func compare(
    _ exam: Exam, _ first: FilterProfile, _ second: FilterProfile
  ) throws -> MeasurementComparison {
    let tables = try [first, second].map { try Measurements.measure(exam, profile: $0) }
    let sheets = tables.map { score($0) }
    var differences: [MeasurementComparison.Difference] = []
    var (values, states) = (0, 0)
    let pairs = Array(zip(tables[0].measurements, tables[1].measurements))
    for (left, right) in pairs {
      let sides = (MeasurementComparison.Side(left), MeasurementComparison.Side(right))
      if left.state != right.state { states += 1 }
      if let one = left.value, let other = right.value, one != other { values += 1 }
      guard
        (left.value, left.state) != (right.value, right.state) || left.onset != right.onset
          || left.peak != right.peak
      else { continue }
      differences.append(
        .init(
          series: left.series, chart: left.chart, question: left.question, occurrence: left.occurrence,
          sensor: left.sensor, first: sides.0, second: sides.1))
    }
    let opinions = zip(sheets[0].results, sheets[1].results).map { left, right in
      MeasurementComparison.Opinions(
        method: left.method, firstTotal: left.grandTotal, secondTotal: right.grandTotal,
        firstOpinion: left.opinion?.rawValue, secondOpinion: right.opinion?.rawValue,
        differ: left.opinion != right.opinion)
    }
    return MeasurementComparison(
      exam: exam.name, profiles: [try first.reference(), try second.reference()], compared: pairs.count,
      valuesDiffering: values, statesDiffering: states, differences: differences, opinions: opinions)
  }
}

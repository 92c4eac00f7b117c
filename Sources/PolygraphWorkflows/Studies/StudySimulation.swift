import PolygraphKit
import PolygraphModel
import PolygraphSimulation

/// Simulated exams for an ``AccuracyStudy``.
public struct StudySimulation: Hashable, Sendable {
  /// How an examinee comes to measurements.
  public enum Way: String, Hashable, Sendable, Codable, CaseIterable {
    /// The measurements are drawn from the stated distributions; no sample is made.
    case plan
    /// Samples are made, filtered and measured.
    case signals
  }

  /// How many exams there are.
  public var count: Int
  /// The first exam's seed.
  public var seed: UInt64
  /// The examinee; seed, truth and name are set for each.
  public var examinee: ExamineeSettings
  /// The share of deceptive examinees.
  public var deceptiveShare = 0.5
  /// How examinees come to measurements.
  public var way = Way.plan

  /// Makes a simulation of a test format.
  public init(count: Int, seed: UInt64 = 1, sequence: TestSequence = .federalZCT) {
    self.count = count
    self.seed = seed
    examinee = ExamineeSettings(seed: seed, sequence: sequence)
  }

  func check() {
    precondition(count > 0, "A study has exams.")
    precondition((0...1).contains(deceptiveShare), "A share lies between 0 and 1.")
  }

  /// The examinee of an exam, from 0.
  func settings(_ index: Int) -> ExamineeSettings {
    var settings = examinee
    settings.seed = seed &+ UInt64(index)
    settings.examName = "SIM\(settings.seed)"
    let before = (Double(index) * deceptiveShare).rounded(.down)
    settings.truth = (Double(index + 1) * deceptiveShare).rounded(.down) > before ? .deceptive : .truthful
    return settings
  }

  /// The measurements of an examinee.
  func table(_ settings: ExamineeSettings, _ analysis: ExamAnalysis) throws -> MeasurementTable {
    let examinee = SimulatedExaminee(settings)
    return way == .plan ? examinee.plan().measurementTable() : try analysis.measure(examinee.exam())
  }

  /// The truth of each relevant question, where the examinee lies to some only.
  func questions(_ settings: ExamineeSettings) -> [String: Truth] {
    guard let lies = settings.liesTo else { return [:] }
    var truths: [String: Truth] = [:]
    for question in settings.sequence.questions where question.role == .relevant {
      truths[question.item] = settings.truth == .deceptive && lies.contains(question.item) ? .deceptive : .truthful
    }
    return truths
  }
}

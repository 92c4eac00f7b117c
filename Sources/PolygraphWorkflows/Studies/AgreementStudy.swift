import Foundation
import PolygraphFormats
import PolygraphKit
import PolygraphModel
import PolygraphScoring
import PolygraphSimulation

/// Whether the whole chain comes to each opinion as often as the simulator's stated distributions say it must.
///
/// Two ways lead from an examinee to an opinion. The long one makes samples, writes chart files, reads them back,
/// filters, measures and scores. The short one draws the measurements straight from the stated distributions
/// (``ResponsePlan/measurementTable(measurementNoise:)``) and scores them, thousands of times. When every room does
/// what
/// it says, both give the same rates but for chance.
///
/// A test format that ESS-M scores is judged by its opinion. An acquaintance test has none: there it counts whether the
/// key drew the largest electrodermal response.
public struct AgreementStudy: Sendable {
  /// The examinee of the exams; seed, truth and name are set for each.
  public var examinee: ExamineeSettings
  /// The examinee whose distributions are drawn from. It differs from ``examinee`` only to see that the study notices.
  public var stated: ExamineeSettings
  /// How many exams are made of deceptive and of truthful examinees each.
  public var examCount = 200
  /// How many tables are drawn of each.
  public var drawCount = 10_000
  /// The first exam's seed; draws have seeds of their own, far from those of exams.
  public var firstSeed: UInt64 = 1
  /// The folder through which the exams go as chart files, one exam at a time; `nil` measures the exams as they are.
  public var folder: String?

  private static let firstDraw: UInt64 = 1 << 32

  /// Makes a study of a test format at the model's stated effect.
  public init(of sequence: TestSequence) {
    examinee = ExamineeSettings(seed: 0, sequence: sequence)
    stated = examinee
  }

  /// Makes the exams and the draws, and counts.
  ///
  /// *Errors*: what writing and reading chart files throw, and `CancellationError`.
  /// *Complexity*: O(exams × samples + draws × questions), on all cores.
  public func run() async throws -> AgreementReport {
    precondition(examCount > 0 && drawCount > 0, "A study has exams and draws.")
    var groups: [AgreementReport.Group] = []
    for truth in Truth.allCases {
      let exams = try await tally(firstSeed..<(firstSeed + UInt64(examCount))) { try chain(seed: $0, truth) }
      let draws = try await tally(Self.firstDraw..<(Self.firstDraw + UInt64(drawCount))) { drawn(seed: $0, truth) }
      groups.append(AgreementReport.Group(truth: truth, exams: exams, draws: draws))
    }
    return AgreementReport(sequence: examinee.sequence, groups: groups)
  }

  /// The long way: samples, chart files, measurements, scores.
  private func chain(seed: UInt64, _ truth: Truth) throws -> AgreementOutcome {
    var exam = SimulatedExaminee(examinee.person(seed, truth)).exam()
    if let folder { exam = try throughFiles(exam, in: folder) }
    return AgreementOutcome(of: try Measurements.measure(exam))
  }

  /// The short way: the stated distributions, scores.
  private func drawn(seed: UInt64, _ truth: Truth) -> AgreementOutcome {
    AgreementOutcome(of: SimulatedExaminee(stated.person(seed, truth)).plan().measurementTable())
  }

  private func throughFiles(_ exam: Exam, in folder: String) throws -> Exam {
    let own = try OutputFolder(URL(filePath: folder).appending(path: UUID().uuidString).path)
    defer { try? FileManager.default.removeItem(at: own.url) }
    let made = ReadExam(exam: exam, files: [], findings: [])
    for file in try ExamConversion.convert(made, to: .ncca).files {
      try own.write(Data(file.bytes), as: file.name, replacing: false)
    }
    return try ExamReader.read(path: own.url.path).exam
  }

  /// Counts the outcomes of all seeds, on all cores. The sums are of whole numbers, so no order matters.
  private func tally(
    _ seeds: Range<UInt64>, outcome: @escaping @Sendable (UInt64) throws -> AgreementOutcome
  ) async throws -> AgreementTally {
    let parts = UInt64(max(1, ProcessInfo.processInfo.activeProcessorCount))
    return try await withThrowingTaskGroup(of: AgreementTally.self) { group in
      for part in 0..<parts {
        group.addTask {
          var tally = AgreementTally()
          for seed in stride(from: seeds.lowerBound + part, to: seeds.upperBound, by: Int(parts)) {
            try Task.checkCancellation()
            tally.add(try outcome(seed))
          }
          return tally
        }
      }
      return try await group.reduce(into: AgreementTally()) { $0.add($1) }
    }
  }
}

extension ExamineeSettings {
  fileprivate func person(_ seed: UInt64, _ truth: Truth) -> ExamineeSettings {
    var settings = self
    settings.seed = seed
    settings.truth = truth
    settings.examName = "STUDY\(seed)"
    return settings
  }
}

import Foundation
import PolygraphFormats
import PolygraphKit
import PolygraphModel
import PolygraphScoring
import PolygraphSimulation

/// How often methods are right on exams whose outcome is known: a folder's, or simulated ones.
public struct AccuracyStudy: Sendable {
  /// The pipeline: profile, methods, format, prior.
  public var analysis: ExamAnalysis
  /// The shares of deceptive exams at which predictive values are stated, besides the sample's own.
  public var baseRates = [0.1, 0.25, 0.5]
  /// The confidence of all intervals.
  public var confidence = 0.95
  /// The resamples of bootstrap intervals.
  public var resamples = 2000
  /// The seed of the resamples.
  public var resamplingSeed: UInt64 = 1
  /// How many exams are worked on at a time; no number depends on it.
  public var threads = ProcessInfo.processInfo.activeProcessorCount

  /// Makes a study of methods. Derivations are left out, and opinions have the words of their formats.
  public init(_ analysis: ExamAnalysis) {
    self.analysis = analysis
    self.analysis.options = ScoringOptions(
      prior: analysis.options.prior, isForced: analysis.options.isForced, omitsDerivations: true)
  }

  /// What became of an exam.
  private enum Outcome: Sendable {
    case scored(StudyCase)
    case failed(AccuracyReport.Failure)
  }

  /// The exams of a folder against its ``StudyOutcomes``.
  ///
  /// *Definition*: an exam that cannot be read or measured is a failure of the report, and does not stop the others.
  /// *Errors*: ``StudyError``, `CancellationError`.
  public func run(folder: String, progress: ((Int, Int) -> Void)? = nil) async throws -> AccuracyReport {
    let url = URL(filePath: folder, directoryHint: .isDirectory)
    let entries = try StudyOutcomes(folder: url).entries
    let outcomes = try await OrderedParallel.map(
      entries.count, part: 1, threads: threads, progress: progress.map { tell in { tell($0, entries.count) } }
    ) { index -> Outcome in
      do {
        return .scored(try scored(entries[index], in: url))
      } catch let error as CancellationError {
        throw error
      } catch {
        return .failed(AccuracyReport.Failure(exam: entries[index].exam, line: entries[index].line, reason: "\(error)"))
      }
    }
    var cases: [StudyCase] = []
    var failures: [AccuracyReport.Failure] = []
    for outcome in outcomes {
      switch outcome {
      case .scored(let item): cases.append(item)
      case .failed(let failure): failures.append(failure)
      }
    }
    var report = AccuracyReport(cases, study: self, origin: .init(kind: .folder))
    report.failures = failures
    report.unlisted = unlisted(in: url, entries)
    report.cases = cases.map { AccuracyReport.Case($0, methods: analysis.methods.map(\.identifier)) }
    return report
  }

  private func scored(_ entry: StudyOutcomes.Entry, in folder: URL) throws -> StudyCase {
    let table = try StudyInput.table(entry.exam, in: folder, analysis: analysis)
    let results = analysis.score(table).results
    guard results.count == analysis.methods.count else { throw StudyInput.severalSeries }
    let known = Set(results.flatMap { $0.questionOpinions.map(\.question) })
    let strangers = Set(entry.questions.keys).subtracting(known)
    if !strangers.isEmpty, results.contains(where: { !$0.questionOpinions.isEmpty }) {
      throw StudyInput.Refusal(
        description: "the outcomes name questions the exam does not have: \(strangers.sorted().joined(separator: " "))")
    }
    return StudyCase(
      exam: entry.exam, truth: entry.truth,
      verdicts: results.map { StudyVerdict($0, questions: entry.questions) })
  }

  /// Folders in the folder that no outcome names.
  private func unlisted(in folder: URL, _ entries: [StudyOutcomes.Entry]) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let listed = Set(entries.compactMap { $0.exam.split(separator: "/").first.map(String.init) })
    return names.filter { name in
      var isFolder: ObjCBool = false
      let path = folder.appending(path: name).path
      return !name.hasPrefix(".") && !listed.contains(name)
        && FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }.sorted()
  }

  /// Simulated exams.
  ///
  /// *Definition*: exam i has the seed `simulation.seed` + i, so an exam is the same in studies of any size; the
  /// deceptive ones are spread evenly.
  /// *Errors*: what measuring throws, and `CancellationError`.
  public func run(_ simulation: StudySimulation, progress: ((Int, Int) -> Void)? = nil) async throws -> AccuracyReport {
    simulation.check()
    let part = simulation.way == .signals ? 1 : 256
    let cases = try await OrderedParallel.map(
      simulation.count, part: part, threads: threads, progress: progress.map { tell in { tell($0, simulation.count) } }
    ) { index in
      let settings = simulation.settings(index)
      let results = analysis.score(try simulation.table(settings, analysis)).results
      let questions = simulation.questions(settings)
      return StudyCase(
        exam: settings.examName, truth: settings.truth,
        verdicts: results.map { StudyVerdict($0, questions: questions) })
    }
    return AccuracyReport(cases, study: self, origin: .init(simulation))
  }
}

/// The exams a study's outcomes name.
private enum StudyInput {
  struct Refusal: Error, CustomStringConvertible { let description: String }

  static let severalSeries = Refusal(
    description: "relevant questions stand in several series; a study takes one outcome an exam, so keep each series "
      + "in an exam of its own")

  /// The most bytes of a measurement table.
  private static let largestTable = 256 * 1024 * 1024

  static func table(_ name: String, in folder: URL, analysis: ExamAnalysis) throws -> MeasurementTable {
    guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
      throw Refusal(description: "an exam's path leads out of the folder")
    }
    let path = folder.appending(path: name).path
    guard FileManager.default.fileExists(atPath: path) else {
      var options = ReadOptions()
      options.examName = name
      return try analysis.measure(ExamReader.read(path: folder.path, options: options).exam)
    }
    guard name.hasSuffix(".json") else { return try analysis.measure(ExamReader.read(path: path).exam) }
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    guard size <= largestTable else {
      throw Refusal(description: "the table has \(size) bytes; the limit is \(largestTable)")
    }
    do {
      return try JSONDecoder().decode(MeasurementTable.self, from: Data(contentsOf: URL(filePath: path)))
    } catch let error as DecodingError {
      throw Refusal(description: "no measurement table (\(MeasurementTable.schemaName)): \(error)")
    }
  }
}

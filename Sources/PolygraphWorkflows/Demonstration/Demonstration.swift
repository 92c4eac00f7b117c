import Foundation
import PolygraphFormats
import PolygraphKit
import PolygraphModel
import PolygraphRecords
import PolygraphScoring
import PolygraphSimulation

/// The main job from end to end on a simulated examinee: chart files, reading, measuring, scoring, recording.
public struct Demonstration: Sendable {
  /// What was made, and where it lies.
  public struct Outcome: Sendable {
    /// The folder of the chart files.
    public let charts: URL
    /// The chart files.
    public let files: [URL]
    /// The measurements as JSON.
    public let measurements: URL
    /// The scores as JSON.
    public let scores: URL
    /// The records file.
    public let records: URL
    /// What the reader noticed in the files.
    public let findings: [Finding]
    /// The score sheet.
    public let sheet: ScoreSheet
    /// The exam's identifier in the records.
    public let record: RecordIdentifier
    /// How many exams the records file holds now.
    public let filedExams: Int
  }

  /// What the examinee is and does.
  public var settings: ExamineeSettings
  /// The folder that everything is written to.
  public var folder: String
  /// Whether files of an earlier demonstration are replaced.
  public var isReplacing: Bool

  /// Makes a demonstration.
  public init(settings: ExamineeSettings, folder: String, isReplacing: Bool = true) {
    self.settings = settings
    self.folder = folder
    self.isReplacing = isReplacing
  }

  /// Does it, telling each step as it begins.
  ///
  /// *Errors*: what writing, reading, and recording throw.
  public func run(by actor: RecordActor, telling: (String) -> Void = { _ in }) async throws -> Outcome {
    telling("Simulating the examinee (seed \(settings.seed), \(settings.sequence.name))")
    let simulated = SimulatedExaminee(settings).exam()

    telling("Writing the exam's chart files")
    let top = try OutputFolder(folder)
    let charts = try OutputFolder(top.url.appending(path: "charts/" + FileName.encoded(simulated.name)).path)
    let made = ReadExam(exam: simulated, files: [], findings: [])
    let files = try ExamConversion.convert(made, to: .ncca).files.map {
      try charts.write(Data($0.bytes), as: $0.name, replacing: isReplacing)
    }

    telling("Reading them back")
    let read = try ExamReader.read(path: charts.url.path)

    telling("Filtering and measuring")
    let analysis = ExamAnalysis(methods: ScoringMethods.all)
    let table = try analysis.measure(read.exam)

    telling("Scoring")
    let sheet = analysis.score(table)
    let measurements = try top.write(Self.json(table), as: "measurements.json", replacing: isReplacing)
    let scores = try top.write(Self.json(sheet), as: "scores.json", replacing: isReplacing)

    telling("Recording")
    let records = top.url.appending(path: "records/records.sqlite")
    let store = try await SQLiteRecordStore.open(records, creating: true)
    let filed = try await store.file(
      read.exam, sheet: sheet, statingOpinionOf: sheet.results.first { $0.opinion != nil }?.method, by: actor)
    let listing = try await store.exams()
    return Outcome(
      charts: charts.url, files: files, measurements: measurements, scores: scores, records: records,
      findings: read.findings, sheet: sheet, record: filed.exam.record.id, filedExams: listing.total)
  }

  private static func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }
}

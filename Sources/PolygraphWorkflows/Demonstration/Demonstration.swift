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

  /// Makes a demonstration.
  public init(settings: ExamineeSettings, folder: String) {
    self.settings = settings
    self.folder = folder
  }

  /// Does it, telling each step as it begins.
  ///
  /// *Definition*: each simulated exam has a folder of its own, named after what decides it, so that a demonstration
  /// that
  /// is repeated finds its own files and another one touches none of them. The records file is one for all.
  /// *Errors*: what writing, reading, and recording throw.
  public func run(by actor: RecordActor, telling: (String) -> Void = { _ in }) async throws -> Outcome {
    let top = try OutputFolder(folder)
    telling("Simulating the examinee (seed \(settings.seed), \(settings.sequence.name))")
    let simulated = SimulatedExaminee(settings).exam()

    telling("Writing the exam's chart files")
    let own = try OutputFolder(top.url.appending(path: examFolderName(simulated.name)).path)
    let charts = try OutputFolder(own.url.appending(path: "charts").path)
    let made = ReadExam(exam: simulated, files: [], findings: [])
    let written = try ExamConversion.convert(made, to: .ncca).files
    try Self.refuseForeignFiles(in: charts, beside: written)
    let files = try charts.write(written, replacing: true)

    telling("Reading them back")
    let read = try ExamReader.read(path: charts.url.path)

    telling("Filtering and measuring")
    let analysis = ExamAnalysis()
    let table = try analysis.measure(read.exam)

    telling("Scoring")
    let sheet = analysis.score(table)
    let measurements = try own.write(Self.json(table), as: "measurements.json", replacing: true)
    let scores = try own.write(Self.json(sheet), as: "scores.json", replacing: true)

    telling("Recording")
    let records = top.url.appending(path: "records/records.sqlite")
    let filed = try await ScoreFiling.file(read, sheet, recordsAt: records.path, by: actor)
    let listing = try await SQLiteRecordStore.open(records).exams()
    return Outcome(
      charts: charts.url, files: files, measurements: measurements, scores: scores, records: records,
      findings: read.findings, sheet: sheet, record: filed.exam.record.id, filedExams: listing.total)
  }

  /// The folder of the simulated exam: what decides it.
  private func examFolderName(_ exam: String) -> String {
    let effect = settings.effectSize == 1 ? "" : "-effect-\(settings.effectSize)"
    return FileName.encoded("\(exam)-\(settings.sequence.identifier)-\(settings.truth.rawValue)\(effect)")
  }

  /// A chart of another exam in the folder would be read as one of this.
  private static func refuseForeignFiles(in folder: OutputFolder, beside files: [WrittenFile]) throws {
    let own = Set(files.map(\.name))
    let found = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    if let foreign = found.first(where: { !own.contains($0) && !$0.hasPrefix(".") }) {
      throw OutputError.foreign(folder: folder.url.path, name: foreign)
    }
  }

  private static func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }
}

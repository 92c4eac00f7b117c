import Foundation
import PolygraphFormats
import PolygraphKit
import PolygraphModel
import PolygraphRecords
import PolygraphScoring
import PolygraphSimulation

/// The main job from end to end on a simulated examinee: capture from a virtual instrument, reading, measuring,
/// scoring, recording; and the same exam as chart files, written directly.
public struct Demonstration: Sendable {
  /// What was made, and where it lies.
  public struct Outcome: Sendable {
    /// The exam package that was captured.
    public let package: URL
    /// Samples that were captured, and samples that were lost, now or when the package was made.
    public let captured: (samples: Int, lost: Int)
    /// Whether the captured exam has the opinions of the one that was written directly.
    public let scoresLikeWritten: Bool
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
    let chartFiles = try ExamConversion.convert(made, to: .ncca).files
    try Self.refuseForeignFiles(in: charts, beside: chartFiles)
    let files = try charts.write(chartFiles, replacing: true)

    let package = own.url.appending(path: "exam")
    if PackageNames.isPackage(package.path) {
      telling("Finding the exam that was captured before")
    } else {
      telling("Capturing it from a virtual instrument over a pseudo-terminal")
      _ = try SimulatedCapture(settings: settings)
        .run(into: package.path, software: "polygraph \(PolygraphVersion.current)")
    }

    telling("Reading it back")
    let read = try ExamReader.read(path: package.path)
    let verified = try PackageVerification.verify(package.path)
    guard verified.isIntact else { throw OutputError.captured(path: package.path) }

    telling("Filtering and measuring")
    let analysis = ExamAnalysis()
    let table = try analysis.measure(read.exam)

    telling("Scoring")
    let sheet = analysis.score(table)
    let written = analysis.score(try analysis.measure(simulated))
    let measurements = try own.write(Self.json(table), as: "measurements.json", replacing: true)
    let scores = try own.write(Self.json(sheet), as: "scores.json", replacing: true)

    telling("Recording")
    let records = top.url.appending(path: "records/records.sqlite")
    let filed = try await ScoreFiling.file(read, sheet, recordsAt: records.path, by: actor)
    let listing = try await SQLiteRecordStore.open(records).exams()
    return Outcome(
      package: package, captured: Self.samples(read.exam),
      scoresLikeWritten: sheet.results.map(\.opinion) == written.results.map(\.opinion), charts: charts.url,
      files: files, measurements: measurements, scores: scores, records: records,
      findings: read.findings, sheet: sheet, record: filed.exam.record.id, filedExams: listing.total)
  }

  /// The samples of the charts, and those of them that are missing in every channel.
  private static func samples(_ exam: Exam) -> (samples: Int, lost: Int) {
    let charts = exam.charts.map(\.chart)
    let gaps = charts.flatMap(\.gaps)
    return (charts.reduce(0) { $0 + $1.sampleCount }, gaps.reduce(0) { $0 + $1.end - $1.start })
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

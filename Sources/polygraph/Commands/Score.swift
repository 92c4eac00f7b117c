import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords
import PolygraphWorkflows

/// What scoring commands share.
struct ScoringArguments: ParsableArguments {
  @Option(
    name: .customLong("test-format"),
    help: ArgumentHelp("The test format, when it is not to be recognised from the questions.", valueName: "name"))
  var testFormat: String?

  @Option(help: ArgumentHelp("The prior probability of deception, between 0 and 1.", valueName: "p"))
  var prior = 0.5

  @Flag(help: "Compute outside the validated design instead of refusing; the result says so.")
  var force = false

  func validate() throws {
    guard prior > 0, prior < 1 else { throw ValidationError("--prior lies between 0 and 1, both excluded.") }
    if let testFormat, TestFormat.named(testFormat) == nil {
      let names = TestFormat.all.map(\.identifier).joined(separator: ", ")
      throw ValidationError("There is no test format '\(testFormat)'. Known: \(names).")
    }
  }

  /// The format that was asked for.
  var format: TestFormat? { testFormat.flatMap { TestFormat.named($0) } }
  /// What the methods are told.
  var options: ScoringOptions { ScoringOptions(prior: prior, isForced: force) }
}

/// Scoring methods by name.
func scoringMethods(_ names: [String]) throws -> [any ScoringMethod] {
  if names.contains("all") { return ScoringMethods.all }
  return try names.map { name in
    guard let method = ScoringMethods.named(name) else {
      let known = ScoringMethods.all.map(\.identifier).joined(separator: ", ")
      throw ValidationError("There is no scoring method '\(name)'. Known: \(known), all.")
    }
    return method
  }
}

/// `polygraph score`: the scores of an exam.
struct Score: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scores an exam by one or several methods.",
    discussion: """
      Give an exam, or a measurement table made elsewhere with --measurements. A method that does not fit the exam is \
      refused with its reasons; --force computes it all the same and labels the result. Exit code 1 when every method \
      refused.

      With --record the exam, its results and the first method's opinion are filed.
      """)

  @Argument(help: ArgumentHelp("A folder of chart files, or one chart file.", valueName: "path"))
  var path: String?

  @Option(help: ArgumentHelp("A measurement table (polygraph.measurements/1) instead of an exam.", valueName: "file"))
  var measurements: String?

  @Option(help: ArgumentHelp("The exam to take when the folder holds several.", valueName: "name"))
  var exam: String?

  @Flag(help: "Refuse files with any defect instead of repairing and reporting it.")
  var strict = false

  @Option(help: ArgumentHelp("A scoring method, or all; may be given several times.", valueName: "name"))
  var method: [String] = ["ess-m"]

  @OptionGroup var profile: ProfileOptions
  @OptionGroup var scoring: ScoringArguments

  @Flag(help: "File the exam, its results and the opinion in the records.")
  var record = false

  @OptionGroup var records: RecordsOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (path == nil) != (measurements == nil) else {
      throw ValidationError("Give either an exam's path or --measurements FILE.")
    }
    guard measurements == nil || !record else {
      throw ValidationError("--record needs an exam: a measurement table names no chart files.")
    }
    _ = try scoringMethods(method)
  }

  func run() async throws {
    let analysis = ExamAnalysis(
      profile: try profile.load(), methods: try scoringMethods(method), format: scoring.format,
      options: scoring.options)
    let sheet: ScoreSheet
    if let measurements {
      sheet = analysis.score(try MeasurementTable.load(measurements))
    } else {
      var options = ReadOptions()
      options.examName = exam
      options.isStrict = strict
      let read = try ExamReader.read(path: path ?? "", options: options)
      sheet = try analysis.score(read.exam)
      if !output.json, !output.quiet { showWarnings(read.findings) }
      if record {
        let filed = try await ScoreFiling.file(read, sheet, recordsAt: records.path)
        note("Filed as \(filed.exam.record.id) in \(records.path)")
      }
    }
    emit(output.json ? String(decoding: try printedJSON(sheet), as: UTF8.self) + "\n" : sheet.text)
    if !sheet.results.contains(where: { $0.status == .scored }) { throw ExitCode.failure }
  }

  private func showWarnings(_ findings: [Finding]) {
    let warnings = findings.filter { $0.severity > .note }
    if !warnings.isEmpty { note(findingLines(warnings).trimmingCharacters(in: .newlines)) }
  }
}

extension MeasurementTable {
  /// Reads a table from a file, saying what is wrong with it in a sentence.
  static func load(_ path: String) throws -> MeasurementTable {
    let data = try Data(contentsOf: URL(filePath: path))
    do {
      return try JSONDecoder().decode(MeasurementTable.self, from: data)
    } catch let error as DecodingError {
      throw InputError(path: path, error)
    }
  }
}

/// Why a JSON input was refused.
struct InputError: Error, CustomStringConvertible {
  let description: String

  init(path: String, _ error: DecodingError) {
    let (context, problem): (DecodingError.Context, String) =
      switch error {
      case .keyNotFound(let key, let context): (context, "'\(key.stringValue)' is missing")
      case .typeMismatch(let type, let context): (context, "a value is no \(type)")
      case .valueNotFound(let type, let context): (context, "null stands in place of a \(type)")
      case .dataCorrupted(let context): (context, context.debugDescription)
      @unknown default: (.init(codingPath: [], debugDescription: ""), "\(error)")
      }
    let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    description = "\(path): " + (place.isEmpty ? "" : "at \(place): ") + problem
  }
}

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

/// A scoring method by name.
func scoringMethod(_ name: String) throws -> any ScoringMethod {
  if let method = ScoringMethods.named(name) { return method }
  let known = ScoringMethods.all.map(\.identifier).joined(separator: ", ")
  throw ValidationError("There is no scoring method '\(name)'. Known: \(known).")
}

/// Scoring methods by name, each once; `all` stands for every one.
private func scoringMethods(_ names: [String]) throws -> [any ScoringMethod] {
  let named = try names.filter { $0 != "all" }.map { try scoringMethod($0) }
  if names.contains("all") { return ScoringMethods.all }
  return named.enumerated().filter { index, method in
    !named[..<index].contains { $0.identifier == method.identifier }
  }.map(\.element)
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

      Examples:
        polygraph score exam-folder
        polygraph score exam-folder --method ess-m --prior 0.2 --json
        polygraph score exam-folder --method all --record --records office.sqlite
        polygraph score --measurements measurements.json
      """)

  @Argument(help: ArgumentHelp("A folder of chart files, or one chart file.", valueName: "path"))
  var path: String?

  @Option(help: ArgumentHelp("A measurement table (polygraph.measurements/1) instead of an exam.", valueName: "file"))
  var measurements: String?

  @OptionGroup var choice: ExamChoice

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
    guard measurements == nil || (choice.exam == nil && !choice.strict) else {
      throw ValidationError("--exam and --strict are about chart files; --measurements reads none.")
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
      let read = try choice.read(path ?? "")
      sheet = try analysis.score(read.exam)
      let warnings = read.findings.filter { $0.severity > .note }
      if !output.json, !warnings.isEmpty { output.note(findingLines(warnings, ending: "")) }
      if record {
        let filed = try await ScoreFiling.file(read, sheet, recordsAt: records.path)
        output.note("Filed as \(filed.exam.record.id) in \(records.path)")
      }
    }
    try output.emit(sheet, text: sheet.text)
    if !sheet.results.contains(where: { $0.status == .scored }) { throw ExitCode.failure }
  }
}

extension MeasurementTable {
  /// Reads a table from a file, saying what is wrong with it in a sentence.
  static func load(_ path: String) throws -> MeasurementTable {
    let data = try InputFile.read(path)
    do {
      return try JSONDecoder().decode(MeasurementTable.self, from: data)
    } catch let error as DecodingError {
      throw RefusedInput(path: path, error)
    }
  }
}

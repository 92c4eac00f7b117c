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

  @Option(
    help: ArgumentHelp(
      "An office's own words for opinions: deceptive, truthful, neither. Left out: those of the test format.",
      valueName: "a,b,c"))
  var words: String?

  func validate() throws {
    guard prior > 0, prior < 1 else { throw ValidationError("--prior lies between 0 and 1, both excluded.") }
    if let words, opinionWords == nil {
      throw ValidationError("--words takes three different words, as DI,NDI,INC; found '\(words)'.")
    }
    if let testFormat, TestFormat.named(testFormat) == nil {
      let names = TestFormat.all.map(\.identifier).joined(separator: ", ")
      throw ValidationError("There is no test format '\(testFormat)'. Known: \(names).")
    }
  }

  /// The words that were asked for.
  var opinionWords: OpinionWords? {
    let parts = words?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    return parts.count == 3 ? OpinionWords(deceptive: parts[0], truthful: parts[1], neither: parts[2]) : nil
  }

  /// The format that was asked for.
  var format: TestFormat? { testFormat.flatMap { TestFormat.named($0) } }
  /// What the methods are told.
  var options: ScoringOptions { ScoringOptions(prior: prior, isForced: force, words: opinionWords) }
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
      Give an exam, a measurement table made elsewhere with --measurements, or hand-given scores with \
      --scores. A method \
      that does not fit the exam is refused with its reasons; --force computes it all the same and labels the result. \
      Exit code 1 when every method refused.

      With --record the exam, its results and the first method's opinion are filed.

      Examples:
        polygraph score exam-folder
        polygraph score exam-folder --method ess-m --prior 0.2 --json
        polygraph score exam-folder --method all --record --records office.sqlite
        polygraph score --measurements measurements.json
        polygraph score --scores sheet.json --test-format federal-zct

      A score sheet (polygraph.scoresheet/1) is a JSON object: "schema", "exam"?, "testFormat"?, and \
      "sheets", a list; a \
      document with one sheet may have its fields beside "schema". All sheets are kept, one result each. A sheet has:
        method      \(Scoresheet.methods.joined(separator: ", "))
        scorer      {"person", "time" as 2026-01-02T03:04:05Z, "blind"}; may be left out
        rule        \(DecisionRule.all.map(\.identifier).joined(separator: ", ")); \
      left out: the method's for the format
        cutscores   for the rule: grandTotalDeceptive, grandTotalTruthful, subtotalDeceptiveTwoStage, \
        subtotalDeceptive, \
      subtotalTruthful; left out: the method's
        questionsDiffer, alpha, usesCutsOf2011, testFormat, scale (ess or 3pos, of pcat)   where method or rule has \
      them
      and one of:
        scores      {"chart1": {"R5": {"respiration": 0, "eda": -2, "cardio": 1, "ple": null}, …}, …}, null for missing
        cells       [{"chart": 1, "question": "R5", "sensor": "electrodermal", "score": -2}, …], \
        "series"?, "occurrence"?
        subtotals   {"R5": -3, "R7": 2}, with "grandTotal"? where it is not their sum; needs "rule" or a method with one
      "sevenPositionScores" stands for "scores" with the method seven-position. Ranks: method rank (1 = strongest) or \
      ross (1 = weakest, comparison questions too). An unknown field is refused.
      """)

  @Argument(help: ArgumentHelp("A folder of chart files, or one chart file.", valueName: "path"))
  var path: String?

  @Option(help: ArgumentHelp("A measurement table (polygraph.measurements/1) instead of an exam.", valueName: "file"))
  var measurements: String?

  @Option(help: ArgumentHelp("A score sheet (polygraph.scoresheet/1) instead of an exam.", valueName: "file"))
  var scores: String?

  @OptionGroup var choice: ExamChoice

  @Option(
    help: ArgumentHelp(
      "A scoring method, or all; may be given several times. Left out: ess-m.", valueName: "name"))
  var method: [String] = []

  @OptionGroup var profile: ProfileOptions
  @OptionGroup var scoring: ScoringArguments

  @Flag(help: "File the exam, its results and the opinion in the records.")
  var record = false

  @OptionGroup var records: RecordsOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard [path, measurements, scores].count(where: { $0 != nil }) == 1 else {
      throw ValidationError("Give either an exam's path or --measurements FILE or --scores FILE.")
    }
    guard scores == nil || (method.isEmpty && !record && choice.exam == nil && !choice.strict) else {
      throw ValidationError("--scores takes methods from its sheets, and no --method, --record, --exam or --strict.")
    }
    guard scores == nil || profile.profile == FilterProfile.standard.name else {
      throw ValidationError("--profile is about measuring; --scores measures nothing.")
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
      profile: try profile.load(), methods: try scoringMethods(method.isEmpty ? ["ess-m"] : method),
      format: scoring.format,
      options: scoring.options)
    let sheet: ScoreSheet
    if let scores {
      sheet = try DocumentFile.read(scores) { value throws(DocumentFault) in
        try Scoresheet(value).score(format: scoring.format, options: scoring.options)
      }
    } else if let measurements {
      sheet = analysis.score(try MeasurementTable.load(measurements))
    } else {
      let read = try choice.read(path ?? "")
      sheet = try analysis.score(read.exam)
      let warnings = read.findings.filter { $0.severity > .note }
      if !output.json, !warnings.isEmpty { output.note(findingLines(warnings, ending: "")) }
      if record {
        let filed = try await ScoreFiling.file(read, sheet, recordsAt: records.path)
        output.note("Filed as \(filed.exam.record.id) in \(filed.location)")
      }
    }
    let sides = scoring.opinionWords.map { words in
      [words.deceptive: OpinionSide.deceptive, words.truthful: .truthful, words.neither: .neither]
    }
    let compared = ComparedScoreSheet(sheet, words: sides ?? [:])
    try output.emit(compared, text: sheet.text + compared.agreement.text)
    if !sheet.results.contains(where: { $0.status == .scored }) { throw ExitCode.failure }
  }
}

/// A JSON document whose fields are checked one by one.
enum DocumentFile {
  /// Reads a file and makes something of it, saying what is wrong with it in a sentence.
  static func read<T>(_ path: String, _ make: (DocumentValue) throws(DocumentFault) -> T) throws -> T {
    let data = try InputFile.read(path)
    do {
      return try make(JSONDecoder().decode(DocumentValue.self, from: data))
    } catch let error as DecodingError {
      throw RefusedInput(path: path, error)
    } catch let fault as DocumentFault {
      throw RefusedInput(path: path, problem: fault.description)
    }
  }
}

extension MeasurementTable {
  /// The largest magnitude of a value that is taken; sums of squares of many such values are still finite.
  private static let largestValue = 1e100

  /// Reads a table from a file, saying what is wrong with it in a sentence.
  static func load(_ path: String) throws -> MeasurementTable {
    let data = try InputFile.read(path)
    do {
      let table = try JSONDecoder().decode(MeasurementTable.self, from: data)
      for (index, row) in table.measurements.enumerated() {
        guard let value = row.value, !(value.magnitude <= largestValue) else { continue }
        throw RefusedInput(
          path: path,
          problem: "at measurements.[\(index)].value: found \(value); expected a number of at most \(largestValue) "
            + "either side of zero")
      }
      return table
    } catch let error as DecodingError {
      throw RefusedInput(path: path, error)
    }
  }
}

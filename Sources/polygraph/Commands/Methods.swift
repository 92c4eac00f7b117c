import ArgumentParser
import PolygraphKit

/// `polygraph methods`: the scoring methods.
struct Methods: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists scoring methods with their literature, minimum data and defaults; evaluates their models.",
    discussion: """
      Every method names the publications it follows, the data it needs and its parameters, so that a score can be \
      checked by hand.

      Examples:
        polygraph methods
        polygraph methods show ess-m
        polygraph methods show ess-m --table --questions 2 --alpha 0.1
        polygraph methods evaluate ess-m total.json
        polygraph methods formats
      """,
    subcommands: [List.self, Show.self, Evaluate.self, Formats.self], defaultSubcommand: List.self)

  /// `polygraph methods list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the methods.", discussion: "Example:\n  polygraph methods list --json")
    @OptionGroup var output: OutputOptions

    func run() throws {
      var table = TextTable([("NAME", .left), ("VERSION", .left), ("TITLE", .left), ("MINIMUM DATA", .left)])
      for method in ScoringMethods.all {
        table.add([method.identifier, method.version, method.title, method.minimumData])
      }
      try output.emit(MethodList(methods: ScoringMethods.all.map(MethodDescription.init)), text: table.text)
    }
  }

  /// `polygraph methods show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows one method: literature, minimum data, formats, sensors, parameters, evaluations; or its tables.",
      discussion: """
        With --table the tables the method rests on are printed: those with a model are computed for the questions, \
        charts and sensors asked for, the others are the published ones. Methods with tables: ess-m, ess, pcat, pss, \
        cit, oss-1, oss-2, oss-3, pa.

        Examples:
          polygraph methods show ess-m
          polygraph methods show ess-m --table --questions 4 --sensors 3
          polygraph methods show pss --table --charts 2
          polygraph methods show cit --table --alternatives 6 --json
        """)
    @Argument(help: ArgumentHelp("The method's name, as ess-m.", valueName: "name")) var name: String

    @Flag(help: "Print the method's tables.") var table = false

    @Option(help: ArgumentHelp("With --table: relevant questions of the model; 1 for a subtotal.", valueName: "n"))
    var questions: Int?

    @Option(help: ArgumentHelp("With --table: charts or passes of the model; tests of cit.", valueName: "n"))
    var charts: Int?

    @Option(help: ArgumentHelp("With --table: sensors of the model, 4 or, without vasomotor, 3.", valueName: "n"))
    var sensors: Int?

    @Option(help: ArgumentHelp("With --table: level of the lower limits.", valueName: "p"))
    var alpha: Double?

    @Option(help: ArgumentHelp("With --table: scored alternatives of a test, the key among them.", valueName: "n"))
    var alternatives: Int?

    @OptionGroup var output: OutputOptions

    private var settings: ReferenceTableSettings {
      ReferenceTableSettings(
        questions: questions, charts: charts, sensors: sensors, alpha: alpha, alternatives: alternatives)
    }

    func validate() throws {
      _ = try scoringMethod(name)
      guard table || settings == ReferenceTableSettings() else {
        throw ValidationError("--questions, --charts, --sensors, --alpha and --alternatives go with --table.")
      }
      do {
        _ = table ? try ReferenceTables.tables(of: name, settings: settings) : []
      } catch {
        throw ValidationError("--\(error.place): found \(error.found); expected \(error.expected).")
      }
    }

    func run() throws {
      guard table else {
        let description = MethodDescription(try scoringMethod(name))
        try output.emit(description, text: description.text)
        return
      }
      let tables = try ReferenceTables.tables(of: name, settings: settings)
      guard !tables.isEmpty else { throw RefusedInput(description: "\(name) rests on no table.") }
      try output.emit(
        MethodTables(method: name, tables: tables), text: tables.map(\.text).joined(separator: "\n"))
    }
  }

  /// `polygraph methods evaluate`.
  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Evaluates a method's model, or a statistic, at given inputs.",
      discussion: """
        FILE is a JSON document polygraph.evaluation/1: {"schema", "evaluation"?, "input": {…}}, or with \
        "inputs": [{…}, \
        …] for several. An entry may be the input's fields alone, or {"id"?, "evaluation"?, "input", "parameters"?}; \
        parameters are further fields of the input, and description, oracle, source, note, crossCheck and expected are \
        remarks that are not read. A document without a schema may be such an entry or a list of them. \
        The evaluation is \
        told by the fields unless it is named. A field that nothing reads is refused.

        Prints polygraph.evaluated/1: method, evaluation, input, figures, source; for a list "results".

        METHOD, evaluation, and its fields (those in brackets may be left out); 'polygraph methods show \
        METHOD' says what \
        they mean:
        \(Evaluations.all.map(\.usage).joined(separator: "\n"))

        Examples:
          polygraph methods evaluate ess-m total.json        {"score": -9, "priorOddsGuilty": "1:1"}
          polygraph methods evaluate decision-rules sums.json
          polygraph methods evaluate statistics limit.json --json
        """)
    @Argument(help: ArgumentHelp("A method, a statistic, or 'statistics'.", valueName: "method")) var name: String
    @Argument(help: ArgumentHelp("The input document (JSON).", valueName: "file")) var file: String
    @OptionGroup var output: OutputOptions

    func validate() throws {
      guard Evaluations.named(name).isEmpty else { return }
      let known = Evaluations.names.joined(separator: ", ")
      throw ValidationError("There is nothing named '\(name)' to evaluate. Known: \(known).")
    }

    func run() throws {
      let (results, isList) = try DocumentFile.read(file) { value throws(DocumentFault) in
        let document = try EvaluationDocument(value)
        return (try Evaluations.evaluate(name, document), document.isList)
      }
      let text = results.map(\.text).joined(separator: "\n")
      if isList {
        try output.emit(EvaluatedList(method: name, results: results), text: text)
      } else {
        try output.emit(EvaluatedOne(method: name, results[0]), text: text)
      }
    }
  }

  /// `polygraph methods formats`.
  struct Formats: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the test formats with their questions, charts, pairing and rules.",
      discussion: "Example:\n  polygraph methods formats --json")
    @OptionGroup var output: OutputOptions

    func run() throws {
      var table = TextTable([
        ("NAME", .left), ("TITLE", .left), ("RQ", .left), ("CQ", .left), ("CHARTS", .left), ("KNOWN", .left),
        ("SEQUENCE", .left),
      ])
      for format in TestFormat.all {
        table.add([
          format.identifier, format.name, format.relevantQuestions.words, format.comparisonQuestions.words,
          format.charts.words, format.confidence, format.sequence,
        ])
      }
      try output.emit(FormatList(formats: TestFormat.all.map(FormatDescription.init)), text: table.text)
    }
  }
}

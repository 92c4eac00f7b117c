import ArgumentParser
import PolygraphKit

/// `polygraph explain`: from a number back to samples.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows where a question's scores come from, back to the samples.",
    discussion: """
      Prints the derivation of every figure of a question under a method: rule, inputs, intermediate figures, source. \
      Inputs that are measurements are shown with value, state, onset and peak samples, and the chart file's digest.

      With --measurements the figures of a table made elsewhere are explained, with --scores those of hand-given \
      scores; there --question may be left out, which prints every figure. A score sheet holds the method of each of \
      its sheets; --method picks one where there are several.

      Examples:
        polygraph explain exam-folder --question R5
        polygraph explain exam-folder --question R5 --chart 2 --sensor electrodermal
        polygraph explain exam-folder --method ess-m --question R5 --json
        polygraph explain --measurements measurements.json --method oss-3 --question R7
        polygraph explain --scores sheet.json --method seven-position
      """)

  @Argument(help: ArgumentHelp("An exam package, a folder of chart files, or one chart file.", valueName: "path"))
  var path: String?

  @Option(help: ArgumentHelp("A measurement table (polygraph.measurements/1) instead of an exam.", valueName: "file"))
  var measurements: String?

  @Option(help: ArgumentHelp("A score sheet (polygraph.scoresheet/1) instead of an exam.", valueName: "file"))
  var scores: String?

  @OptionGroup var choice: ExamChoice

  @Option(help: ArgumentHelp("The scoring method. Left out: ess-m, or the score sheet's.", valueName: "name"))
  var method: String?

  @Option(help: ArgumentHelp("The question, as R5.", valueName: "label"))
  var question: String?

  @Option(help: ArgumentHelp("Only this chart.", valueName: "number"))
  var chart: Int?

  @Option(help: ArgumentHelp("Only this sensor, as electrodermal.", valueName: "name"))
  var sensor: String?

  @OptionGroup var profile: ProfileOptions
  @OptionGroup var scoring: ScoringArguments
  @OptionGroup var output: OutputOptions

  private var measuringMethod: String { method ?? "ess-m" }

  func validate() throws {
    guard [path, measurements, scores].count(where: { $0 != nil }) == 1 else {
      throw ValidationError("Give either an exam's path or --measurements FILE or --scores FILE.")
    }
    guard path == nil || question != nil else {
      throw ValidationError("Name the question with --question, as R5.")
    }
    guard path != nil || (choice.exam == nil && !choice.strict) else {
      throw ValidationError("--exam and --strict are about chart files; no chart file is read here.")
    }
    guard path != nil || profile.profile == FilterProfile.standard.name else {
      throw ValidationError("--profile is about measuring; nothing is measured here.")
    }
    if scores == nil { try checkSensor(try scoringMethod(measuringMethod).sensors + [.respiration]) }
    if let scores = method, self.scores != nil, !Scoresheet.methods.contains(scores) {
      let known = Scoresheet.methods.joined(separator: ", ")
      throw ValidationError("A score sheet has no method '\(scores)'. Known: \(known).")
    }
    if let chart, chart < 1 { throw ValidationError("--chart counts from 1.") }
  }

  private func checkSensor(_ known: [Sensor]) throws {
    guard let sensor, !known.contains(Sensor(rawValue: sensor)) else { return }
    let names = known.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("\(measuringMethod) scores no sensor '\(sensor)'. It scores: \(names).")
  }

  func run() throws {
    if let scores {
      let sheet = try DocumentFile.read(scores) { value throws(DocumentFault) in
        try Scoresheet(value).score(format: scoring.format, options: scoring.options)
      }
      let explanations = try explanations(of: sheet)
      guard explanations.count > 1 else {
        return try output.emit(explanations[0], text: explanations[0].text)
      }
      return try output.emit(Explanations(explanations), text: explanations.map(\.text).joined(separator: "\n"))
    }
    let analysis = ExamAnalysis(
      profile: try profile.load(), methods: [try scoringMethod(measuringMethod)], format: scoring.format,
      options: scoring.options)
    let exam = try path.map { try choice.read($0).exam }
    let table = try exam.map { try analysis.measure($0) } ?? MeasurementTable.load(measurements ?? "")
    let result = analysis.score(table).results[0]
    let explanation = Explanation(table.exam, result, try figures(of: result), table, exam)
    try output.emit(explanation, text: explanation.text)
  }

  /// The explanations of a score sheet's results. Of several, those that cannot be explained are told beside; when none
  /// can, the first one's refusal is thrown.
  private func explanations(of sheet: ScoreSheet) throws -> [Explanation] {
    var explanations: [Explanation] = []
    var refusals: [RefusedInput] = []
    for result in try chosen(among: sheet.results) {
      do {
        explanations.append(Explanation(sheet.exam, result, try figures(of: result)))
      } catch let refusal as RefusedInput {
        refusals.append(refusal)
      }
    }
    if explanations.isEmpty, let first = refusals.first { throw first }
    for refusal in refusals { output.note(refusal.description) }
    return explanations
  }

  /// The results of a score sheet that were asked for.
  private func chosen(among results: [ScoringResult]) throws -> [ScoringResult] {
    guard let method else { return results }
    let chosen = results.filter { $0.method == method }
    guard !chosen.isEmpty else {
      let known = results.map(\.method).joined(separator: ", ")
      throw RefusedInput(description: "The score sheet has no sheet of the method \(method). It has: \(known).")
    }
    return chosen
  }

  /// The derivations that were asked for.
  private func figures(of result: ScoringResult) throws -> [Derivation] {
    guard result.status == .scored else {
      throw RefusedInput(
        description: "\(result.method) refused the exam: \(result.reasons.joined(separator: "; ")). "
          + "--force computes it all the same.")
    }
    let figures = result.derivations.filter { isAsked($0.figure) }
    // Where subtotals are given there are no cells.
    let isFound = figures.contains {
      $0.figure.hasPrefix("cell/") || (result.cells.isEmpty && $0.figure.hasPrefix("subtotal/"))
    }
    guard isFound else { throw nothingFound(in: result) }
    return figures
  }

  /// The refusal when no score answers to question, chart and sensor, with what there is.
  private func nothingFound(in result: ScoringResult) -> RefusedInput {
    let place = [chart.map { "chart \($0)" }, sensor].compactMap(\.self).joined(separator: ", ")
    let labels = result.subtotals.map(\.question) + result.cells.map(\.question)
    var questions: [String] = []
    for label in labels where !questions.contains(label) { questions.append(label) }
    let charts = Set(result.cells.map(\.chart)).sorted().map(String.init).joined(separator: ", ")
    return RefusedInput(
      description: "\(result.method) has no score for question \(question ?? "of any name")"
        + (place.isEmpty ? "" : " in \(place)") + ". Scored: questions \(questions.joined(separator: ", "))"
        + (charts.isEmpty ? "." : "; charts \(charts)."))
  }

  /// Whether a figure belongs to the question: its cells, its subtotal, and the totals it goes into.
  private func isAsked(_ figure: String) -> Bool {
    let parts = figure.split(separator: "/").map(String.init)
    guard parts.first == "cell", parts.count == 6 else {
      if parts.first == "subtotal" {
        return question.map { parts == ["subtotal", $0] } ?? (chart == nil && sensor == nil)
      }
      return chart == nil && sensor == nil
    }
    let label = QuestionLabel.parse(parts[3])
    return (question.map { parts[3] == $0 || label?.baseLabel == $0 } ?? true)
      && (chart.map { String($0) == parts[2] } ?? true) && (sensor.map { $0 == parts[5] } ?? true)
  }
}

/// The explanations of several sheets: the document `polygraph.explanations/1`.
private struct Explanations: Encodable {
  let schema = "polygraph.explanations/1"
  let explanations: [Explanation]

  init(_ explanations: [Explanation]) { self.explanations = explanations }
}

/// The derivations of a question with the measurements they rest on: the document `polygraph.explanation/1`.
private struct Explanation: Encodable {
  let schema = "polygraph.explanation/1"
  let exam: String
  let method: String
  let withinValidatedDesign: Bool
  let reasons: [String]
  let parameters: [String: ParameterValue]
  let scorer: Scorer?
  let profile: ProfileReference?
  let sources: [ChartSource]
  let derivations: [Derivation]
  let measurements: [Measurement]

  init(
    _ name: String, _ result: ScoringResult, _ derivations: [Derivation], _ table: MeasurementTable? = nil,
    _ exam: Exam? = nil
  ) {
    self.exam = name
    method = result.method
    withinValidatedDesign = result.withinValidatedDesign
    reasons = result.reasons
    parameters = result.parameters
    scorer = result.scorer
    profile = table?.profile
    self.derivations = derivations
    let used = Set(derivations.flatMap(\.inputs).compactMap(\.from))
    let rows = table?.measurements.filter { used.contains($0.figure) } ?? []
    measurements = rows
    let charts = Set(rows.map(\.chart))
    sources = exam?.charts.filter { charts.contains($0.chart.number) }.compactMap { $0.chart.source } ?? []
  }

  var text: String {
    var text = (exam.isEmpty ? "" : "Exam \(exam), ") + "method \(method)"
    if let profile { text += ", filter profile \(profile.name) \(profile.version) (\(profile.sha256))" }
    text += "\n"
    if let scorer {
      text += "Scored by \(scorer.person), \(scorer.time)" + (scorer.blind ? ", blind" : ", not blind") + "\n"
    }
    for reason in reasons { text += "Note: \(reason)\n" }
    for derivation in derivations { text += "\n" + self.text(derivation) }
    if !sources.isEmpty { text += "\nFiles\n" }
    for source in sources { text += "  \(source.file)  SHA-256 \(source.sha256)\n" }
    return text
  }

  private func text(_ derivation: Derivation) -> String {
    var text = "\(derivation.figure) = \(derivation.result)\n  rule: \(derivation.rule)\n"
    for term in derivation.inputs {
      text += "  input: \(term.name) = \(term.value)"
      if let from = term.from, let row = measurements.first(where: { $0.figure == from }) {
        text += "  \(row.question), \(row.state.rawValue)"
        if let onset = row.onset, let peak = row.peak {
          text += ", samples \(onset.sample) to \(peak.sample) (\(shown(onset.seconds)) to \(shown(peak.seconds)) s)"
        }
        if !row.flags.isEmpty { text += ", \(row.flags.joined(separator: " "))" }
      } else if let from = term.from {
        text += "  from \(from)"
      }
      text += "\n"
    }
    for term in derivation.steps { text += "  step: \(term.name) = \(term.value)\n" }
    return text + "  source: \(derivation.source)\n"
  }
}

extension Measurement {
  /// The identifier of this measurement in derivations.
  fileprivate var figure: String { "measurement/\(series)/\(chart)/\(question)/\(occurrence)/\(sensor.rawValue)" }
}

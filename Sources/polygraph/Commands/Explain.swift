import ArgumentParser
import PolygraphKit

/// `polygraph explain`: from a number back to samples.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows where a question's scores come from, back to the samples.",
    discussion: """
      Prints the derivation of every figure of a question under a method: rule, inputs, intermediate figures, source. \
      Inputs that are measurements are shown with value, state, onset and peak samples, and the chart file's digest.

      Examples:
        polygraph explain exam-folder --question R5
        polygraph explain exam-folder --question R5 --chart 2 --sensor electrodermal
        polygraph explain exam-folder --method ess-m --question R5 --json
      """)

  @OptionGroup var reading: ReadingOptions

  @Option(help: ArgumentHelp("The scoring method.", valueName: "name"))
  var method = "ess-m"

  @Option(help: ArgumentHelp("The question, as R5.", valueName: "label"))
  var question: String

  @Option(help: ArgumentHelp("Only this chart.", valueName: "number"))
  var chart: Int?

  @Option(help: ArgumentHelp("Only this sensor, as electrodermal.", valueName: "name"))
  var sensor: String?

  @OptionGroup var profile: ProfileOptions
  @OptionGroup var scoring: ScoringArguments
  @OptionGroup var output: OutputOptions

  func validate() throws {
    let known = try scoringMethod(method).sensors + [.respiration]
    if let sensor, !known.contains(Sensor(rawValue: sensor)) {
      let names = known.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(method) scores no sensor '\(sensor)'. It scores: \(names).")
    }
    if let chart, chart < 1 { throw ValidationError("--chart counts from 1.") }
  }

  func run() throws {
    let read = try reading.read()
    let analysis = ExamAnalysis(
      profile: try profile.load(), methods: [try scoringMethod(method)], format: scoring.format,
      options: scoring.options)
    let table = try analysis.measure(read.exam)
    let result = analysis.score(table).results[0]
    guard result.status == .scored else {
      throw RefusedInput(
        description: "\(result.method) refused the exam: \(result.reasons.joined(separator: "; ")). "
          + "--force computes it all the same.")
    }
    let figures = result.derivations.filter { isAsked($0.figure) }
    guard figures.contains(where: { $0.figure.hasPrefix("cell/") }) else { throw nothingFound(in: result) }
    let explanation = Explanation(read.exam, table, result, figures)
    try output.emit(explanation, text: explanation.text)
  }

  /// The refusal when no score answers to question, chart and sensor, with what there is.
  private func nothingFound(in result: ScoringResult) -> RefusedInput {
    let place = [chart.map { "chart \($0)" }, sensor].compactMap(\.self).joined(separator: ", ")
    let questions = result.subtotals.map(\.question).joined(separator: ", ")
    let charts = Set(result.cells.map(\.chart)).sorted().map(String.init).joined(separator: ", ")
    return RefusedInput(
      description: "\(result.method) has no score for question \(question)"
        + (place.isEmpty ? "" : " in \(place)") + ". Scored: questions \(questions); charts \(charts).")
  }

  /// Whether a figure belongs to the question: its cells, its subtotal, and the totals it goes into.
  private func isAsked(_ figure: String) -> Bool {
    let parts = figure.split(separator: "/").map(String.init)
    guard parts.first == "cell", parts.count == 6 else {
      return parts == ["subtotal", question] || (chart == nil && sensor == nil && !figure.hasPrefix("subtotal"))
    }
    let label = QuestionLabel.parse(parts[3])
    return (parts[3] == question || label?.baseLabel == question) && (chart.map { String($0) == parts[2] } ?? true)
      && (sensor.map { $0 == parts[5] } ?? true)
  }
}

/// The derivations of a question with the measurements they rest on: the document `polygraph.explanation/1`.
private struct Explanation: Encodable {
  let schema = "polygraph.explanation/1"
  let exam: String
  let method: String
  let profile: ProfileReference?
  let sources: [ChartSource]
  let derivations: [Derivation]
  let measurements: [Measurement]

  init(_ exam: Exam, _ table: MeasurementTable, _ result: ScoringResult, _ derivations: [Derivation]) {
    self.exam = exam.name
    method = result.method
    profile = table.profile
    self.derivations = derivations
    let used = Set(derivations.flatMap(\.inputs).compactMap(\.from))
    measurements = table.measurements.filter { used.contains($0.figure) }
    let charts = Set(measurements.map(\.chart))
    sources = exam.charts.filter { charts.contains($0.chart.number) }.compactMap { $0.chart.source }
  }

  var text: String {
    var text = "Exam \(exam), method \(method)"
    if let profile { text += ", filter profile \(profile.name) \(profile.version) (\(profile.sha256))" }
    text += "\n"
    for derivation in derivations {
      text += "\n\(derivation.figure) = \(derivation.result)\n  rule: \(derivation.rule)\n"
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
      text += "  source: \(derivation.source)\n"
    }
    if !sources.isEmpty { text += "\nFiles\n" }
    for source in sources { text += "  \(source.file)  SHA-256 \(source.sha256)\n" }
    return text
  }
}

extension Measurement {
  /// The identifier of this measurement in derivations.
  fileprivate var figure: String { "measurement/\(series)/\(chart)/\(question)/\(occurrence)/\(sensor.rawValue)" }
}

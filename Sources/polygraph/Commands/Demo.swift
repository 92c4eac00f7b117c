import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords
import PolygraphSimulation
import PolygraphWorkflows

/// `polygraph demo`: the main job on a simulated examinee.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Does the main job on a simulated examinee, within a minute.",
    discussion: """
      Simulates an examinee whose physiology reacts, captures the exam from a virtual instrument behind a \
      pseudo-terminal faster than life, reads the package back, filters, measures, scores and records it, and prints \
      the score sheet and where everything lies. The same exam is written as chart files too, without the instrument. \
      The examinee is generated from the seed; nothing is anybody's. A second run finds the captured exam of the first.

      Examples:
        polygraph demo
        polygraph demo --examinee truthful --seed 7 --out trial
        polygraph demo --test dlst --effect 0.5 --json
      """)

  @Option(help: ArgumentHelp("The folder to write to.", valueName: "folder"))
  var out = "polygraph-demo"

  @Option(help: ArgumentHelp("The seed; the same seed gives the same exam.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(help: "What the examinee does: deceptive or truthful.")
  var examinee: Truth = .deceptive

  @Option(help: ArgumentHelp("How strongly the favoured questions react; 0 is not at all.", valueName: "size"))
  var effect = 1.0

  @Option(
    help: ArgumentHelp("The test: \(TestSequence.all.map(\.identifier).joined(separator: ", ")).", valueName: "name"))
  var test = TestSequence.federalZCT.identifier

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard TestSequence.named(test) != nil else {
      let names = TestSequence.all.map(\.identifier).joined(separator: ", ")
      throw ValidationError("There is no test '\(test)'. Known: \(names).")
    }
    guard effect.isFinite, (0...5).contains(effect) else { throw ValidationError("--effect takes 0 to 5.") }
    if out.isEmpty { throw ValidationError("--out takes the path of a folder.") }
  }

  func run() async throws {
    var settings = ExamineeSettings(seed: seed, truth: examinee, sequence: TestSequence.named(test) ?? .federalZCT)
    settings.effectSize = effect
    let outcome = try await Demonstration(settings: settings, folder: out)
      .run(by: .operatingSystemUser) { step in
        if !output.json { output.note(step + " …") }
      }
    try output.emit(DemoReport(outcome), text: "\n" + outcome.sheet.text + "\n" + outcome.places)
  }
}

extension Truth: ExpressibleByArgument {}

extension Demonstration.Outcome {
  fileprivate var places: String {
    var table = TextTable(alignments: [.left, .left])
    table.add(["exam package", "\(package.path)  (\(captured.samples) samples, \(captured.lost) lost)"])
    table.add(["chart files", charts.path])
    table.add(["measurements", measurements.path])
    table.add(["scores", scores.path])
    table.add(["records", "\(records.path)  (\(filedExams) exam\(filedExams == 1 ? "" : "s"); this one is \(record))"])
    return table.text + """

      The captured exam \(scoresLikeWritten ? "scores" : "does not score") like the one written without an instrument.

      Next:  polygraph inspect \(quoted(package.path))
             polygraph score \(quoted(package.path)) --method ess-m --json
             polygraph records exams --records \(quoted(records.path))

      The examinee is simulated. Scores are numbers of a method; they decide nothing about a person.

      """
  }

  private func quoted(_ path: String) -> String {
    let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
    return isPlain ? path : "'" + path.replacing("'", with: #"'\''"#) + "'"
  }
}

/// The document `polygraph.demo/1`.
private struct DemoReport: Encodable {
  let schema = "polygraph.demo/1"
  let package: String
  let scoresLikeWritten: Bool
  let charts: [String]
  let measurements: String
  let scores: String
  let records: String
  let record: String
  let sheet: ScoreSheet

  init(_ outcome: Demonstration.Outcome) {
    package = outcome.package.path
    scoresLikeWritten = outcome.scoresLikeWritten
    charts = outcome.files.map(\.path)
    measurements = outcome.measurements.path
    scores = outcome.scores.path
    records = outcome.records.path
    record = "\(outcome.record)"
    sheet = outcome.sheet
  }
}

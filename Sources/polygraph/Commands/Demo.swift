import ArgumentParser
import Foundation
import PolygraphFormats
import PolygraphKit
import PolygraphModel
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
      Then another examiner, generated too, scores it blind, a supervisor certifies it, and what the examinee admits \
      (those of odd seeds that deceive) is referred and stands in the ledger. \
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
    let review = try await reviewed(outcome, settings)
    let text = "\n" + outcome.sheet.text + "\n" + (review.map(\.text) ?? "") + outcome.places
    try output.emit(DemoReport(outcome, review), text: text)
  }

  /// The exam's review; `nil` when no method gave an opinion that could be reviewed.
  private func reviewed(
    _ outcome: Demonstration.Outcome, _ settings: ExamineeSettings
  ) async throws -> ReviewDemonstration.Outcome? {
    guard outcome.sheet.results.contains(where: { $0.opinion != nil }) else {
      if !output.json { output.note("No method gave an opinion, so nothing is reviewed.") }
      return nil
    }
    let read = try ExamReader.read(path: outcome.package.path)
    return try await ReviewDemonstration(
      store: SQLiteRecordStore.open(outcome.records), account: .operatingSystemUser,
      admission: ReviewDemonstration.admission(of: settings)
    ).run(read.exam, sheet: outcome.sheet) { step in
      if !output.json { output.note(step + " …") }
    }
  }
}

extension ReviewDemonstration.Outcome {
  fileprivate var text: String {
    var table = TextTable(alignments: [.left, .left])
    table.add(["exam file", "\(file.number), \(file.state.rawValue)"])
    let blind = review.blindOpinion.map { ", opinion \($0.rawValue)" } ?? ""
    table.add(["blind review", "\(review.decision?.rawValue ?? "open")\(blind)"])
    if let admission {
      table.add(["admission", "\(admission.category.rawValue), \(admission.disposition?.rawValue ?? "open")"])
    }
    if let referral {
      table.add(["referral", "\(referral.level.rawValue), \(referral.state.rawValue); \(ledger.overdue) overdue"])
    }
    return table.text
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
             polygraph records referral ledger --records \(quoted(records.path))

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
  let review: Review?

  /// What came of the review and of an admission.
  struct Review: Encodable {
    let number: String
    let state: ExamState
    let decision: QualityReview.Decision?
    let blindOpinion: Opinion?
    let admission: Admission.Category?
    let referral: ReferralState?
    let overdue: Int
  }

  init(_ outcome: Demonstration.Outcome, _ reviewed: ReviewDemonstration.Outcome?) {
    review = reviewed.map {
      Review(
        number: $0.file.number, state: $0.file.state, decision: $0.review.decision,
        blindOpinion: $0.review.blindOpinion, admission: $0.admission?.category, referral: $0.referral?.state,
        overdue: $0.ledger.overdue)
    }
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

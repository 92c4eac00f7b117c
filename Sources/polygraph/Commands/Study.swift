import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphSimulation
import PolygraphWorkflows

/// `polygraph study`: how often methods are right.
struct Study: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Accuracy of scoring methods over exams with known outcomes, or over simulated ones.",
    discussion: """
      The folder holds the exams and a file outcomes.csv with the columns exam and truth (deceptive or truthful), and \
      question where a question has an outcome of its own. An exam is a folder of chart files, a chart file, a \
      measurement table (.json), or the name of one of several exams whose files lie in the folder itself.

      For each method and decision rule: sensitivity, specificity, inconclusive results, predictive values at the \
      sample's and at given base rates, the area under the curve, and calibration. An exam that cannot be scored is \
      listed and stops nothing. The figures hold for these exams and for nobody else.

      --simulate makes exams of the simulated examinee: by default measurements are drawn from its stated \
      distributions; with --signals samples are made, filtered and measured.

      Examples:
        polygraph study confirmed-cases --method ess-m --method oss-3
        polygraph study confirmed-cases --method all --base-rate 0.05 --json
        polygraph study --simulate 100000 --seed 1 --method ess-m --method oss-3 --csv
        polygraph study --simulate 200 --signals --test-format afmgqt-1
      """)

  @Argument(help: ArgumentHelp("A folder of exams with a file outcomes.csv.", valueName: "folder"))
  var folder: String?

  @Option(help: ArgumentHelp("Simulate so many exams instead of reading a folder.", valueName: "n"))
  var simulate: Int?

  @OptionGroup var simulation: StudySimulationOptions

  @Option(
    name: [.customLong("method"), .customLong("methods")],
    help: ArgumentHelp(
      "A scoring method, or all; oss-3:GTR, oss-3:TSR and oss-3:SCR choose a rule; may be given several times.",
      valueName: "name"))
  var method: [String] = ["ess-m", "oss-3"]

  @Option(
    name: .customLong("base-rate"),
    help: ArgumentHelp("A share of deceptive exams for predictive values; may be given several times.", valueName: "p"))
  var baseRate: [Double] = [0.1, 0.25, 0.5]

  @Option(help: ArgumentHelp("The resamples of bootstrap intervals; 0 for none.", valueName: "n"))
  var resamples = 2000

  @Option(help: ArgumentHelp("Exams worked on at a time; no number depends on it.", valueName: "n"))
  var threads: Int?

  @OptionGroup var profile: ProfileOptions
  @OptionGroup var scoring: ScoringArguments
  @Flag(help: "Print comma-separated text, a row a method and rule.")
  var csv = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (folder == nil) != (simulate == nil) else {
      throw ValidationError("Give either a folder of exams or --simulate N.")
    }
    if let simulate, !(1...10_000_000).contains(simulate) {
      throw ValidationError("--simulate takes 1 to 10000000 exams.")
    }
    guard simulate != nil || simulation.isDefault else {
      throw ValidationError("--seed, --deceptive, --effect, --lies-to and --signals are about --simulate.")
    }
    guard baseRate.allSatisfy({ $0 > 0 && $0 < 1 }) else {
      throw ValidationError("--base-rate lies between 0 and 1, both excluded.")
    }
    guard (0...100_000).contains(resamples) else { throw ValidationError("--resamples takes 0 to 100000.") }
    guard (threads ?? 1) >= 1 && (threads ?? 1) <= 1024 else { throw ValidationError("--threads takes 1 to 1024.") }
    guard !(csv && output.json) else { throw ValidationError("Give either --csv or --json.") }
    _ = try studyMethods(method)
    if simulate != nil { _ = try simulation.simulation(count: 1, format: scoring.testFormat) }
  }

  func run() async throws {
    var study = AccuracyStudy(
      ExamAnalysis(
        profile: try profile.load(), methods: try studyMethods(method), format: scoring.format,
        options: scoring.options))
    study.baseRates = baseRate
    study.resamples = resamples
    if let threads { study.threads = threads }
    let progress = ProgressLine(isShown: !output.quiet)
    let report: AccuracyReport
    if let simulate {
      let simulation = try simulation.simulation(count: simulate, format: scoring.testFormat)
      report = try await study.run(simulation) { progress.show($0, of: $1) }
    } else {
      report = try await study.run(folder: folder ?? "") { progress.show($0, of: $1) }
    }
    progress.end()
    if csv { try emit(report.csv) } else { try output.emit(report, text: report.text) }
    if report.exams == 0 || report.methods.allSatisfy({ $0.scored == 0 }) { throw ExitCode.failure }
  }
}

/// What simulated exams are like.
struct StudySimulationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The seed of the first simulated exam; the others follow.", valueName: "n"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("The share of deceptive simulated examinees.", valueName: "p"))
  var deceptive = 0.5

  @Option(help: ArgumentHelp("How much of the model's stated effect they show; 0 none, 1 all.", valueName: "x"))
  var effect = 1.0

  @Option(
    name: .customLong("lies-to"),
    help: ArgumentHelp("A relevant question deceptive examinees lie to, as R4; without, to all.", valueName: "question")
  )
  var liesTo: [String] = []

  @Flag(help: "Make, filter and measure samples instead of drawing measurements.")
  var signals = false

  /// Whether nothing was asked of simulated exams.
  var isDefault: Bool { seed == 1 && deceptive == 0.5 && effect == 1 && liesTo.isEmpty && !signals }

  /// The simulation, or why it cannot be.
  func simulation(count: Int, format: String?) throws -> StudySimulation {
    guard (0...1).contains(deceptive) else { throw ValidationError("--deceptive lies between 0 and 1.") }
    guard effect >= 0, effect <= 10 else { throw ValidationError("--effect lies between 0 and 10.") }
    let sequence = try Self.sequence(format)
    let relevant = Set(sequence.questions.filter { $0.role == .relevant }.map(\.item))
    if let stranger = liesTo.first(where: { !relevant.contains($0) }) {
      throw ValidationError(
        "--lies-to \(stranger): the simulated \(sequence.name) asks \(relevant.sorted().joined(separator: " ")).")
    }
    var simulation = StudySimulation(count: count, seed: seed, sequence: sequence)
    simulation.deceptiveShare = deceptive
    simulation.examinee.effectSize = effect
    simulation.examinee.liesTo = liesTo.isEmpty ? nil : Set(liesTo)
    simulation.way = signals ? .signals : .plan
    return simulation
  }

  /// The simulated sequence that is recognised as a test format.
  private static func sequence(_ format: String?) throws -> TestSequence {
    guard let format else { return .federalZCT }
    let sequences = TestSequence.all.map { ($0, FormatRecognition(of: sample($0)).format?.identifier) }
    if let (sequence, _) = sequences.first(where: { $0.1 == format }) { return sequence }
    let known = sequences.compactMap(\.1).joined(separator: ", ")
    throw ValidationError("There is no simulated examinee for the test format '\(format)'. Known: \(known).")
  }

  private static func sample(_ sequence: TestSequence) -> MeasurementTable {
    SimulatedExaminee(ExamineeSettings(seed: 1, sequence: sequence)).plan().measurementTable()
  }
}

/// Scoring methods with a rule of their own after a colon, each once; `all` stands for every one.
private func studyMethods(_ names: [String]) throws -> [any ScoringMethod] {
  var seen: Set<String> = []
  let names = names.flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
  let expanded = names.flatMap { $0 == "all" ? ScoringMethods.all.map(\.identifier) : [$0] }
  guard !expanded.isEmpty else { throw ValidationError("--method takes the name of a scoring method, or all.") }
  return try expanded.filter { seen.insert($0).inserted }.map { name in
    let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
    let method = try scoringMethod(parts.first ?? name)
    guard parts.count == 2 else { return method }
    guard var oss = method as? OSS3, ["GTR", "TSR", "SCR"].contains(parts[1]) else {
      throw ValidationError("'\(name)': a rule can be chosen for oss-3 only: oss-3:GTR, oss-3:TSR, oss-3:SCR.")
    }
    oss.rule = parts[1]
    return oss
  }
}

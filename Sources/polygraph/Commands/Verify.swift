import ArgumentParser
import PolygraphKit

/// `polygraph verify`: everything in a package held against everything else in it.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Verifies an exam package: digests, journal, counts, gaps, sound, amendments.",
    discussion: """
      EXAM is an exam package: a folder with manifest.json, exam.json and journal.jsonl. Every file is held against \
      the SHA-256 that the close record has for it, every line of the journal against its check and its chain, every \
      commit against the samples, the gap ledger against the frames that are marked as lost, and the amendments \
      against their chain. Nothing is changed.

      Exit code 1 when something is damaged, missing, changed, or was never closed; each damage is named with its file \
      and place. A package whose program or power ended is closed by 'polygraph recover'.

      Examples:
        polygraph verify SIM1.polygraph
        polygraph verify SIM1.polygraph --json
      """)

  @Argument(help: ArgumentHelp("An exam package, or a folder with one in it.", valueName: "exam"))
  var path: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try PackageVerification.verify(try PackageNames.locate(path))
    try output.emit(report, text: report.text)
    if !report.isIntact { throw ExitCode.failure }
  }
}

extension VerificationReport {
  /// The report as people read it.
  fileprivate var text: String {
    var table = TextTable(alignments: [.left, .right])
    for (name, count) in [
      ("segments", counts.segments), ("frames", counts.frames), ("of them lost and filled", counts.filled),
      ("charts", counts.charts), ("marks", counts.marks), ("journal records", counts.records),
      ("commits", counts.commits), ("files with digests", counts.files), ("amendments", counts.amendments),
    ] {
      table.add([name, "\(count)"])
    }
    let verdict = isIntact ? "Whole: nothing is damaged, missing or changed.\n" : "Not whole.\n"
    let found = findings.isEmpty ? "" : "\nFindings\n" + findingLines(findings)
    return "Exam \(exam)   package \(package)   \(state.rawValue)\n" + table.text(indent: 2) + found + "\n" + verdict
  }
}

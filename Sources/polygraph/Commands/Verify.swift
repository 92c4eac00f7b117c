import ArgumentParser
import PolygraphKit
import PolygraphWorkflows

/// `polygraph verify`: everything in a package held against everything else in it, or everything there is.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Verifies an exam package, or all packages with the records and their audit trail.",
    discussion: """
      EXAM is an exam package: a folder with manifest.json, exam.json and journal.jsonl. Every file is held against \
      the SHA-256 that the close record has for it, every line of the journal against its check and its chain, every \
      commit against the samples, the gap ledger against the frames that are marked as lost, and the amendments \
      against their chain. Nothing is changed.

      --all verifies every package under the folders (the working folder when none is named). With --records it also \
      recomputes the audit trail, every record and every sealed result's digest, and holds each filed chart against \
      its package where one is found: the package must have, or have had before later amendments, the digest that the \
      chart was filed with.

      Exit code 1 when something is damaged, missing, changed, or was never closed; each damage is named with its file \
      and place. A package whose program or power ended is closed by 'polygraph recover'.

      Examples:
        polygraph verify SIM1.polygraph
        polygraph verify SIM1.polygraph --json
        polygraph verify --all exams --records office.sqlite
        polygraph verify --all exams archive/2025 --records postgresql://records.example/office --json
      """)

  @Argument(help: ArgumentHelp("An exam package, or a folder with one in it; with --all, folders.", valueName: "exam"))
  var paths: [String] = []

  @Flag(help: "Verify every package under the folders, and the records when --records names them.")
  var all = false

  @Option(
    help: ArgumentHelp("With --all: the records, a file or postgresql://… .", valueName: "place"))
  var records: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if !all, paths.count != 1 {
      throw ValidationError("Name one exam package, or say --all and name folders.")
    }
    if let records {
      if !all { throw ValidationError("--records goes with --all.") }
      if records.isEmpty { throw ValidationError("--records takes the path of a file, or postgresql://… .") }
    }
  }

  func run() async throws {
    guard all else { return try verifyOne(paths[0]) }
    let report = try await WholeVerification.verify(folders: paths.isEmpty ? ["."] : paths, recordsAt: records)
    try output.emit(report, text: report.text)
    if !report.isIntact { throw ExitCode.failure }
  }

  private func verifyOne(_ path: String) throws {
    let report = try PackageVerification.verify(try PackageNames.locate(path))
    try output.emit(report, text: report.text)
    if !report.isIntact { throw ExitCode.failure }
  }
}

extension WholeVerificationReport {
  /// The report as people read it.
  fileprivate var text: String {
    var table = TextTable([("PACKAGE", .left), ("STATE", .left), ("FRAMES", .right), ("FOUND", .left)])
    var found: [Finding] = []
    for package in packages {
      let state = package.report?.state.rawValue ?? "unreadable"
      let isWhole = package.report?.isIntact ?? false
      table.add([
        package.path, state, package.report.map { "\($0.counts.frames)" } ?? "—", isWhole ? "whole" : "NOT WHOLE",
      ])
      found += (package.report?.findings ?? []).filter { $0.severity == .error } + [package.refusal].compactMap { $0 }
    }
    var text = packages.isEmpty ? "No packages.\n" : table.text
    if let audit {
      let verdict = audit.isIntact ? "as they were written" : "NOT as they were written"
      text += "\nRecords: \(audit.entryCount) entries, \(audit.recordCount) records: \(verdict).\n"
      for finding in audit.findings { text += "  \(finding.code.rawValue): \(finding.message)\n" }
      text +=
        "Filed charts: \(charts.filed); \(charts.matched) as their package, \(charts.amendedSince) amended since,"
        + " \(charts.differing) differing, \(charts.withoutPackage) without a package here.\n"
    }
    found += findings
    if !found.isEmpty { text += "\nFindings\n" + findingLines(found) }
    return text + (isIntact ? "\nWhole: nothing is damaged, missing or changed.\n" : "\nNot whole.\n")
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

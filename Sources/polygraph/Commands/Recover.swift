import ArgumentParser
import PolygraphKit

/// `polygraph recover`: a whole, closed package of one whose program or power ended.
struct Recover: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Closes an exam package after a crash or a power cut.",
    discussion: """
      EXAM is an exam package whose capture did not end in order. Samples and journal stay as they are, byte for byte: \
      whole frames count, those behind the last commit too, and what is lost is told with its numbers. Manifest and \
      exam are made again from the journal where they are damaged; the damaged files go to the folder 'damaged'. What \
      was found is kept as recovery.json, and the package is closed. A package that is closed already is left as it is.

      Exit code 0 when the package is closed; 1 when it cannot be. What was lost is in the findings.

      Examples:
        polygraph recover SIM1.polygraph
        polygraph recover SIM1.polygraph --json && polygraph verify SIM1.polygraph
      """)

  @Argument(help: ArgumentHelp("An exam package, or a folder with one in it.", valueName: "exam"))
  var path: String

  @OptionGroup var output: OutputOptions

  func run() throws {
    let report = try PackageRecovery.recover(try PackageNames.locate(path))
    try output.emit(report, text: report.text)
  }
}

extension RecoveryReport {
  /// The report as people read it.
  fileprivate var text: String {
    if wasClosed {
      let mended = repaired.isEmpty ? "nothing was done" : "made again: \(repaired.joined(separator: ", "))"
      return "Exam \(exam)   package \(package): it was closed already; \(mended).\n" + findingLines(findings)
    }
    var table = TextTable([
      ("FILE", .left), ("FRAMES", .right), ("COMMITTED", .right), ("AFTER THE COMMIT", .right), ("LOST", .right),
      ("TORN BYTES", .right),
    ])
    for segment in segments {
      table.add([
        segment.file, "\(segment.frames)", "\(segment.committed)", "\(segment.uncommitted)", "\(segment.lost)",
        "\(segment.tornBytes)",
      ])
    }
    var text = "Exam \(exam)   package \(package)   recovered and closed\n" + table.text
    if !repaired.isEmpty { text += "Made again from the journal: \(repaired.joined(separator: ", "))\n" }
    if !findings.isEmpty { text += "\nFindings\n" + findingLines(findings) }
    return text
  }
}

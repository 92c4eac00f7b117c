import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphWorkflows

/// `polygraph convert`: an exam in another format.
struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes an exam in another format.",
    discussion: """
      ncca     NCCA ASCII, one file a chart, in the layout every known reader takes
      csv      one file a chart with its samples, and one with all events
      json     one document with everything (polygraph.exam/1)
      package  a closed exam package, <exam>.polygraph, with everything; see 'polygraph verify'

      A package keeps the header lines of NCCA ASCII files in its folder 'origin', so that the same bytes come back. \
      They may name people: hand a package on only as you would the files. A package that was captured is never \
      replaced by a conversion, and one that people have amended only with --discard-amendments.

      What a format cannot carry is reported. Files are written whole or not at all, and only into --out.

      Examples:
        polygraph convert exam-folder --to csv --out tables
        polygraph convert exam-folder --to ncca --out clean --replace
      """)

  @OptionGroup var reading: ReadingOptions

  @Option(help: ArgumentHelp("The format: ncca, csv, json or package.", valueName: "format"))
  var to: ExamConversion.Format

  @Option(help: ArgumentHelp("The folder to write to; made when it does not exist.", valueName: "folder"))
  var out: String

  @Flag(help: "Replace files that exist.")
  var replace = false

  @Flag(help: "Replace a package although it has amendments that the new one will not have.")
  var discardAmendments = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if discardAmendments, !replace || to != .package {
      throw ValidationError("--discard-amendments goes with --to package --replace.")
    }
    if out.isEmpty { throw ValidationError("--out takes the path of a folder.") }
  }

  func run() throws {
    let read = try reading.read()
    let (written, losses) = try write(read)
    let findings = read.findings + losses
    if !output.json, !findings.isEmpty { output.note(findingLines(findings, ending: "")) }
    try output.emit(
      ConversionReport(files: written.map(\.path), findings: findings), text: written.map { $0.path + "\n" }.joined())
  }
}

extension Convert {
  /// Writes the exam, and returns what was written and what the format could not carry.
  private func write(_ read: ReadExam) throws -> (written: [URL], losses: [Finding]) {
    if to == .package {
      let software = "polygraph \(PolygraphVersion.current)"
      let written = try OutputFolder(out).writePackage(
        read, software: software, replacing: replace, discardingAmendments: discardAmendments)
      return ([written], ExamConversion.packageFindings(read))
    }
    let conversion = try ExamConversion.convert(read, to: to)
    return (try OutputFolder(out).write(conversion.files, replacing: replace), conversion.findings)
  }
}

extension ExamConversion.Format: ExpressibleByArgument {}

/// The document `polygraph.conversion/1`.
private struct ConversionReport: Encodable {
  let schema = "polygraph.conversion/1"
  let files: [String]
  let findings: [Finding]
}

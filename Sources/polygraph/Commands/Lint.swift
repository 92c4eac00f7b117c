import ArgumentParser
import PolygraphKit

/// `polygraph lint`: checks of questions, labels, spacing and format.
struct Lint: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks questions, labels, spacing and format of an exam.",
    discussion: """
      The reader's findings come first, then the checks over charts and series. Exit code 1 when anything is found \
      that is more than a note.

      Examples:
        polygraph lint exam-folder
        polygraph lint exam-folder --shortest-spacing 25 --json
      """)

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The least time from one question's onset to the next.", valueName: "seconds"))
  var shortestSpacing = 20.0

  @Option(help: ArgumentHelp("The most time from one question's onset to the next.", valueName: "seconds"))
  var longestSpacing: Double?

  func validate() throws {
    guard shortestSpacing >= 0, shortestSpacing.isFinite else {
      throw ValidationError("--shortest-spacing takes zero or more seconds.")
    }
    if let longestSpacing, !(longestSpacing > shortestSpacing) {
      throw ValidationError("--longest-spacing must exceed --shortest-spacing.")
    }
  }

  func run() throws {
    let read = try reading.read()
    let settings = LintSettings(
      shortestSpacing: Seconds(shortestSpacing), longestSpacing: longestSpacing.map { Seconds($0) })
    let findings = ExamLint.check(read.exam, readerFindings: read.findings, settings: settings)
    try output.emit(
      LintReport(exam: read.exam.name, findings: findings),
      text: findings.isEmpty ? "\(read.exam.name): nothing found.\n" : findingLines(findings))
    if findings.contains(where: { $0.severity > .note }) { throw ExitCode.failure }
  }
}

/// The document `polygraph.lint/1`.
private struct LintReport: Encodable {
  let schema = "polygraph.lint/1"
  let exam: String
  let findings: [Finding]
}

import ArgumentParser
import PolygraphKit

/// The command-line program: parses arguments, calls a workflow, prints, exits.
@main
struct Polygraph: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "polygraph",
    abstract: "Reads, filters, measures, scores and records polygraph exams.",
    discussion: """
      PATH is an exam package, a folder of chart files of any known format, or one chart file. A folder that holds \
      several exams needs --exam NAME. Every reading command takes --json and prints text for people otherwise.

      Exit codes: 0 done; 1 the input was refused or a check failed; 64 wrong usage.

      No command prints a verdict on a person: every opinion carries its method, every probability its reference \
      model and prior.

      Start with:  polygraph demo
      """,
    version: PolygraphVersion.current,
    subcommands: [
      Demo.self, Inspect.self, Lint.self, Convert.self, Profiles.self, Measure.self, CaliperCommand.self, Methods.self,
      Score.self, Explain.self, Study.self, Instruments.self, Check.self, Capture.self, Simulate.self, Verify.self,
      Recover.self, Records.self,
    ])
}

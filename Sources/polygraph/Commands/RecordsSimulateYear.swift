import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords
import PolygraphWorkflows

extension Records {
  /// `polygraph records simulate-year`.
  struct SimulateYear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "simulate-year",
      abstract: "Carries out a scripted year of a program in new records, with generated people.",
      discussion: """
        26 offices, pre-employment and issue-specific exams from the request to the file's closing, blind reviews, \
        disagreements, admissions and referrals, in simulated time. Exit code 1 when an admission is left without a \
        disposition or anything is overdue without an escalation. The digest of the figures depends on --exams and \
        --seed alone: it is the same in a file and on a server.

        Example:
          polygraph records simulate-year --exams 500 --records year.sqlite
          polygraph records simulate-year --records postgresql:///year --json
          polygraph records stats --records year.sqlite --by month
        """)
    @OptionGroup var records: RecordsOptions
    @Option(help: ArgumentHelp("How many exams.", valueName: "number")) var exams = ProgramYear.standardExams
    @Option(help: ArgumentHelp("The same seed gives the same year.", valueName: "number")) var seed: UInt64 = 1
    @OptionGroup var output: OutputOptions

    func validate() throws {
      guard (1...ProgramYear.mostExams).contains(exams) else {
        throw ValidationError("--exams takes 1 to \(ProgramYear.mostExams).")
      }
      guard records.records != nil else {
        throw ValidationError("--records names new records for the simulated year; yours are not filled with it.")
      }
    }

    func run() async throws {
      let progress = ProgressLine(isShown: !output.quiet)
      let place = RecordPlace(records.path)
      var year = ProgramYear(exams: exams, seed: seed)
      // In a file, who makes the year may look at it.
      if !place.isServer { year.administrator = .operatingSystemUser }
      let report: ProgramYearReport
      do {
        report = try await year.run(in: place) {
          progress.show($0, of: $1)
        }
        progress.end()
      } catch {
        progress.end()
        throw error
      }
      try output.emit(report, text: report.text)
      if !report.isSound { throw ExitCode.failure }
    }
  }
}

extension ProgramYearReport {
  fileprivate var text: String {
    func list(_ counts: [String: Int]) -> String {
      counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
    return """
      \(exams) exams: \(list(states))
      certified opinions: \(list(opinions))
      \(referrals) referrals: \(list(levels)); \(list(referralStates)); \(escalations) escalations
      admissions without a disposition: \(undisposed)
      overdue: \(overdue), without an escalation: \(overdueUnescalated)
      digest of the figures: \(digest)

      """
  }
}

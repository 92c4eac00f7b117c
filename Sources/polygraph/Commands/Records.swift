import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords
import PolygraphWorkflows

/// `polygraph records`: the agency's records.
struct Records: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists filed exams and verifies the audit trail.",
    discussion: """
      Exams are filed by 'polygraph score … --record' and by 'polygraph demo'. Each change is one transaction with one \
      entry in a hash-chained audit trail.

      Examples:
        polygraph records exams
        polygraph records exams --records office.sqlite --since 2026-02-01T00:00:00Z --json
        polygraph records audit verify
      """,
    subcommands: [Exams.self, Audit.self])

  /// `polygraph records exams`.
  struct Exams: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists filed exams, the newest first.",
      discussion: "Example:\n  polygraph records exams --name DEMO --limit 20")
    @OptionGroup var records: RecordsOptions

    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: Int?

    @Option(help: ArgumentHelp("Only exams whose name holds this text.", valueName: "text"))
    var name: String?

    @Option(help: ArgumentHelp("Only exams filed since this instant, as 2026-02-05T09:30:00Z.", valueName: "instant"))
    var since: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
      if let limit, limit < 0 { throw ValidationError("--limit takes zero or more.") }
      if let since, Timestamp(since) == nil {
        throw ValidationError("--since takes an instant in UTC, as 2026-02-05T09:30:00Z.")
      }
    }

    func run() async throws {
      let store = try await SQLiteRecordStore.open(URL(filePath: records.path))
      let listing = try await store.exams(
        ExamQuery(limit: limit, nameContains: name, since: since.flatMap { Timestamp($0) }))
      var table = TextTable([
        ("FILED", .left), ("EXAM", .left), ("TEST FORMAT", .left), ("CHARTS", .right), ("METHODS", .left),
        ("OPINION", .left), ("BY", .left), ("ID", .left),
      ])
      for exam in listing.exams {
        let opinion = exam.opinion.map { $0.opinion.rawValue + ($0.reason.map { " (\($0.rawValue))" } ?? "") }
        table.add([
          exam.filedAt.description, exam.name, exam.testFormat ?? "—", "\(exam.charts.count)",
          exam.results.map(\.method).joined(separator: " "), opinion ?? "—", exam.filedBy.name,
          "\(exam.id)" + (exam.intact ? "" : "  ALTERED"),
        ])
      }
      try output.emit(
        listing, text: table.text + "\(listing.exams.count) of \(listing.total) exam\(listing.total == 1 ? "" : "s")\n")
    }
  }

  /// `polygraph records audit`.
  struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Verifies the audit trail and every record against it.",
      discussion: "Example:\n  polygraph records audit verify --records office.sqlite", subcommands: [Verify.self],
      defaultSubcommand: Verify.self)

    /// `polygraph records audit verify`.
    struct Verify: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Recomputes the chain and every record, and names what was altered, missing, reordered or added.",
        discussion: """
          Exit code 1 when anything is not as it was written.

          Example:
            polygraph records audit verify --records office.sqlite --json
          """)
      @OptionGroup var records: RecordsOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let report = try await SQLiteRecordStore.open(URL(filePath: records.path)).verifyAudit()
        try output.emit(report, text: report.text)
        if !report.isIntact { throw ExitCode.failure }
      }
    }
  }
}

extension AuditReport {
  /// The report as people read it.
  fileprivate var text: String {
    var text = "\(entryCount) entries, \(recordCount) records"
    if let head { text += ", head \(head)" }
    text += isIntact ? "\nEvery entry and every record is as it was written.\n" : "\n"
    for finding in findings { text += "\(finding.code.rawValue): \(finding.message)\n" }
    return text
  }
}

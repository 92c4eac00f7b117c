import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords
import PolygraphWorkflows

/// `polygraph records`: the agency's records.
struct Records: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Exams, reviews, admissions and referrals, with their audit trail.",
    discussion: """
      Results are filed by 'polygraph score … --record' and by 'polygraph demo'; an agency's exams by \
      the commands below. \
      Each change is one transaction with one entry in a hash-chained audit trail. --records takes a file, or the \
      address of a PostgreSQL database.

      Examples:
        polygraph records exams
        polygraph records exams --records office.sqlite --since 2026-02-01T00:00:00Z --json
        polygraph records audit verify
      """,
    subcommands: [
      Initialise.self, Exams.self, ExamCommand.self, Review.self, AdmissionCommand.self, ReferralCommand.self,
      People.self, OfficeCommand.self, InstrumentCommand.self, ExamineeCommand.self, Audit.self,
      ComplaintCommand.self, DisclosureCommand.self, ExportCommand.self, RetentionCommand.self, SiteCommand.self,
      Statistics.self, Trends.self, Annual.self, Sampling.self, Sync.self, SimulateYear.self,
    ])

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
      let (store, account) = try await RecordPlace(records.path).open()
      let listing = try await store.exams(
        ExamQuery(limit: limit, nameContains: name, since: since.flatMap { Timestamp($0) }), for: account)
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
      discussion: "Example:\n  polygraph records audit verify --records office.sqlite",
      subcommands: [Verify.self, Checkpoint.self],
      defaultSubcommand: Verify.self)

    /// `polygraph records audit verify`.
    struct Verify: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Recomputes the chain and every record, and names what was altered, missing, reordered or added.",
        discussion: """
          Exit code 1 when anything is not as it was written. With --checkpoint the trail must still hold what the \
          checkpoint vouches for; entries after it are outside that promise. Give --public-key, kept elsewhere, to \
          know that the checkpoint is yours.

          Example:
            polygraph records audit verify --records office.sqlite --json
            polygraph records audit verify --checkpoint monday.json
          """)
      @OptionGroup var records: RecordsOptions
      @Option(help: ArgumentHelp("A checkpoint that was exported before.", valueName: "file"))
      var checkpoint: String?
      @Option(help: ArgumentHelp("The public key that must have signed it.", valueName: "hexadecimal"))
      var publicKey: String?
      @OptionGroup var output: OutputOptions

      func validate() throws {
        guard publicKey == nil || checkpoint != nil else {
          throw ValidationError("--public-key is about a checkpoint; give --checkpoint too.")
        }
      }

      func run() async throws {
        let held = try checkpoint.map { path in
          let held = try readDocument(AuditCheckpoint.self, path)
          guard try held.isSigned() else {
            throw RefusedInput(path: path, problem: "the checkpoint's signature is not that of its key")
          }
          guard publicKey.map({ $0.lowercased() == held.publicKey }) ?? true else {
            throw RefusedInput(path: path, problem: "the checkpoint was signed with another key")
          }
          return held
        }
        let report = try await RecordPlace(records.path).open().store.verifyAudit(against: held)
        try output.emit(report, text: report.text)
        if !report.isIntact { throw ExitCode.failure }
      }
    }

    /// `polygraph records audit checkpoint`.
    struct Checkpoint: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Signs what the trail's last entry is now; keep the file elsewhere.",
        discussion: """
          The key (Ed25519) is made when it is not there, for its owner alone. Keep it outside the records' folder.

          Example:
            polygraph records audit checkpoint --key ~/checkpoint.key --out monday.json
          """)
      @OptionGroup var records: RecordsOptions
      @Option(help: ArgumentHelp("The private key's file.", valueName: "file")) var key: String
      @Option(help: ArgumentHelp("Where to write it; a file that is there is refused.", valueName: "file")) var out:
        String
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let store = try await RecordPlace(records.path).open().store
        let checkpoint = try await store.checkpoint(keyFile: URL(filePath: key))
        try writeNewDocument(checkpoint, to: out)
        try output.emit(
          checkpoint,
          text: "Entry \(checkpoint.sequence), head \(checkpoint.head)\npublic key \(checkpoint.publicKey)\n")
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

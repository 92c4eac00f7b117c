import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

extension Records {
  /// `polygraph records disclosure`.
  struct DisclosureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "disclosure", abstract: "Releases results, and shows the log of what was given to whom.",
      discussion: """
        Sent referrals stand in the log by themselves; what is given to others is noted with 'exam disclose'. Entries \
        are never changed, and outlive the exam's other records.

        Example:
          polygraph records disclosure list --examinee ID
        """,
      subcommands: [List.self, Release.self, Confirm.self], defaultSubcommand: List.self)

    /// `polygraph records disclosure list`.
    struct List: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Shows the log: all of it, of one exam, or of one person.",
        discussion: "Example:\n  polygraph records disclosure list --exam SAT-26-00001 --json")
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Only of this exam.", valueName: "exam")) var exam: String?
      @Option(help: ArgumentHelp("Only of this person, by the examinee's identifier.", valueName: "id"))
      var examinee: RecordIdentifier?
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .disclose)
        var id: RecordIdentifier?
        if let exam { id = try await store.examIdentifier(exam, by: actor) }
        let log = try await store.disclosureLog(exam: id, examinee: examinee, by: actor)
        var table = TextTable([
          ("AT", .left), ("TO", .left), ("AUTHORITY", .left), ("CONTENT", .left), ("BY", .left), ("CONFIRMED", .left),
          ("ID", .left),
        ])
        for entry in log.entries {
          table.add([
            "\(entry.at)", entry.recipient, entry.authority, entry.content, entry.by,
            entry.confirmedAt?.description ?? "—", "\(entry.id)",
          ])
        }
        try output.emit(log, text: table.text)
      }
    }

    /// `polygraph records disclosure release`.
    struct Release: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Releases a final result to a unit of the agency.",
        discussion: """
          The units are personnel-security, misconduct-investigation and insider-threat. The first release takes the \
          exam on.

          Example:
            polygraph records disclosure release SAT-26-00001 --to personnel-security \\
              --authority DHS/ALL-023 --content "certified result"
          """)
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @Option(help: "The unit.") var to: Disclosure.Consumer
      @Option(help: ArgumentHelp("The law, consent or order.", valueName: "text")) var authority: String
      @Option(help: ArgumentHelp("What is given.", valueName: "text")) var content: String
      @Option(help: ArgumentHelp("The consent or order, whose SHA-256 is kept.", valueName: "file"))
      var attachment: String?
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: [.supervisor])
        let digest = try attachment.map { try EvidenceFile.sha256(ofFileAt: URL(filePath: $0)) }
        let entry = try await store.release(
          exam: store.examIdentifier(exam.exam, by: actor), to: to, authority: authority, content: content,
          attachment: digest, by: actor, policy: agency.loadPolicy())
        try output.emit(RecordDocument(entry), text: "Released as \(entry.record.id).\n")
      }
    }

    /// `polygraph records disclosure confirm`.
    struct Confirm: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Notes that the recipient has what it was given.",
        discussion: "Example:\n  polygraph records disclosure confirm ID --reference PSD-7")
      @Argument(help: ArgumentHelp("The entry of the log.", valueName: "id")) var disclosure: RecordIdentifier
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("The recipient's own reference.", valueName: "text")) var reference: String?
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .disclose)
        let entry = try await store.confirm(disclosure: disclosure, reference: reference, by: actor)
        try output.emit(RecordDocument(entry), text: "Confirmed.\n")
      }
    }
  }
}

extension Disclosure.Consumer: ExpressibleByArgument {}

import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

extension Records {
  /// `polygraph records site`.
  struct SiteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "site", abstract: "Shows and sets the modes an office works in.",
      discussion: """
        A policy file is a JSON object with any of sensitiveTopics, privateSector and evidence; {} takes the standard \
        settings of a mode. sensitiveTopics flags questions on topics that are off limits for the reviewer. \
        privateSector: signed notices, a test of at least 90 minutes, written questions, disclosures with a consent or \
        an order, three years of retention. evidence: two relevant questions, known background, numerical scores, a \
        complete recording.

        Example:
          polygraph records site set SAT --file site.json --reason "court work"
          polygraph records site show SAT
        """,
      subcommands: [Show.self, Set.self, Flags.self], defaultSubcommand: Show.self)

    /// `polygraph records site show`.
    struct Show: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Shows an office's modes.", discussion: "Example:\n  polygraph records site show SAT --json")
      @OptionGroup var office: OfficeArgument
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .readDirectory)
        let found = try await store.named(Office.self, office.code, by: actor, \.code)
        try output.emit(RecordDocument(found), text: found.record.siteText)
      }
    }

    /// `polygraph records site set`.
    struct Set: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Puts an office under a policy file, or takes its modes away.",
        discussion: """
          A satellite without a policy of its own works under its office's.

          Example:
            polygraph records site set SAT --file site.json --reason "court work"
            polygraph records site set SAT --none --reason "no more private exams"
          """)
      @OptionGroup var office: OfficeArgument
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("The policy file (JSON).", valueName: "file")) var file: String?
      @Flag(help: "Take the office's modes away.") var none = false
      @Option(help: ArgumentHelp("Why; it is logged.", valueName: "text")) var reason: String
      @OptionGroup var output: OutputOptions

      func validate() throws {
        guard (file != nil) != none else { throw ValidationError("Give one of --file and --none.") }
      }

      func run() async throws {
        let policy = try file.map { try SitePolicy(json: InputFile.read($0)) }
        let (store, actor) = try await agency.open(for: .administer)
        let found = try await store.named(Office.self, office.code, by: actor, \.code).record
        let changed = try await store.setSitePolicy(policy, office: found.id, by: actor, reason: reason)
        try output.emit(RecordDocument(changed), text: changed.record.siteText)
      }
    }

    /// `polygraph records site flags`.
    struct Flags: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Lists an exam's questions that are flagged as off limits.",
        discussion: """
          A reviewer is shown the flags once the own scores are sealed.

          Example:
            polygraph records site flags SAT-26-00001
          """)
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var output: OutputOptions

      private struct Document: Encodable {
        let schema = "polygraph.records.question-flags/1"
        let flags: [QuestionFlag]
      }

      func run() async throws {
        let (store, actor) = try await agency.open(for: .readQuestions)
        let flags = try await store.flaggedQuestions(exam: store.examIdentifier(exam.exam, by: actor), by: actor)
        try output.emit(
          Document(flags: flags),
          text: flags.map { "series \($0.series), version \($0.version), \($0.label): \($0.topic)\n" }.joined()
            + "\(flags.count) flagged\n")
      }
    }
  }
}

/// The argument that names an office.
struct OfficeArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The office's code.", valueName: "code")) var code: String
}

extension Office {
  /// The office's modes in a few lines.
  fileprivate var siteText: String {
    var lines: [String] = []
    if let topics = site?.sensitiveTopics?.topics {
      lines.append("sensitive topics: \(topics.map(\.name).joined(separator: ", "))")
    }
    if let mode = site?.privateSector {
      lines.append(
        "private sector: at least \(shown(mode.leastMinutes)) min, at most \(mode.examsPerDay) exams a day, notices "
          + mode.notices.joined(separator: ", "))
    }
    if let mode = site?.evidence {
      lines.append(
        "evidence: \(mode.classes.map(\.rawValue).joined(separator: ", ")), at least \(mode.leastRelevantQuestions) "
          + "relevant questions")
    }
    return "\(code): " + (lines.isEmpty ? "no modes" : lines.joined(separator: "\n  ")) + "\n"
  }
}

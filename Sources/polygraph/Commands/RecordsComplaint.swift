import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

extension Records {
  /// `polygraph records complaint`.
  struct ComplaintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "complaint", abstract: "Takes complaints from their receipt to their answer.",
      discussion: """
        received → acknowledged → specific or vague → assigned → recording-review → found → remedied → answered. Each \
        state has a clock (policy file, complaintHours). Nobody handles a complaint about themselves, and an open \
        complaint holds the exam's records.

        Example:
          polygraph records complaint list
          polygraph records complaint add --exam SAT-26-00001 --allegation "…"
        """,
      subcommands: [
        List.self, Add.self, Show.self, Acknowledge.self, Triage.self, Assign.self, Investigate.self, Find.self,
        Decide.self, Answer.self,
      ], defaultSubcommand: List.self)

    /// `polygraph records complaint list`.
    struct List: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Lists open complaints by when they are due, or all of one exam.",
        discussion: "Example:\n  polygraph records complaint list --exam SAT-26-00001")
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Only of this exam, answered ones too.", valueName: "exam")) var exam: String?
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .handleComplaints)
        var id: RecordIdentifier?
        if let exam { id = try await store.examIdentifier(exam, by: actor) }
        let complaints = try await store.complaints(exam: id, by: actor).map(\.record)
        var table = TextTable([
          ("DUE", .left), ("STATE", .left), ("RECEIVED", .left), ("INVESTIGATOR", .left), ("ID", .left),
        ])
        for complaint in complaints {
          table.add([
            complaint.state == .answered ? "—" : "\(complaint.due)", complaint.state.rawValue,
            "\(complaint.receivedAt)", complaint.investigator ?? "—", "\(complaint.id)",
          ])
        }
        try output.emit(RecordList(complaints), text: table.text)
      }
    }

    /// `polygraph records complaint add`.
    struct Add: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Notes a complaint that came in, about an exam or a person.",
        discussion: """
          Without --about, a complaint about an exam is about its examiner.

          Example:
            polygraph records complaint add --exam SAT-26-00001 --allegation "…"
            polygraph records complaint add --about eve --allegation "…"
          """)
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("The exam it is about.", valueName: "exam")) var exam: String?
      @Option(help: ArgumentHelp("The account of the person it is about.", valueName: "account")) var about: String?
      @Option(help: ArgumentHelp("What is alleged.", valueName: "text")) var allegation: String
      @Option(help: ArgumentHelp("When it came in. Left out: now.", valueName: "instant")) var received: Timestamp?
      @OptionGroup var output: OutputOptions

      func validate() throws {
        guard exam != nil || about != nil else { throw ValidationError("Give --exam, --about or both.") }
      }

      func run() async throws {
        let (store, actor) = try await agency.open(for: .handleComplaints)
        var id: RecordIdentifier?
        if let exam { id = try await store.examIdentifier(exam, by: actor) }
        let made = try await store.receiveComplaint(
          exam: id, about: about, allegation: allegation, receivedAt: received, by: actor, policy: agency.loadPolicy())
        try output.emit(RecordDocument(made), text: "\(made.record.id)\n")
      }
    }

    /// `polygraph records complaint show`.
    struct Show: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Shows one complaint, its history, and the steps that lead on.",
        discussion: "Example:\n  polygraph records complaint show ID")
      @OptionGroup var complaint: ComplaintArgument
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .handleComplaints)
        let found = try await store.complaint(complaint.id, by: actor)
        try output.emit(RecordDocument(found), text: found.record.text)
      }
    }

    /// `polygraph records complaint acknowledge`.
    struct Acknowledge: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "The complainant was told that it came in.",
        discussion: "Example:\n  polygraph records complaint acknowledge ID --note \"by letter\"")
      @OptionGroup var step: ComplaintStep

      func run() async throws { try await step.take(.acknowledge) }
    }

    /// `polygraph records complaint triage`.
    struct Triage: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Finds it specific enough to be looked into, or too vague.",
        discussion: """
          A vague one needs a --note that says what it lacks; it is taken up when the complainant makes it specific, \
          or answered as it is.

          Example:
            polygraph records complaint triage ID --specific
            polygraph records complaint triage ID --vague --note "what was said, and when?"
          """)
      @OptionGroup var step: ComplaintStep
      @Flag(exclusivity: .exclusive, help: "Which it is.") var finding: Specificity

      enum Specificity: String, EnumerableFlag { case specific, vague }

      func run() async throws {
        let (store, actor) = try await step.agency.open(for: .handleComplaints)
        let state = try await store.complaint(step.complaint.id, by: actor).record.state
        let specific: ComplaintEvent = state == .vague ? .specify : .takeUp
        try await step.take(finding == .vague ? .findVague : specific)
      }
    }

    /// `polygraph records complaint assign`.
    struct Assign: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Gives it to an investigator, who is none of those it is about.",
        discussion: "Example:\n  polygraph records complaint assign ID --to dan")
      @OptionGroup var step: ComplaintStep
      @Option(help: ArgumentHelp("The investigator's account.", valueName: "account")) var to: String

      func run() async throws {
        let to = to
        try await step.take(.assign) { $0.investigator = to }
      }
    }

    /// `polygraph records complaint investigate`.
    struct Investigate: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "The investigator goes through the recording.",
        discussion: "Example:\n  polygraph records complaint investigate ID")
      @OptionGroup var step: ComplaintStep

      func run() async throws { try await step.take(.reviewRecording) }
    }

    /// `polygraph records complaint find`.
    struct Find: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "The investigator says what happened, and whether it bears the allegation out.",
        discussion: """
          Example:
            polygraph records complaint find ID --finding "…" --substantiated
          """)
      @OptionGroup var step: ComplaintStep
      @Option(help: ArgumentHelp("What was found.", valueName: "text")) var finding: String
      @Flag(exclusivity: .exclusive, help: "Whether the allegation was borne out.") var result: Result

      enum Result: String, EnumerableFlag { case substantiated, unsubstantiated }

      func run() async throws {
        let (finding, isSubstantiated) = (finding, result == .substantiated)
        try await step.take(.recordFinding) {
          $0.finding = finding
          $0.isSubstantiated = isSubstantiated
        }
      }
    }

    /// `polygraph records complaint decide`.
    struct Decide: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Decides what is done.",
        discussion: "Example:\n  polygraph records complaint decide ID --remedy \"retest by another examiner\"")
      @OptionGroup var step: ComplaintStep
      @Option(help: ArgumentHelp("What is done, or that nothing is.", valueName: "text")) var remedy: String

      func run() async throws {
        let remedy = remedy
        try await step.take(.recordRemedy) { $0.remedy = remedy }
      }
    }

    /// `polygraph records complaint answer`.
    struct Answer: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Records what the complainant was told, which ends it.",
        discussion: "Example:\n  polygraph records complaint answer ID --text \"…\"")
      @OptionGroup var step: ComplaintStep
      @Option(help: ArgumentHelp("What the complainant was told.", valueName: "text")) var text: String

      func run() async throws {
        let text = text
        try await step.take(.answer) { $0.answer = text }
      }
    }
  }
}

/// The argument that names a complaint.
struct ComplaintArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The complaint.", valueName: "id")) var id: RecordIdentifier
}

/// One step of a complaint.
struct ComplaintStep: ParsableArguments {
  @OptionGroup var complaint: ComplaintArgument
  @OptionGroup var agency: AgencyOptions
  @Option(help: ArgumentHelp("A note that is kept with the step.", valueName: "text")) var note: String?
  @OptionGroup var output: OutputOptions

  func take(
    _ event: ComplaintEvent, changing: @escaping @Sendable (inout Complaint) -> Void = { _ in }
  ) async throws {
    let (store, actor) = try await agency.open(for: .handleComplaints)
    let next = try await store.advance(
      complaint: complaint.id, event, by: actor, note: note, policy: agency.loadPolicy(), changing: changing)
    let due = next.record.state == .answered ? "" : ", due \(next.record.due)"
    try output.emit(RecordDocument(next), text: "\(next.record.state.rawValue)\(due)\n")
  }
}

extension Complaint {
  /// The complaint in a few lines.
  fileprivate var text: String {
    let about = [exam.map { "exam \($0)" }, subject.map { "account \($0)" }].compactMap(\.self)
    var lines = ["\(state.rawValue)  \(id)", "  about \(about.joined(separator: ", "))", "  allegation: \(allegation)"]
    if let investigator { lines.append("  investigator \(investigator)") }
    if let finding {
      lines.append("  finding: \(finding) (\(isSubstantiated == true ? "" : "un")substantiated)")
    }
    if let remedy { lines.append("  remedy: \(remedy)") }
    if let answer { lines.append("  answer: \(answer)") }
    for step in history {
      lines.append("  \(step.at)  \(step.event.rawValue) → \(step.to.rawValue)  \(step.by)")
    }
    let next = ComplaintEvent.process.events(from: state).map(\.rawValue)
    if !next.isEmpty { lines.append("  due \(due)   next: \(next.joined(separator: " "))") }
    return lines.joined(separator: "\n") + "\n"
  }
}

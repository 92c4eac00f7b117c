import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

extension Records {
  /// `polygraph records admission`.
  struct AdmissionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "admission", abstract: "Notes admissions and decides what becomes of them.",
      discussion: """
        Each admission gets a disposition: no action with a reason, adjudication, or a referral. No exam is closed \
        before.

        Example:
          polygraph records admission list
        """,
      subcommands: [List.self, Note.self, Step.self, Adjudicate.self], defaultSubcommand: List.self)

    /// `polygraph records admission list`.
    struct List: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Lists admissions that wait for a step, or those of one exam.",
        discussion: "Example:\n  polygraph records admission list --exam SAT-26-00001")
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Only of this exam.", valueName: "exam")) var exam: String?
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .readAdmissions)
        var id: RecordIdentifier?
        if let exam { id = try await store.examIdentifier(exam, by: actor) }
        let admissions = try await store.admissions(exam: id, by: actor).map(\.record)
        var table = TextTable([("DUE", .left), ("STATE", .left), ("CATEGORY", .left), ("STOPS", .left), ("ID", .left)])
        for admission in admissions {
          let stops =
            !admission.isDisqualifying
            ? "no" : admission.mayContinue.map { $0 ? "may continue" : "stop" } ?? "undecided"
          table.add([
            admission.isDisposed ? "—" : "\(admission.due)", admission.state.rawValue, admission.category.rawValue,
            stops,
            "\(admission.id)",
          ])
        }
        try output.emit(RecordList(admissions), text: table.text)
      }
    }

    /// `polygraph records admission note`.
    struct Note: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Notes an admission as it was said; a disqualifying one stops the exam.",
        discussion: """
          Example:
            polygraph records admission note SAT-26-00001 --phase pretest --at 754 \\
              --category smuggling --certainty plain --summary "…"
          """)
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @Option(help: "pretest, test or posttest.") var phase: Admission.Phase
      @Option(help: ArgumentHelp("The place in the recording.", valueName: "seconds")) var at: Double
      @Option(help: "What it is about.") var category: Admission.Category
      @Option(help: "plain, qualified or hinted.") var certainty: Admission.Certainty
      @Option(help: ArgumentHelp("What was said, in own words.", valueName: "text")) var summary: String
      @Flag(help: "The program's rules end an exam over it.") var disqualifying = false
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .noteAdmissions)
        let admission = try await store.noteAdmission(
          exam: store.examIdentifier(exam.exam, by: actor), phase: phase, recordingPosition: at, summary: summary,
          category: category, certainty: certainty, isDisqualifying: disqualifying, by: actor,
          policy: agency.loadPolicy())
        try output.emit(RecordDocument(admission), text: "\(admission.record.id)\n")
      }
    }

    /// `polygraph records admission step`.
    struct Step: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Takes an admission one step on: structure, submit, dismiss, adjudicate.",
        discussion: """
          A referral is drafted by 'polygraph records referral draft'.

          Example:
            polygraph records admission step ID dismiss --reason "outside the period"
          """)
      @Argument(help: ArgumentHelp("The admission.", valueName: "id")) var admission: RecordIdentifier
      @Argument(help: ArgumentHelp("The step.", valueName: "step")) var event: AdmissionEvent
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Why; to do nothing needs it.", valueName: "text")) var reason: String?
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let permissions = AdmissionEvent.process.arrows.filter { $0.event == event }.map(\.permission.roles)
        let (store, actor) = try await agency.open(for: permissions.reduce(into: []) { $0.formUnion($1) })
        let next = try await store.advance(
          admission: admission, event, by: actor, reason: reason, policy: agency.loadPolicy())
        try output.emit(RecordDocument(next), text: "\(next.record.state.rawValue)\n")
      }
    }

    /// `polygraph records admission adjudicate`.
    struct Adjudicate: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Decides on call whether an exam goes on after a disqualifying admission.",
        discussion: "Example:\n  polygraph records admission adjudicate ID --stop --reason \"rule 4\"")
      @Argument(help: ArgumentHelp("The admission.", valueName: "id")) var admission: RecordIdentifier
      @OptionGroup var agency: AgencyOptions
      @Flag(inversion: .prefixedNo, help: "End the exam; --no-stop lets it go on.") var stop: Bool
      @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .adjudicate)
        let next = try await store.adjudicate(admission: admission, mayContinue: !stop, reason: reason, by: actor)
        try output.emit(RecordDocument(next), text: stop ? "The exam ends.\n" : "The exam may go on.\n")
      }
    }
  }

  /// `polygraph records referral`.
  struct ReferralCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "referral", abstract: "Refers admissions to federal, state, local, tribal and foreign authorities.",
      discussion: """
        Each state of a referral has a clock by its urgency; the ledger shows what is overdue now.

        Example:
          polygraph records referral ledger
        """,
      subcommands: [Ledger.self, Draft.self, Step.self, Escalate.self], defaultSubcommand: Ledger.self)

    /// `polygraph records referral ledger`.
    struct Ledger: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Shows what is open, the most overdue first.",
        discussion:
          "Exit code 1 with --check when anything is overdue.\n\nExample:\n  polygraph records referral ledger --check")
      @OptionGroup var agency: AgencyOptions
      @Flag(help: "Exit with 1 when anything is overdue.") var check = false
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .readReferrals)
        let ledger = try await store.referralLedger(by: actor)
        var table = TextTable([
          ("DUE", .left), ("", .left), ("KIND", .left), ("STATE", .left), ("LEVEL", .left), ("AGENCY", .left),
          ("ID", .left),
        ])
        for entry in ledger.open {
          table.add([
            "\(entry.due)", entry.isOverdue ? "OVERDUE" : "", entry.kind.rawValue, entry.state,
            entry.level?.rawValue ?? "—", entry.agency ?? "—", "\(entry.id)",
          ])
        }
        try output.emit(ledger, text: table.text + "\(ledger.open.count) open, \(ledger.overdue) overdue\n")
        if check, ledger.overdue > 0 { throw ExitCode.failure }
      }
    }

    /// `polygraph records referral draft`.
    struct Draft: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Drafts a referral from admissions, which is their disposition.",
        discussion: """
          Example:
            polygraph records referral draft ID --level state --agency "State police" \\
              --category smuggling --urgency routine --summary "…"
          """)
      @Argument(help: ArgumentHelp("The admissions.", valueName: "id")) var admissions: [RecordIdentifier]
      @OptionGroup var agency: AgencyOptions
      @Option(help: "federal, state, local, tribal or foreign.") var level: Referral.Level
      @Option(name: .customLong("agency"), help: ArgumentHelp("The authority.", valueName: "name")) var agencyName:
        String
      @Option(help: "The category of the offence.") var category: Admission.Category
      @Option(help: "imminent-harm, child-at-risk or routine.") var urgency: Referral.Urgency
      @Option(help: ArgumentHelp("What it is about, in own words.", valueName: "text")) var summary: String
      @Option(help: ArgumentHelp("The statute, if known.", valueName: "text")) var statute: String?
      @Option(help: ArgumentHelp("A file that is offered as evidence; may be repeated.", valueName: "file"))
      var evidence: [String] = []
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let offered = try evidence.map { path in
          let url = URL(filePath: path)
          return Referral.Evidence(
            description: url.lastPathComponent, sha256: try EvidenceFile.sha256(ofFileAt: url))
        }
        let statute = statute
        let (store, actor) = try await agency.open(for: .disposeAdmissions)
        let referral = try await store.draftReferral(
          admissions: admissions, level: level, agency: agencyName, category: category, summary: summary,
          urgency: urgency, by: actor, policy: agency.loadPolicy()
        ) {
          $0.statute = statute
          $0.evidence = offered
        }
        try output.emit(RecordDocument(referral), text: "\(referral.record.id)\n")
      }
    }

    /// `polygraph records referral step`.
    struct Step: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Takes a referral one step on: submit, approve, send, acknowledge, accept, …",
        discussion: "Example:\n  polygraph records referral step ID record-outcome --outcome charge")
      @Argument(help: ArgumentHelp("The referral.", valueName: "id")) var referral: RecordIdentifier
      @Argument(help: ArgumentHelp("The step.", valueName: "step")) var event: ReferralEvent
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("A note that is kept with the step.", valueName: "text")) var note: String?
      @Option(help: "What came of it.") var outcome: Referral.Outcome?
      @Option(help: ArgumentHelp("The authority's own reference.", valueName: "text")) var reference: String?
      @Option(help: ArgumentHelp("Another authority, to redirect to.", valueName: "name")) var to: String?
      @OptionGroup var output: OutputOptions

      func validate() throws {
        guard to == nil || event == .redirect else { throw ValidationError("--to goes with the step redirect.") }
        guard outcome == nil || event == .recordOutcome else {
          throw ValidationError("--outcome goes with the step record-outcome.")
        }
      }

      func run() async throws {
        let permissions = ReferralEvent.process.arrows.filter { $0.event == event }.map(\.permission.roles)
        let (store, actor) = try await agency.open(for: permissions.reduce(into: []) { $0.formUnion($1) })
        let (outcome, reference, to) = (outcome, reference, to)
        let next = try await store.advance(
          referral: referral, event, by: actor, note: note, policy: agency.loadPolicy()
        ) {
          if let outcome { $0.outcome = outcome }
          if let reference { $0.receivingReference = reference }
          if let to { $0.agency = to }
        }
        let due = next.record.state == .closed ? "" : ", due \(next.record.due)"
        try output.emit(RecordDocument(next), text: "\(next.record.state.rawValue)\(due)\n")
      }
    }

    /// `polygraph records referral escalate`.
    struct Escalate: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Marks referrals that are overdue as escalated, and says which.",
        discussion: "Example:\n  polygraph records referral escalate --json")
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var output: OutputOptions

      private struct Document: Encodable {
        let schema = "polygraph.records.escalated/1"
        let escalated: [RecordIdentifier]
      }

      func run() async throws {
        let (store, actor) = try await agency.open(for: .manageReferrals)
        let escalated = try await store.escalateOverdue(by: actor)
        try output.emit(
          Document(escalated: escalated), text: escalated.map { "\($0)\n" }.joined() + "\(escalated.count) escalated\n")
      }
    }
  }
}

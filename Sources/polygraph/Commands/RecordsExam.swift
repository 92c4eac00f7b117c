import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

extension Records {
  /// `polygraph records exam`.
  struct ExamCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "exam", abstract: "Takes exams through their life: request, schedule, forms, charts, scores.",
      discussion: """
        Each step has guards: consent before the first chart, the stop gate, a verified package, a blind review. \
        'show' tells the steps that lead on.

        Example:
          polygraph records exam show SAT-26-00001
        """,
      subcommands: [
        Request.self, List.self, Show.self, Schedule.self, Forms.self, Questions.self, Charts.self, Seal.self,
        Step.self, Disclose.self,
        Allow.self,
      ])

    /// `polygraph records exam request`.
    struct Request: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Opens the file of an exam that is asked for.",
        discussion: """
          Example:
            polygraph records exam request --office SAT --case C-1 --requester hiring \\
              --authority "5 USC 9101" --examinee ID --test-format federal-zct
          """)
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("The office's code.", valueName: "code")) var office: String
      @Option(name: .customLong("case"), help: ArgumentHelp("The case's number.", valueName: "number"))
      var caseNumber: String
      @Option(help: ArgumentHelp("The legal basis.", valueName: "text")) var authority: String
      @Option(help: ArgumentHelp("The unit that asks.", valueName: "name")) var requester: String
      @Option(help: ArgumentHelp("The examinee's identifier.", valueName: "id")) var examinee: RecordIdentifier
      @Option(help: ArgumentHelp("The test format, as federal-zct.", valueName: "name")) var testFormat: String
      @Option(help: "Why the exam is held.") var purpose = ExamFile.Purpose.preEmployment
      @Option(name: .customLong("class"), help: "What its result is to serve.") var examClass = ExamFile.Class.screening
      @Option(name: .customLong("agency"), help: ArgumentHelp("The agency.", valueName: "name")) var agencyName = "CBP"
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .manageExams)
        let place = try await store.named(Office.self, office, by: actor, \.code).record.id
        let request = ExamRequest(
          caseNumber: caseNumber, authority: authority, requester: requester, purpose: purpose, examClass: examClass,
          testFormat: testFormat, examinee: examinee)
        let file = try await store.requestExam(request, agency: agencyName, office: place, by: actor)
        try output.emit(RecordDocument(file), text: file.record.text)
      }
    }

    /// `polygraph records exam list`.
    struct List: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Lists exams' files by office, examiner, state and case.",
        discussion: "Example:\n  polygraph records exam list --state submitted --json")
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Only of this office.", valueName: "code")) var office: String?
      @Option(help: ArgumentHelp("Only of this examiner.", valueName: "account")) var examiner: String?
      @Option(help: ArgumentHelp("Only in this state; may be repeated.", valueName: "state")) var state: [ExamState] =
        []
      @Option(name: .customLong("case"), help: ArgumentHelp("Only of this case.", valueName: "number"))
      var caseNumber: String?
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .readExams)
        var place: RecordIdentifier?
        if let office { place = try await store.named(Office.self, office, by: actor, \.code).record.id }
        let files = try await store.examFiles(
          office: place, examiner: examiner, states: state.isEmpty ? nil : state, caseNumber: caseNumber, by: actor
        ).map(\.record)
        var table = TextTable([
          ("EXAM", .left), ("STATE", .left), ("FORMAT", .left), ("EXAMINER", .left), ("AT", .left),
        ])
        for file in files {
          table.add([
            file.number, file.state.rawValue, file.testFormat, file.examiner ?? "—",
            file.scheduledAt?.description ?? "—",
          ])
        }
        try output.emit(RecordList(files), text: table.text)
      }
    }

    /// `polygraph records exam show`.
    struct Show: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Shows one exam's file, its history, and the steps that lead on.",
        discussion: "Example:\n  polygraph records exam show SAT-26-00001")
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .readExams)
        let file = try await store.examFile(store.examIdentifier(exam.exam, by: actor), by: actor)
        try output.emit(RecordDocument(file), text: file.record.text)
      }
    }

    /// `polygraph records exam schedule`.
    struct Schedule: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Sets examiner, instrument and time.",
        discussion: """
          Example:
            polygraph records exam schedule SAT-26-00001 --examiner eve --instrument 12345 \\
              --at 2026-12-01T14:00:00Z
          """)
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("The examiner's account.", valueName: "account")) var examiner: String
      @Option(help: ArgumentHelp("The instrument's serial number.", valueName: "serial")) var instrument: String
      @Option(help: ArgumentHelp("When it begins.", valueName: "instant")) var at: Timestamp
      @OptionGroup var override: OverrideOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: [.supervisor])
        let tool = try await store.named(Instrument.self, instrument, by: actor, \.serial).record.id
        let person = try await store.named(Person.self, examiner, by: actor, \.account).record
        let time = at
        let file = try await store.advance(
          exam: store.examIdentifier(exam.exam, by: actor), .schedule, by: actor, reason: override.reason,
          override: override.made(by: actor), policy: agency.loadPolicy()
        ) {
          $0.examiner = person.account
          $0.certificate = person.qualification?.certificate
          $0.instrument = tool
          $0.scheduledAt = time
        }
        try output.emit(RecordDocument(file), text: file.record.text)
      }
    }

    /// `polygraph records exam forms`.
    struct Forms: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Records the forms of the pre-test from a JSON document.",
        discussion: """
          Members: identityVerifiedAt, recordingNoticeAt, consent, advisement, toldOfDisclosuresAt, \
          toldOfRightToStopAt, medical. Those that are left out stay as they are.

          Example:
            polygraph records exam forms SAT-26-00001 --file forms.json
          """)
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("The document.", valueName: "file")) var file: String
      @OptionGroup var output: OutputOptions

      private struct Draft: Decodable, Sendable {
        let identityVerifiedAt, recordingNoticeAt, toldOfDisclosuresAt, toldOfRightToStopAt: Timestamp?
        let consent: PreTest.Form?
        let advisement: PreTest.Advisement?
        let medical: Medical?
        struct Medical: Decodable, Sendable {
          let selfRated: String
          let decision: PreTest.Fitness
          let sleepHours: Double?
        }
      }

      func run() async throws {
        let draft = try readDocument(Draft.self, file)
        let (store, actor) = try await agency.open(for: .conductExams)
        let id = try await store.examIdentifier(exam.exam, by: actor)
        let forms = try await store.pretest(exam: id, by: actor) { forms in
          forms.identityVerifiedAt = draft.identityVerifiedAt ?? forms.identityVerifiedAt
          forms.recordingNoticeAt = draft.recordingNoticeAt ?? forms.recordingNoticeAt
          forms.toldOfDisclosuresAt = draft.toldOfDisclosuresAt ?? forms.toldOfDisclosuresAt
          forms.toldOfRightToStopAt = draft.toldOfRightToStopAt ?? forms.toldOfRightToStopAt
          forms.consent = draft.consent ?? forms.consent
          forms.advisement = draft.advisement ?? forms.advisement
          if let medical = draft.medical {
            forms.medical = .init(selfRated: medical.selfRated, decision: medical.decision)
            forms.medical?.sleepHours = medical.sleepHours
          }
        }
        try output.emit(RecordDocument(forms), text: "Recorded.\n")
      }
    }

    /// `polygraph records exam step`.
    struct Step: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Takes an exam one step on.",
        discussion: """
          A guard that does not hold is named, and the exam stays where it is. A supervisor may set some aside; who \
          and why is logged. Submitting takes --package and --recording.

          Example:
            polygraph records exam step SAT-26-00001 check-in
            polygraph records exam step SAT-26-00001 decline --reason "no authority"
          """)
      @OptionGroup var exam: ExamArgument
      @Argument(help: ArgumentHelp("The step, as check-in; 'show' tells which lead on.", valueName: "step"))
      var event: ExamEvent
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var override: OverrideOptions
      @Option(help: ArgumentHelp("The exam's package file, whose digest is recorded.", valueName: "file"))
      var package: String?
      @Option(help: ArgumentHelp("A recording: its file and length, as session.flac:7200.", valueName: "file:seconds"))
      var recording: [String] = []
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let roles = ExamLifecycle.transitions.filter { $0.event == event }.reduce(into: Set<Role>()) {
          $0.formUnion($1.roles)
        }
        let (store, actor) = try await agency.open(for: roles)
        let id = try await store.examIdentifier(exam.exam, by: actor)
        let digest = try package.map { try EvidenceFile.sha256(ofFileAt: URL(filePath: $0)) }
        let recordings = try recording.map(Self.recording)
        let file = try await store.advance(
          exam: id, event, by: actor, reason: override.reason, override: override.made(by: actor),
          policy: agency.loadPolicy()
        ) {
          if let digest { $0.package = digest }
          if !recordings.isEmpty { $0.recordings = recordings }
        }
        try output.emit(RecordDocument(file), text: file.record.text)
      }

      private static func recording(_ text: String) throws -> ExamFile.Recording {
        guard let colon = text.lastIndex(of: ":"), let seconds = Double(text[text.index(after: colon)...]), seconds > 0,
          seconds.isFinite
        else { throw ValidationError("--recording takes FILE:SECONDS, as session.flac:7200.") }
        let path = String(text[..<colon])
        return ExamFile.Recording(
          file: URL(filePath: path).lastPathComponent, sha256: try EvidenceFile.sha256(ofFileAt: URL(filePath: path)),
          seconds: seconds,
          status: .complete)
      }
    }

    /// `polygraph records exam disclose`.
    struct Disclose: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Notes in the disclosure log who is given what, and by what authority.",
        discussion: """
          Example:
            polygraph records exam disclose SAT-26-00001 --to "Personnel Security" \\
              --authority DHS/ALL-023 --content "certified result"
          """)
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Who gets it.", valueName: "name")) var to: String
      @Option(help: ArgumentHelp("The law, consent or order.", valueName: "text")) var authority: String
      @Option(help: ArgumentHelp("What is given.", valueName: "text")) var content: String
      @Option(help: ArgumentHelp("The consent or order, whose SHA-256 is kept.", valueName: "file"))
      var attachment: String?
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .disclose)
        let digest = try attachment.map { try EvidenceFile.sha256(ofFileAt: URL(filePath: $0)) }
        let entry = try await store.disclose(
          exam: store.examIdentifier(exam.exam, by: actor), to: to, authority: authority, content: content,
          attachment: digest, by: actor)
        try output.emit(RecordDocument(entry), text: "Noted as \(entry.record.id).\n")
      }
    }
  }
}

/// How a guard is set aside.
struct OverrideOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Why; some steps need it, and every override does.", valueName: "text"))
  var reason: String?
  @Option(help: ArgumentHelp("A guard to set aside; may be repeated.", valueName: "guard"))
  var override: [LifecycleGuard] = []
  @Option(
    help: ArgumentHelp(
      "The supervisor who allowed it ('exam allow'). Left out: you, as supervisor.", valueName: "account"))
  var allowedBy: String?

  /// The override, or `nil` when nothing is to be set aside.
  func made(by actor: Actor) -> GuardOverride? {
    override.isEmpty
      ? nil : GuardOverride(Set(override), reason: reason ?? "", by: allowedBy ?? actor.account.name)
  }
}

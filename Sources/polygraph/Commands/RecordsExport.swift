import ArgumentParser
import Foundation
import PolygraphFormats
import PolygraphKit
import PolygraphRecords
import PolygraphWorkflows

extension Records {
  /// `polygraph records export`.
  struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export", abstract: "Writes exams, referrals, an exam's log and the register of exams to files.",
      discussion: """
        Exams and referrals are redacted, and list what is left out, unless --unredacted is given with a reason; that \
        is logged, and so is each look at who an examinee is. Files go to --out and nowhere else; one that is there \
        is kept unless --replace is given.

        Example:
          polygraph records export exam SAT-26-00001 --out DIR
        """,
      subcommands: [Exam.self, Referral.self, Log.self, Register.self])

    /// `polygraph records export exam`.
    struct Exam: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Writes an exam: redacted, or with all that the records hold on it.",
        discussion: """
          Example:
            polygraph records export exam SAT-26-00001 --out DIR
            polygraph records export exam SAT-26-00001 --out DIR --unredacted --reason "court order 4"
          """)
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var target: ExportTarget
      @OptionGroup var redaction: RedactionOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .exportExams)
        let id = try await store.examIdentifier(exam.exam, by: actor)
        try target.check(["exam-\(id).json"])
        let file: WrittenFile
        if let reason = redaction.reason {
          file = try exportFile("exam-\(id).json", try await store.exportExam(id, reason: reason, by: actor))
        } else {
          file = try exportFile("exam-\(id).json", try await store.redactedExam(id, by: actor))
        }
        try target.write([file], output)
      }
    }

    /// `polygraph records export referral`.
    struct Referral: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Writes a referral's package: a JSON document and the list of evidence with SHA-256.",
        discussion: """
          The list is as sha256sum writes it. Redacted, each piece stands under a number.

          Example:
            polygraph records export referral ID --out DIR
            polygraph records export referral ID --out DIR --unredacted --reason "to be sent"
          """)
      @Argument(help: ArgumentHelp("The referral.", valueName: "id")) var referral: RecordIdentifier
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var target: ExportTarget
      @OptionGroup var redaction: RedactionOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .exportReferrals)
        let names = ["referral-\(referral).json", "referral-\(referral).sha256"]
        try target.check(names)
        let document: WrittenFile
        let evidence: [(name: String, sha256: String)]
        if let reason = redaction.reason {
          let package = try await store.exportReferral(referral, reason: reason, by: actor)
          document = try exportFile(names[0], package)
          evidence = package.referral.evidence.map { ($0.description, $0.sha256) }
        } else {
          let package = try await store.redactedReferral(referral, by: actor)
          document = try exportFile(names[0], package)
          evidence = package.evidence.map { ($0.name, $0.sha256) }
        }
        let list = WrittenFile(name: names[1], bytes: Array(EvidenceList.text(of: evidence).utf8))
        try target.write([document, list], output)
      }
    }

    /// `polygraph records export log`.
    struct Log: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Prints what happened to an exam and its records, in order.",
        discussion: "Example:\n  polygraph records export log SAT-26-00001 --json")
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .exportExams)
        let log = try await store.examLog(store.examIdentifier(exam.exam, by: actor), by: actor)
        var table = TextTable([
          ("AT", .left), ("BY", .left), ("ROLE", .left), ("ACTION", .left), ("KIND", .left), ("REASON", .left),
        ])
        for entry in log.entries {
          table.add([
            "\(entry.at)", entry.by, entry.role?.rawValue ?? "—", entry.action.rawValue, entry.kind.rawValue,
            entry.reason ?? "—",
          ])
        }
        try output.emit(log, text: "\(log.number)\n" + table.text)
      }
    }

    /// `polygraph records export register`.
    struct Register: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Prints the register of exams: date, number, case number of each.",
        discussion: """
          With --names it has the examinees' names; each look is logged with its reason.

          Example:
            polygraph records export register --office SAT --from 2026-01-01T00:00:00Z
            polygraph records export register --names --reason "inspection"
          """)
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Only of this office.", valueName: "code")) var office: String?
      @Option(help: ArgumentHelp("Only exams since then.", valueName: "instant")) var from: Timestamp?
      @Option(help: ArgumentHelp("Only exams before then.", valueName: "instant")) var until: Timestamp?
      @Flag(help: "With the examinees' names.") var names = false
      @Option(help: ArgumentHelp("Why you need the names; it is logged.", valueName: "text")) var reason: String?
      @OptionGroup var output: OutputOptions

      func validate() throws {
        guard names == (reason != nil) else { throw ValidationError("--names needs a --reason, and has no other use.") }
        if let from, let until, from > until { throw ValidationError("--until is not before --from.") }
      }

      func run() async throws {
        let (store, actor) = try await agency.open(for: .exportExams)
        var place: RecordIdentifier?
        if let office { place = try await store.named(Office.self, office, by: actor, \.code).record.id }
        let first = Timestamp("0001-01-01T00:00:00Z"), last = Timestamp("9999-12-31T23:59:59Z")
        guard let begin = from ?? first, let end = until ?? last else {
          preconditionFailure("These instants are written as instants are.")
        }
        let range = from == nil && until == nil ? nil : begin..<end
        let register = try await store.examRegister(office: place, in: range, namesBecause: reason, by: actor)
        var table = TextTable([
          ("AT", .left), ("EXAM", .left), ("CASE", .left), ("NAME", .left), ("EXAMINER", .left), ("STATE", .left),
        ])
        for entry in register.entries {
          table.add([
            entry.at?.description ?? "—", entry.number, entry.caseNumber, entry.name ?? "—", entry.examiner ?? "—",
            entry.state.rawValue,
          ])
        }
        try output.emit(register, text: table.text + "\(register.entries.count) exams\n")
      }
    }
  }
}

/// Whether an export is redacted.
struct RedactionOptions: ParsableArguments {
  @Flag(help: "With personal data; needs --reason, and is logged.") var unredacted = false
  @Option(name: .customLong("reason"), help: ArgumentHelp("Why; it is logged.", valueName: "text"))
  var why: String?

  /// Why it is not redacted; `nil` for a redacted export.
  var reason: String? { unredacted ? why : nil }

  func validate() throws {
    guard unredacted == (why != nil) else {
      throw ValidationError("--unredacted needs a --reason, which is logged; a redacted export needs none.")
    }
  }
}

/// Where an export is written.
struct ExportTarget: ParsableArguments {
  @Option(help: ArgumentHelp("The folder to write to; made when it is missing.", valueName: "folder")) var out: String
  @Flag(help: "Replace files that are there.") var replace = false

  private struct Document: Encodable {
    let schema = "polygraph.records.exported/1"
    let files: [String]
  }

  /// Refuses names that stand in the folder already, before anything is looked at and logged.
  func check(_ names: [String]) throws {
    guard !replace else { return }
    let folder = URL(filePath: out, directoryHint: .isDirectory)
    for name in names {
      let path = folder.appending(path: name).path
      guard (try? FileManager.default.attributesOfItem(atPath: path)) == nil else {
        throw RefusedInput(path: path, problem: "there is a file already; give --replace to replace it")
      }
    }
  }

  /// Writes the files, and says where they are.
  func write(_ files: [WrittenFile], _ output: OutputOptions) throws {
    let written = try OutputFolder(out).write(files, replacing: replace).map(\.path)
    try output.emit(Document(files: written), text: written.map { "\($0)\n" }.joined())
  }
}

/// A JSON document as a file.
private func exportFile(_ name: String, _ value: some Encodable) throws -> WrittenFile {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return WrittenFile(name: name, bytes: Array(try encoder.encode(value)) + [0x0A])
}
